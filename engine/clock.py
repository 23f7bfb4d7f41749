"""Clocks. Time reaches the engine only as a number on a command; these are where the number comes from."""

from __future__ import annotations

import time
from typing import Protocol

from engine.errors import ClockTurnedBack


class Clock(Protocol):
    """Anything that tells nanoseconds since 1970-01-01 UTC and never goes back."""

    def now_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC, never less than the call before."""
        ...


class SystemClock:
    """The machine's wall time; it stands still when the machine's clock is set back."""

    def __init__(self) -> None:
        self._latest_ns = 0

    def now_ns(self) -> int:
        self._latest_ns = max(self._latest_ns, time.time_ns())
        return self._latest_ns


class ManualClock:
    """A clock that stands still until it is moved: for rehearsals, replays and tests."""

    def __init__(self, start_ns: int = 0) -> None:
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
