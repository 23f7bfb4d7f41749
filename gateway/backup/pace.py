"""A limit on how fast a backup reads and writes, so that trading does not wait for the disk."""

from __future__ import annotations

import time
from collections.abc import Callable

RATE_MIB_S = 64  # usual limit, in MiB a second
BURST_S = 0.1  # reading and writing may be as far ahead of the rate


class Pace:
    """Waits, when called with a number of bytes, as long as the rate asks for."""

    def __init__(
        self,
        mib_s: int = RATE_MIB_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._bytes_s = mib_s * 1024 * 1024
        self._clock, self._sleep = clock, sleep
        self._due = clock()  # when what was counted so far may have been done

    def __call__(self, count: int) -> None:
        """Count bytes that were read or written."""
        now = self._clock()
        self._due = max(self._due, now - BURST_S) + count / self._bytes_s
        if self._due > now:
            self._sleep(self._due - now)
