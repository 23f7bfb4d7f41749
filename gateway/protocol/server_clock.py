"""The clock of a server: it goes on at its old pace when the machine's clock leaps, and says so."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import Protocol

from gateway.protocol.errors import ClockDiffers
from gateway.protocol.outside import Outside
from gateway.protocol.replies import RequestRefused

WATCH_EVERY_S = 1.0  # a look at the clock
NS_PER_S = 1_000_000_000

LEAP_NS = 60 * 10**9  # a wall time that is set by more than this at once is not followed

log = logging.getLogger(__name__)


class Watched(Protocol):
    """A clock that never goes back, and says when it does not follow the machine's wall time.

    `leap_ns` is the wall time less this clock's, 0 while the clock follows it.
    """

    leap_ns: int

    def now_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC, never less than the call before."""
        ...

    def follow(self) -> None:
        """Take the machine's wall time for right from now on, also where it goes back."""
        ...


def leap_text(leap_ns: int) -> str:
    """A leap of the machine's wall time in words."""
    way = "ahead of" if leap_ns > 0 else "behind"
    apart = dt.timedelta(seconds=round(abs(leap_ns) / 10**9))
    return f"the machine's clock has leapt: it is {apart} {way} the time since the start"


def wall_ns() -> int:
    """The machine's wall time: nanoseconds since 1970 UTC, as somebody has set it."""
    return time.time_ns()


def since_boot_ns() -> int:
    """Nanoseconds of a clock that nobody sets, and that goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


class SystemClock:
    """The machine's wall time; it stops while the machine's clock is set back a little.

    A wall time that leaps by more than a minute, either way, against the time since start-up is not
    followed: the clock goes on at the old pace until the wall time is back, or `follow` is called.
    """

    def __init__(
        self, wall: Callable[[], int] = wall_ns, since_boot: Callable[[], int] = since_boot_ns
    ) -> None:
        self._wall, self._since_boot = wall, since_boot
        self.follow()

    def follow(self) -> None:
        self.leap_ns = 0
        self._latest_ns = 0
        self._wall_at_zero_ns = self._wall() - self._since_boot()  # of the time since boot

    def now_ns(self) -> int:
        wall_ns, boot_ns = self._wall(), self._since_boot()
        expected_ns = self._wall_at_zero_ns + boot_ns
        ahead_ns = wall_ns - expected_ns
        if abs(ahead_ns) <= LEAP_NS:
            self._wall_at_zero_ns = wall_ns - boot_ns
            self.leap_ns, now_ns = 0, wall_ns
        else:
            self.leap_ns, now_ns = ahead_ns, expected_ns
        self._latest_ns = max(self._latest_ns, now_ns)
        return self._latest_ns


def outside_by(clock: Watched) -> Outside:
    """What a server takes from outside, its time from a clock that follows no leap."""

    def leap_ns() -> int:
        clock.now_ns()
        return clock.leap_ns

    return Outside(wall_ns=clock.now_ns, leap_ns=leap_ns, follow=clock.follow)


def mend_clock(refused: Exception, outside: Outside) -> None:
    """After another server refused a log-on: where its time differs, the machine's clock was set
    right meanwhile, and is followed again.
    """
    if isinstance(refused, RequestRefused) and refused.code == ClockDiffers.code:
        outside.follow()


async def report_leaps(outside: Outside, every_s: float = WATCH_EVERY_S) -> None:
    """Log when the machine's clock leaps, and when it is right again, until cancelled."""
    known_s = 0
    while True:
        leap_ns = outside.leap_ns()
        if (leap_s := round(leap_ns / NS_PER_S)) != known_s:
            if leap_s == 0:
                log.info("the machine's clock is right again")
            elif abs(leap_s - known_s) > 1:
                log.error("%s; this server goes on by its own", leap_text(leap_ns))
            known_s = leap_s
        await asyncio.sleep(every_s)
