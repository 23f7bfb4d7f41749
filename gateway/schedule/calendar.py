"""The trading calendar (交易日历): Monday to Friday without the published closures, and no make-up weekends.

Closures are announced year by year. Those known at release are in `closures.json` beside this file; a venue adds later ones
in a `closures.json` of the same form in its data folder: ``{"from": "2026-07-01", "to": "2026-12-31", "closures": [...]}``.
After the last `to` every weekday counts as a trading day, which `known` tells.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.units import UnitError, format_date, parse_date
from gateway.errors import GatewayError

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")  # without summer time since 1991
CLOSURES = Path(__file__).with_name("closures.json")
CLOSURES_MAX = 10_000  # dates in one file


class CalendarError(GatewayError):
    """A file of closures that cannot be used."""

    code = "calendar_malformed"


@dataclass(frozen=True)
class Calendar:
    """Dates are integers yyyymmdd, as in commands. `known_until` is the last date whose closures are known."""

    closures: frozenset[int]
    known_until: int

    @classmethod
    def load(cls, data: Path | None = None) -> Calendar:
        """The released closures and those of the data folder, if it has any. Raises CalendarError."""
        calendar = _read(CLOSURES)
        own = data / "closures.json" if data else None
        if own is None or not own.exists():
            return calendar
        added = _read(own)
        return cls(calendar.closures | added.closures, max(calendar.known_until, added.known_until))

    def is_trading_day(self, date: int) -> bool:
        """Whether the market trades on that date. Raises UnitError when it is no date."""
        return _day(date).weekday() < 5 and date not in self.closures

    def known(self, date: int) -> bool:
        """Whether the closures of that time had been announced when the calendar was made."""
        return date <= self.known_until


def _day(date: int) -> dt.date:
    try:
        return dt.date(date // 10_000, date // 100 % 100, date % 100)
    except ValueError as error:
        raise UnitError(f"{date} is not a date as yyyymmdd") from error


def _read(path: Path) -> Calendar:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _calendar_of(content)
    except OSError as error:
        raise CalendarError(f"cannot read {path}: {error.strerror}", value=str(path)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise CalendarError(f"{path} is no file of closures: {error!r}", value=str(path)) from error


def _calendar_of(content: Any) -> Calendar:
    if len(content["closures"]) > CLOSURES_MAX:
        raise ValueError(f"more than {CLOSURES_MAX} dates")
    closures = frozenset(parse_date(text) for text in content["closures"])
    first, last = parse_date(content["from"]), parse_date(content["to"])
    outside = sorted(date for date in closures if not first <= date <= last)
    if outside:
        raise ValueError(f"{format_date(outside[0])} is not between {content['from']} and {content['to']}")
    return Calendar(closures, last)
