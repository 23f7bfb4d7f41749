"""Tables written to CSV or Parquet block by block: into a file beside the wanted one, which takes
its place when all is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from engine.study.order_files.parquet_rows import is_parquet, parquet_module
from engine.texts.csv_files import CsvRows, cell
from engine.units import format_hundredths

UNFINISHED = ".unfinished"  # what the name of a file ends with while it is written


class Content(Enum):
    """What a column holds: whole numbers, hundredths that are written with two decimals, texts."""

    INTEGER = 1
    HUNDREDTHS = 2
    TEXT = 3


Columns = Mapping[str, Content]
Block = Mapping[str, NDArray[Any]]


class Writer(Protocol):
    """Where blocks go."""

    def write(self, block: Block) -> None:
        """Add rows: a column of the same length for each name."""

    def close(self) -> None:
        """Nothing more comes."""


class TableFile:
    """A table in a file, CSV or Parquet by its name.

    Left by an exception, the file is as it was before.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self._path = path
        self._unfinished = path.with_name(path.name + UNFINISHED)
        self._columns = columns

    def __enter__(self) -> Self:
        make = _ParquetWriter if is_parquet(self._path) else _CsvWriter
        self._writer: Writer = make(self._unfinished, self._columns)
        return self

    def write(self, block: Block) -> None:
        """Add rows."""
        self._writer.write(block)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()
        if kind is None:
            self._unfinished.replace(self._path)
        else:
            self._unfinished.unlink()


class _CsvWriter:
    def __init__(self, path: Path, columns: Columns) -> None:
        self._columns = columns
        self._file = path.open("w", newline="", encoding="utf-8")
        self._rows = CsvRows(self._file)
        self._rows.row(columns)

    def write(self, block: Block) -> None:
        columns = self._columns.items()
        self._rows.block([_csv_values(block[name], content) for name, content in columns])

    def close(self) -> None:
        self._file.close()


def _csv_values(values: NDArray[Any], content: Content) -> Sequence[Any]:
    if content is Content.INTEGER:
        listed: list[int] = values.tolist()
        return listed
    distinct, places = np.unique(values, return_inverse=True)
    write = format_hundredths if content is Content.HUNDREDTHS else _csv_cell
    texts: list[str] = np.array([write(value) for value in distinct.tolist()], object)[
        places
    ].tolist()
    return texts


def _csv_cell(value: bytes) -> str:
    return cell(value.decode())


class _ParquetWriter:
    def __init__(self, path: Path, columns: Columns) -> None:
        import pyarrow as pa

        types = {
            Content.INTEGER: pa.int64(),
            Content.HUNDREDTHS: pa.decimal128(18, 2),
            Content.TEXT: pa.string(),
        }
        self._columns = columns
        self._schema = pa.schema([(name, types[content]) for name, content in columns.items()])
        self._file = parquet_module(path).ParquetWriter(path, self._schema)

    def write(self, block: Block) -> None:
        import pyarrow as pa

        arrays = [_arrow_values(block[name], content) for name, content in self._columns.items()]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._file.close()


def _arrow_values(values: NDArray[Any], content: Content) -> Any:
    import pyarrow as pa

    if content is Content.INTEGER:
        return pa.array(values.astype(np.int64))
    if content is Content.TEXT:
        distinct, places = np.unique(values, return_inverse=True)
        texts = pa.array([value.decode() for value in distinct.tolist()], pa.string())
        return texts.take(pa.array(places.astype(np.int64)))
    # 128-bit integers, low word first
    words = np.stack([values, values >> 63], axis=1).astype("<i8")
    return pa.Array.from_buffers(
        pa.decimal128(18, 2), len(values), [None, pa.py_buffer(words.tobytes())]
    )
