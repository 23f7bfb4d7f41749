"""The days of the market out of a history: imported rows, and the venue's own, which come first
where both have a row. The figures of a row are those of its latest correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from engine.units import format_date, parse_date, parse_hundredths
from gateway.rehearsal.published_rows import METHODS, Sum
from marketdata.corrections import Correction, Row, corrected, key_of
from marketdata.day_rows import COMPOSITE_CODE
from marketdata.history import History
from marketdata.published.figures import Day
from marketdata.published.gaps import Running
from marketdata.published.imported import ImportedDays, own_rows

Total = dict[str, int]  # volume, amount_fen


class DayRows(NamedTuple):
    """The rows of a day (yyyymmdd) by code: those that count, and as first published."""

    date: int
    rows: Mapping[str, Row]
    printed: Mapping[str, Row]
    corrections: tuple[Correction, ...]

    @property
    def vintages(self) -> list[Row]:
        """The rows of the instruments, in order of code."""
        return [row for code, row in self.rows.items() if code != COMPOSITE_CODE]


def together(rows: Sequence[Mapping[str, Any]]) -> Total:
    """The sums of rows over all methods of trading."""
    return {
        what: sum(row[f"{method}_{what}"] for row in rows for method in METHODS)
        for what in ("volume", "amount_fen")
    }


def cumulative(rows: Mapping[str, Row]) -> Total | None:
    """The market's total since its beginning, where it was printed."""
    row = rows.get(COMPOSITE_CODE, {})
    volume, amount = row.get("cumulative_volume"), row.get("cumulative_amount_fen")
    return None if volume is None or amount is None else {"volume": volume, "amount_fen": amount}


def opening(day: DayRows) -> Total | None:
    """The market's total before a day, as first published."""
    total = cumulative(day.printed)
    if total is None:
        return None
    own = _own(day)
    return {what: total[what] - own[what] for what in total}


def _own(day: DayRows) -> Total:
    """What was traded on a day, as first published."""
    return together([row for code, row in day.printed.items() if code != COMPOSITE_CODE])


def running_of(day: DayRows) -> Running:
    """The market's running total on a day."""
    before, after = opening(day), cumulative(day.printed)
    own = _own(day)
    ends = [None if each is None else each["volume"] for each in (before, after)]
    return Running(day.date, ends[0], ends[1], own["volume"])


def rows_until(history: History, last: int) -> list[DayRows]:
    """The rows of all days up to one (yyyymmdd), in order. Raises HistoryFailed."""
    until, imported = format_date(last), ImportedDays(history)
    rows = {key_of(row): row for row in imported.rows("", until)}
    rows |= {key_of(row): row for row in own_rows(history, "", until)}
    errata = {key: list(group) for key, group in groupby(imported.errata("", until), key=key_of)}
    ordered = [(row, errata.get(key, ())) for key, row in sorted(rows.items())]
    by_date = groupby(ordered, key=lambda each: each[0]["date"])
    return [_rows_of(date, group) for date, group in by_date]


def _rows_of(date: str, group: Iterable[tuple[Row, Iterable[Row]]]) -> DayRows:
    rows, printed, corrections = {}, {}, []
    for row, errata in group:
        code = row["instrument"]
        printed[code] = row
        rows[code], correction = corrected(row, errata)
        corrections += [] if correction is None else [correction]
    return DayRows(parse_date(date), rows, printed, tuple(corrections))


def days_until(history: History, last: int) -> list[Day]:
    """All days up to one (yyyymmdd), in order. Raises HistoryFailed."""
    return [day_of_rows(each) for each in rows_until(history, last)]


def day_of_rows(day: DayRows) -> Day:
    """What reports take of a day's rows."""
    composite: Mapping[str, object] = day.rows.get(COMPOSITE_CODE, {})
    change = composite.get("change_pct")
    return Day(
        date=day.date,
        open=_price(composite, "open"),
        close=_price(composite, "close"),
        change=parse_hundredths(str(change)) if change is not None else None,
        sums={
            (row["instrument"], method): Sum(row[f"{method}_volume"], row[f"{method}_amount_fen"])
            for row in day.vintages
            for method in METHODS
        },
        closes={
            row["instrument"]: row["close"] for row in day.vintages if row["close"] is not None
        },
        corrections=day.corrections,
        running=running_of(day),
    )


def _price(row: Mapping[str, object], name: str) -> int | None:
    price = row.get(name)
    return price if isinstance(price, int) else None
