"""Small CSV files with a fixed header, read cell by cell; every error names its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import FileUnreadable
from engine.texts import grammar
from engine.texts.csv_files import csv_lines
from engine.texts.decoding import Encoding, read_text
from gateway.rehearsal.errors import RehearsalError, TableError

ROWS_MAX = 200_000
CELL_MAX = 500  # characters
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,15}")
# What sources write where they have no figure; dashes of every kind count as one.
ZERO = re.compile(r"-?0+(\.0+)?")
DASHES = re.compile("[-\u2010-\u2015\u2212\uff0d]+")
PLACEHOLDERS = frozenset(
    ("", *["-", ".", "/", "n/a", "na", "nan", "nil", "none", "null", "无", "停牌"])
)


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in the file and its cells by column; the readers raise
    TableError.
    """

    path: Path
    number: int
    cells: dict[str, str]

    def error(self, column: str, allowed: str) -> TableError:
        """The error that this cell deserves."""
        return TableError(self.path, self.number, column, self.cells[column], allowed)

    def is_placeholder(self, column: str) -> bool:
        """Whether the cell says that there is no figure."""
        return DASHES.sub("-", self.cells[column].strip().lower()) in PLACEHOLDERS

    def date(self, column: str) -> int:
        """A date as yyyymmdd."""
        day = grammar.day(self.cells[column])
        if day is None:
            raise self.error(column, "a date as YYYY-MM-DD")
        return day

    def code(self, column: str) -> str:
        """An instrument's code."""
        if not CODE.fullmatch(self.cells[column]):
            raise self.error(
                column, "a code: a capital letter, then up to 15 capital letters, digits or hyphens"
            )
        return self.cells[column]

    def whole(self, column: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        number = grammar.whole(self.cells[column], least, most)
        if number is None:
            raise self.error(column, f"a whole number from {least} to {most}")
        return number

    def hundredths(self, column: str, least: int, most: int) -> int:
        """A number with at most two decimals, times 100, from `least` to `most`."""
        number = grammar.hundredths(self.cells[column], least, most)
        if number is None:
            allowed = f"from {least / 100:.2f} to {most / 100:.2f}"
            raise self.error(column, f"a number with at most two decimals {allowed}")
        return number

    def hundredths_or_none(self, column: str, least: int, most: int) -> int | None:
        """As `hundredths`; None for a placeholder, and for a zero that is below `least`."""
        if self.is_placeholder(column):
            return None
        is_zero = ZERO.fullmatch(self.cells[column]) is not None
        return None if is_zero and least > 0 else self.hundredths(column, least, most)


def read_lines(
    path: Path, columns: tuple[str, ...], encoding: Encoding = Encoding.UTF_8
) -> list[Line]:
    """All lines of a CSV file that has exactly these columns.

    Raises RehearsalError or TableError.
    """
    try:
        lines = list(_lines(path, csv_lines(read_text(path, encoding), str(path)), columns))
    except OSError as error:
        raise RehearsalError(f"{path} cannot be read: {error.strerror}") from error
    except FileUnreadable as error:
        raise RehearsalError(str(error)) from error
    if not lines:
        raise RehearsalError(f"{path} has a header but no rows; allowed: 1 to {ROWS_MAX} rows")
    return lines


def _lines(
    path: Path, lines: Iterator[tuple[int, list[str]]], columns: tuple[str, ...]
) -> Iterator[Line]:
    _, header = next(lines, (1, []))
    if not header:
        raise RehearsalError(f"{path} is empty; allowed: a header ({','.join(columns)}) and rows")
    _check_header(path, header, columns)
    for number, cells in lines:
        if number > ROWS_MAX + 1:
            raise RehearsalError(f"{path} has too many rows; allowed: 1 to {ROWS_MAX}")
        if cells:
            yield _line(path, number, cells, tuple(header))


def _check_header(path: Path, header: list[str], columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in header]
    strange = [column for column in header if column not in columns]
    twice = [column for column in columns if header.count(column) > 1]
    for column in missing[:1]:
        raise TableError(path, 1, column, "", f"a header with the columns {','.join(columns)}")
    for column in (strange + twice)[:1]:
        raise TableError(
            path, 1, column[:CELL_MAX], column[:CELL_MAX], f"each once: {','.join(columns)}"
        )


def _line(path: Path, number: int, cells: list[str], header: tuple[str, ...]) -> Line:
    if len(cells) != len(header):
        column = header[min(len(cells), len(header) - 1)]
        raise TableError(
            path,
            number,
            column,
            ",".join(cells)[:CELL_MAX],
            f"{len(header)} cells, found {len(cells)}",
        )
    for column, cell in zip(header, cells, strict=True):
        if len(cell) > CELL_MAX:
            raise TableError(
                path, number, column, cell[:40] + "...", f"at most {CELL_MAX} characters"
            )
    return Line(path, number, dict(zip(header, cells, strict=True)))
