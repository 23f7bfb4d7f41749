from engine.commands import CommandKind, Phase


def test_status_tells_the_day_its_phase_and_the_limits(cea25):
    assert cea25.data("status") == {
        "date": "2026-01-05",
        "phase": "morning",
        "venue_halted": False,
        "instruments": {"CEA25": {"number": 1, "halted": False, "base": 7463, "lower": 6717, "upper": 8209}},
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


def test_the_composite_of_one_vintage_is_its_price(cea25):
    cea25.trade("CEA25", "75.00", 10)
    composite = cea25.data("composite")
    assert (composite["open"], composite["latest"], composite["previous_close"]) == (7500, 7500, 7463)


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
    assert list(board.streams("trades")) == list(board.streams("depth")) == list(board.streams("summary")) == ["CEA25"]
    assert list(board.streams("composite")) == list(board.streams("status")) == list(board.streams("bulletin")) == [None]
