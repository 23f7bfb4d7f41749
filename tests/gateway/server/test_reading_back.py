"""Clients that read back make no batch wait for more than one of their frames, and one that hangs
up meanwhile takes nothing from the others.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.floor import listeners
from gateway.protocol.outside import SYSTEM
from gateway.protocol.session import Session
from gateway.protocol.traffic import Histogram
from gateway.server.clients import Client
from gateway.server.floor_thread import FloorThread
from gateway.server.reading_back import ReadingBack
from tests.gateway.floor.test_resume import next_day
from tests.gateway.small_floor import small_floor
from tests.gateway.small_venue import DATE, order

LATE = 20


@contextmanager
def thread_of(floor: Any) -> Iterator[FloorThread]:
    """The thread of a floor."""
    thread = FloorThread(floor, Histogram(), SYSTEM)
    yield thread
    thread.shutdown()


async def test_a_batch_waits_for_one_frame_of_reports_however_many_clients_are_late() -> None:
    done: list[str] = []
    started, may_go_on = threading.Event(), threading.Event()

    def catch_up(_session: object) -> bytes:
        started.set()
        may_go_on.wait()
        done.append("reports")
        return b""

    floor: Any = SimpleNamespace(listeners=SimpleNamespace(catch_up=catch_up))
    late = cast(Client, SimpleNamespace(reports_due=True, session=object()))
    with thread_of(floor) as thread:
        reading = ReadingBack(floor, thread, cast(Any, None))
        frames = [asyncio.create_task(reading.next_frame(late)) for _ in range(LATE)]
        await asyncio.to_thread(started.wait)
        batch = asyncio.create_task(thread.do(done.append, "batch"))
        may_go_on.set()
        await asyncio.gather(batch, *frames)
    assert done == ["reports", "batch"] + ["reports"] * (LATE - 1)


async def test_a_client_that_hangs_up_while_its_day_is_looked_for_keeps_nobody_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 0)
    looked, may_go_on = threading.Event(), threading.Event()
    with small_floor(tmp_path) as market, thread_of(market.floor) as thread:
        alice, reading = market.session("alice"), market.floor.listeners.catch_up
        market.ask(alice, order("buy", 7100, 1))
        next_day(market)

        def catch_up(session: Session) -> object:
            part = reading(session)
            looked.set()
            may_go_on.wait()
            return part

        monkeypatch.setattr(market.floor.listeners, "catch_up", catch_up)
        late = cast(Client, SimpleNamespace(reports_due=True, session=alice))
        back = ReadingBack(market.floor, thread, cast(Any, None))
        hung_up = asyncio.create_task(back.next_frame(late))
        await asyncio.to_thread(looked.wait)
        hung_up.cancel()
        may_go_on.set()
        await thread.do(looked.clear)
        assert market.ask(market.session("alice"), {"op": "reports", "date": DATE})[0]["ok"]
