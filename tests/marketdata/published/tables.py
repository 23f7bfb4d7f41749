"""Generated tables of published days: random rows of several years, as the exchange prints them."""

from __future__ import annotations

import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from gateway.rehearsal.published import COLUMNS
from marketdata.history import History
from marketdata.published.importing import Imported, import_table, read_table

Row = dict[str, str]
CENT = Decimal("0.01")


def r2(value: Decimal) -> Decimal:
    """Half up to two decimals, away from zero below it."""
    return value.quantize(CENT, ROUND_HALF_UP)


def weekdays(first: str, last: str) -> list[dt.date]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    days = [start + dt.timedelta(n) for n in range((end - start).days + 1)]
    return [day for day in days if day.weekday() < 5]


class Table:
    """Rows that follow from one another; CEA from the first day, each later vintage from the
    beginning of a year.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._close: dict[str, Decimal] = {}
        self._total: dict[str, tuple[int, Decimal]] = {}

    def rows(self, first: str, last: str) -> list[Row]:
        """One row for the composite and for each vintage, in order of date."""
        found = []
        for day in weekdays(first, last):
            if self._random.random() < 0.03:
                continue  # a holiday
            codes = ["CEA", *(f"CEA{year - 2000}" for year in range(2021, day.year))]
            of_day = [self._row(day, code) for code in codes]
            found += [self._composite(day, of_day), *of_day]
        return found

    def _row(self, day: dt.date, code: str) -> Row:
        sums = [self._sum() for _ in range(3)]
        return self._printed(day, code, sums, moves=sums[0][0] > 0)

    def _composite(self, day: dt.date, rows: list[Row]) -> Row:
        names = ("listed", "block", "auction")
        sums = [
            (
                sum(int(row[f"{name}_volume_t"]) for row in rows),
                sum((Decimal(row[f"{name}_amount_cny"]) for row in rows), Decimal(0)),
            )
            for name in names
        ]
        return self._printed(day, "COMCEA", sums, moves=sums[0][0] > 0)

    def _sum(self) -> tuple[int, Decimal]:
        if self._random.random() < 0.5:
            return 0, Decimal(0)
        volume = self._random.randrange(1, 10 ** self._random.randrange(1, 7))
        return volume, volume * Decimal(self._random.randrange(4000, 12_000)).scaleb(-2)

    def _printed(
        self, day: dt.date, code: str, sums: list[tuple[int, Decimal]], moves: bool
    ) -> Row:
        before = self._close.get(code)
        close = before or Decimal("48.00")
        if moves:
            close = r2(close * Decimal(self._random.randrange(940, 1062)).scaleb(-3))
        volume, amount = self._total.get(code, (0, Decimal(0)))
        volume += sum(each for each, _ in sums)
        amount += sum((each for _, each in sums), Decimal(0))
        self._close[code], self._total[code] = close, (volume, amount)
        change = r2((close / (before or close) - 1) * 100)
        cells = [f"{day}", code, "" if before is None else f"{before:.2f}"]
        cells += [f"{close:.2f}"] * 4 if moves else [f"{close:.2f}", "", "", f"{close:.2f}"]
        cells.append(f"{change:.2f}")
        for each, money in (*sums, (volume, amount)):
            cells += [str(each), f"{money:.2f}"]
        return dict(zip(COLUMNS, cells, strict=True))


def write(path: Path, rows: list[Row]) -> Path:
    """A table as a file of CSV."""
    lines = [",".join(COLUMNS), *(",".join(row[column] for column in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def import_file(path: Path, history: History, imported_ns: int) -> Imported:
    """Read a file and take it in."""
    return import_table(path, read_table(path), history, imported_ns)
