"""A program's own brake: it sends no faster than the limits of the log-on reply allow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from gateway.client.weights import WEIGHTS
from gateway.protocol.weights import rows_of

SHARE = 0.95  # of the allowed rate, for the difference between two clocks
# seconds' worth that may go at once after a pause; the venue lets a whole second's worth
BURST_S = 0.5
RATES = ("requests_per_s", "cancels_per_s", "questions_per_s")  # by kind
ORDINARY = (0, 1, 0)


class Pace:
    """At most `per_s` requests a second, after a pause half a second's worth at once; 0 means no
    limit.
    """

    def __init__(self, per_s: int) -> None:
        self._interval_s = 1 / (per_s * SHARE) if per_s else 0.0
        self._paid_until = 0.0

    async def take(self, count: int) -> None:
        """Wait until `count` more requests may be sent."""
        if not count or not self._interval_s:
            return
        now = asyncio.get_running_loop().time()
        self._paid_until = max(self._paid_until, now - BURST_S) + count * self._interval_s
        if self._paid_until > now:
            await asyncio.sleep(self._paid_until - now)

    async def take_turns(self, count: int, wanted: Callable[[], bool] = lambda: True) -> None:
        """As `take`, for many who share the pace: they wait in turns of one request, so that who
        asks little waits little. `wanted`: who is not there any more takes no more turns.
        """
        for _ in range(count):
            if wanted():
                await self.take(1)

    def owe(self, count: int) -> None:
        """Count what has turned out to weigh more: those that come next wait for it."""
        self._paid_until += count * self._interval_s


class Paces:
    """A pace for each kind of requests, by the limits of a log-on reply: what orders, cancels and
    questions weigh, and what long answers have weighed.
    """

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._paces = [Pace(limits.get(rate, 0)) for rate in RATES]

    async def take(self, ops: Iterable[str]) -> None:
        """Wait until these operations may be asked."""
        asked = [0] * len(RATES)
        for op in ops:
            kind, weight, _ = WEIGHTS.get(op, ORDINARY)
            asked[kind] += weight
        for pace, weight in zip(self._paces, asked, strict=True):
            await pace.take(weight)

    def answered(self, op: str, answer: Mapping[str, object]) -> None:
        """Count the rows of an answer."""
        kind, _, rows = WEIGHTS.get(op, ORDINARY)
        if rows:
            self._paces[kind].owe(rows_of(answer) // rows)
