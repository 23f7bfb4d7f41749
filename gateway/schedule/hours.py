"""The hours of trading days (交易时间), Asia/Shanghai, and since when they hold.

Those known at release are in `hours.json` beside this file, each with its source. A venue adds
others, and days that close early (半日市), by a `hours.json` of the same form in its data folder:
``{"hours": [{"from": "2027-07-01", "pre_open": "09:15", "morning": "09:30", "lunch": "11:30",
"afternoon": "13:00", "closed": "15:30"}], "short_days": [{"date": "2027-02-05", "closed":
"11:30"}]}``. What begins on the same day replaces what was released. A short day that closes at
the usual time is none any more. The terms of auctions (gateway/schedule/auction_procedure.py) are
rows of the same file.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from engine.commands import Phase
from engine.units import format_date, parse_date
from gateway.schedule.auction_procedure import AuctionProcedure, procedure_of

HOURS_NAME = "hours.json"
HOURS = Path(__file__).with_name(HOURS_NAME)
HOURS_MAX = 1_000  # rows of either kind in one file
TIMED = (Phase.PRE_OPEN, Phase.MORNING, Phase.LUNCH, Phase.AFTERNOON, Phase.CLOSED)
SESSIONS = (Phase.MORNING, Phase.AFTERNOON)
_FORM = "%H:%M"


@dataclass(frozen=True)
class Hours:
    """When the phases of one day begin, in order."""

    begins: tuple[tuple[Phase, dt.time], ...]

    @property
    def start(self) -> dt.time:
        """When the day starts."""
        return self.begins[0][1]

    @property
    def close(self) -> dt.time:
        """When trading closes."""
        return self.begins[-1][1]

    def phase_at(self, time: dt.time) -> Phase:
        """The phase that the clock asks for; NO_DAY before the day's start."""
        begun = (phase for phase, begin in reversed(self.begins) if time >= begin)
        return next(begun, Phase.NO_DAY)

    def sessions(self, which: Container[Phase] = SESSIONS) -> Iterator[dt.time]:
        """When orders begin to be matched, in these sessions."""
        return (begin for phase, begin in self.begins if phase in which)

    def session_end(self, time: dt.time) -> dt.time | None:
        """When the session ends in which a time lies; None where orders are not matched then."""
        for (phase, begin), (_, end) in pairwise(self.begins):
            if begin <= time < end:
                return end if phase in SESSIONS else None
        return None

    def closing_at(self, close: dt.time) -> Hours:
        """The hours of a day that closes early, or as usual after all. Raises ValueError."""
        opens = next(self.sessions())
        if not opens < close <= self.close:
            rule = f"a short day closes after {opens:%H:%M}, at {self.close:%H:%M} at the latest"
            raise ValueError(f"{rule}, not at {close:%H:%M}")
        earlier = tuple(each for each in self.begins if each[1] < close)
        return Hours((*earlier, (Phase.CLOSED, close)))


@dataclass(frozen=True)
class TradingHours:
    """The hours of all days. `since`: the first day of each; `short`: when short days close."""

    since: Mapping[int, Hours]
    short: Mapping[int, dt.time]
    procedures: Mapping[int, AuctionProcedure] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Any) -> Self:
        """What a file's content says. Raises ValueError, TypeError, KeyError."""
        rows, days = content.get("hours", []), content.get("short_days", [])
        terms = content.get("auction_procedure", [])
        if max(len(rows), len(days), len(terms)) > HOURS_MAX:
            raise ValueError(f"more than {HOURS_MAX} rows")
        procedures = {parse_date(row["from"]): procedure_of(row) for row in terms}
        since = {parse_date(row["from"]): _hours(row) for row in rows}
        short = {parse_date(row["date"]): _time(row["closed"]) for row in days}
        since, short = dict(sorted(since.items())), dict(sorted(short.items()))
        return cls(since, short, dict(sorted(procedures.items())))

    def with_own(self, own: TradingHours) -> TradingHours:
        """These with a venue's own beside them, which count. Raises ValueError."""
        since = dict(sorted({**self.since, **own.since}.items()))
        short = dict(sorted({**self.short, **own.short}.items()))
        procedures = dict(sorted({**self.procedures, **own.procedures}.items()))
        both = TradingHours(since, short, procedures)
        for date in both.short:
            try:
                both.on(date)
            except ValueError as error:
                raise ValueError(f"{format_date(date)}: {error}") from error
        return both

    def on(self, date: int) -> Hours:
        """The hours of a day; of one before the first known day those of that."""
        usual = self.since[self._holding(date)]
        return usual.closing_at(self.short[date]) if date in self.short else usual

    def procedure_on(self, date: int) -> AuctionProcedure | None:
        """The terms of an auction that is applied for on a day; None where there are none."""
        begun = [terms for since, terms in self.procedures.items() if since <= date]
        return begun[-1] if begun and begun[-1].apply_days else None

    def between(self, first: int, last: int) -> Iterator[tuple[int, Hours]]:
        """What holds from a date to another: since when, and the hours."""
        holding = self._holding(first)
        rows = self.since.items()
        return ((since, hours) for since, hours in rows if holding <= since <= max(last, holding))

    def _holding(self, date: int) -> int:
        known = list(self.since)
        return known[max(bisect_right(known, date) - 1, 0)]


def _hours(row: Mapping[str, Any]) -> Hours:
    begins = tuple((phase, _time(row[phase.name.lower()])) for phase in TIMED)
    for (_, before), (phase, begin) in pairwise(begins):
        if begin <= before:
            raise ValueError(
                f"{phase.name.lower()} begins at {begin:%H:%M}, not after {before:%H:%M}"
            )
    return Hours(begins)


def _time(text: str) -> dt.time:
    return dt.datetime.strptime(text, _FORM).time()
