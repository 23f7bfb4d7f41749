"""Daily rows out of one file: as `ceax history --out` writes it, or a table of published days as
`ceax import-history` takes it; CSV, JSON or Parquet by its ending.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines, original
from engine.texts.decoding import read_text
from engine.units import CASH_MAX_FEN, UnitError, parse_date, parse_hundredths
from marketdata.analysis import asked
from marketdata.analysis.tables import DAYS, FIELDS
from marketdata.archive.tables import CNY, INTEGER, TEXT, Kind, column_name
from marketdata.day_rows import PRICES, ROW_FIELDS
from marketdata.errors import AnalysisRefused, ArchiveFileRefused

Row = dict[str, Any]
KINDS: Mapping[str, Kind] = {each.name: each.kind for each in DAYS}
KEY = ("date", "instrument")
# Columns that a published table names otherwise.
PUBLISHED = {"code": "instrument"} | {name: column_name(name) for name in PRICES}
CHANGE, FLAG = "change_pct", "first_day"
UNKNOWN = ("", "-", "--")  # of a figure that was not printed
FIGURE = {INTEGER: "an integer, or nothing", CNY: "a number with two decimals at most, or nothing"}
DIGITS_MAX = 19
NUMBER = f"an integer from 0 to {CASH_MAX_FEN}, of prices and amounts in 0.01 CNY, or nothing"


class DailyRows:
    """The rows of a file in order of day and instrument. Raises AnalysisRefused, which names the
    line, ArchiveFileRefused, OSError.
    """

    def __init__(self, path: Path) -> None:
        read = READERS.get(path.suffix.lower())
        if read is None:
            raise AnalysisRefused("place", str(path), f"a file that ends with {', '.join(READERS)}")
        found: dict[tuple[str, str], tuple[int, Row]] = {}
        for number, row in read(path):
            _check(f"{path}, line {number}", row)
            key = row["date"], row["instrument"]
            if key in found:
                rule = f"each once a day; line {found[key][0]} is of the same day"
                raise AnalysisRefused(f"{path}, line {number}, instrument", key[1], rule)
            found[key] = number, dict.fromkeys(ROW_FIELDS) | row
        self._rows = [row for _, (_, row) in sorted(found.items(), key=lambda each: each[0])]
        self.days = sorted({row["date"] for row in self._rows})

    def daily(self, first: str, last: str) -> list[Row]:
        """Daily rows in order of day."""
        return [row for row in self._rows if first <= row["date"] <= last]


def _check(place: str, row: Row) -> None:
    """Refuse what no daily row has, as a file that another program wrote may."""
    for name, kind in KINDS.items():
        field = FIELDS.get(name, name)
        value = row.get(field)
        if value is not None and kind is not TEXT and not _is_figure(field, value):
            raise AnalysisRefused(f"{place}, column {name}", value, NUMBER)
    if not isinstance(row["instrument"], str) or not row["instrument"]:
        raise AnalysisRefused(f"{place}, instrument", row["instrument"], "a code")
    asked.day(f"{place}, date", row["date"])
    _check_change(place, row.get(CHANGE))


def _check_change(place: str, value: Any) -> None:
    try:
        parse_hundredths("0" if value is None else str(value))
    except UnitError as error:
        raise AnalysisRefused(f"{place}, column {CHANGE}", value, FIGURE[CNY]) from error


def _is_figure(field: str, value: Any) -> bool:
    is_whole = type(value) is int or (field == FLAG and isinstance(value, bool))
    return is_whole and 0 <= value <= CASH_MAX_FEN


def _csv(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        lines = list(csv_lines(read_text(path), str(path)))
    except FileUnreadable as error:
        raise ArchiveFileRefused(str(error)) from error
    names = lines[0][1] if lines else []
    _check_names(path, names)
    for number, cells in lines[1:]:
        if len(cells) != len(names):
            rule = f"{len(names)} cells, as the header has"
            raise AnalysisRefused(f"{path}, line {number}", len(cells), rule)
        named = zip(names, cells, strict=True)
        yield number, dict(_cell(f"{path}, line {number}", *each) for each in named)


def _check_names(path: Path, names: list[str]) -> None:
    columns = [PUBLISHED.get(name, name) for name in names]
    for name, column in zip(names, columns, strict=True):
        if column not in KINDS or columns.count(column) > 1:
            rule = f"each once of {', '.join(KINDS)}"
            raise AnalysisRefused(f"{path}, line 1, column", name, rule)
    if not {*KEY} <= {*columns}:
        raise AnalysisRefused(f"{path}, line 1, columns", names, ", ".join(KINDS))


def _cell(place: str, name: str, written: str) -> tuple[str, Any]:
    """The field of a cell and its value."""
    column, text = PUBLISHED.get(name, name), original(written)
    field, kind = FIELDS.get(column, column), KINDS[column]
    if text in UNKNOWN and field not in KEY:
        return field, None
    try:
        if name == "date":
            parse_date(text)
        elif kind is CNY:
            return field, parse_hundredths(text) or (None if field in PRICES else 0)
        elif kind is INTEGER:
            return field, _whole(text)
    except UnitError as error:
        rule = "YYYY-MM-DD" if name == "date" else FIGURE.get(kind, FIGURE[CNY])
        raise AnalysisRefused(f"{place}, column {name}", text, rule) from error
    return field, text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
        raise UnitError(text)
    return int(text)


def _json(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        rows = json.loads(path.read_text("utf-8"))
        for number, row in enumerate(rows, 1):
            corrected_on = row.get("corrected_on")
            named = {field: row[field] for field in ROW_FIELDS}
            yield number, named | {"corrected_on": corrected_on}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveFileRefused(f"{path} has no daily rows as of the feed: {error!r}") from error


def _parquet(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        rule = "a .csv or .json file; for Parquet: pip install pyarrow"
        raise AnalysisRefused("place", str(path), rule) from error
    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowInvalid as error:
        raise ArchiveFileRefused(f"{path} cannot be read: {error}") from error
    _check_names(path, table.column_names)
    _check_exact(path, table.schema)
    for number, row in enumerate(table.to_pylist(), 1):
        yield number, {FIELDS.get(name, name): _hundredths(value) for name, value in row.items()}


def _check_exact(path: Path, schema: Any) -> None:
    """Refuse prices and amounts that are no decimals of CNY: a float is not exact, an integer may
    be of fen.
    """
    import pyarrow

    for field in schema:
        is_exact = pyarrow.types.is_decimal(field.type) and field.type.scale <= 2
        if KINDS[PUBLISHED.get(field.name, field.name)] is CNY and not is_exact:
            rule = "decimal128 with two decimals at most"
            raise AnalysisRefused(f"{path}, column {field.name}", str(field.type), rule)


def _hundredths(value: Any) -> Any:
    return int(value.scaleb(2)) if isinstance(value, Decimal) else value


READERS: Mapping[str, Callable[[Path], Iterator[tuple[int, Row]]]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
}
