"""A program's own brake: it sends no faster than the venue said at log-on that it may."""

from __future__ import annotations

import asyncio

SHARE = 0.95  # of the allowed rate, for the difference between two clocks


class Pace:
    """At most `per_s` requests a second, evenly, with a first burst of `burst`; 0 means no limit was told."""

    def __init__(self, per_s: int, burst: int) -> None:
        self._interval_s = 1 / (per_s * SHARE) if per_s else 0.0
        self._burst_s = burst * self._interval_s
        self._paid_until = 0.0

    async def take(self, count: int) -> None:
        """Wait until `count` more requests may be sent."""
        if not count or not self._interval_s:
            return
        now = asyncio.get_running_loop().time()
        self._paid_until = max(self._paid_until, now - self._burst_s) + count * self._interval_s
        if self._paid_until > now:
            await asyncio.sleep(self._paid_until - now)
