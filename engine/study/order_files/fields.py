"""What the fields of a row mean: words, whole numbers, prices, times, instrument codes; each
refused by name where it is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.study.order_files.blocks import Rows
from engine.study.order_files.number_texts import Integers, Mask, Texts, moments_of, numbers_of
from engine.units import PRICE_FIELD_MAX

EXACT_MAX = 2**53  # whole numbers up to here are exact as floats
CLOSE = 1e-4  # of a hundredth: how far a price read as a float may be from one


def given(rows: Rows, name: str) -> Mask:
    """Where a field says anything."""
    column = rows.columns.get(name)
    return np.zeros(len(rows), bool) if column is None else column.given


def words(rows: Rows, name: str, numbers: Mapping[str, int], default: int) -> Integers:
    """A column of a few words as their numbers; `default` where a cell is empty."""
    read = np.full(len(rows), default, np.int64)
    column = rows.columns.get(name)
    if column is None:
        return read
    known = ~column.given
    for word, number in numbers.items():
        same = column.values == word.encode()
        read[same] = number
        known |= same
    rows.refuse(~known, name, f"{', '.join(numbers)} are allowed")
    return read


def integers(rows: Rows, name: str, least: int, most: int, default: int = 0) -> Integers:
    """A column of whole numbers; `default` where a cell is empty."""
    column = rows.columns.get(name)
    if column is None:
        return np.full(len(rows), default, np.int64)
    allowed = f"a whole number from {least:,} to {most:,} is allowed"
    read, wrong = _whole(column.values)
    wrong |= (read < least) | (read > most)
    rows.refuse(column.given & wrong, name, allowed)
    return np.where(column.given, read, default).astype(np.int64)


def prices(rows: Rows, name: str) -> Integers:
    """A column of prices in CNY with at most two decimals, in ticks; 0 where a cell is empty."""
    column = rows.columns.get(name)
    if column is None:
        return np.zeros(len(rows), np.int64)
    is_text = column.values.dtype.kind == "S"
    read, wrong = numbers_of(column.values, 2) if is_text else _hundredths(column.values)
    wrong |= np.abs(read) > PRICE_FIELD_MAX
    allowed = "a price in CNY with at most two decimals is allowed, as 78.50"
    rows.refuse(column.given & wrong, name, allowed)
    return np.where(column.given, read, 0)


def times(rows: Rows, name: str) -> Integers:
    """A column of times: nanoseconds since 1970 as whole numbers, or ISO 8601 without a zone, all
    rows in one of the two forms; 0 where a cell is empty.
    """
    column = rows.columns.get(name)
    if column is None or column.values.dtype.kind != "S" or not column.given.any():
        return integers(rows, name, 0, 2**63 - 1)
    first = column.values[column.given.argmax()]
    if not rows.forms.setdefault(name, first.find(b"-") > 0):
        return integers(rows, name, 0, 2**63 - 1)
    read, wrong = moments_of(column.values)
    allowed = "a time as 2026-01-05T09:30:00.000001 is allowed, from 1970 on, all rows in this form"
    rows.refuse(column.given & wrong, name, allowed)
    return np.where(column.given, read, 0)


def names(rows: Rows, name: str) -> Texts:
    """A column of names as they are; with blanks around it a name would be another one.

    The column is there; numbers of a Parquet file are no names.
    """
    column = rows.columns[name]
    values = column.values
    if values.dtype.kind != "S":
        rows.refuse(column.given, name, "a text is allowed")
        return np.full(len(rows), b"")
    rows.refuse(np.char.strip(values) != values, name, "a name without blanks around it is allowed")
    return values


def codes(rows: Rows, name: str, known: Sequence[bytes], default: int) -> Integers:
    """A column of instrument codes as places in `known`; `default` where a cell is empty."""
    column = rows.columns.get(name)
    if column is None:
        return np.full(len(rows), default, np.int64)
    table = np.array(known)
    order = np.argsort(table)
    places = order[np.minimum(np.searchsorted(table, column.values, sorter=order), len(table) - 1)]
    rows.refuse(
        column.given & (table[places] != column.values),
        name,
        f"{', '.join(each.decode() for each in known)} are known",
    )
    return np.where(column.given, places, default)


def _whole(values: NDArray[Any]) -> tuple[Integers, Mask]:
    """Whole numbers, and where there is none."""
    if values.dtype.kind == "S":
        return numbers_of(values, 0)
    if values.dtype.kind != "f":
        return values.astype(np.int64), np.zeros(len(values), bool)
    wrong = ~((np.rint(values) == values) & (np.abs(values) < EXACT_MAX))
    return np.where(wrong, 0, values).astype(np.int64), wrong


def _hundredths(values: NDArray[Any]) -> tuple[Integers, Mask]:
    """Numbers of a Parquet file in hundredths, and where there is none."""
    hundredths = values.astype(np.float64) * 100.0
    sound = np.isfinite(hundredths) & (np.abs(hundredths) < EXACT_MAX)
    nearest = np.rint(np.where(sound, hundredths, 0.0))
    return nearest.astype(np.int64), ~sound | (np.abs(nearest - hundredths) > CLOSE)
