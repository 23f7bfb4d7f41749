"""The trading calendar (交易日历): Monday to Friday without closures, and no make-up weekends.
Working days (工作日), in which terms are counted, are the same and make-up weekends (`workdays`).

Closures are announced year by year. Those known at release are in `closures.json` beside this file.
A venue extends or corrects them by a `closures.json` of the same form in its data folder:
``{"from": "2027-01-01", "to": "2027-12-31", "closures": ["2027-01-01", ...],
"workdays": ["2027-01-31", ...]}``, of which `workdays` may be left out. Within its dates
that file alone counts; it begins at the latest on the day after the released one ends. It is read
again when it has changed. After the last `to` nothing is known, and no day opens by itself.

The hours of its days are those of gateway/schedule/hours.py.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import FileUnreadable
from engine.texts.decoding import read_text
from engine.units import day_of, format_date, parse_date
from gateway.protocol.errors import GatewayError
from gateway.schedule.hours import HOURS, HOURS_NAME, Hours, TradingHours

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")  # without summer time since 1991
CLOSURES_NAME = "closures.json"
CLOSURES = Path(__file__).with_name(CLOSURES_NAME)
CLOSURES_MAX = 10_000  # dates in one file
CALENDAR_ENDS_DAYS = 30  # before its end; from then on it is reported
REACH_DAYS = 10  # from the last trading day to the next one
CLOSED_MAX = 31  # days without trading that follow each other; none were nearly as many

log = logging.getLogger(__name__)

Read = TypeVar("Read")


class CalendarError(GatewayError):
    """A file of closures or hours that cannot be used."""

    code = "calendar_malformed"


@cache
def released_hours() -> TradingHours:
    """The hours known at release. Raises CalendarError."""
    return _read(HOURS, TradingHours.of)


@dataclass(frozen=True)
class Calendar:
    """Dates are integers yyyymmdd, as in commands.

    `known_from` and `known_until` are the first and last date whose closures are known.
    """

    closures: frozenset[int]
    known_from: int
    known_until: int
    hours: TradingHours = field(default_factory=released_hours)
    workdays: frozenset[int] = frozenset()  # weekends on which work is made up for

    @classmethod
    def load(cls, data: Path | None = None) -> Calendar:
        """The released closures and hours with those of the data folder, if it has any.

        Raises CalendarError.
        """
        calendar = read_closures(CLOSURES)
        if data is None:
            return calendar
        own = data / CLOSURES_NAME
        if own.exists():
            calendar = calendar.replaced_by(read_closures(own), own)
        own = data / HOURS_NAME
        return calendar.with_hours(own) if own.exists() else calendar

    def with_hours(self, path: Path) -> Calendar:
        """This calendar with the hours of a file beside the released ones. Raises CalendarError."""
        hours = _read(path, lambda content: released_hours().with_own(TradingHours.of(content)))
        return replace(self, hours=hours)

    def hours_on(self, date: int) -> Hours:
        """When the phases of a day begin."""
        return self.hours.on(date)

    def replaced_by(self, own: Calendar, path: Path) -> Calendar:
        """This calendar with another one in its place from that one's first to its last day.

        Raises CalendarError when days between the two are unknown.
        """
        if own.known_from > number_of(day_of(self.known_until) + dt.timedelta(days=1)):
            known, begins = format_date(self.known_until), format_date(own.known_from)
            rule = f"begins on {begins}: closures are known until {known}, none may be left out"
            raise CalendarError(f"{path} {rule}", field="from", value=begins, allowed=known)
        kept = {day for day in self.closures if not own.known_from <= day <= own.known_until}
        within = {day for day in self.workdays if own.known_from <= day <= own.known_until}
        workdays = own.workdays | (self.workdays - within)
        first, last = (
            min(self.known_from, own.known_from),
            max(self.known_until, own.known_until),
        )
        closures = own.closures | kept
        both = replace(self, closures=closures, workdays=workdays)
        return replace(both, known_from=first, known_until=last)

    def is_trading_day(self, date: int) -> bool:
        """Whether the market trades on that date, as far as is known. Raises UnitError."""
        return day_of(date).weekday() < 5 and date not in self.closures

    def is_working_day(self, date: int) -> bool:
        """Whether terms count that date, as far as is known. Raises UnitError."""
        return self.is_trading_day(date) or date in self.workdays

    def working_days_after(self, date: int, count: int) -> int:
        """The date that many working days after another one; that itself for none."""
        day = day_of(date)
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.is_working_day(number_of(day))
        return number_of(day)

    def opens_on(self, date: int) -> bool:
        """Whether it is known that the market trades on that date. Raises UnitError."""
        return self.known(date) and self.is_trading_day(date)

    def known(self, date: int) -> bool:
        """Whether the closures of that time had been announced when the calendar was made."""
        return date <= self.known_until

    def in_reach(self, date: int, last: int) -> bool:
        """Whether a day may follow the last one (0: there is none) without an override."""
        if last == 0 or date <= last:  # what is not later the engine refuses
            return True
        return days_between(last, date) <= REACH_DAYS or date == self.next_trading_day(last)

    def trading_days(self, first: int, last: int) -> list[int]:
        """The known trading days from one date to another. Raises UnitError."""
        first, last = max(first, self.known_from), min(last, self.known_until)
        days = range((day_of(last) - day_of(first)).days + 1)
        dates = (number_of(day_of(first) + dt.timedelta(days=each)) for each in days)
        return [date for date in dates if self.is_trading_day(date)]

    def next_trading_day(self, date: int) -> int | None:
        """The first known trading day after a date; None when the calendar ends before."""
        day = day_of(date)
        for _ in range(CLOSED_MAX):
            day += dt.timedelta(days=1)
            if self.opens_on(number_of(day)):
                return number_of(day)
        return None


def venue_calendar(data: Path) -> Callable[[], Calendar]:
    """The calendar of a data folder, read again when one of its files has changed. Raises
    CalendarError.

    A changed file that cannot be used is logged, and the calendar read before stays.
    """
    paths = [data / CLOSURES_NAME, data / HOURS_NAME]
    kept, mark = Calendar.load(data), [_mark(path) for path in paths]

    def current() -> Calendar:
        nonlocal kept, mark
        if (found := [_mark(path) for path in paths]) != mark:
            mark = found
            try:
                kept = Calendar.load(data)
                log.info("calendar read: known until %s", format_date(kept.known_until))
            except CalendarError as error:
                log.error("the calendar stays as it was: %s", error)
        return kept

    return current


def number_of(day: dt.date) -> int:
    """A day as yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def days_between(first: int, last: int) -> int:
    """Calendar days from one date to a later one."""
    return (day_of(last) - day_of(first)).days


def _mark(path: Path) -> tuple[int, int] | None:
    """What differs once a file has changed; None when it is not there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.error("cannot look at %s: %s", path, error.strerror)
        return None
    return found.st_mtime_ns, found.st_size


def read_closures(path: Path) -> Calendar:
    """The calendar of one file of closures. Raises CalendarError."""
    return _read(path, _calendar_of)


def _read(path: Path, read: Callable[[Any], Read]) -> Read:
    what = f"{path} is no file of {path.stem}"
    try:
        return read(json.loads(read_text(path)))
    except OSError as error:
        raise CalendarError(f"cannot read {path}: {error.strerror}", value=str(path)) from error
    except FileUnreadable as error:
        rule = f"line {error.line}: {error.problem}; it is JSON in UTF-8"
        raise CalendarError(f"{what}: {rule}", value=str(path)) from error
    except KeyError as error:
        raise CalendarError(f"{what}: {error} is missing", value=str(path)) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise CalendarError(f"{what}: {error}", value=str(path)) from error


def _calendar_of(content: Any) -> Calendar:
    if max(len(content["closures"]), len(content.get("workdays", []))) > CLOSURES_MAX:
        raise ValueError(f"more than {CLOSURES_MAX} dates")
    closures = frozenset(parse_date(text) for text in content["closures"])
    first, last = parse_date(content["from"]), parse_date(content["to"])
    if last < first:
        raise ValueError(f"{content['to']} is before {content['from']}")
    outside = sorted(date for date in closures if not first <= date <= last)
    if outside:
        rule = f"is not between {content['from']} and {content['to']}"
        raise ValueError(f"{format_date(outside[0])} {rule}")
    workdays = frozenset(parse_date(text) for text in content.get("workdays", []))
    wrong = sorted(day for day in workdays if not first <= day <= last or day_of(day).weekday() < 5)
    if wrong:
        raise ValueError(f"workday {format_date(wrong[0])} is no weekend of its time")
    return Calendar(closures, first, last, workdays=workdays)
