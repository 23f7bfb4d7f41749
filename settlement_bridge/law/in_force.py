"""The law as it is in force: of each topic the rows in the order in which they count, and what they
say of a year, a vintage, a day. Pure.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from engine.instrument_codes import code_of, vintage_of
from engine.units import day_of, number_of
from settlement_bridge.errors import Refusal
from settlement_bridge.law import (
    TOPICS,
    AveragePrice,
    Deadline,
    Hour,
    OffsetKind,
    OffsetShare,
    Review,
    Round,
    Sanction,
    VintageRule,
    published,
)

ON_TIME = "on_time"
VINTAGE_CASES = {ON_TIME: False, "arrears": True}
WHOLE_DAY = 24 * 60
SHANGHAI_MINUTES = 8 * 60  # ahead of UTC, all year
_MINUTE_NS = 60 * 10**9
Row = TypeVar("Row")


class Window(NamedTuple):
    """First and last day over which a price is averaged, and the methods of trades that count."""

    first: int
    last: int
    methods: tuple[str, ...]


METHODS_OF = {"all": ("listed", "block", "auction"), "listed": ("listed",)}


class Law:
    """The rows of every topic, in the order in which they count: `rows` gives those of a topic."""

    def __init__(self, rows: Callable[[str], Sequence[Any]]) -> None:
        self.rows = rows

    def about(self, topic: str, year: int) -> list[Any]:
        """The rows of a topic about a year, in order."""
        return [row for row in self.rows(topic) if row.first_year <= year <= row.last_year]

    def _last(self, topic: str, year: int) -> Any:
        found = self.about(topic, year)
        return found[-1] if found else None

    def deadline(self, year: int) -> int:
        """The last day of surrender, yyyymmdd; 0 where it is not known."""
        row: Deadline | None = self._last("deadlines", year)
        if row is None:
            return 0
        of_year, month = year + row.years_after, row.month_day // 100
        return (
            of_year * 10_000 + month * 100 + min(row.month_day % 100, monthrange(of_year, month)[1])
        )

    def minute(self, year: int) -> int:
        """The minute of that day, in Shanghai, until which a surrender is in time."""
        row: Hour | None = self._last("deadline_hours", year)
        return row.minute if row else WHOLE_DAY

    def late(self, year: int, day: int, minute: int = 0) -> bool:
        """Whether what is paid on a day, at a minute of it, is in arrears.

        Day 0 is one before the first; a year without a deadline has no arrears.
        """
        deadline = self.deadline(year)
        last_minute = self.minute(year)
        hour_over = last_minute < WHOLE_DAY and minute >= last_minute
        return 0 < deadline < day or (0 < deadline == day and hour_over)

    def vintages(self, year: int, arrears: bool, day: int) -> VintageRule | None:
        """The row of vintages that counts on a day, None when there is none: the one that began
        last; among those of one day the last one.
        """
        found: VintageRule | None = None
        for rule in self.about("vintages", year):
            fits = rule.arrears == arrears and rule.from_day <= day
            if fits and (found is None or rule.from_day >= found.from_day):
                found = rule
        return found

    def paying(self, year: int, day: int, minute: int = 0) -> tuple[VintageRule | None, bool]:
        """The row of vintages for what is paid on a day, without one (0) on time; and whether that
        is in arrears.
        """
        late = self.late(year, day, minute)
        return self.vintages(year, late, day or self.deadline(year)), late

    def offset(self, year: int) -> OffsetShare | None:
        """The share of credits."""
        row: OffsetShare | None = self._last("offset", year)
        return row

    def offset_kinds(self, year: int, day: int) -> list[OffsetKind]:
        """The kinds of credits that may be used for a year on a day."""
        rows = self.about("offset_kinds", year)
        latest = _latest(rows, lambda row: (row.registered_from, row.registered_to))
        return [row for row in latest if row.from_day <= day <= (row.to_day or day)]

    def takes_credit(self, year: int, day: int, registered: int) -> bool:
        """Whether credits of a project that was registered on a day may be used."""
        kinds = self.offset_kinds(year, day)
        return any(
            k.registered_from <= registered <= (k.registered_to or registered) for k in kinds
        )

    def round(self, year: int) -> Round | None:
        """The round of carry-over into a year."""
        row: Round | None = self._last("carry_over", year)
        return row

    def round_base(self, year: int, sector: str) -> int | None:
        """The base of a sector, t; None when it takes no part."""
        rows = [row for row in self.about("carry_over_bases", year) if row.sector == sector]
        return rows[-1].base if rows else None

    def average_price(self, year: int) -> AveragePrice | None:
        """How the price of a fine is averaged."""
        row: AveragePrice | None = self._last("average_price", year)
        return row

    def price_window(
        self, year: int, window: str | None = None, methods: str | None = None
    ) -> Window | None:
        """The window of a year's average price, or of another reading of the law; None where the
        deadline or the rule is not known.
        """
        deadline, rule = self.deadline(year), self.average_price(year)
        if not deadline or rule is None:
            return None
        days = WINDOW_OF[window or rule.window](deadline)
        return Window(*days, METHODS_OF[methods or rule.methods])

    def balance_base(self, year: int, issued: int, due: int) -> int:
        """What the balance of a year's allowances is a share of, t; 0 where it is not known."""
        row = self._last("balance_rates", year)
        return 0 if row is None else issued if row.share_of == "issued" else due

    def offence_day(self, year: int) -> int:
        """The day on which a surrender that is missing becomes an offence: the day after the
        deadline; 0 where it is not known.
        """
        deadline = self.deadline(year)
        return number_of(day_of(deadline) + dt.timedelta(days=1)) if deadline else 0

    def sanctions(self, offence: str, year: int, day: int) -> list[Sanction]:
        """What an offence of a day leads to, in order of stages and measures."""
        rows = [row for row in self.about("sanctions", year) if row.offence == offence]
        rows = [row for row in rows if row.from_day <= day <= (row.to_day or day)]
        return _latest(rows, lambda row: (row.stage, row.measure))

    def review(self, act: str, year: int) -> Review | None:
        """Who decides on something."""
        rows = [row for row in self.about("reviews", year) if row.act == act]
        return rows[-1] if rows else None

    def alert_interval(self, year: int, days_left: int) -> int | None:
        """Days between two messages of an alert; None where none is sent yet."""
        latest = _latest(self.about("alert_intervals", year), lambda row: row.days_left)
        near = [row for row in latest if days_left <= row.days_left]
        return min(near, key=lambda row: row.days_left).every_days if near else None

    def alert_level(self, year: int, lack: int, due: int, cash_covers: bool) -> str:
        """How grave a lack is; empty where no level is set."""
        lack_bp = lack * 10_000 // due if due else 10_000
        latest = _latest(
            self.about("alert_levels", year), lambda row: (row.cash_covers, row.lack_bp)
        )
        fits = [row for row in latest if row.cash_covers == cash_covers and row.lack_bp <= lack_bp]
        return max(fits, key=lambda row: row.lack_bp).level if fits else ""

    def missing(self, year: int) -> list[str]:
        """The topics that have no row about a year."""
        return [topic for topic in TOPICS if not self.about(topic, year)]


def _latest(rows: Iterable[Row], key: Callable[[Row], object]) -> list[Row]:
    """Of rows with the same key the last one, in the order in which keys came first."""
    return list({key(row): row for row in rows}.values())


PUBLISHED = Law(published)  # with nothing set


def minute_of(time_ns: int) -> int:
    """The minute of the day in Shanghai."""
    return (time_ns // _MINUTE_NS + SHANGHAI_MINUTES) % WHOLE_DAY


def month_before(deadline: int) -> tuple[int, int]:
    """First and last day of the calendar month before the one in which a deadline lies, as
    yyyymmdd.
    """
    year, month = deadline // 10_000, deadline // 100 % 100
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    first = year * 10_000 + month * 100
    return first + 1, first + monthrange(year, month)[1]


def month_ending_at(deadline: int) -> tuple[int, int]:
    """First and last day of the month that ends with a deadline: it begins on the day after the
    same day of the month before.
    """
    end = day_of(deadline)
    before = dt.date(end.year, end.month, 1) - dt.timedelta(days=1)
    same = before.replace(day=min(end.day, before.day))
    last_of_month = end.day == monthrange(end.year, end.month)[1]
    first = end.replace(day=1) if last_of_month else same + dt.timedelta(days=1)
    return number_of(first), deadline


WINDOW_OF = {"month_before_deadline": month_before, "month_ending_at_deadline": month_ending_at}


def takes(rule: VintageRule | None, instrument: str) -> bool:
    """Whether units of this code may pay."""
    vintage = vintage_of(instrument)
    if rule is None or vintage is None:
        return False
    return rule.first_vintage <= vintage <= rule.last_vintage


def allowed(rule: VintageRule | None) -> str:
    """The codes between which units are taken; empty where the rule is not known."""
    if rule is None:
        return ""
    first, last = code_of(rule.first_vintage), code_of(rule.last_vintage)
    return first if first == last else f"{first} to {last}"


def not_taken(
    rule: VintageRule | None, instrument: str, year: int, arrears: bool
) -> Refusal | None:
    """The refusal of units that may not pay for a year, or None."""
    if rule is None:
        message = f"which vintages pay for {year} is not known: set it, with its source"
        return Refusal("vintages_unknown", "year", year, None, message)
    if takes(rule, instrument):
        return None
    vintage, codes = vintage_of(instrument), allowed(rule)
    what = f"units of {instrument}" if vintage is None else f"units of vintage {vintage}"
    case = "in arrears" if arrears else "on time"
    message = f"{what} do not pay for {year} {case}; allowed: {codes}"
    return Refusal("vintage_not_eligible", "instrument", instrument, codes, message)


def published_codes() -> list[str]:
    """The codes of all vintages that the data file names."""
    rows = published("vintages")
    first, last = (min(row.first_vintage for row in rows), max(row.last_vintage for row in rows))
    return [code_of(vintage) for vintage in range(first, last + 1)]
