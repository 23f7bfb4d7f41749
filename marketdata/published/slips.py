"""Slips of the source: figures that do not follow from the others of the same table.

They are named, and the rows are kept as printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.units import change_hundredths_pct, day_of, format_date, format_hundredths
from gateway.rehearsal.published import days_of
from gateway.rehearsal.published_rows import (
    COMPOSITE,
    METHODS,
    NOTHING,
    PublishedDay,
    PublishedRow,
    Sum,
    columns_of,
)

SATURDAY = 5


class Slip(NamedTuple):
    """A figure that does not follow from the others; values as the table would print them."""

    line: int
    column: str
    printed: str
    expected: str
    why: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}"
        return f"{place}: printed {self.printed!r}, expected {self.expected!r}: {self.why}"


def slips_of(rows: Sequence[PublishedRow]) -> list[Slip]:
    """All slips of a table, in order of line."""
    found: list[Slip] = []
    before: dict[str, PublishedRow] = {}
    for day in days_of(list(rows)):
        known = before.keys() - {COMPOSITE}
        for row in day.rows.values():
            found += _of_row(row, before.get(row.code))
        found += [*_of_composite(day, known), *_missing_days(day, before.get(COMPOSITE))]
        before |= day.rows
    return sorted(found)


def _of_row(row: PublishedRow, before: PublishedRow | None) -> Iterator[Slip]:
    yield from _change(row)
    if before is not None:
        yield from _previous_close(row, before)
    yield from _cumulative(row, before)


def _change(row: PublishedRow) -> Iterator[Slip]:
    if row.change_pct is None or row.close is None or row.previous_close is None:
        return
    change = change_hundredths_pct(row.close, row.previous_close)
    if change != row.change_pct:
        closes = f"{format_hundredths(row.previous_close)} to {format_hundredths(row.close)}"
        printed, expected = format_hundredths(row.change_pct), format_hundredths(change)
        yield Slip(row.line, "change_pct", printed, expected, f"the change from {closes}")


def _previous_close(row: PublishedRow, before: PublishedRow) -> Iterator[Slip]:
    close, named = before.close, row.previous_close
    if close is None or named in (None, close) or not follows(before.date, row.date):
        return
    why = f"the close in line {before.line}"
    yield Slip(row.line, "previous_close", format_hundredths(named), format_hundredths(close), why)


def _cumulative(row: PublishedRow, before: PublishedRow | None) -> Iterator[Slip]:
    """The total of the row before and of this day; at least that where days may lie between."""
    if before is None and row.previous_close is not None:
        return  # the table begins later than the instrument
    total = (NOTHING if before is None else before.cumulative) + row.day
    exact = before is None or follows(before.date, row.date)
    why = "the day's own" if before is None else f"the total of line {before.line} and the day's"
    texts = row.texts if before is None else {**row.texts, **before.texts}
    yield from _totals(row, total, texts, why, exact)


def _of_composite(day: PublishedDay, known: set[str]) -> Iterator[Slip]:
    row = day.composite
    if row is None or row.close is None:
        line = day.instruments[0].line if row is None else row.line
        why = f"there is no composite record of {format_date(day.date)}"
        yield Slip(line, "code" if row is None else "close", "", COMPOSITE, why)
    if row is None:
        return
    why = "the sum of the day's instruments"
    for method in METHODS:
        total = sum((getattr(each, method) for each in day.instruments), NOTHING)
        yield from _sums(row, method, getattr(row, method), total, why)
    if known <= {each.code for each in day.instruments}:
        total = sum((each.cumulative for each in day.instruments), NOTHING)
        texts = {name: "" for each in (row, *day.instruments) for name in each.texts}
        yield from _totals(row, total, texts, why, exact=True)


def _missing_days(day: PublishedDay, before: PublishedRow | None) -> Iterator[Slip]:
    """Where the composite's total grew by more than the day's own since its row before: the days
    between that traded have no row.
    """
    row = day.composite
    if row is None or before is None or follows(before.date, row.date):
        return
    if {*row.texts, *before.texts} & set(columns_of("cumulative")):
        return  # not printed
    missing = row.cumulative - row.day - before.cumulative
    if missing.volume > 0:
        why = f"{missing} were traded after line {before.line} and before this day"
        yield Slip(row.line, "date", format_date(row.date), "no day missing before it", why)


def _totals(
    row: PublishedRow, total: Sum, texts: Mapping[str, str], why: str, exact: bool
) -> Iterator[Slip]:
    if texts.keys() & set(columns_of("cumulative")):
        return  # not printed
    if not exact:
        why, total = f"at least {why}", _larger(row.cumulative, total)
    yield from _sums(row, "cumulative", row.cumulative, total, why)


def _larger(one: Sum, other: Sum) -> Sum:
    return Sum(max(one.volume, other.volume), max(one.amount_fen, other.amount_fen))


def _sums(row: PublishedRow, name: str, printed: Sum, expected: Sum, why: str) -> Iterator[Slip]:
    volume, amount = columns_of(name)
    if printed.volume != expected.volume:
        yield Slip(row.line, volume, str(printed.volume), str(expected.volume), why)
    if printed.amount_fen != expected.amount_fen:
        texts = format_hundredths(printed.amount_fen), format_hundredths(expected.amount_fen)
        yield Slip(row.line, amount, *texts, why)


def follows(date: int, later: int) -> bool:
    """Whether no weekday lies between two days, so that no trading day can."""
    day, end = day_of(date) + dt.timedelta(1), day_of(later)
    while day < end and day.weekday() >= SATURDAY:
        day += dt.timedelta(1)
    return day >= end
