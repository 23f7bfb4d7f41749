"""The exchange's local time, and the venue's day as the schedule sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from engine.commands import Phase
from engine.rules.auction.views import Application, dated_applications
from engine.rules.state import StateArray
from engine.rules.views import last_day_settled, venue_status
from gateway.schedule.auction_hours import Session, sessions_today
from gateway.schedule.calendar import SHANGHAI
from gateway.schedule.timed_halts import TimedHalt, timed_halts


@dataclass(frozen=True)
class DayStatus:
    """The venue's day: date (yyyymmdd, 0 before the first), phase, and whether it is settled."""

    date: int
    phase: Phase
    settled: bool
    sessions: tuple[Session, ...] = ()  # of auctions, today
    halts: tuple[TimedHalt, ...] = ()
    applications: tuple[Application, ...] = ()  # for auctions, under their procedure


def day_status(state: StateArray) -> DayStatus:
    """The status as the engine's state has it."""
    venue = venue_status(state)
    return DayStatus(
        venue["date"],
        Phase[venue["phase"].upper()],
        last_day_settled(state),
        sessions_today(state),
        timed_halts(state),
        dated_applications(state),
    )


class DayView:
    """The venue's day, made once for each state that it is asked in: a batch asks it in one."""

    def __init__(self, state: StateArray) -> None:
        self._state = state
        self._command = -1
        self._day: DayStatus | None = None

    def now(self) -> DayStatus:
        """The status after the last command."""
        command = int(self._state["venue"]["sequence"][0])
        if self._day is None or command != self._command:
            self._command, self._day = command, day_status(self._state)
        return self._day


def shanghai(now_ns: int) -> dt.datetime:
    """Nanoseconds since 1970 UTC as the exchange's local time, cut to microseconds."""
    seconds, rest = divmod(now_ns, 1_000_000_000)
    return dt.datetime.fromtimestamp(seconds, SHANGHAI).replace(microsecond=rest // 1000)
