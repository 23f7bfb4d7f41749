"""The sessions of a day (交易时间), by the dated hours of the calendar: those that hold since a
day, and days that close early.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from gateway.schedule.calendar import Calendar, released_hours
from gateway.schedule.hours import SESSIONS, Hours
from marketdata.spans import Sessions

SessionsOn = Callable[[int], Sessions]  # by the date, yyyymmdd


def sessions_of(hours: Hours) -> Sessions:
    """The sessions of a day's hours."""
    spans = pairwise(hours.begins)
    return tuple(
        (_minute(begin), _minute(end)) for (phase, begin), (_, end) in spans if phase in SESSIONS
    )


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def released_sessions(date: int) -> Sessions:
    """By the hours known at release."""
    return sessions_of(released_hours().on(date))


def sessions_by(calendar: Callable[[], Calendar]) -> SessionsOn:
    """By a calendar that may change, as that of a data folder."""
    return partial(_sessions_by, calendar)


def _sessions_by(calendar: Callable[[], Calendar], date: int) -> Sessions:
    return sessions_of(calendar().hours_on(date))
