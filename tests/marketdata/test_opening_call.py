"""The opening call on the feed: an indicative price instead of crossed books, and trades that
nobody took.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.commands import MARKET, CommandKind, Parameter, Phase, Side
from marketdata.opening_call import Band, indicative
from marketdata.opening_call import Side as Levels
from marketdata.rendering import line_of
from tests.marketdata.conftest import BUYER, SELLER, Exchange
from tests.oracle import call
from tests.oracle.book import Order
from tests.oracle.parameters import OF_CALLS
from tests.oracle.records import Instrument


@pytest.fixture
def calling(exchange: Exchange) -> Exchange:
    """CEA25 at 78.50 in pre-open, with an opening call."""
    exchange.list_instrument("CEA25", "78.50")
    for parameter in OF_CALLS:
        exchange.do(CommandKind.SET_PARAMETER, instrument=1, parameter=parameter, value=1)
    exchange.do(CommandKind.START_DAY, date=20260105)
    return exchange


def test_depth_shows_the_outlook_of_the_call_and_no_crossed_book(calling: Exchange) -> None:
    calling.sell("CEA25", "78.00", 30)
    assert calling.data("depth", "CEA25")["indicative"] == {
        "price": None,
        "volume": 0,
        "surplus": 0,
        "side": None,
    }
    calling.buy("CEA25", "79.00", 40)
    depth = calling.data("depth", "CEA25")
    assert depth["indicative"] == {"price": 7900, "volume": 30, "surplus": 10, "side": "buy"}
    assert (depth["bids"], depth["asks"], depth["best_bid_orders"]) == ([], [], [])
    (snapshot,) = [data() for stream, data in calling.feed.board.streams("depth").values()]
    assert snapshot == depth
    assert "call: 79.00 x 30, 10 t of buys left" in line_of(calling.bodies("depth", "CEA25")[-1])


def test_when_pre_open_ends_the_book_that_is_left_is_shown(calling: Exchange) -> None:
    calling.sell("CEA25", "78.00", 30)
    calling.buy("CEA25", "79.00", 40)
    calling.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    depth = calling.data("depth", "CEA25")
    assert (depth["bids"], depth["asks"]) == ([[7900, 10, 1]], []) and "indicative" not in depth
    trade = calling.data("trades", "CEA25")
    assert (trade["price"], trade["quantity"], trade["side"], trade["method"]) == (
        7900,
        30,
        None,
        "listed",
    )
    assert "in a call" in line_of(calling.bodies("trades", "CEA25")[-1])
    assert calling.data("summary", "CEA25")["open"] == 7900


def test_an_order_that_did_not_trade_is_shown_although_nothing_changed(calling: Exchange) -> None:
    calling.sell("CEA25", "79.00", 30)
    calling.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    assert calling.data("depth", "CEA25")["asks"] == [[7900, 30, 1]]


def test_orders_at_market_count_and_leave_nothing_behind(calling: Exchange) -> None:
    calling.do(
        CommandKind.NEW_ORDER, account=BUYER, instrument=1, side=Side.BUY, quantity=50, flags=MARKET
    )
    calling.sell("CEA25", "78.00", 30, SELLER)
    outlook = calling.data("depth", "CEA25")["indicative"]
    assert outlook == {"price": 7850, "volume": 30, "surplus": 20, "side": "buy"}
    calling.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    assert calling.data("trades", "CEA25")["price"] == 7850
    depth = calling.data("depth", "CEA25")
    assert (depth["bids"], depth["asks"]) == ([], [])


def test_a_halt_that_ends_in_a_call_is_told_from_its_beginning_to_its_trades(
    calling: Exchange,
) -> None:
    calling.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    calling.at("2026-01-05T10:00:00+08:00")
    calling.sell("CEA25", "79.00", 30)
    calling.buy("CEA25", "79.00", 10)
    end = {"date": 20260105, "price": 1045, "quantity": 5}
    calling.do(CommandKind.HALT, instrument=1, **end)
    row = {"instrument": "CEA25", "in_call": False, "until": "2026-01-05 10:45"}
    row |= {"call_minutes": 5, "trading_from": "2026-01-05 10:50"}
    status = calling.data("status")
    assert (status["halts"], status["instruments"]["CEA25"]["halted"]) == ([row], True)
    said = "CEA25 halted until 2026-01-05 10:45, then 5 min of call, trading from 2026-01-05 10:50"
    assert said in line_of(calling.bodies("status")[-1])
    assert calling.data("depth", "CEA25")["asks"] == [[7900, 20, 1]]
    calling.at("2026-01-05T10:46:20+08:00")
    calling.do(CommandKind.BEGIN_CALL, instrument=1)
    row |= {"in_call": True, "trading_from": "2026-01-05 10:52"}  # it began late
    status = calling.data("status")
    assert (status["halts"], status["instruments"]["CEA25"]["halted"]) == ([row], False)
    assert calling.data("depth", "CEA25")["indicative"]["price"] is None
    calling.buy("CEA25", "81.00", 40)
    calling.sell("CEA25", "76.00", 20)
    depth = calling.data("depth", "CEA25")
    # the last price of the day is the nearest of those that trade everything
    assert depth["indicative"] == {"price": 7900, "volume": 40, "surplus": 0, "side": None}
    assert depth["bids"] == [] == depth["asks"]
    calling.do(CommandKind.RESUME, instrument=1)
    assert calling.data("status")["halts"] == []
    assert calling.data("depth", "CEA25")["bids"] == []
    assert calling.data("trades", "CEA25")["price"] == 7900


def test_a_call_of_the_venue_ends_with_its_session(calling: Exchange) -> None:
    calling.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    calling.do(CommandKind.HALT)
    calling.do(CommandKind.BEGIN_CALL)
    calling.sell("CEA25", "78.00", 30)
    calling.buy("CEA25", "79.00", 40)
    assert "indicative" in calling.data("depth", "CEA25")
    (row,) = calling.data("status")["halts"]
    assert row["instrument"] is None and row["in_call"] and row["trading_from"] is None
    calling.do(CommandKind.SET_PHASE, phase=Phase.LUNCH)
    assert calling.data("status")["halts"] == []
    assert calling.data("depth", "CEA25")["bids"] == [[7900, 10, 1]]


sides = st.dictionaries(st.integers(90, 110), st.integers(1, 30), max_size=8)


at_market = st.tuples(st.just(0) | st.integers(1, 30), st.just(0) | st.integers(1, 30))


ticks, bases = st.sampled_from((1, 3, 5)), st.integers(90, 110)


@given(buys=sides, sells=sides, tick=ticks, base=bases, market=at_market)
def test_the_indicative_price_is_what_trying_every_candidate_finds(
    buys: dict[int, int], sells: dict[int, int], tick: int, base: int, market: tuple[int, int]
) -> None:
    instrument = Instrument(1, b"CEA25", base, base=base, lower=90, upper=110)
    instrument.parameters[Parameter.TICK] = tick
    levels = [(Side.BUY, *level) for level in buys.items()]
    levels += [(Side.SELL, *level) for level in sells.items()]
    for number, (side, price, quantity) in enumerate(levels):
        instrument.book.join(Order(number, 1, 1, side, price, quantity, quantity, 0))
    for side, quantity in zip(Side, market, strict=True):
        if quantity:
            edge = call.worst_price(instrument, side)
            order = Order(1000 + side, 1, 1, side, edge, quantity, quantity, 0, market=True)
            instrument.book.join(order)
    price, volume, surplus = call.find_price(instrument)
    sides = Levels(buys.items(), market[0]), Levels(sells.items(), market[1])
    found = indicative(*sides, Band(90, 110, base, tick))
    assert (found["price"] or 0, found["volume"], found["surplus"]) == (price, volume, abs(surplus))
