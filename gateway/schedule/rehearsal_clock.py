"""A clock that jumps to the next moment at which the schedule has something to do, so that weeks
play in a minute.

It drives the trading day only: log-on, orders and what is logged have the machine's time. Between
two jumps it goes on at the pace of the machine. An ended day is given `PATIENCE_S` to be settled;
then the clock jumps on, as the real one does not wait either.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable

from engine.commands import Phase
from engine.units import day_of
from gateway.schedule.calendar import SHANGHAI, Calendar
from gateway.schedule.forecast import coming
from gateway.schedule.times import DayStatus, shanghai

PAUSE_S = 0.1  # at each moment, for those who trade
PATIENCE_S = 5.0  # for the settlement of a day
LOOK_S = 0.02  # between two looks whether it has come
NS_PER_S = 1_000_000_000


class RehearsalClock:
    """Time since a first moment, with jumps. It is never set, so that it never leaps."""

    leap_ns = 0

    def __init__(self, begin: dt.datetime, elapsed_ns: Callable[[], int] = time.monotonic_ns):
        self._elapsed_ns = elapsed_ns
        self._ahead_ns = nanoseconds(begin) - elapsed_ns()

    def now_ns(self) -> int:
        return self._elapsed_ns() + self._ahead_ns

    def follow(self) -> None:
        """There is nothing to follow."""

    def jump_to(self, moment: dt.datetime) -> None:
        """Go on from a later moment."""
        self._ahead_ns += max(nanoseconds(moment) - self.now_ns(), 0)


class Jumps:
    """What the schedule does when nothing is due: it waits a moment, and has the clock jump."""

    def __init__(
        self,
        clock: RehearsalClock,
        status: Callable[[], DayStatus],
        calendar: Callable[[], Calendar],
        pause_s: float = PAUSE_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._clock, self._status, self._calendar = clock, status, calendar
        self._pause_s, self._patience_s = pause_s, patience_s

    async def __call__(self) -> None:
        await asyncio.sleep(self._pause_s)
        until_s = time.monotonic() + self._patience_s
        while _unsettled(self._status()) and time.monotonic() < until_s:
            await asyncio.sleep(LOOK_S)
        now = shanghai(self._clock.now_ns())
        following = coming(now, self._status(), self._calendar())
        if following is not None:
            self._clock.jump_to(following)


def beginning(date: int, day: DayStatus, calendar: Calendar) -> dt.datetime:
    """Where a rehearsal begins: at the start of a date, or where the venue's day is, if that is
    later.
    """
    if day.date < date:
        return dt.datetime.combine(day_of(date), dt.time(), SHANGHAI)
    hours = calendar.hours_on(day.date)
    begins = dict(hours.begins)
    return dt.datetime.combine(day_of(day.date), begins.get(day.phase, hours.close), SHANGHAI)


def nanoseconds(moment: dt.datetime) -> int:
    """A moment as nanoseconds since 1970 UTC."""
    return round(moment.timestamp() * 1_000_000) * 1_000


def _unsettled(day: DayStatus) -> bool:
    return day.phase == Phase.ENDED and not day.settled
