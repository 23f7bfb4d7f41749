"""The table of published days: one row for each instrument and day, and one for the composite (`COMCEA`).

Prices are ticks of 0.01 CNY, quantities t, amounts fen. Empty cells are None: no previous close on an instrument's
first day, no high and low when nothing traded, no figures at all where the exchange printed no composite.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from engine.units import (
    AMOUNT_MAX_FEN,
    CASH_MAX_FEN,
    PRICE_MAX,
    QUANTITY_MAX,
    UNITS_MAX,
    format_date,
    format_hundredths,
)
from gateway.rehearsal.tables import Line, read_lines

COMPOSITE = "COMCEA"
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


@dataclass(frozen=True)
class Sum:
    """A volume in t and its amount in fen."""

    volume: int
    amount_fen: int

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.volume + other.volume, self.amount_fen + other.amount_fen)

    def __sub__(self, other: Sum) -> Sum:
        return Sum(self.volume - other.volume, self.amount_fen - other.amount_fen)

    def __str__(self) -> str:
        return f"{self.volume} t, {format_hundredths(self.amount_fen)} CNY"


NOTHING = Sum(0, 0)


@dataclass(frozen=True)
class PublishedRow:
    """What was published of one instrument (or the composite) on one day; the sums by method of trading."""

    line: int
    date: int
    code: str
    previous_close: int | None
    open: int | None
    high: int | None
    low: int | None
    close: int | None
    change_pct: int | None  # hundredths of a percent
    listed: Sum
    block: Sum
    auction: Sum
    cumulative: Sum

    @property
    def day(self) -> Sum:
        """The day's total of all methods."""
        return self.listed + self.block + self.auction

    @property
    def traded(self) -> bool:
        """Whether listed trades were made."""
        return self.listed.volume > 0


@dataclass(frozen=True)
class PublishedDay:
    """One day: the composite's row, if there is one, and the instruments' rows in the table's order."""

    date: int
    composite: PublishedRow | None
    instruments: tuple[PublishedRow, ...]

    @property
    def traded(self) -> tuple[PublishedRow, ...]:
        """The instruments with listed trades."""
        return tuple(row for row in self.instruments if row.traded)

    @property
    def rows(self) -> dict[str, PublishedRow]:
        """Every row by its code, the composite's too."""
        composite = (self.composite,) if self.composite else ()
        return {row.code: row for row in (*composite, *self.instruments)}

    @property
    def cumulative(self) -> Sum:
        """The venue's running total of all methods: the composite's row, or else the sum of the instruments."""
        return self.composite.cumulative if self.composite else sum((row.cumulative for row in self.instruments), NOTHING)

    @property
    def total(self) -> Sum:
        """The venue's total of the day, all methods."""
        return self.composite.day if self.composite else sum((row.day for row in self.instruments), NOTHING)


def read_published(path: Path) -> list[PublishedDay]:
    """Read and check a whole table. Raises RehearsalError (no such file, empty) or TableError (line, column, value)."""
    seen: set[tuple[int, str]] = set()
    rows: list[PublishedRow] = []
    for line in read_lines(path, COLUMNS):
        row = _row(line)
        if (row.date, row.code) in seen:
            raise line.error("code", f"each code once a day; {row.code} is there twice on {format_date(row.date)}")
        if rows and row.date < rows[-1].date:
            raise line.error("date", f"ascending dates; the row before is of {format_date(rows[-1].date)}")
        seen.add((row.date, row.code))
        rows.append(row)
    return [_day(date, tuple(group)) for date, group in groupby(rows, key=lambda row: row.date)]


def _day(date: int, rows: tuple[PublishedRow, ...]) -> PublishedDay:
    composite = next((row for row in rows if row.code == COMPOSITE), None)
    return PublishedDay(date, composite, tuple(row for row in rows if row.code != COMPOSITE))


def _row(line: Line) -> PublishedRow:
    row = PublishedRow(
        line=line.number,
        date=line.date("date"),
        code=line.code("code"),
        previous_close=line.hundredths_or_none("previous_close", 1, PRICE_MAX),
        open=line.hundredths_or_none("open", 1, PRICE_MAX),
        high=line.hundredths_or_none("high", 1, PRICE_MAX),
        low=line.hundredths_or_none("low", 1, PRICE_MAX),
        close=line.hundredths_or_none("close", 1, PRICE_MAX),
        change_pct=line.hundredths_or_none("change_pct", -CHANGE_MAX, CHANGE_MAX),
        listed=_sum(line, "listed", QUANTITY_MAX, AMOUNT_MAX_FEN),
        block=_sum(line, "block", QUANTITY_MAX, AMOUNT_MAX_FEN),
        auction=_sum(line, "auction", QUANTITY_MAX, AMOUNT_MAX_FEN),
        cumulative=_sum(line, "cumulative", UNITS_MAX, CASH_MAX_FEN),
    )
    _check(line, row)
    return row


def _sum(line: Line, method: str, volume_max: int, amount_max: int) -> Sum:
    volume, amount = f"{method}_volume_t", f"{method}_amount_cny"
    total = Sum(line.whole(volume, 0, volume_max), line.hundredths(amount, 0, amount_max))
    if (total.volume == 0) != (total.amount_fen == 0):
        raise line.error(amount, f"0.00 exactly when {volume} is 0, which is {total.volume}")
    return total


def _check(line: Line, row: PublishedRow) -> None:
    """Prices that belong together: an instrument has an open and close, and high and low exactly when it traded."""
    if (row.high is None) != (row.low is None):
        raise line.error("low", "high and low both empty or both a price")
    if row.high is not None and row.low is not None and row.high < row.low:
        raise line.error("high", f"at least the low, {format_hundredths(row.low)}")
    if row.code == COMPOSITE:
        return
    for column, value in (("open", row.open), ("close", row.close)):
        if value is None:
            raise line.error(column, "a price")
    if row.traded != (row.high is not None):
        raise line.error("high", "a price when there is a listed volume, else empty")
    if row.cumulative.volume < row.day.volume or row.cumulative.amount_fen < row.day.amount_fen:
        raise line.error("cumulative_volume_t", f"at least the day's own total, {row.day}")
