"""CSV that a spreadsheet opens as text: the only place where CSV is written, and lines of CSV read.

A text cell that a spreadsheet would run as a formula, or that holds what `visible` escapes, is
written with an apostrophe before it, which spreadsheets know as "this is text", and with escapes
after it, a backslash doubled. `original` gives the text back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from engine.errors import FileUnreadable
from engine.texts.decoding import check_text
from engine.texts.visible import visible

FORMULA = tuple("=+-@'＝＋－＠")  # first character of a formula, and the apostrophe itself
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)
_ESCAPED = re.compile(r"\\(\\|n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
_SHORT = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def cell(text: str) -> str:
    """A text as it is written into a cell: itself, or made harmless. A number stays a number."""
    if not text.startswith(FORMULA) and visible(text) == text:
        return text
    if _NUMBER.fullmatch(text):
        return text
    return "'" + visible(text.replace("\\", "\\\\"))


def original(written: str) -> str:
    """The text that `cell` has written."""
    if not written.startswith("'"):
        return written
    return _ESCAPED.sub(_character, written[1:])


def _character(escape: re.Match[str]) -> str:
    return _SHORT.get(escape[1]) or chr(int(escape[1][1:], 16))


class CsvRows:
    """Rows of CSV into a file: lines end with a line feed, texts are as `cell` writes them."""

    def __init__(self, file: IO[str]) -> None:
        self._rows = csv.writer(file, lineterminator="\n")

    def row(self, values: Iterable[Any]) -> None:
        """One row of texts and numbers; None is an empty cell."""
        self._rows.writerow([cell(value) if isinstance(value, str) else value for value in values])

    def block(self, columns: Sequence[Sequence[Any]]) -> None:
        """Many rows by their columns: of numbers, or of texts that `cell` has made."""
        self._rows.writerows(zip(*columns, strict=True))


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as a text of CSV."""
    out = io.StringIO()
    writer = CsvRows(out)
    for row in rows:
        writer.row(row)
    return out.getvalue()


def csv_lines(text: str, name: str = "") -> Iterator[tuple[int, list[str]]]:
    """The number of each line, from 1 on, and its cells; an empty line has none.

    A cell ends in its line. Raises FileUnreadable.
    """
    check_text(text, name)
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        try:
            yield number, next(csv.reader([line.removesuffix("\r")], strict=True))
        except csv.Error as error:
            problem = f"not a CSV file: {error}"
            raise FileUnreadable(name, number, problem, "quotes end in their line") from error
