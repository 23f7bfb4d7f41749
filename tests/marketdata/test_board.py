import pytest

from engine.commands import CommandKind, Phase
from marketdata.checkpoint import pack, seal, unpack
from marketdata.feed import Feed


def test_status_tells_the_day_its_phase_and_the_limits(cea25):
    assert cea25.data("status") == {
        "date": "2026-01-05",
        "market": "allowances",
        "phase": "morning",
        "venue_halted": False,
        "halts": [],
        "instruments": {
            "CEA25": {
                "number": 1,
                "name_zh": "",
                "name_en": "",
                "halted": False,
                "base": 7463,
                "lower": 6717,
                "upper": 8209,
            }
        },
    }


def test_halts_of_an_instrument_and_of_the_venue_are_told(cea25):
    cea25.do(CommandKind.HALT, instrument=1)
    assert cea25.data("status")["instruments"]["CEA25"]["halted"]
    cea25.do(CommandKind.HALT)
    assert cea25.data("status")["venue_halted"]
    cea25.do(CommandKind.RESUME, instrument=1)
    cea25.do(CommandKind.RESUME)
    status = cea25.data("status")
    assert (status["venue_halted"], status["instruments"]["CEA25"]["halted"]) == (False, False)


def test_every_phase_is_told(cea25):
    cea25.do(CommandKind.SET_PHASE, phase=Phase.LUNCH)
    cea25.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    cea25.end()
    phases = [body["data"]["phase"] for body in cea25.bodies("status")]
    assert phases == ["no_day", "pre_open", "morning", "lunch", "afternoon", "closed", "ended"]


def test_the_composite_names_the_weights_in_force(exchange):
    for code in ("CEA24", "CEA25"):
        exchange.list_instrument(code, "74.63")
    exchange.weigh("2026-01-05", 1, {"CEA25": 1, "CEA24": 0})
    exchange.weigh("2026-01-06", 2, {"CEA25": 1, "CEA24": 1})
    exchange.start("2026-01-05")
    assert exchange.data("composite")["weights"] == {"CEA24": [0, 1], "CEA25": [1, 1]}
    exchange.end()
    exchange.settle()
    exchange.start("2026-01-06")
    assert exchange.data("composite")["weights"] == {"CEA24": [1, 2], "CEA25": [1, 2]}


def test_weights_of_a_day_without_trades_count_from_the_base_prices(exchange):
    for code, base in (("CEA24", "70.00"), ("CEA25", "78.50")):
        exchange.list_instrument(code, base)
    exchange.start("2026-01-05")
    exchange.weigh("2026-01-05", 1, {"CEA24": 1})
    exchange.weigh("2026-01-05", 2, {"CEA24": 1, "CEA25": 1})
    pieces = pack(exchange.feed, 1)
    exchange.feed = unpack(b"".join([seal(pieces), *pieces]), "test", 1)
    assert exchange.data("composite")["previous_close"] == 7425
    exchange.trade("CEA25", "78.51", 1)
    composite = exchange.data("composite")
    assert (composite["previous_close"], composite["open"]) == (7425, 7426)


def test_weights_after_a_trade_leave_the_day_alone_in_an_old_history_too(exchange):
    exchange.list_instrument("CEA25", "78.50")
    exchange.start("2026-01-05")
    exchange.trade("CEA25", "78.51", 1)
    with pytest.raises(AssertionError, match="refused"):
        exchange.weigh("2026-01-05", 1, {"CEA25": 1})
    assert exchange.events[-1]["reason"] == "weights_too_late"
    common = {"command": 99, "time_ns": 1, "date": "2026-01-05", "phase": "morning"}
    accepted = {"kind": "accepted", "command_kind": "set_price_weights", "value": 1}
    weight = {"kind": "price_weight", "instrument": 1, "quantity": 1, "value": 1}
    first = exchange.feed.next_event
    events = [each | common | {"sequence": first + n} for n, each in enumerate((accepted, weight))]
    exchange.feed.apply(first, events)
    data = exchange.feed.board.composite_data()
    assert (data["previous_close"], data["open"], data["weights"]) == (None, None, {})


def test_half_a_set_of_weights_is_never_shown(exchange):
    for code, base in (("CEA24", "70.00"), ("CEA25", "78.50")):
        exchange.list_instrument(code, base)
    exchange.start("2026-01-05")
    exchange.weigh("2026-01-05", 2, {"CEA24": 1, "CEA25": 1})
    feed = Feed("test")
    shown = {}
    for event in exchange.events:
        feed.apply(event["sequence"], [event])
        shown[feed.board.composite_data()["previous_close"]] = None
    assert list(shown) == [None, 7425]


def test_the_composite_of_one_vintage_is_its_price(cea25):
    cea25.trade("CEA25", "75.00", 10)
    composite = cea25.data("composite")
    assert (composite["open"], composite["latest"], composite["previous_close"]) == (
        7500,
        7500,
        7463,
    )


def test_depth_after_a_whole_command_is_never_crossed(cea25):
    cea25.sell("CEA25", "75.00", 10)
    cea25.buy("CEA25", "75.50", 15)
    depth = cea25.data("depth", "CEA25")
    assert (depth["bids"], depth["asks"]) == ([[7550, 5, 1]], [])


def test_depth_waits_when_a_batch_ends_between_the_events_of_one_command(cea25):
    cea25.sell("CEA25", "75.00", 10)
    seen = len(cea25.events)
    cea25.buy("CEA25", "75.50", 15)
    whole, halves = cea25.data("depth", "CEA25"), type(cea25.feed)("test")
    out = [message.body for message in halves.apply(1, cea25.events[: seen + 1])]
    assert [body["data"]["asks"] for body in out if body["channel"] == "depth"] == []
    out = [message.body for message in halves.apply(seen + 2, cea25.events[seen + 1 :])]
    assert [body["data"] for body in out if body["channel"] == "depth"] == [whole]


def test_streams_are_found_by_channel_and_code(cea25):
    board = cea25.feed.board
    assert (
        list(board.streams("trades"))
        == list(board.streams("depth"))
        == list(board.streams("summary"))
        == ["CEA25"]
    )
    assert (
        list(board.streams("composite"))
        == list(board.streams("status"))
        == list(board.streams("bulletin"))
        == [None]
    )
