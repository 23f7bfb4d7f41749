import asyncio

from gateway.rehearsal.screen import Screen

STATUS = {
    "phase": "morning",
    "instruments": {
        "CEA25": {"number": 1, "halted": False, "base": 7_000, "lower": 6_300, "upper": 7_700}
    },
}
DEPTH = {"bids": [[6_990, 5, 1]], "asks": [], "best_bid_orders": [[3, 5]], "best_ask_orders": []}


def _message(channel: str, data: dict, instrument: str | None = None, kind: str = "update") -> dict:
    return {"type": kind, "channel": channel, "instrument": instrument, "data": data}


async def test_the_screen_shows_limits_depth_and_the_latest_price() -> None:
    screen = Screen()
    screen.take(_message("status", STATUS))
    assert screen.markets()["CEA25"].latest == 7_000
    screen.take(_message("depth", DEPTH, "CEA25"))
    screen.take(_message("trades", {"trade": 1, "price": 7_010, "quantity": 5}, "CEA25"))
    market = screen.markets()["CEA25"]
    assert (market.latest, market.lower, market.upper, market.bids) == (
        7_010,
        6_300,
        7_700,
        [[6_990, 5, 1]],
    )


async def test_trades_of_a_snapshot_are_on_the_tape_as_well() -> None:
    screen = Screen()
    screen.take(
        _message(
            "trades",
            {"trades": [{"trade": 1, "price": 1}, {"trade": 2, "price": 2}]},
            "CEA25",
            "snapshot",
        )
    )
    screen.take(_message("trades", {"trade": 3, "price": 3}, "CEA25"))
    assert [trade["trade"] for trade in screen.tape] == [1, 2, 3]


async def test_the_morning_is_waited_for() -> None:
    screen = Screen()
    waiting = asyncio.create_task(screen.opened(["CEA25"]))
    screen.take(_message("status", {"phase": "pre_open", "instruments": STATUS["instruments"]}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    screen.take(_message("status", STATUS))
    await waiting


async def test_the_bulletin_is_there_when_it_is_published() -> None:
    screen = Screen()
    screen.take(_message("bulletin", {"date": "2026-03-02"}))
    assert (await screen.bulletin)["date"] == "2026-03-02"
