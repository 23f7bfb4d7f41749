"""The clock of the servers' machine leaps, forward, back, across midnight: each of the three goes
on by its old pace, admits who is right, and reports it.
"""

from __future__ import annotations

import asyncio
import logging
import re
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.record.clock import ManualClock
from gateway.protocol import server_clock
from gateway.protocol.outside import Outside
from gateway.protocol.replies import RequestRefused
from gateway.protocol.server_clock import SystemClock, mend_clock, outside_by, report_leaps
from gateway.schedule import trading_day
from gateway.schedule.calendar import Calendar
from gateway.schedule.notices import NoticeBoard
from tests.corpus.house import NAMES, START_NS, CorpusHouse, corpus_house

NS_PER_S = 1_000_000_000
MINUTE, HOUR = 60, 3_600
LEAPS_S = (HOUR, -10 * MINUTE, 15 * HOUR)  # the last one passes midnight
DATE = "2026-01-05"


class LeapingClock(ManualClock):
    """A server's clock on a machine whose wall time is `ahead_ns` of the right one."""

    def __init__(self) -> None:
        super().__init__(START_NS)
        self.ahead_ns = 0
        self._followed = SystemClock(self.wall_ns, self.right_ns)

    def right_ns(self) -> int:
        """The time that passes, whatever somebody sets."""
        return super().now_ns()

    def wall_ns(self) -> int:
        """What the machine says."""
        return self.right_ns() + self.ahead_ns

    def follow(self) -> None:
        self._followed.follow()

    def now_ns(self) -> int:
        now_ns, self.leap_ns = self._followed.now_ns(), self._followed.leap_ns
        return now_ns


async def ask(house: CorpusHouse, who: str, op: str, **fields: Any) -> dict[str, Any]:
    """The reply, which has to be ok; with a client reference where money or units move."""
    if op in ("deposit", "allocate", "transfer_in"):
        fields["client_reference"] = f"reference-{house.clock.now_ns()}"
    heard = await house.call(who, {"op": op, **fields})
    replies = [each for name, each in heard if name == who and each.get("type") == "reply"]
    assert replies and replies[-1]["ok"], replies
    return replies[-1]


async def open_market(house: CorpusHouse) -> None:
    """One instrument, a seller with units and a buyer with cash, a first morning."""
    exchange, bridge = "exchange@gateway", "bridge@registry"
    await ask(house, exchange, "list_instrument", instrument="CEA25", number=5, base_price=7850)
    for account, name in ((1, "Alice"), (2, "Bob"), (3, "Carol")):
        terms = {"account": account, "name": name}
        entity = {"entity": account, "name": name, "kind": "institution"}
        await ask(house, bridge, "open_entity", **entity)
        await ask(house, bridge, "open_account", entity=account, **terms)
        await ask(house, exchange, "open_account", **terms)
        await ask(house, bridge, "deposit", account=account, amount_fen=10**8)
    given = {"account": 1, "instrument": "CEA25", "quantity": 1_000}
    await ask(house, bridge, "allocate", **given)
    await ask(house, bridge, "transfer_in", **given)
    await ask(house, exchange, "start_day", date=DATE)
    await ask(house, exchange, "set_phase", phase="morning")


async def trade(house: CorpusHouse) -> dict[str, Any]:
    """Alice sells to Bob; what the buyer is answered."""
    order = {"instrument": "CEA25", "price": 7_850, "quantity": 1}
    await ask(house, "alice@gateway", "new_order", side="sell", **order)
    return await ask(house, "bob@gateway", "new_order", side="buy", **order)


async def leap_of(house: CorpusHouse, server: str) -> float:
    """What a server's figures say of its clock."""
    url = house.urls[server].replace("ws:", "http:") + "/metrics"
    page = await asyncio.to_thread(lambda: urllib.request.urlopen(url).read().decode())
    (value,) = re.findall(r"^ceax_clock_leap_seconds (\S+)$", page, re.MULTILINE)
    return float(value)


async def require_who_is_right(house: CorpusHouse, clock: LeapingClock) -> None:
    """A log-on by the right time is taken at each server, one by the machine's is refused."""
    for server in NAMES:
        by_right = await house.open(f"carol@{server}")
        assert by_right.take()[-1].get("ok", True)
        await by_right.close()
        del house.callers[f"carol@{server}"]
        right, clock.now_ns = clock.now_ns, clock.wall_ns  # type: ignore[method-assign]
        try:
            by_wall = await house.open(f"vera@{server}")
        finally:
            clock.now_ns = right  # type: ignore[method-assign]
        refused = by_wall.take()[1]
        assert refused["error"]["code"] == "clock_differs"
        await by_wall.close()
        del house.callers[f"vera@{server}"]


async def test_trading_and_settlement_go_on_and_each_server_reports_the_leap(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = LeapingClock()
    async with corpus_house(tmp_path, clock) as house:
        await open_market(house)
        for leap_s in LEAPS_S:
            clock.ahead_ns = leap_s * NS_PER_S
            answered = await trade(house)
            assert answered["status"] == "filled"
            await ask(house, "bridge@registry", "deposit", account=2, amount_fen=100)
            assert [await leap_of(house, each) for each in NAMES] == [leap_s] * 3
            await require_who_is_right(house, clock)
            clock.ahead_ns = 0
            assert (await trade(house))["status"] == "filled"
            assert [await leap_of(house, each) for each in NAMES] == [0] * 3
        await ask(house, "exchange@gateway", "set_phase", phase="closed", confirm=True, reason="x")
        await ask(house, "exchange@gateway", "end_day")
        await house.quiet()
        day = await ask(house, "bridge@registry", "summary", date=DATE)
        assert day["status"] == "done"
        found = await ask(house, "bridge@registry", "reconcile")
        assert found["breaks"] == []
        times = house.sequencer.commands(1, 65_536)["time_ns"].astype(np.int64)
    assert (np.diff(times) >= 0).all()
    assert times[0] >= START_NS and times[-1] < clock.right_ns() + NS_PER_S
    assert "Traceback" not in caplog.text


async def test_a_leap_is_logged_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=server_clock.__name__)
    leap_ns = [0]
    reporting = asyncio.create_task(report_leaps(Outside(leap_ns=lambda: leap_ns[0]), 0))
    for now_ns in (0, HOUR * NS_PER_S, HOUR * NS_PER_S + NS_PER_S // 3, -61 * NS_PER_S, 0):
        leap_ns[0] = now_ns
        for _ in range(5):
            await asyncio.sleep(0)
    reporting.cancel()
    assert [record.message for record in caplog.records] == [
        "the machine's clock has leapt: it is 1:00:00 ahead of the time since the start;"
        " this server goes on by its own",
        "the machine's clock has leapt: it is 0:01:01 behind the time since the start;"
        " this server goes on by its own",
        "the machine's clock is right again",
    ]


def test_a_server_that_was_started_by_a_wrong_clock_follows_when_it_is_right() -> None:
    clock = LeapingClock()
    clock.ahead_ns = HOUR * NS_PER_S
    outside = outside_by(SystemClock(clock.wall_ns, clock.right_ns))
    clock.ahead_ns = 0
    assert outside.wall_ns() - clock.right_ns() == HOUR * NS_PER_S
    for code, differs_ns in (("key_revoked", HOUR * NS_PER_S), ("clock_differs", 0)):
        mend_clock(RequestRefused("log_on", {"code": code, "message": ""}), outside)
        assert outside.wall_ns() - clock.right_ns() == differs_ns
    assert outside.leap_ns() == 0


async def test_staff_who_move_the_day_are_told_of_a_leap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trading_day, "LOOK_S", 0)
    clock, told = LeapingClock(), list[str]()
    board = NoticeBoard(Calendar.load, lambda message: told.append(message["message"]))
    watching = asyncio.create_task(trading_day.watch_leaps(clock, board))
    for clock.ahead_ns in (0, HOUR * NS_PER_S, 0):
        for _ in range(5):
            await asyncio.sleep(0)
    watching.cancel()
    assert len(told) == 1 and "set the machine's clock right" in told[0]
    assert board.current == ()
