"""Orders that a file names by text: a number takes the text's place while its order is under way,
and the text is written back with the trades.

Some 0.6 kB are kept for each open order, and for orders that have left, until these are as many.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.rules.references import FORGOTTEN_LEAST
from engine.study.order_files.blocks import Column, Rows
from engine.study.order_files.fields import integers, names
from engine.study.order_files.number_texts import INT64_MAX, Integers
from engine.study.order_files.rows import FIELD_MAX, read_rows
from engine.texts.decoding import Encoding


class _Numbers(dict[bytes, int]):
    """A number for every text: a new one for a text that has none."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[int, bytes] = {}
        self.last = 0

    def __missing__(self, text: bytes) -> int:
        self.last += 1
        self[text] = self.last
        self.texts[self.last] = text
        return self.last


class OrderTexts:
    """Numbers of texts and texts of numbers, for the orders that matter."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._room = FORGOTTEN_LEAST

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, rows: Rows, name: str) -> Integers:
        """A column of texts as numbers, 0 where a cell is empty.

        Raises OrderFileRefused for one that is too long.
        """
        column = rows.columns.get(name)
        if column is None or not column.given.any():
            return np.zeros(len(rows), np.int64)
        values = (
            names(rows, name)
            if is_text(column)
            else integers(rows, name, 1, INT64_MAX).astype("S20")
        )
        if values.dtype.itemsize > FIELD_MAX:
            rows.refuse(
                np.char.str_len(values) > FIELD_MAX,
                name,
                f"at most {FIELD_MAX} characters are allowed",
            )
        found = np.zeros(len(rows), np.int64)
        found[column.given] = list(map(self._numbers.__getitem__, values[column.given].tolist()))
        return found

    def texts(self, numbers: Integers) -> NDArray[np.bytes_]:
        """The texts of numbers, empty for 0."""
        known = self._numbers.texts
        return np.array([known.get(number, b"") for number in numbers.tolist()], f"S{FIELD_MAX}")

    def forget(self, standing: Integers) -> None:
        """Keep only those of these numbers, once there is a good deal to be forgotten."""
        if len(self) <= self._room:
            return
        kept = {number: self._numbers.texts[number] for number in standing.tolist()}
        self._numbers.clear()
        self._numbers.update((text, number) for number, text in kept.items())
        self._numbers.texts = kept
        self._room = 2 * len(kept) + FORGOTTEN_LEAST


def is_text(column: Column) -> bool:
    """Whether a column holds texts, not numbers of a Parquet file."""
    return column.values.dtype.kind == "S"


def names_by_text(
    path: Path, known: tuple[str, ...], required: tuple[str, ...], encoding: Encoding
) -> bool:
    """Whether a file names an order by anything but a whole number in its first block of rows."""
    blocks = read_rows(path, known, required, lambda done, total: None, ("order",), encoding)
    rows = next(blocks, None)
    column = rows.columns.get("order") if rows is not None else None
    if column is None or not is_text(column):
        return False
    return not all(value.isdigit() for value in column.values[column.given].tolist())
