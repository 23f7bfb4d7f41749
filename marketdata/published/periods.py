"""Periods of reports: a day, or the week, month, quarter, half year or year that a day lies in."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

from engine.units import day_of, number_of

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SPANS = ("day", "week", *MONTHS)


class Period(NamedTuple):
    """From a day to a day, both in it, as yyyymmdd."""

    first: int
    last: int

    def __contains__(self, date: object) -> bool:
        """Whether a day lies in it."""
        return isinstance(date, int) and self.first <= date <= self.last


def period_of(span: str, date: int) -> Period:
    """The period of a span in which a day lies; a week begins on Monday.

    Raises UnitError when the date is none.
    """
    day = day_of(date)
    if span == "day":
        return Period(date, date)
    if span == "week":
        monday = day - dt.timedelta(day.weekday())
        left = (dt.date.max - monday).days
        return Period(number_of(monday), number_of(monday + dt.timedelta(min(6, left))))
    months = MONTHS[span]
    begins = (day.month - 1) // months * months + 1
    ends = begins + months - 1
    last = calendar.monthrange(day.year, ends)[1]
    return Period(
        number_of(day.replace(day=1, month=begins)), day.year * 10_000 + ends * 100 + last
    )


def months_of(period: Period) -> int | None:
    """How many months a period is, None when it does not begin and end with one."""
    first, last = day_of(period.first), day_of(period.last)
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return None
    return (last.year - first.year) * 12 + last.month - first.month + 1
