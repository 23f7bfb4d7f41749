"""What the fields of a row mean: words, whole numbers, prices, times, instrument codes; each
refused by name where it is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.study.order_files.rows import Column, Rows

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
EXACT_MAX = 2**53  # whole numbers up to here are exact as floats
DIGITS_MAX = 19  # of a whole number in 63 bits; one with as many that is larger comes out negative
CLOSE = 1e-4  # of a hundredth: how far a price read as a float may be from one


def given(rows: Rows, name: str) -> Mask:
    """Where a field says anything."""
    column = rows.columns.get(name)
    return np.zeros(len(rows), bool) if column is None else column.given


def words(rows: Rows, name: str, numbers: Mapping[str, int], default: int) -> Integers:
    """A column of a few words as their numbers; `default` where nothing stands."""
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
    """A column of whole numbers; `default` where nothing stands."""
    column = rows.columns.get(name)
    if column is None:
        return np.full(len(rows), default, np.int64)
    allowed = f"a whole number from {least:,} to {most:,} is allowed"
    read = _numbers(rows, name, column, np.int64, allowed)
    rows.refuse(column.given & ((read < least) | (read > most)), name, allowed)
    return np.where(column.given, read, default).astype(np.int64)


def prices(rows: Rows, name: str) -> Integers:
    """A column of prices in CNY with at most two decimals, in ticks; 0 where nothing stands."""
    column = rows.columns.get(name)
    if column is None:
        return np.zeros(len(rows), np.int64)
    allowed = "a price in CNY with at most two decimals is allowed, as 78.50"
    hundredths = _numbers(rows, name, column, np.float64, allowed) * 100.0
    sound = np.isfinite(hundredths) & (np.abs(hundredths) < EXACT_MAX)
    nearest = np.rint(np.where(sound, hundredths, 0.0))
    rows.refuse(column.given & (~sound | (np.abs(nearest - hundredths) > CLOSE)), name, allowed)
    return np.where(column.given, nearest, 0.0).astype(np.int64)


def times(rows: Rows, name: str) -> Integers:
    """A column of times: nanoseconds since 1970 as whole numbers, or ISO 8601 without a zone; 0
    where nothing stands.
    """
    column = rows.columns.get(name)
    if (
        column is None
        or column.values.dtype.kind != "S"
        or not np.any(np.char.find(column.values, b"-") > 0)
    ):
        return integers(rows, name, 0, 2**63 - 1)
    allowed = "nanoseconds since 1970, or 2026-01-05T09:30:00.000001, are allowed"
    texts = np.char.decode(np.where(column.given, column.values, b"1970-01-01"), "latin1")
    return _converted(rows, name, texts, "datetime64[ns]", allowed).astype(np.int64)


def codes(rows: Rows, name: str, known: Sequence[bytes], default: int) -> Integers:
    """A column of instrument codes as places in `known`; `default` where nothing stands."""
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


def _numbers(rows: Rows, name: str, column: Column, kind: Any, allowed: str) -> NDArray[Any]:
    values = column.values
    if values.dtype.kind == "S":
        digits = _digits(values) if kind is np.int64 else None
        return (
            digits
            if digits is not None
            else _converted(rows, name, np.where(column.given, values, b"0"), kind, allowed)
        )
    if kind is np.int64 and values.dtype.kind == "f":
        rows.refuse(
            column.given & ((np.rint(values) != values) | (np.abs(values) >= EXACT_MAX)),
            name,
            allowed,
        )
    return values.astype(kind)


def _digits(values: NDArray[np.bytes_]) -> Integers | None:
    """Texts of digits alone as whole numbers, 0 where there is none; None when any is something
    else, or too large.
    """
    width = values.dtype.itemsize
    if width > DIGITS_MAX:
        return None
    total = np.zeros(len(values), np.int64)
    for column in values.view(np.uint8).reshape(len(values), width).T:
        digit = column - np.uint8(ord("0"))
        stands = column != 0
        if (digit[stands] > 9).any():
            return None
        total = np.where(stands, total * 10 + digit, total)
    return None if (total < 0).any() else total


def _converted(rows: Rows, name: str, texts: NDArray[Any], kind: Any, allowed: str) -> NDArray[Any]:
    """Texts as numbers or times, all at once; one by one only to find the one that is none."""
    try:
        return texts.astype(kind)
    except (ValueError, OverflowError):
        rows.refuse(np.array([not _is_one(text, kind) for text in texts]), name, allowed)
        raise


def _is_one(text: Any, kind: Any) -> bool:
    try:
        np.array([text]).astype(kind)
    except (ValueError, OverflowError):
        return False
    return True
