"""The published rows stated here are a few of the exchange's daily bulletins."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.units import round_half_away
from marketdata.composite import Composite
from marketdata.weights import PriceWeights

THIRDS = PriceWeights(20_230_828, 3, {1: 1, 2: 1, 3: 1})
ONLY_SIX = PriceWeights(20_260_105, 1, {5: 0, 6: 1})


def day(
    date: int, weights: PriceWeights | None, previous_close: int | None, bases: dict[int, int]
) -> Composite:
    composite = Composite()
    if previous_close is not None:
        composite.carry(previous_close)
    composite.start_day(date, weights)
    for instrument, price in bases.items():
        composite.base(instrument, price)
    return composite


def test_the_first_day_of_three_vintages_comes_out_as_published():
    composite = day(20_230_828, THIRDS, 7306, {1: 7306, 2: 7306, 3: 7306})
    for price in (7401, 7500, 7400):
        composite.trade(1, price)
    composite.end_day({1: 7446, 2: 7306, 3: 7306})
    assert composite.figures() == {
        "previous_close": 7306,
        "open": 7338,
        "latest": 7337,
        "high": 7371,
        "low": 7337,
        "close": 7353,
        "change_pct": "0.64",
    }


def test_a_vintage_without_weight_opens_the_composite_as_on_2026_02_04():
    composite = day(20_260_204, ONLY_SIX, 8100, {5: 7900, 6: 8100})
    composite.trade(5, 7850)
    assert composite.figures()["open"] == 8100
    for price in (7800, 7900):
        composite.trade(6, price)
    composite.end_day({5: 7850, 6: 7874})
    figures = composite.figures()
    assert (figures["open"], figures["high"], figures["low"], figures["close"]) == (
        8100,
        8100,
        7800,
        7874,
    )
    assert figures["change_pct"] == "-2.79"


def test_the_vintage_with_the_weight_opens_it_when_it_trades_first_as_on_2026_01_09():
    composite = day(20_260_109, ONLY_SIX, 7861, {5: 7639, 6: 7861})
    composite.trade(6, 7800)
    composite.trade(5, 7350)
    figures = composite.figures()
    assert (figures["open"], figures["high"]) == (7800, 7800)


def test_where_only_vintages_without_weight_trade_the_composite_stands_still_as_on_2026_01_05():
    composite = day(20_260_105, ONLY_SIX, 7463, {5: 7639, 6: 7463})
    composite.trade(5, 7639)
    composite.end_day({5: 7639, 6: 7463})
    figures = composite.figures()
    assert {figures[name] for name in ("open", "latest", "high", "low", "close")} == {7463}
    assert figures["change_pct"] == "0.00"


def test_four_closes_that_end_in_a_tie_are_rounded_up_as_on_2024_12_11():
    quarters = PriceWeights(20_241_028, 4, {1: 1, 2: 1, 3: 1, 4: 1})
    composite = day(20_241_211, quarters, 10167, {1: 10380, 2: 10350, 3: 9963, 4: 9974})
    composite.end_day({1: 10380, 2: 10100, 3: 10060, 4: 9942})
    assert composite.close == 10121


@pytest.mark.parametrize(("date", "high"), [(20_240_715, 5000), (20_240_716, 5005)])
def test_the_close_counts_for_high_and_low_from_2024_07_16(date: int, high: int):
    halves = PriceWeights(20_210_716, 2, {1: 1, 2: 1})
    composite = day(date, halves, 5000, {1: 5000, 2: 5000})
    composite.trade(1, 5000)
    composite.end_day({1: 5010, 2: 5000})
    assert composite.figures()["high"] == high


def test_nothing_is_shown_before_the_first_trade():
    figures = day(20_230_828, THIRDS, 7306, {1: 7306, 2: 7306, 3: 7306}).figures()
    assert figures == {"previous_close": 7306} | dict.fromkeys(
        ("open", "latest", "high", "low", "close", "change_pct")
    )


def test_on_the_very_first_day_the_base_prices_stand_for_the_previous_close():
    composite = day(20_210_716, PriceWeights(20_210_716, 1, {1: 1}), None, {1: 4800})
    composite.trade(1, 4800)
    composite.trade(1, 5280)
    composite.end_day({1: 5123})
    assert composite.figures()["previous_close"] == 4800
    assert composite.figures()["change_pct"] == "6.73"


def test_the_close_is_the_next_day_s_previous_close():
    composite = day(20_230_828, THIRDS, 7306, {1: 7306, 2: 7306, 3: 7306})
    composite.end_day({1: 7446, 2: 7306, 3: 7306})
    composite.start_day(20_230_829, THIRDS)
    composite.base(1, 7446)
    assert composite.previous_close == 7353


def test_there_is_no_composite_while_a_weighted_vintage_has_no_price():
    composite = day(20_230_828, THIRDS, None, {1: 7306})
    composite.trade(1, 7306)
    composite.end_day({1: 7306})
    assert composite.figures()["open"] is composite.figures()["close"] is None


def test_there_is_no_composite_without_weights():
    composite = day(20_230_828, None, None, {1: 7306})
    composite.trade(1, 7306)
    composite.end_day({1: 7306})
    assert composite.close is None


def test_weights_that_come_in_the_course_of_a_day_wait_for_no_trade():
    composite = day(20_230_828, None, None, {1: 7000, 2: 8000})
    composite.weigh_with(PriceWeights(20_230_828, 2, {1: 1, 2: 1}))
    assert composite.previous_close == 7500
    composite.trade(1, 7100)
    assert composite.figures()["open"] == 7550


@given(
    numerators=st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any),
    trades=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20_000)), min_size=1, max_size=30),
)
def test_running_sums_equal_fractions_worked_out_anew(
    numerators: list[int], trades: list[tuple[int, int]]
):
    total = sum(numerators)
    weights = {place + 1: Fraction(numerator, total) for place, numerator in enumerate(numerators)}
    prices = {1: 7000, 2: 7100, 3: 7200}
    composite = day(
        20_250_101, PriceWeights(20_250_101, total, dict(enumerate(numerators, 1))), 7000, prices
    )
    values = []
    for instrument, price in trades:
        composite.trade(instrument, price)
        prices[instrument] = price
        values.append(sum(prices[each] * weight for each, weight in weights.items()))
    figures = composite.figures()
    assert figures["open"] == round_half_away(values[0])
    assert figures["latest"] == round_half_away(values[-1])
    assert (figures["high"], figures["low"]) == (
        round_half_away(max(values)),
        round_half_away(min(values)),
    )
