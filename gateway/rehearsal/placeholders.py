"""What is played where the source printed a placeholder, so that a table with placeholders runs.

The cells themselves stay in `texts` and are compared as they were printed. An instrument that
traded is played at prices that its volume, amount and other prices allow; one that did not, at its
previous close. A running total is the one before and the day's own; a sum of the composite is that
of the instruments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.units import round_half_away
from gateway.rehearsal.published_rows import (
    METHODS,
    NOTHING,
    PublishedDay,
    PublishedRow,
    Sum,
    columns_of,
)

Rows = tuple[PublishedRow, ...]


def fill(days: Iterable[PublishedDay]) -> list[PublishedDay]:
    """The days with figures in place of placeholders; each row follows its code's row before."""
    before: dict[str, PublishedRow] = {}
    filled = []
    for day in days:
        filled.append(_day(day, before))
        before |= filled[-1].rows
    return filled


def _day(day: PublishedDay, before: Mapping[str, PublishedRow]) -> PublishedDay:
    rows = tuple(_instrument(row, before.get(row.code)) for row in day.instruments)
    composite = day.composite
    if composite is not None:
        composite = _composite(composite, rows, before.get(composite.code))
    return PublishedDay(day.date, composite, rows)


def _instrument(row: PublishedRow, before: PublishedRow | None) -> PublishedRow:
    row = _with_previous_close(row, before)
    row = _traded(row) if row.traded else _idle(row)
    return _with_cumulative(row, before.cumulative if before else NOTHING)


def _with_previous_close(row: PublishedRow, before: PublishedRow | None) -> PublishedRow:
    """An empty cell of a code without a row before means its first day, and is no placeholder."""
    if row.previous_close is not None:
        return row
    if before is None and row.texts["previous_close"] == "":
        return _without_text(row, "previous_close")
    own = None if row.traded else row.close or row.open
    return replace(row, previous_close=own or (before.close if before else None))


def _traded(row: PublishedRow) -> PublishedRow:
    """Open, high, low and close that the day's trades can show."""
    volume, amount = row.listed.volume, row.listed.amount_fen
    known = [price for price in (row.open, row.high, row.low) if price is not None]
    low = row.low or min([*known, amount // volume])
    high = row.high or max([*known, -(-amount // volume)])
    opening = row.open or min(max(row.previous_close or low, low), high)
    close = row.close or round_half_away(Fraction(amount, volume))
    return replace(row, open=opening, high=high, low=low, close=close)


def _idle(row: PublishedRow) -> PublishedRow:
    close = row.close or row.previous_close or row.open
    return replace(row, open=row.open or close, close=close)


def _composite(row: PublishedRow, rows: Rows, before: PublishedRow | None) -> PublishedRow:
    methods = [name for name in METHODS if row.texts.keys() & set(columns_of(name))]
    sums: dict[str, Any] = {name: _of_all(rows, name) for name in methods}
    row = replace(row, **sums)
    if row.previous_close is None:
        row = row if row.texts["previous_close"] else _without_text(row, "previous_close")
        row = row if row.traded else replace(row, previous_close=row.close or row.open)
    opening = sum((each.cumulative - each.day for each in rows), NOTHING)
    return _with_cumulative(row, before.cumulative if before else opening)


def _of_all(rows: Rows, method: str) -> Sum:
    return sum((getattr(row, method) for row in rows), NOTHING)


def _without_text(row: PublishedRow, column: str) -> PublishedRow:
    return replace(row, texts={name: text for name, text in row.texts.items() if name != column})


def _with_cumulative(row: PublishedRow, before: Sum) -> PublishedRow:
    """A running total of 0 where more had been traded is a placeholder too."""
    expected, printed, texts = before + row.day, row.cumulative, dict(row.texts)
    volume, amount = columns_of("cumulative")
    if printed.volume == 0 < expected.volume:
        texts.setdefault(volume, "0")
        printed = Sum(expected.volume, printed.amount_fen)
    if printed.amount_fen == 0 < expected.amount_fen:
        texts.setdefault(amount, "0.00")
        printed = Sum(printed.volume, expected.amount_fen)
    return replace(row, cumulative=printed, texts=texts)
