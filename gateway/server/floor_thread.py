"""Where the floor runs: on a thread of its own, or on the event loop's.

On a thread of its own a turn is synced and matched while the loop reads. But where there is much to
read both need the interpreter, hand it to and fro, and a turn takes many times its work. Then turns
run on the loop's thread for a pause: reading waits for them, they wait for nobody. After the pause
a turn tries the other thread again; each try that has to wait doubles the pause.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from gateway.floor.floor import Floor
from gateway.floor.turn import Incoming, Turn
from gateway.protocol.outside import Outside
from gateway.protocol.session import Session
from gateway.protocol.traffic import Histogram

NS_PER_S = 1_000_000_000
WAITED_NS = 8_000_000  # by the turns of late, for the interpreter: then they run on the loop
WAITING_PART = 8  # an eighth of the time may go with waiting
PASSES = 3  # of the loop between two turns on it: to send answers, to read, to hear what was read
PAUSE_NS, PAUSE_MAX_NS = NS_PER_S, 8 * NS_PER_S

Result = TypeVar("Result")


class FloorThread:
    """Runs turns and other jobs of the floor, one at a time.

    `sync_s`: how long the disk takes, which is no waiting for the interpreter. `turn` and `do` are
    called on the event loop's thread.
    """

    def __init__(self, floor: Floor, sync_s: Histogram, outside: Outside) -> None:
        self._floor, self._sync_s, self._outside = floor, sync_s, outside
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="floor")
        self._jobs: set[Future[Any]] = set()  # not done; one whose caller left may still run
        self._on_loop_until_ns, self._pause_ns = 0, PAUSE_NS
        self._waited_ns = self._judged_ns = 0

    async def do(self, job: Callable[..., Result], *arguments: Any) -> Result:
        """Run a job of the floor on its own thread, after those before it."""
        future = self._worker.submit(job, *arguments)
        self._jobs.add(future)
        future.add_done_callback(self._jobs.discard)
        return await asyncio.wrap_future(future)

    async def turn(self, works: Incoming, gone: list[Session]) -> Turn:
        """Run a turn. Raises StorageFailed."""
        begun_ns, begun_s = self._outside.monotonic_ns(), self._sync_s.sum
        if begun_ns < self._on_loop_until_ns:
            for _ in range(PASSES):
                await asyncio.sleep(0)
            if not self._jobs:
                return self._floor.turn(works, gone)
        turn, worked_ns = await self.do(self._timed_turn, works, gone)
        now_ns, synced_s = self._outside.monotonic_ns(), self._sync_s.sum - begun_s
        self._judge(now_ns, now_ns - begun_ns - worked_ns - int(synced_s * NS_PER_S))
        return turn

    def _timed_turn(self, works: Incoming, gone: list[Session]) -> tuple[Turn, int]:
        """A turn, and its processor time."""
        begun_ns = self._outside.worked_ns()
        turn = self._floor.turn(works, gone)
        return turn, self._outside.worked_ns() - begun_ns

    def _judge(self, now_ns: int, waited_ns: int) -> None:
        """Where the next turns run, from what those on the own thread have waited of late."""
        borne_ns = (now_ns - self._judged_ns) // WAITING_PART
        self._waited_ns, self._judged_ns = max(self._waited_ns + waited_ns - borne_ns, 0), now_ns
        if self._waited_ns > WAITED_NS:
            self._on_loop_until_ns, self._waited_ns = now_ns + self._pause_ns, 0
            self._pause_ns = min(2 * self._pause_ns, PAUSE_MAX_NS)
        elif now_ns > self._on_loop_until_ns + self._pause_ns:
            self._pause_ns = PAUSE_NS

    def shutdown(self) -> None:
        """End the thread, after the last job."""
        self._worker.shutdown()
