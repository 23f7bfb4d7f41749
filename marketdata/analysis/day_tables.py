"""One table of an archived day, out of its Parquet file, or out of its CSV where pyarrow is not
installed. A file is read only when it is what its manifest says.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines, original
from engine.texts.decoding import read_text
from engine.units import UnitError, parse_hundredths
from marketdata.analysis.tables import Values
from marketdata.archive.checking import file_problems
from marketdata.archive.places import MANIFEST
from marketdata.archive.tables import CNY, INTEGER, TABLES, Columns, Kind
from marketdata.errors import ArchiveFileRefused

Condition = tuple[str, str, Any]  # column, comparison, value
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {"=": operator.eq, ">=": operator.ge}
FEN_OF_CNY = 100


def has_table(folder: Path, table: str) -> bool:
    """Whether a day has a table: one that was archived by an earlier build may lack it."""
    return any(folder.glob(f"{table}.*"))


def read_day(folder: Path, table: str, where: Sequence[Condition] = ()) -> Values:
    """The rows of a day that meet all conditions, as columns; prices and amounts in 0.01 CNY.

    Raises ArchiveFileRefused, OSError.
    """
    has_arrow = find_spec("pyarrow") is not None
    path = folder / f"{table}.{'parquet' if has_arrow else 'csv'}"
    _check(path)
    return (_parquet if has_arrow else _csv)(path, TABLES[table], where)


def _check(path: Path) -> None:
    """Raise ArchiveFileRefused for another file than was written."""
    place = path.with_name(MANIFEST)
    try:
        said = json.loads(place.read_text("utf-8"))["files"][path.name]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveFileRefused(f"{place} says nothing of {path.name}: {error!r}") from error
    if said.get("removed"):
        raise ArchiveFileRefused(f"{path} was removed: retention.csv says how long it is kept")
    for problem in file_problems(path, said):
        raise ArchiveFileRefused(problem)


def _parquet(path: Path, columns: Columns, where: Sequence[Condition]) -> Values:
    import pyarrow
    import pyarrow.parquet

    try:
        found = pyarrow.parquet.read_table(path, filters=list(where) or None)
    except pyarrow.ArrowInvalid as error:
        raise ArchiveFileRefused(f"{path} cannot be read: {error}") from error
    return {each.name: _values(found[each.name], each.kind) for each in columns}


def _values(column: Any, kind: Kind) -> Sequence[Any]:
    import pyarrow
    from pyarrow import compute

    if kind is CNY:
        column = compute.multiply(column, pyarrow.scalar(FEN_OF_CNY, pyarrow.decimal128(3, 0)))
        column = column.cast(pyarrow.int64())
    is_plain = kind in (CNY, INTEGER) and not column.null_count and find_spec("numpy") is not None
    values: Sequence[Any] = column.to_numpy() if is_plain else column.to_pylist()
    return values


def _csv(path: Path, columns: Columns, where: Sequence[Condition]) -> Values:
    values: dict[str, list[Any]] = {each.name: [] for each in columns}
    for row in _csv_rows(path, columns):
        if all(COMPARED[how](row[name], wanted) for name, how, wanted in where):
            for name, value in row.items():
                values[name].append(value)
    return values


def _csv_rows(path: Path, columns: Columns) -> Iterator[dict[str, Any]]:
    try:
        lines = csv_lines(read_text(path), str(path))
        if next(lines, (1, []))[1] != [each.name for each in columns]:
            raise ArchiveFileRefused(f"{path}, line 1: the header names other columns")
        for _, cells in lines:
            pairs = zip(columns, cells, strict=True)
            yield {each.name: _cell(cell, each.kind) for each, cell in pairs}
    except (FileUnreadable, UnitError, ValueError) as error:
        raise ArchiveFileRefused(f"{path} cannot be read: {error}") from error


def _cell(text: str, kind: Kind) -> Any:
    if not text:
        return None
    if kind is CNY:
        return parse_hundredths(text)
    return int(text) if kind is INTEGER else original(text)
