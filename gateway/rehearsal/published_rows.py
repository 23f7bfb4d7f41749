"""Records of the published table: a row of an instrument or of the composite, and a day of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.units import format_hundredths

COMPOSITE = "COMCEA"
PRICES = ("previous_close", "open", "high", "low", "close")
METHODS = ("listed", "block", "auction")


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
    """What was published of one instrument or the composite on one day; sums by trading method."""

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
    texts: Mapping[str, str] = field(default_factory=dict)  # placeholders as printed, by column

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
    """One day: the composite's row, if there is one, and the instruments' rows in table order."""

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
        """The venue's running total of all methods; without a composite that of the instruments."""
        if self.composite:
            return self.composite.cumulative
        return sum((row.cumulative for row in self.instruments), NOTHING)

    @property
    def total(self) -> Sum:
        """The venue's total of the day, all methods."""
        if self.composite:
            return self.composite.day
        return sum((row.day for row in self.instruments), NOTHING)


def columns_of(method: str) -> tuple[str, str]:
    """The columns of volume and amount of a method of trading, or of the cumulative total."""
    return f"{method}_volume_t", f"{method}_amount_cny"
