"""The arithmetic of compliance, as the rule texts state it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement_bridge import compliance
from settlement_bridge.books.parties import Sector
from settlement_bridge.compliance import CarryOverRules

ROUND = CarryOverRules(2025, "CEA25", 20_240_101, 20_251_231)
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
        (Sector.POWER, 0, 50_000, 10_000),
        (Sector.POWER, 10_000, 50_000, 25_000),
        (Sector.POWER, 1, 50_000, 10_001),
        (Sector.POWER, -5_000, 50_000, 10_000),
        (Sector.POWER, 100_000, 50_000, 50_000),
        (Sector.STEEL, 3, 500_000, 100_004),
        (Sector.CEMENT, 0, 99_999, 99_999),
        (Sector.ALUMINIUM, 200_000, 500_000, 400_000),
        (Sector.NONE, 200_000, 500_000, 0),
    ],
)
def test_carry_over_is_base_and_one_and_a_half_of_net_sales_within_the_holding(
    sector: Sector, net_sold: int, held: int, most: int
) -> None:
    assert compliance.carry_over_most(ROUND, sector, net_sold, held) == most


@given(st.sampled_from([Sector.POWER, Sector.STEEL]), st.integers(-(10**12), 10**12), TONNES)
def test_nobody_carries_over_more_than_he_held_or_gains_by_selling_less(
    sector: Sector, net_sold: int, held: int
) -> None:
    most = compliance.carry_over_most(ROUND, sector, net_sold, held)
    assert 0 <= most <= held
    assert most <= compliance.carry_over_most(ROUND, sector, net_sold + 1, held)


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
    assert compliance.month_before(deadline) == month


@pytest.mark.parametrize(
    ("due", "given_up", "share"),
    [(0, 0, 10_000), (3, 1, 3_333), (3, 2, 6_667), (8, 1, 1_250), (5_094_000, 5_074_134, 9_961)],
)
def test_completion_is_rounded_half_up_to_a_hundredth_of_a_percent(
    due: int, given_up: int, share: int
) -> None:
    assert compliance.completion_bp(due, given_up) == share
