"""Rows of an order file as columns, a bounded block at a time: CSV read by numpy, Parquet by
pyarrow (the extra `parquet`).

Texts come as byte strings and numbers of a Parquet file as numbers; what they mean is for
engine/study/order_files/fields.py to say.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import OrderFileRefused

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 65_536  # rows held at once
FIELD_MAX = 40  # characters of a field in a CSV file
HEADER_MAX = 4_096  # characters of its first line
Progress = Callable[[int, int], None]  # done and all, in bytes or rows


@dataclass
class Column:
    """One field of every row: bytes, integers, floats or times, and where anything stands at
    all.
    """

    values: NDArray[Any]
    given: NDArray[np.bool_]


@dataclass
class Rows:
    """A block of rows: the file, the word for a row in it, the number of each, and the columns that
    the file has.
    """

    path: Path
    word: str
    numbers: NDArray[np.int64]
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(self.numbers)

    def refuse(self, wrong: NDArray[np.bool_], field: str, allowed: str) -> None:
        """Raise OrderFileRefused for the first row where something is wrong with a field; nothing
        when there is none.
        """
        places = np.flatnonzero(wrong)
        if not len(places):
            return
        column = self.columns.get(field)
        said = (
            said_of(column.values[places[0]])
            if column is not None and column.given[places[0]]
            else "(nothing)"
        )
        raise OrderFileRefused(
            f"{self.path}, {self.word} {self.numbers[places[0]]}, {field} {said}: {allowed}"
        )


def said_of(value: Any) -> str:
    """A value as an error says it."""
    return repr(value.decode("utf-8", "replace")) if isinstance(value, bytes) else str(value)


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet by its name; any other is CSV."""
    return path.suffix.lower() in (".parquet", ".pq")


def read_rows(
    path: Path,
    known: Sequence[str],
    required: Sequence[str],
    progress: Progress,
    only: Sequence[str] | None = None,
) -> Iterator[Rows]:
    """The rows of a file, block by block, with all columns or with `only` some of them.

    Raises OrderFileRefused, which names the file, the row and the field.
    """
    if not path.is_file():
        raise OrderFileRefused(f"{path}: no such file")
    read = _parquet_blocks if is_parquet(path) else _csv_blocks
    return read(path, _Header(path, known, required, only), progress)


@dataclass(frozen=True)
class _Header:
    """What the names of a file's columns must be, and which are wanted."""

    path: Path
    known: Sequence[str]
    required: Sequence[str]
    only: Sequence[str] | None

    def wanted(self, names: Sequence[str]) -> list[str]:
        """The wanted ones among a file's columns. Raises OrderFileRefused."""
        for name in names:
            if name not in self.known:
                raise OrderFileRefused(
                    f"{self.path}: column {name!r} is not known; columns are"
                    f" {', '.join(self.known)}"
                )
        doubled = [name for name in names if names.count(name) > 1]
        missing = [name for name in self.required if name not in names]
        if doubled or missing:
            words = (
                f"column {doubled[0]!r} is there twice"
                if doubled
                else f"column {missing[0]!r} is missing"
            )
            raise OrderFileRefused(f"{self.path}: {words}; it needs {', '.join(self.required)}")
        return [name for name in names if self.only is None or name in self.only]


def _csv_blocks(path: Path, header: _Header, progress: Progress) -> Iterator[Rows]:
    size = path.stat().st_size
    with path.open("rb") as file:
        names = next(csv.reader([file.readline(HEADER_MAX).decode("utf-8-sig", "replace")]), [])
        wanted = header.wanted(names)
        first = 2
        while lines := list(islice(file, BLOCK)):
            yield from _csv_rows(path, names, wanted, lines, first)
            first += len(lines)
            progress(file.tell(), size)


def _csv_rows(
    path: Path, names: list[str], wanted: list[str], lines: list[bytes], first: int
) -> Iterator[Rows]:
    numbers = np.arange(first, first + len(lines))
    if b"\n" in lines or b"\r\n" in lines:
        filled = [place for place, line in enumerate(lines) if line.strip()]
        numbers, lines = numbers[filled], [lines[place] for place in filled]
    if not lines:
        return
    table = _table(path, names, lines, numbers)
    used: NDArray[np.bool_] = np.any(
        table.view(np.uint8).reshape(len(lines), len(names), FIELD_MAX + 1), axis=0
    )
    columns = {
        name: _csv_column(table[:, names.index(name)], used[names.index(name)]) for name in wanted
    }
    rows = Rows(path, "line", numbers, columns)
    for name, column in columns.items():
        if column.values.dtype.itemsize > FIELD_MAX:
            rows.refuse(
                np.char.str_len(column.values) > FIELD_MAX,
                name,
                f"at most {FIELD_MAX} characters are allowed",
            )
    yield rows


def _table(
    path: Path, names: list[str], lines: list[bytes], numbers: NDArray[np.int64]
) -> NDArray[np.bytes_]:
    """The fields of lines as texts, cut off one character behind what is allowed."""
    try:
        table = np.loadtxt(
            lines, f"S{FIELD_MAX + 1}", delimiter=",", comments=None, quotechar='"', ndmin=2
        )
    except ValueError as error:
        raise _ragged(path, names, lines, numbers) from error
    if table.shape != (len(lines), len(names)):
        raise _ragged(path, names, lines, numbers)
    return table


def _csv_column(texts: NDArray[np.bytes_], used: NDArray[np.bool_]) -> Column:
    """A column no wider than its longest text: `used` says which places hold a character in any
    row.
    """
    width = int(np.flatnonzero(used).max(initial=0)) + 1
    values = np.ascontiguousarray(texts).astype(f"S{width}")
    return Column(values, values != b"")


def _ragged(
    path: Path, names: list[str], lines: list[bytes], numbers: NDArray[np.int64]
) -> OrderFileRefused:
    """What is wrong with lines that numpy could not cut into fields."""
    for number, line in zip(numbers.tolist(), lines, strict=True):
        fields = next(csv.reader([line.decode("utf-8", "replace")]), [])
        if len(fields) != len(names) or line.count(b'"') % 2:
            return OrderFileRefused(
                f"{path}, line {number}: {len(fields)} fields, the header has {len(names)}"
            )
    return OrderFileRefused(
        f"{path}, lines {numbers[0]} to {numbers[-1]}: they cannot be cut into {len(names)} fields"
    )


def _parquet_blocks(path: Path, header: _Header, progress: Progress) -> Iterator[Rows]:
    parquet = parquet_module(path)
    import pyarrow

    try:
        with parquet.ParquetFile(path) as file:
            wanted = header.wanted(file.schema_arrow.names)
            first, count = 1, file.metadata.num_rows
            for batch in file.iter_batches(batch_size=BLOCK, columns=wanted):
                numbers = np.arange(first, first + batch.num_rows)
                columns = {
                    name: _arrow_column(path, name, batch.column(name))
                    for name in batch.schema.names
                }
                yield Rows(path, "row", numbers, columns)
                first += batch.num_rows
                progress(first - 1, count)
    except pyarrow.ArrowInvalid as error:
        raise OrderFileRefused(f"{path}: {error}") from error


def parquet_module(path: Path) -> Any:
    """pyarrow.parquet. Raises OrderFileRefused when the extra is not installed."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise OrderFileRefused(
            f"{path}: for Parquet files install pyarrow: pip install 'ceax[parquet]'"
        ) from error
    return pyarrow.parquet


def _arrow_column(path: Path, name: str, array: pa.Array) -> Column:
    import pyarrow as pa

    given = np.asarray(array.is_valid())
    kind = array.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        words = np.array(
            [b"", *(word.encode() for word in encoded.dictionary.to_pylist())], np.bytes_
        )
        values = words[np.asarray(encoded.indices.cast(pa.int64()).fill_null(-1)) + 1]
        return Column(values, given & (values != b""))
    if pa.types.is_timestamp(kind):
        return Column(
            np.asarray(array.cast(pa.timestamp("ns", kind.tz)).cast(pa.int64()).fill_null(0)), given
        )
    if pa.types.is_integer(kind):
        return Column(np.asarray(array.cast(pa.int64()).fill_null(0)), given)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        values = np.asarray(array.cast(pa.float64()).fill_null(0.0))
        return Column(values, given & ~np.isnan(values))
    if pa.types.is_null(kind):
        return Column(np.zeros(len(array), "S1"), given)
    raise OrderFileRefused(
        f"{path}: column {name!r} is of type {kind}; texts, numbers and timestamps are allowed"
    )
