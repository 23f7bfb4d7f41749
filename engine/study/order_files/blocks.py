"""A block of rows of an order file as columns, and what the names of its columns must be.

Texts come as byte strings and numbers of a Parquet file as numbers;
engine/study/order_files/fields.py reads their meaning.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import OrderFileRefused
from engine.texts.decoding import Encoding

BLOCK = 65_536  # rows held at once
Progress = Callable[[int, int], None]  # done and all, in bytes or rows


@dataclass
class Column:
    """One field of every row: bytes, integers, floats or times, and which rows have a value."""

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
    # of the columns that may have several forms: that of their first row, the same in every block
    forms: dict[str, Any] = dataclasses.field(default_factory=dict)

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


@dataclass(frozen=True)
class Header:
    """What the names of a file's columns must be, and which are wanted."""

    path: Path
    known: Sequence[str]
    required: Sequence[str]
    only: Sequence[str] | None
    encoding: Encoding

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
