"""The days of an archive: their tables, and their daily rows with the feed's names of fields."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import compress
from pathlib import Path
from typing import Any

from marketdata.analysis.day_tables import Condition, has_table, read_day
from marketdata.analysis.tables import FIELDS, LISTED, Values
from marketdata.archive.places import day_folder, days_in
from marketdata.errors import AnalysisRefused
from marketdata.spans import minute_of

Row = dict[str, Any]


class ArchivedDays:
    """An archive's folder, as `ceax archive write` makes it. Raises AnalysisRefused for another."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.days = [folder.name for folder in days_in(archive)]
        if not self.days:
            rule = "a folder that `ceax archive write` has written a day into"
            raise AnalysisRefused("place", str(archive), rule)

    def trades(self, date: str, instrument: str | None, first: int | None) -> Values:
        """Listed trades of a day, but for those that were undone."""
        if date not in self.days:
            rule = f"a day of the archive, {self.days[0]} to {self.days[-1]}"
            raise AnalysisRefused("date", date, rule)
        where: list[Condition] = [("method", "=", LISTED)]
        where += [("instrument", "=", instrument)] if instrument else []
        where += [("trade", ">=", first)] if first else []
        folder = day_folder(self.archive, date)
        found = read_day(folder, "trades", where)
        if undone := _undone(folder):
            found = _without(found, undone)
        return {"date": [date] * len(found["trade"]), **found}

    def minutes(self, instrument: str, first: str, last: str) -> Iterator[tuple[str, list[Row]]]:
        """Bars of one minute of each day that has any."""
        for date in self._between(first, last):
            found = read_day(
                day_folder(self.archive, date), "bars_1m", [("instrument", "=", instrument)]
            )
            rows = _rows(found)
            if rows:
                yield date, [row | {"minute": minute_of(row["time"])} for row in rows]

    def daily(self, first: str, last: str) -> list[Row]:
        """Daily rows in order of day and instrument."""
        return [
            row
            for date in self._between(first, last)
            for row in sorted(
                _rows(read_day(day_folder(self.archive, date), "days")),
                key=lambda row: str(row["instrument"]),
            )
        ]

    def _between(self, first: str, last: str) -> list[str]:
        return [date for date in self.days if first <= date <= last]


def _undone(folder: Path) -> set[int]:
    """The numbers of the day's listed trades that were undone; none in an archive of before."""
    if not has_table(folder, "corrections"):
        return set()
    return set(read_day(folder, "corrections", [("method", "=", LISTED)])["trade"])


def _without(values: Values, undone: Set[int]) -> Values:
    kept = [number not in undone for number in values["trade"]]
    return {name: list(compress(column, kept)) for name, column in values.items()}


def _rows(values: Values) -> list[Row]:
    fields = [FIELDS.get(name, name) for name in values]
    columns = [column if isinstance(column, list) else _plain(column) for column in values.values()]
    return [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: Any) -> list[Any]:
    values: list[Any] = column.tolist()
    return values
