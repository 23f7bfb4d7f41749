"""The arithmetic of compliance, as the rule texts state it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement_bridge import compliance
from settlement_bridge.law import Round
from settlement_bridge.law.in_force import PUBLISHED, month_before, month_ending_at

_OF_2025 = PUBLISHED.round(2025)
assert _OF_2025 is not None
ROUND: Round = _OF_2025
TONNES = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("due", "most"),
    [(0, 0), (19, 0), (20, 1), (1_000_000, 50_000), (1_000_019, 50_000), (1_000_020, 50_001)],
)
def test_credits_make_up_five_percent_rounded_down(due: int, most: int) -> None:
    assert compliance.offset_most(due, 500) == most


@pytest.mark.parametrize(
    ("sector", "net_sold", "held", "most"),
    [
        ("power", 0, 50_000, 10_000),
        ("power", 10_000, 50_000, 25_000),
        ("power", 1, 50_000, 10_001),
        ("power", -5_000, 50_000, 10_000),
        ("power", 100_000, 50_000, 50_000),
        ("steel", 3, 500_000, 100_004),
        ("cement", 0, 99_999, 99_999),
        ("aluminium", 200_000, 500_000, 400_000),
    ],
)
def test_carry_over_is_base_and_one_and_a_half_of_net_sales_within_the_holding(
    sector: str, net_sold: int, held: int, most: int
) -> None:
    base = PUBLISHED.round_base(2025, sector)
    assert base is not None
    assert compliance.carry_over_most(ROUND, base, net_sold, held) == most


def test_who_is_of_no_sector_has_no_base() -> None:
    assert PUBLISHED.round_base(2025, "none") is None


@given(st.sampled_from([10_000, 100_000]), st.integers(-(10**12), 10**12), TONNES)
def test_nobody_carries_over_more_than_he_held_or_gains_by_selling_less(
    base: int, net_sold: int, held: int
) -> None:
    most = compliance.carry_over_most(ROUND, base, net_sold, held)
    assert 0 <= most <= held
    assert most <= compliance.carry_over_most(ROUND, base, net_sold + 1, held)


@given(st.integers(1, 10**9), st.integers(1, 10**6))
def test_the_average_price_is_within_half_a_tick(quantity: int, price: int) -> None:
    amount = quantity * price + quantity // 3
    average = compliance.average_price(amount, quantity)
    assert average is not None
    assert abs(2 * (average * quantity - amount)) <= quantity


def test_no_trade_no_average() -> None:
    assert compliance.average_price(0, 0) is None


@pytest.mark.parametrize(
    ("deadline", "month"),
    [
        (20_231_231, (20_231_101, 20_231_130)),
        (20_250_115, (20_241_201, 20_241_231)),
        (20_240_331, (20_240_201, 20_240_229)),
    ],
)
def test_the_month_before_a_deadline_is_the_calendar_month(
    deadline: int, month: tuple[int, int]
) -> None:
    assert month_before(deadline) == month


@pytest.mark.parametrize(
    ("deadline", "month"),
    [
        (20_251_231, (20_251_201, 20_251_231)),
        (20_260_115, (20_251_216, 20_260_115)),
        (20_240_331, (20_240_301, 20_240_331)),
        (20_240_330, (20_240_301, 20_240_330)),
        (20_240_229, (20_240_201, 20_240_229)),
    ],
)
def test_the_month_that_ends_at_a_deadline_begins_after_the_same_day_of_the_month_before(
    deadline: int, month: tuple[int, int]
) -> None:
    assert month_ending_at(deadline) == month


@pytest.mark.parametrize(
    ("due", "given_up", "share"),
    [
        (0, 0, 10_000),
        (3, 1, 3_333),
        (3, 2, 6_666),
        (8, 1, 1_250),
        (5_094_000, 5_074_134, 9_961),
        (8_193_992_200, 8_193_625_800, 9_999),  # of 2024, printed "about 99.99"
        (8_193_992_200, 8_193_992_199, 9_999),
        (8_193_992_200, 8_193_992_200, 10_000),
    ],
)
def test_completion_is_cut_to_a_hundredth_of_a_percent_and_whole_only_where_nobody_is_late(
    due: int, given_up: int, share: int
) -> None:
    assert compliance.completion_bp(due, given_up) == share


@pytest.mark.parametrize(
    ("year", "issued", "due", "share"),
    [
        (2021, 5_096_000_000, 5_094_530_000, 3),  # as printed: 0.03 %, 0.25 % of what was issued
        (2022, 5_104_000_000, 5_091_020_000, 25),
        (2023, 5_215_000_000, 5_244_000_000, -55),  # 0.55 % of what was due
        (2018, 1_000, 500, 0),
    ],
)
def test_the_balance_of_a_year_is_a_share_as_it_was_printed(
    year: int, issued: int, due: int, share: int
) -> None:
    base = PUBLISHED.balance_base(year, issued, due)
    assert compliance.balance_bp(issued - due, base) == share
