"""One table of a day on its way into a Parquet and a CSV file, a bounded number of rows at a
time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engine.texts.csv_files import CsvRows, cell
from engine.units import format_hundredths
from marketdata.archive.tables import Columns, Kind
from marketdata.errors import RowFileRefused

NEEDED = "the archive needs pyarrow: pip install 'ceax[parquet]'"
ROWS_HELD = 65_536  # of a table in memory, and of a row group of its Parquet file


class TableFiles:
    """The files of one table: rows are added in order, and `close` ends both files.

    Raises RowFileRefused when pyarrow is not installed.
    """

    def __init__(self, folder: Path, name: str, columns: Columns) -> None:
        self.paths = [folder / f"{name}.parquet", folder / f"{name}.csv"]
        self.rows = 0
        self._columns = columns
        self._held: list[Sequence[Any]] = []
        self._arrow = _pyarrow()
        self._schema = self._arrow.schema([(each.name, self._type(each.kind)) for each in columns])
        self._parquet = self._arrow.parquet.ParquetWriter(
            self.paths[0], self._schema, compression="zstd"
        )
        self._file = self.paths[1].open("w", encoding="utf-8", newline="")
        self._csv = CsvRows(self._file)
        self._csv.row([each.name for each in columns])

    def add(self, row: Sequence[Any]) -> None:
        """One row, its values in the order of the columns."""
        self._held.append(row)
        if len(self._held) == ROWS_HELD:
            self._write()

    def close(self) -> None:
        """Write what is held, and end the files."""
        if self._held:
            self._write()
        self._parquet.close()
        self._file.close()

    def leave(self) -> None:
        """End the files as they are, on a full disk too: nobody wants them."""
        for file in (self._parquet, self._file):
            with contextlib.suppress(OSError):
                file.close()

    def _write(self) -> None:
        columns = list(zip(*self._held, strict=True))
        self.rows += len(self._held)
        self._held = []
        pairs = list(zip(columns, self._columns, strict=True))
        arrays = [self._array(values, each.kind) for values, each in pairs]
        self._parquet.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._csv.block([_written(values, each.kind) for values, each in pairs])

    def _type(self, kind: Kind) -> Any:
        if kind is Kind.CNY:
            return self._arrow.decimal128(20, 2)
        return self._arrow.string() if kind is Kind.TEXT else self._arrow.int64()

    def _array(self, values: Sequence[Any], kind: Kind) -> Any:
        if kind is not Kind.CNY:
            return self._arrow.array(values, self._type(kind))
        known = np.array([value is not None for value in values])
        plain = np.array([value or 0 for value in values], np.int64)
        words = np.stack([plain, plain >> 63], axis=1)  # a decimal's lower and upper half
        valid = np.packbits(known, bitorder="little").tobytes()
        buffers = [self._arrow.py_buffer(valid), self._arrow.py_buffer(words.tobytes())]
        return self._arrow.Array.from_buffers(self._type(kind), len(values), buffers)


def _written(values: Sequence[Any], kind: Kind) -> Sequence[Any]:
    """A column as CSV has it."""
    if kind is Kind.CNY:
        return ["" if value is None else format_hundredths(value) for value in values]
    if kind is Kind.TEXT:
        return ["" if value is None else cell(value) for value in values]
    return values


def require_pyarrow() -> None:
    """Raises RowFileRefused where the files could not be written. Loads nothing."""
    if find_spec("pyarrow") is None:
        raise RowFileRefused(NEEDED)


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise RowFileRefused(NEEDED) from error
    return pyarrow
