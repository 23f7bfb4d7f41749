"""Deals and awards add up to what was published, to the fen, and nothing else is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.rehearsal.deal_plan import BLOCK_LEAST, plan_awards, plan_deals
from gateway.rehearsal.errors import NoSuchTapeError
from gateway.rehearsal.published_rows import NOTHING, Sum
from gateway.rehearsal.tape_plan import Trade, price_band

BAND = price_band(7_000, 3_000)  # 49.00 to 91.00
PRICES = st.integers(BAND.lower, BAND.upper)
QUANTITIES = st.integers(BLOCK_LEAST, 5_000_000)


def total_of(trades: list[Trade]) -> Sum:
    return Sum(
        sum(trade.quantity for trade in trades),
        sum(trade.price * trade.quantity for trade in trades),
    )


@pytest.mark.parametrize(
    ("volume", "amount", "deals"),
    [
        (100_000, 529_200_000, [(5_292, 100_000)]),
        (19_579_226, 77_734_410_835, None),
        (215_975, 1_365_821_000, None),
        (450_000, 3_313_950_000, None),
    ],
)
def test_published_blocks_are_split_into_deals(
    volume: int, amount: int, deals: list[tuple[int, int]] | None
) -> None:
    wanted = Sum(volume, amount)
    band = price_band(round(amount / volume), 3_000)
    made = plan_deals(wanted, band)
    assert total_of(made) == wanted
    assert deals is None or [(trade.price, trade.quantity) for trade in made] == deals


@settings(max_examples=200)
@given(st.lists(st.tuples(PRICES, QUANTITIES), min_size=1, max_size=2))
def test_whatever_one_or_two_deals_made_is_made_again(deals: list[tuple[int, int]]) -> None:
    wanted = total_of([Trade(*deal) for deal in deals])
    made = plan_deals(wanted, BAND)
    assert total_of(made) == wanted
    assert all(
        BAND.lower <= trade.price <= BAND.upper and trade.quantity >= BLOCK_LEAST for trade in made
    )


@pytest.mark.parametrize(
    "wanted",
    [Sum(99_999, 99_999 * 7_000), Sum(150_000, 150_000 * 7_000 + 1), Sum(100_000, 100_000 * 9_101)],
)
def test_what_no_deals_can_make_is_refused(wanted: Sum) -> None:
    with pytest.raises(NoSuchTapeError, match="no blocks of at least 100000 t"):
        plan_deals(wanted, BAND)


def test_nothing_published_is_nothing_planned() -> None:
    assert plan_deals(NOTHING, BAND) == plan_awards(NOTHING, BAND) == []


@given(st.integers(1, 10**6), st.integers(6_301, 7_699), st.integers(0, 10**6))
def test_awards_make_any_sum_at_two_prices_next_to_each_other(
    volume: int, price: int, more: int
) -> None:
    wanted = Sum(volume, volume * price + more % volume)
    assert total_of(plan_awards(wanted, price_band(7_000, 1_000))) == wanted


def test_an_auction_outside_its_prices_is_refused() -> None:
    with pytest.raises(NoSuchTapeError, match=r"from 63\.00 to 77\.00"):
        plan_awards(Sum(100, 770_001), price_band(7_000, 1_000))
