"""A venue's own closures and hours: what a file would change, and taking it in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.texts.decoding import read_text
from engine.units import day_of, format_date
from gateway.protocol.key_table import write_whole
from gateway.schedule.calendar import (
    CLOSURES_NAME,
    Calendar,
    CalendarError,
    number_of,
    read_closures,
)
from gateway.schedule.hours import HOURS_NAME, SESSIONS

KEYS = {
    "hours": "from",
    "short_days": "date",
    "auction_procedure": "from",
}  # of a file of hours, and what names a row
NOT_KNOWN, CLOSED = "not known", "closed"


@dataclass(frozen=True)
class Change:
    """What one day is with a file and was without it; both in words."""

    date: int
    was: str
    becomes: str

    @property
    def tells(self) -> bool:
        """Whether it is more than a usual day that becomes known."""
        weekday = day_of(self.date).weekday() < 5
        return self.was != NOT_KNOWN or (weekday and self.becomes == CLOSED)


@dataclass(frozen=True)
class Taken:
    """A file that can be taken in: its name in the data folder, its text there, what it changes of
    the days that are known, and the calendar without and with it.
    """

    name: str
    text: str
    changes: tuple[Change, ...]
    before: Calendar
    after: Calendar

    @property
    def alters(self) -> bool:
        """Whether it changes anything, also hours of days that are not known yet."""
        return self.after != self.before


def read_for(data: Path, file: Path) -> Taken:
    """What a file of closures or hours would change in a data folder. Raises CalendarError."""
    name = _name_of(file)
    before = Calendar.load(data)
    with TemporaryDirectory() as place:
        trial = Path(place)
        for each in (CLOSURES_NAME, HOURS_NAME):
            if (data / each).exists():
                (trial / each).write_bytes((data / each).read_bytes())
        text = _joined(trial / name, file)
        (trial / name).write_text(text, encoding="utf-8")
        after = Calendar.load(trial)
    return Taken(name, text, tuple(changes(before, after)), before, after)


def take(data: Path, taken: Taken) -> None:
    """Write what was read into the data folder. Raises KeyFileError."""
    write_whole(data / taken.name, taken.text)


def changes(before: Calendar, after: Calendar) -> Iterator[Change]:
    """The days that are not what they were."""
    day = day_of(min(before.known_from, after.known_from))
    last = day_of(max(before.known_until, after.known_until))
    while day <= last:
        date = number_of(day)
        was, becomes = words(before, date), words(after, date)
        if was != becomes:
            yield Change(date, was, becomes)
        day += dt.timedelta(days=1)


def words(calendar: Calendar, date: int) -> str:
    """A day of a calendar in words: not known, closed, or its hours."""
    if not calendar.known_from <= date <= calendar.known_until:
        return NOT_KNOWN
    if not calendar.is_trading_day(date):
        return CLOSED
    begins = calendar.hours_on(date).begins
    sessions = (
        f"{begin:%H:%M}-{end:%H:%M}"
        for (phase, begin), (_, end) in pairwise(begins)
        if phase in SESSIONS
    )
    return f"opens {begins[0][1]:%H:%M}, trades {', '.join(sessions)}"


def _name_of(file: Path) -> str:
    """Which of the two files it is, by what it holds. Raises CalendarError."""
    content = _content(file)
    closures, hours = "closures" in content, not content.keys().isdisjoint(KEYS)
    if closures != hours:
        return CLOSURES_NAME if closures else HOURS_NAME
    rule = f"{file} holds neither closures nor hours nor short_days"
    if closures:
        rule = f"{file} holds closures and hours or short_days: they go into two files"
    allowed = ["closures", *KEYS]
    raise CalendarError(rule, field="content", value=sorted(content), allowed=allowed)


def _content(file: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(read_text(file))
    except OSError as error:
        raise CalendarError(f"cannot read {file}: {error.strerror}", value=str(file)) from error
    except ValueError as error:
        raise CalendarError(f"{file} is no JSON: {error}", value=str(file)) from error
    if not isinstance(content, dict):
        raise CalendarError(f"{file} is no JSON object", value=str(file), allowed="an object")
    return content


def _joined(own: Path, file: Path) -> str:
    """The text of a venue's own file with another taken in, whose rows count."""
    if own.name == HOURS_NAME:
        content: Any = _hours_of(_content(own) if own.exists() else {}, _content(file))
    else:
        given = read_closures(file)
        both = read_closures(own).replaced_by(given, file) if own.exists() else given
        content = {
            "from": format_date(both.known_from),
            "to": format_date(both.known_until),
            "closures": [format_date(date) for date in sorted(both.closures)],
            "workdays": [format_date(date) for date in sorted(both.workdays)],
        }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _hours_of(own: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of both files; of one date the given one's. Raises CalendarError."""
    joined = {}
    for field, key in KEYS.items():
        rows = [*own.get(field, []), *given.get(field, [])]
        if not all(isinstance(row, dict) and isinstance(row.get(key), str) for row in rows):
            rule = f"each row of {field} is an object with {key} as yyyy-mm-dd"
            raise CalendarError(rule, field=field, value=rows[:3], allowed=f"rows with {key}")
        joined[field] = [row for _, row in sorted({row[key]: row for row in rows}.items())]
    return joined
