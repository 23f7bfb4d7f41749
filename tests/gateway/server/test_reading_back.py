"""Clients that read back make no batch wait for more than one of their frames."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

from gateway.server.clients import Client
from gateway.server.reading_back import ReadingBack

LATE = 20


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
    with ThreadPoolExecutor(1) as worker:
        reading = ReadingBack(floor, worker, cast(Any, None))
        frames = [asyncio.create_task(reading.next_frame(late)) for _ in range(LATE)]
        await asyncio.to_thread(started.wait)
        batch = asyncio.get_running_loop().run_in_executor(worker, done.append, "batch")
        may_go_on.set()
        await asyncio.gather(batch, *frames)
    assert done == ["reports", "batch"] + ["reports"] * (LATE - 1)
