"""Clocks.

Time reaches the engine only as a number on a command; these are where the number comes from.
"""

from __future__ import annotations

import time
from typing import Protocol

from engine.errors import ClockTurnedBack

LEAP_NS = 60 * 10**9  # a wall time that is set by more than this at once is not followed


class Clock(Protocol):
    """Anything that gives nanoseconds since 1970-01-01 UTC and never goes back."""

    def now_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC, never less than the call before."""
        ...


class Watched(Clock, Protocol):
    """A clock that says when it does not follow the machine's wall time.

    `leap_ns` is the wall time less this clock's, 0 while the clock follows it.
    """

    leap_ns: int


class SystemClock:
    """The machine's wall time; it stops while the machine's clock is set back a little.

    A wall time that leaps by more than a minute, either way, against the time since start-up is not
    followed: the clock goes on at the old pace until the wall time is back, or it is made anew.
    """

    def __init__(self) -> None:
        self.leap_ns = 0
        self._latest_ns = 0
        self._wall_at_zero_ns: int | None = None  # of the time since boot

    def now_ns(self) -> int:
        wall_ns, boot_ns = time.time_ns(), _since_boot_ns()
        if self._wall_at_zero_ns is None:
            self._wall_at_zero_ns = wall_ns - boot_ns
        expected_ns = self._wall_at_zero_ns + boot_ns
        ahead_ns = wall_ns - expected_ns
        if abs(ahead_ns) <= LEAP_NS:
            self._wall_at_zero_ns += ahead_ns
            self.leap_ns, now_ns = 0, wall_ns
        else:
            self.leap_ns, now_ns = ahead_ns, expected_ns
        self._latest_ns = max(self._latest_ns, now_ns)
        return self._latest_ns


def _since_boot_ns() -> int:
    """Nanoseconds of a clock that nobody sets, and that goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


class ManualClock:
    """A clock that moves only when it is set: for rehearsals, replays and tests."""

    def __init__(self, start_ns: int = 0) -> None:
        self.leap_ns = 0
        self._now_ns = start_ns

    def now_ns(self) -> int:
        return self._now_ns

    def advance(self, nanoseconds: int) -> None:
        """Move on by that many nanoseconds. Raises ClockTurnedBack when negative."""
        self.set(self._now_ns + nanoseconds)

    def set(self, now_ns: int) -> None:
        """Set the time. Raises ClockTurnedBack when it is before the present one."""
        if now_ns < self._now_ns:
            raise ClockTurnedBack(f"now_ns is {now_ns}, allowed is {self._now_ns} or later")
        self._now_ns = now_ns
