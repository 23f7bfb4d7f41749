"""Clocks.

Time reaches the engine only as a number on a command; these are where the number comes from.
"""

from __future__ import annotations

from typing import Protocol

from engine.errors import ClockTurnedBack


class Clock(Protocol):
    """Anything that gives nanoseconds since 1970-01-01 UTC and never goes back."""

    def now_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC, never less than the call before."""
        ...


class ManualClock:
    """A clock that moves only when it is set: for rehearsals, replays and tests."""

    def __init__(self, start_ns: int = 0) -> None:
        self.leap_ns = 0  # it follows no machine
        self._now_ns = start_ns

    def now_ns(self) -> int:
        return self._now_ns

    def follow(self) -> None:
        """There is no wall time to follow."""
        self.leap_ns = 0

    def advance(self, nanoseconds: int) -> None:
        """Move on by that many nanoseconds. Raises ClockTurnedBack when negative."""
        self.set(self._now_ns + nanoseconds)

    def set(self, now_ns: int) -> None:
        """Set the time. Raises ClockTurnedBack when it is before the present one."""
        if now_ns < self._now_ns:
            raise ClockTurnedBack(f"now_ns is {now_ns}, allowed is {self._now_ns} or later")
        self._now_ns = now_ns
