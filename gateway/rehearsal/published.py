"""The table of published days: one row for each instrument and day, and one for the composite
(`COMCEA`).

Prices are ticks of 0.01 CNY, quantities t, amounts fen. Empty cells are None: no previous close on
an instrument's first day, no high and low when nothing traded, no figures at all where the exchange
printed no composite.

A placeholder (`-`, `--`, `0.00` where a price is due, an empty cell) is kept in `texts` as it was
printed, to be compared; what is played in its place follows from the rest (`placeholders`).
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from engine.texts.decoding import Encoding
from engine.units import (
    AMOUNT_MAX_FEN,
    CASH_MAX_FEN,
    PRICE_MAX,
    QUANTITY_MAX,
    UNITS_MAX,
    format_date,
    format_hundredths,
)
from gateway.rehearsal.placeholders import fill
from gateway.rehearsal.published_rows import (
    COMPOSITE,
    NOTHING,
    PRICES,
    PublishedDay,
    PublishedRow,
    Sum,
    columns_of,
)
from gateway.rehearsal.tables import Line, read_lines

CHANGE_MAX = 1_000_000  # hundredths of a percent
COLUMNS = (
    "date",
    "code",
    "previous_close",
    "open",
    "high",
    "low",
    "close",
    "change_pct",
    "listed_volume_t",
    "listed_amount_cny",
    "block_volume_t",
    "block_amount_cny",
    "auction_volume_t",
    "auction_amount_cny",
    "cumulative_volume_t",
    "cumulative_amount_cny",
)


def read_published(path: Path, encoding: Encoding = Encoding.UTF_8) -> list[PublishedDay]:
    """Read and check a whole table, and say what is played where it has placeholders.

    Raises RehearsalError (no such file, empty) or TableError (line, column, value).
    """
    return fill(days_of(read_rows(path, encoding)))


def days_of(rows: list[PublishedRow]) -> list[PublishedDay]:
    """Rows in order of date, by day."""
    by_date = groupby(rows, key=lambda row: row.date)
    return [_day(date, tuple(group)) for date, group in by_date]


def read_rows(path: Path, encoding: Encoding = Encoding.UTF_8) -> list[PublishedRow]:
    """Read and check a whole table, with its placeholders as printed.

    Raises as `read_published`.
    """
    seen: set[tuple[int, str]] = set()
    rows: list[PublishedRow] = []
    for line in read_lines(path, COLUMNS, encoding):
        row = _row(line)
        if (row.date, row.code) in seen:
            raise line.error(
                "code",
                f"each code once a day; {row.code} is there twice on {format_date(row.date)}",
            )
        if rows and row.date < rows[-1].date:
            raise line.error(
                "date", f"ascending dates; the row before is of {format_date(rows[-1].date)}"
            )
        seen.add((row.date, row.code))
        rows.append(row)
    return rows


def _day(date: int, rows: tuple[PublishedRow, ...]) -> PublishedDay:
    composite = next((row for row in rows if row.code == COMPOSITE), None)
    return PublishedDay(date, composite, tuple(row for row in rows if row.code != COMPOSITE))


def _row(line: Line) -> PublishedRow:
    prices = {column: line.hundredths_or_none(column, 1, PRICE_MAX) for column in PRICES}
    change = line.hundredths_or_none("change_pct", -CHANGE_MAX, CHANGE_MAX)
    read = {**prices, "change_pct": change}
    texts = {column: line.cells[column] for column, value in read.items() if value is None}
    row = PublishedRow(
        line=line.number,
        date=line.date("date"),
        code=line.code("code"),
        **prices,
        change_pct=change,
        listed=_sum(line, "listed", texts),
        block=_sum(line, "block", texts),
        auction=_sum(line, "auction", texts),
        cumulative=_cumulative(line, texts),
        texts=texts,
    )
    _check(line, row)
    return row


def _sum(line: Line, method: str, texts: dict[str, str]) -> Sum:
    """Volume and amount of a method; nothing when one is missing. Placeholders go to `texts`."""
    columns = columns_of(method)
    missing = [column for column in columns if line.is_placeholder(column)]
    volume = 0 if columns[0] in missing else line.whole(columns[0], 0, QUANTITY_MAX)
    amount = 0 if columns[1] in missing else line.hundredths(columns[1], 0, AMOUNT_MAX_FEN)
    is_half = (volume == 0) != (amount == 0)
    texts |= {column: line.cells[column] for column in (columns if is_half else missing)}
    return NOTHING if is_half else Sum(volume, amount)


def _cumulative(line: Line, texts: dict[str, str]) -> Sum:
    volume, amount = columns_of("cumulative")
    missing = [column for column in (volume, amount) if line.is_placeholder(column)]
    texts |= {column: line.cells[column] for column in missing}
    return Sum(
        0 if volume in missing else line.whole(volume, 0, UNITS_MAX),
        0 if amount in missing else line.hundredths(amount, 0, CASH_MAX_FEN),
    )


def _check(line: Line, row: PublishedRow) -> None:
    """No high is below the low, no running total below the day's own."""
    if row.high is not None and row.low is not None and row.high < row.low:
        raise line.error("high", f"at least the low, {format_hundredths(row.low)}")
    if row.code == COMPOSITE:
        return
    total, day = row.cumulative, row.day
    if 0 < total.volume < day.volume or 0 < total.amount_fen < day.amount_fen:
        raise line.error("cumulative_volume_t", f"at least the day's own total, {row.day}")
