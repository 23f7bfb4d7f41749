"""The exchange's local time, and the venue's day as the schedule sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from engine.commands import Phase
from engine.rules.state import StateArray
from engine.rules.views import last_day_settled, venue_status
from gateway.schedule.auction_hours import Session, sessions_today
from gateway.schedule.calendar import SHANGHAI


@dataclass(frozen=True)
class DayStatus:
    """The venue's day: date (yyyymmdd, 0 before the first), phase, and whether it is settled."""

    date: int
    phase: Phase
    settled: bool
    sessions: tuple[Session, ...] = ()  # of auctions, today


def day_status(state: StateArray) -> DayStatus:
    """The status as the engine's state has it."""
    venue = venue_status(state)
    phase = Phase[venue["phase"].upper()]
    return DayStatus(venue["date"], phase, last_day_settled(state), sessions_today(state))


def shanghai(now_ns: int) -> dt.datetime:
    """Nanoseconds since 1970 UTC as the exchange's local time, cut to microseconds."""
    seconds, rest = divmod(now_ns, 1_000_000_000)
    return dt.datetime.fromtimestamp(seconds, SHANGHAI).replace(microsecond=rest // 1000)
