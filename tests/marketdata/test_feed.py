import logging

import pytest

from engine.commands import MARKET, TOTAL, CommandKind, Parameter, SelfTrade, Side, TimeInForce
from marketdata.channels import PUBLIC
from marketdata.errors import EventsOutOfStep
from marketdata.feed import Feed
from tests.oracle.parameters import AT_MARKET


def standing(feed: Feed) -> list[dict]:
    """Everything a late joiner would receive, with its numbers."""
    streams = [pair for channel in PUBLIC for pair in feed.board.streams(channel).values()]
    bodies = [stream.snapshot(data() if stream.published else {}).body for stream, data in streams]
    return [{name: value for name, value in body.items() if name != "time_ns"} for body in bodies]


@pytest.fixture
def busy(cea25):
    """Two days with quotes, takes, replaces, cancels and fees, the first one settled."""
    cea25.do(
        CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.TRADING_FEE_PPM, value=500
    )
    for day in ("2026-01-05", "2026-01-06"):
        if day != "2026-01-05":
            cea25.start(day)
        for step in range(12):
            order = cea25.sell("CEA25", f"75.{step:02d}", 10 + step)
            cea25.do(
                CommandKind.REPLACE, account=1, order_id=order, price=7500 + step, quantity=5 + step
            )
            cea25.buy("CEA25", "75.03", 7, TimeInForce.IOC if step % 3 else TimeInForce.DAY)
        cea25.do(CommandKind.CANCEL, account=1, order_id=order)
        cea25.end()
        cea25.settle()
    return cea25


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_feed_that_starts_again_comes_to_the_same_numbers_in_any_batches(busy, size: int):
    again = Feed("test")
    for start in range(0, len(busy.events), size):
        again.apply(start + 1, busy.events[start : start + size])
    assert standing(again) == standing(busy.feed)
    assert again.settlement.number == busy.feed.settlement.number
    ours, theirs = (feed.settlement.messages_from(1, 10_000) for feed in (again, busy.feed))
    assert [message.body for message in ours] == [message.body for message in theirs]


def test_an_order_that_has_traded_its_new_total_leaves_the_depth(cea25):
    order = cea25.sell("CEA25", "75.00", 10)
    cea25.buy("CEA25", "75.00", 7)
    cea25.do(CommandKind.REPLACE, account=1, order_id=order, price=7501, quantity=7, flags=TOTAL)
    depth = cea25.data("depth", "CEA25")
    assert (depth["bids"], depth["asks"]) == ([], [])


def test_no_stream_has_a_hole(busy):
    last: dict = {}
    for message in busy.messages:
        body = message.body
        assert body["prev"] == last.get(message.key, 0)
        assert body["seq"] > body["prev"]
        last[message.key] = body["seq"]


def test_a_missing_event_is_noticed(cea25):
    with pytest.raises(EventsOutOfStep, match="missing"):
        cea25.feed.apply(cea25.feed.next_event + 1, [])


def test_events_heard_before_are_passed_over(cea25):
    cea25.trade("CEA25", "75.00", 10)
    before = cea25.feed.next_event
    assert cea25.feed.apply(1, cea25.events) == []
    assert cea25.feed.next_event == before


def test_an_instrument_that_was_never_listed_is_an_error():
    with pytest.raises(EventsOutOfStep, match="never listed"):
        Feed("test").apply(1, [{"kind": "cancelled", "instrument": 3, "order_id": 1, "time_ns": 1}])


def test_a_batch_publishes_each_absolute_stream_once(busy):
    bodies = [message.body for message in Feed("test").apply(1, busy.events)]
    per_day = [body for body in bodies if body["channel"] == "summary"]
    assert len(per_day) == 2  # at the end of each day, and the last of them is also the batch's end
    assert len([body for body in bodies if body["channel"] == "trades"]) == len(
        busy.bodies("trades", "CEA25")
    )


def test_a_conflated_composite_keeps_its_extremes(busy):
    bodies = [message.body for message in Feed("test").apply(1, busy.events)]
    figures = [body["data"] for body in bodies if body["channel"] == "composite"]
    assert (figures[0]["high"], figures[0]["low"]) == (7503, 7500)


def test_a_new_vintage_opens_at_its_base_with_no_change(cea25):
    cea25.end()
    cea25.settle()
    cea25.list_instrument("CEA26", "74.63")
    cea25.start("2026-01-06")
    row = cea25.end()["instruments"][1]
    assert (row["instrument"], row["first_day"], row["open"], row["close"], row["change_pct"]) == (
        "CEA26",
        True,
        7463,
        7463,
        "0.00",
    )


def test_an_instrument_that_is_no_vintage_does_not_open_the_composite(exchange):
    exchange.list_instrument("CEA25", "74.63")
    exchange.list_instrument("CCER-001", "60.00")
    exchange.weigh("2026-01-05", 1, {"CEA25": 1})
    exchange.start("2026-01-05")
    exchange.trade("CCER-001", "61.00", 10)
    assert exchange.data("composite")["open"] is None


def test_the_bulletin_counts_allowances_only_whatever_an_old_venue_has_listed(exchange):
    exchange.list_instrument("CEA25", "74.63")
    exchange.list_instrument("CCER24", "60.00")
    exchange.weigh("2026-01-05", 1, {"CEA25": 1})
    exchange.start("2026-01-05")
    exchange.trade("CEA25", "75.00", 2_004)
    exchange.trade("CCER24", "61.00", 20)
    bulletin = exchange.end()
    assert [row["instrument"] for row in bulletin["instruments"]] == ["CEA25"]
    for kind in ("day", "year", "cumulative"):
        assert bulletin["totals"][kind] == {"volume": 2_004, "amount_fen": 2_004 * 7_500}
    assert "2,024" not in bulletin["text_zh"] + bulletin["text_en"]


def test_figures_that_differ_are_published_as_the_engine_s_and_said_loudly(busy, caplog):
    tampered = [dict(event) for event in busy.events]
    fill = next(event for event in tampered if event["kind"] == "fill")
    fill["quantity"] += 1
    again = Feed("test")
    with caplog.at_level(logging.ERROR):
        again.apply(1, tampered)
    assert "figures of 2026-01-05" in caplog.text
    closes = [
        message.body["data"]
        for message in again.settlement.messages_from(1, 1000)
        if message.body["data"]["kind"] == "close"
    ]
    assert closes == busy.closes()


def test_the_opening_composite_close_is_the_first_previous_close(exchange):
    exchange.list_instrument("CEA25", "74.63")
    exchange.weigh("2026-01-05", 1, {"CEA25": 1})
    exchange.open_totals(1000, "74630.00", "74.00")
    exchange.start("2026-01-05")
    assert exchange.end()["composite"]["previous_close"] == 7400


def test_a_cancelled_quote_leaves_the_depth(cea25):
    order = cea25.sell("CEA25", "75.00", 10)
    cea25.do(CommandKind.CANCEL, account=1, order_id=order)
    assert cea25.data("depth", "CEA25")["asks"] == []


def test_an_immediate_order_never_shows_in_the_depth(cea25):
    cea25.buy("CEA25", "75.00", 10, TimeInForce.IOC)
    assert all(body["data"]["bids"] == [] for body in cea25.bodies("depth", "CEA25"))


def test_a_market_order_trades_and_never_shows_in_the_depth(cea25):
    cea25.do(CommandKind.SET_PARAMETER, instrument=1, parameter=AT_MARKET, value=1)
    cea25.sell("CEA25", "75.00", 10)
    cea25.do(CommandKind.NEW_ORDER, account=2, instrument=1, side=1, quantity=15, flags=MARKET)
    assert cea25.data("depth", "CEA25")["asks"] == []
    assert all(body["data"]["bids"] == [] for body in cea25.bodies("depth", "CEA25"))
    assert cea25.data("trades", "CEA25")["quantity"] == 10


def test_quotes_that_meet_their_own_account_show_with_what_is_left_of_them(cea25):
    cea25.do(
        CommandKind.SET_PARAMETER,
        instrument=1,
        parameter=Parameter.SELF_TRADE,
        value=SelfTrade.DECREMENT,
    )
    terms = {"account": 1, "instrument": 1, "price": 7500}
    cea25.do(CommandKind.NEW_ORDER, **terms, side=Side.SELL, quantity=10)
    cea25.do(CommandKind.NEW_ORDER, **terms, side=Side.BUY, quantity=4)
    assert [(level[:2]) for level in cea25.data("depth", "CEA25")["asks"]] == [[7500, 6]]
    cea25.do(CommandKind.NEW_ORDER, **terms, side=Side.BUY, quantity=9)
    depth = cea25.data("depth", "CEA25")
    assert (depth["asks"], [level[:2] for level in depth["bids"]]) == ([], [[7500, 3]])


def test_a_day_that_is_taken_back_leaves_the_feed_at_the_day_before(cea25):
    cea25.trade("CEA25", "75.10", 10)
    cea25.end()
    cea25.settle()
    names = (("summary", "CEA25"), ("composite", None), ("status", None))
    before = [cea25.data(channel, code) for channel, code in names]
    cea25.start("2029-01-09")
    cea25.sell("CEA25", "75.20", 5)
    assert cea25.data("summary", "CEA25")["date"] == "2029-01-09"
    cea25.do(CommandKind.TAKE_BACK_DAY, date=20290109)
    assert [cea25.data(channel, code) for channel, code in names] == before
    assert cea25.data("depth", "CEA25")["asks"] == []
    cea25.start("2026-01-06")
    cea25.trade("CEA25", "75.30", 5)
    bulletin = cea25.end()
    assert bulletin["date"] == "2026-01-06"
    assert bulletin["totals"]["year"]["volume"] == 15
    assert bulletin["composite"]["change_pct"] == "0.27"
    assert [close["date"] for close in cea25.closes()] == ["2026-01-05", "2026-01-06"]


def test_the_first_day_of_all_that_is_taken_back_leaves_the_feed_without_a_day(cea25):
    cea25.do(CommandKind.TAKE_BACK_DAY, date=20260105)
    status = cea25.data("status")
    assert (status["date"], status["phase"]) == ("", "no_day")
    cea25.start("2026-01-05")
    assert cea25.data("status")["date"] == "2026-01-05"
