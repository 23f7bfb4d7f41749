import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rehearsal.errors import NoSuchTapeError
from gateway.rehearsal.tape_plan import Band, Figures, Trade, plan_trades, price_band

BASE = 5_000
BAND = price_band(BASE)
PRICES = st.integers(BAND.lower, BAND.upper)
TAPES = st.lists(
    st.tuples(PRICES, st.one_of(st.integers(1, 5), st.integers(1, 300_000))),
    min_size=1,
    max_size=30,
)


def _figures(tape: list[tuple[int, int]]) -> Figures:
    prices = [price for price, _ in tape]
    volume, amount = (
        sum(quantity for _, quantity in tape),
        sum(price * quantity for price, quantity in tape),
    )
    return Figures(prices[0], max(prices), min(prices), volume, amount)


def _seen(trades: list[Trade]) -> Figures:
    return _figures([(trade.price, trade.quantity) for trade in trades])


@given(TAPES)
def test_whatever_was_traded_can_be_shown_again_to_the_fen(tape: list[tuple[int, int]]) -> None:
    assert _seen(plan_trades(_figures(tape), BAND)) == _figures(tape)


@given(TAPES)
def test_every_planned_trade_is_inside_the_band_and_the_order_sizes(
    tape: list[tuple[int, int]],
) -> None:
    for trade in plan_trades(_figures(tape), BAND):
        assert BAND.lower <= trade.price <= BAND.upper
        assert 1 <= trade.quantity <= BAND.quantity_max


@given(TAPES)
def test_there_are_at_most_five_prices_and_few_trades(tape: list[tuple[int, int]]) -> None:
    trades = plan_trades(_figures(tape), BAND)
    assert len({trade.price for trade in trades}) <= 5
    assert len(trades) <= 5 + _figures(tape).volume // BAND.quantity_max


@given(TAPES)
def test_after_the_open_prices_rise_above_it_and_then_fall_below_it(
    tape: list[tuple[int, int]],
) -> None:
    prices = [trade.price for trade in plan_trades(_figures(tape), BAND)]
    dear = [price for price in prices if price >= prices[0]]
    assert prices == sorted(dear) + sorted(
        (price for price in prices if price < prices[0]), reverse=True
    )


@given(
    st.permutations([4_900, 5_000, 5_100]).map(tuple) | st.tuples(PRICES, PRICES, PRICES),
    st.integers(1, 12),
    st.data(),
)
def test_a_tape_is_found_exactly_when_one_exists(
    prices: tuple[int, int, int], volume: int, data: st.DataObject
) -> None:
    low, opening, high = sorted(prices)
    figures = Figures(
        opening, high, low, volume, data.draw(st.integers(low * volume - 3, high * volume + 3))
    )
    needed = {opening, high, low}
    rest = volume - len(needed)
    exists = rest >= 0 and low * rest <= figures.amount_fen - sum(needed) <= high * rest
    try:
        found = _seen(plan_trades(figures, BAND)) == figures
    except NoSuchTapeError:
        found = False
    assert found == exists


@pytest.mark.parametrize(
    ("figures", "trades"),
    [
        (Figures(5_000, 5_000, 5_000, 1, 5_000), [Trade(5_000, 1)]),
        (Figures(5_000, 5_100, 5_000, 2, 10_100), [Trade(5_000, 1), Trade(5_100, 1)]),
        (
            Figures(5_000, 5_100, 4_900, 3, 15_000),
            [Trade(5_000, 1), Trade(5_100, 1), Trade(4_900, 1)],
        ),
        (
            Figures(5_000, 5_100, 4_900, 4, 20_001),
            [Trade(5_000, 1), Trade(5_001, 1), Trade(5_100, 1), Trade(4_900, 1)],
        ),
    ],
)
def test_tiny_volumes_trade_a_tonne_at_a_time(figures: Figures, trades: list[Trade]) -> None:
    assert plan_trades(figures, BAND) == trades


def test_a_large_volume_is_cut_into_as_few_orders_as_its_size_allows() -> None:
    trades = plan_trades(Figures(5_000, 5_000, 5_000, 250_000, 1_250_000_000), BAND)
    assert [trade.quantity for trade in trades] == [83_334, 83_333, 83_333]


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (
            Figures(5_200, 5_100, 4_900, 10, 50_000),
            "open 52.00 is outside low to high, 49.00 to 51.00",
        ),
        (Figures(5_000, 5_501, 5_000, 10, 52_000), "leaves the price limits 45.00 to 55.00"),
        (Figures(5_000, 5_000, 4_499, 10, 48_000), "leaves the price limits 45.00 to 55.00"),
        (
            Figures(5_000, 5_100, 4_900, 2, 10_000),
            "2 t cannot trade at 3 prices; allowed: at least 3 t",
        ),
        (Figures(5_000, 5_100, 4_900, 3, 15_001), "allowed: 150.00 to 150.00 CNY"),
        (Figures(5_000, 5_000, 5_000, 10, 50_001), "allowed: 500.00 to 500.00 CNY"),
        (Figures(5_000, 5_100, 5_000, 10, 51_000), "allowed: 501.00 to 509.00 CNY"),
    ],
)
def test_figures_that_nothing_can_trade_are_refused_with_what_is_possible(
    figures: Figures, message: str
) -> None:
    with pytest.raises(NoSuchTapeError, match=message):
        plan_trades(figures, BAND)


@pytest.mark.parametrize(
    ("base", "band"), [(4_800, Band(4_320, 5_280)), (4_805, Band(4_325, 5_286))]
)
def test_price_limits_are_rounded_half_up(base: int, band: Band) -> None:
    assert price_band(base) == band
