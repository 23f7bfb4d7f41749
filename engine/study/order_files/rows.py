"""Rows of an order file, a bounded block at a time: CSV read by numpy, or Parquet."""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileUnreadable, OrderFileRefused
from engine.study.order_files import blocks
from engine.study.order_files.blocks import Column, Header, Progress, Rows
from engine.study.order_files.parquet_rows import is_parquet, parquet_blocks
from engine.texts.decoding import Encoding, decoded, opened, text_of

FIELD_MAX = 40  # characters of a field in a CSV file
HEADER_MAX = 4_096  # characters of its first line
FIRST_LINE = 2  # of the rows


def read_rows(
    path: Path,
    known: Sequence[str],
    required: Sequence[str],
    progress: Progress,
    only: Sequence[str] | None = None,
    encoding: Encoding = Encoding.UTF_8,
) -> Iterator[Rows]:
    """The rows of a file, block by block, with all columns or with `only` some of them. The
    encoding is that of a CSV file.

    Raises OrderFileRefused, which names the file, the row and the field.
    """
    if not path.is_file():
        raise OrderFileRefused(f"{path}: no such file")
    read = parquet_blocks if is_parquet(path) else _csv_blocks
    return read(path, Header(path, known, required, only, encoding), progress)


def _csv_blocks(path: Path, header: Header, progress: Progress) -> Iterator[Rows]:
    try:
        with opened(path, header.encoding) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            yield from _blocks_of(file, path, header, lambda: progress(file.tell(), size))
    except FileUnreadable as error:
        raise OrderFileRefused(str(error)) from error


def _blocks_of(
    file: IO[bytes], path: Path, header: Header, progress: Callable[[], None]
) -> Iterator[Rows]:
    """Blocks of lines, each looked at as text before numpy cuts it into fields."""
    title = file.readline(HEADER_MAX)
    names = next(csv.reader([text_of(title, name=str(path))]), [])
    wanted = header.wanted(names)
    first, begin = FIRST_LINE, len(title)
    forms: dict[str, Any] = {}
    while lines := list(islice(file, blocks.BLOCK)):
        content = b"".join(lines)
        deque(decoded([content], Encoding.UTF_8, str(path), first, begin), maxlen=0)
        for rows in _csv_rows(path, names, wanted, lines, first):
            rows.forms = forms
            yield rows
        first, begin = first + len(lines), begin + len(content)
        progress()


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
    """The fields of lines as texts, cut off one character after the most that is allowed."""
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
