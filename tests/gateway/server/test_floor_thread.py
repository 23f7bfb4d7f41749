"""Where turns run: beside the loop, on it after one that had to wait, and never beside a job."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import pytest

from gateway.floor.floor import Floor
from gateway.floor.turn import Turn
from gateway.protocol.outside import Outside
from gateway.protocol.traffic import Histogram
from gateway.server.floor_thread import (
    PAUSE_MAX_NS,
    PAUSE_NS,
    WAITED_NS,
    WAITING_PART,
    FloorThread,
)

LOOP, OWN = "MainThread", "floor_0"


class TimedFloor:
    """A floor whose turns take a time, of which a part is work and a part the disk's."""

    def __init__(self) -> None:
        self.takes_ns = self.works_ns = self.now_ns = self.worked_ns = 0
        self.syncs_ns = 0
        self.sync_s = Histogram()
        self.ran_on: list[str] = []

    def turn(self, works: Any, gone: Any) -> Turn:
        self.now_ns += self.takes_ns
        self.worked_ns += self.works_ns
        self.sync_s.add(self.syncs_ns / 1e9)
        self.ran_on.append(threading.current_thread().name)
        return Turn()


@pytest.fixture
def floor() -> TimedFloor:
    return TimedFloor()


@pytest.fixture
def thread(floor: TimedFloor) -> Iterator[FloorThread]:
    outside = Outside(monotonic_ns=lambda: floor.now_ns, worked_ns=lambda: floor.worked_ns)
    thread = FloorThread(cast(Floor, floor), floor.sync_s, outside)
    yield thread
    thread.shutdown()


async def _turns(thread: FloorThread, floor: TimedFloor, *takes_ns: int) -> list[str]:
    """Where turns ran that took this long without working."""
    floor.ran_on.clear()
    for floor.takes_ns in takes_ns:
        await thread.turn([], [])
    return floor.ran_on


async def test_a_turn_that_need_not_wait_runs_beside_the_loop(
    thread: FloorThread, floor: TimedFloor
) -> None:
    assert await _turns(thread, floor, WAITED_NS, 1, 1) == [OWN] * 3
    floor.works_ns = 10 * WAITED_NS  # it is long because it works
    assert await _turns(thread, floor, 11 * WAITED_NS, 1) == [OWN] * 2
    floor.works_ns, floor.syncs_ns = 0, 10 * WAITED_NS  # or because the disk is slow
    assert await _turns(thread, floor, 11 * WAITED_NS, 1) == [OWN] * 2


async def test_after_one_that_waited_they_run_on_the_loop_for_a_pause(
    thread: FloorThread, floor: TimedFloor
) -> None:
    long = 2 * WAITED_NS
    assert await _turns(thread, floor, long, 1, PAUSE_NS, 1) == [OWN, LOOP, LOOP, OWN]
    # once more within a pause: the pause is twice as long
    assert await _turns(thread, floor, long, PAUSE_NS, PAUSE_NS, 1) == [OWN, LOOP, LOOP, OWN]
    floor.now_ns += PAUSE_MAX_NS  # nobody waited for long: it is short again
    assert await _turns(thread, floor, 1, long, PAUSE_NS, 1) == [OWN, OWN, LOOP, OWN]


async def test_short_waits_add_up_where_turns_follow_each_other(
    thread: FloorThread, floor: TimedFloor
) -> None:
    # each waits a quarter of the bound, half of its own time is work
    floor.works_ns = wait = WAITED_NS // 4
    assert await _turns(thread, floor, *[2 * wait] * 8) == [OWN] * 6 + [LOOP] * 2
    floor.now_ns += 2 * PAUSE_MAX_NS
    for _ in range(8):  # but not where time passes between them
        floor.now_ns += WAITING_PART * wait
        assert await _turns(thread, floor, 2 * wait) == [OWN]


async def test_a_turn_never_runs_beside_a_job_whose_caller_is_gone(
    thread: FloorThread, floor: TimedFloor
) -> None:
    await _turns(thread, floor, 2 * WAITED_NS)  # the next turn would run on the loop
    going, end = threading.Event(), threading.Event()

    def job() -> None:
        going.set()
        end.wait()
        floor.ran_on.append("job")

    asked = asyncio.create_task(thread.do(job))
    await asyncio.to_thread(going.wait)
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await asked
    floor.ran_on.clear()
    turn = asyncio.create_task(thread.turn([], []))
    await asyncio.sleep(0.01)
    assert not turn.done()
    end.set()
    await turn
    assert floor.ran_on == ["job", OWN]
