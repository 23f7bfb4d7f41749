"""A program's own brake: it sends no faster than the limits of the log-on reply allow."""

from __future__ import annotations

import asyncio

SHARE = 0.95  # of the allowed rate, for the difference between two clocks
# seconds' worth that may go at once after a pause; the venue lets a whole second's worth
BURST_S = 0.5


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
