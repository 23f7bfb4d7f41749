"""Days that a history lacks, found by the market's running total: before a day it is larger than
after the day that comes before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.units import day_of, format_date
from marketdata.published.periods import Period
from marketdata.published.slips import SATURDAY, follows


class Running(NamedTuple):
    """The market's total before and after a day (yyyymmdd) and what was traded on it, all as first
    published, in t. None: the total was not printed.
    """

    date: int
    before: int | None
    after: int | None
    volume: int


class Gap(NamedTuple):
    """What was traded on missing days between two days; `after`: None before the first of all."""

    after: int | None
    before: int
    volume: int

    def __str__(self) -> str:
        between = f"before {format_date(self.before)}"
        if self.after is not None:
            between = f"between {format_date(self.after)} and {format_date(self.before)}"
        return f"{between} {self.volume:,} t were traded"


def gaps(days: Sequence[Running], period: Period) -> Iterator[Gap]:
    """The gaps of a period among all days of a history in order. Where a weekday at its beginning
    or end has no row, they may reach over it.
    """
    inside = [day for day in days if day.date in period]
    if not inside:
        return
    last, known = _before(days, inside[0], period)
    for day in [*inside, *_after(days, inside[-1], period)]:
        if known is not None and day.before is not None and day.before > known:
            yield Gap(last, day.date, day.before - known)
        after = None if known is None else known + day.volume
        last, known = day.date, after if day.after is None else day.after


def _before(
    days: Sequence[Running], first: Running, period: Period
) -> tuple[int | None, int | None]:
    """The day that the first day of a period is held against, and the total after it."""
    begins = period.first
    if first.date == begins or (_is_closed(begins) and follows(begins, first.date)):
        return None, None
    earlier = [day for day in days if day.date < period.first]
    return (earlier[-1].date, earlier[-1].after) if earlier else (None, 0)


def _after(days: Sequence[Running], last: Running, period: Period) -> Sequence[Running]:
    """The day that the last day of a period is held against, if there is one."""
    ends = period.last
    if last.date == ends or (_is_closed(ends) and follows(last.date, ends)):
        return []
    return [day for day in days if day.date > period.last][:1]


def _is_closed(date: int) -> bool:
    return day_of(date).weekday() >= SATURDAY
