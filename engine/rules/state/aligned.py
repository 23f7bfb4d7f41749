"""Records without gaps, and tables that begin with a cache line."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

STATE_MAX_BYTES = 2**31 - 1  # numpy keeps a record's size in a C int


def gapless(fields: list[tuple[Any, ...]]) -> np.dtype[np.void]:
    """An aligned record whose gaps are fields as well, so that copies of a state are equal byte for
    byte.
    """
    aligned = np.dtype(fields, align=True)
    filled: list[tuple[Any, ...]] = []
    end = 0
    for field in [*fields, None]:
        begin = aligned.itemsize
        if field is not None:
            begin = aligned.fields[field[0]][1]  # type: ignore[index]
        if begin > end:
            filled.append((f"fill_{end}", "u1", (begin - end,)))
        if field is not None:
            filled.append(field)
            end = begin + aligned[field[0]].itemsize
    return np.dtype(filled, align=True)


CACHE_LINE = 64


def in_lines(tables: list[tuple[str, np.dtype[np.void] | str, tuple[int]]]) -> np.dtype[np.void]:
    """A dtype of these tables, each beginning with a cache line; a table of one is a plain
    field.
    """
    fields: list[tuple[Any, ...]] = []
    size = 0
    for name, record, shape in tables:
        used = np.dtype(record).itemsize * shape[0]
        fields.append((name, record) if shape == (1,) else (name, record, shape))
        if -used % CACHE_LINE:
            fields.append((f"{name}_fill", "u1", (-used % CACHE_LINE,)))
        size += used + -used % CACHE_LINE
    if size > STATE_MAX_BYTES:
        raise ValueError(f"a state of {size} bytes: at most {STATE_MAX_BYTES}")
    return gapless(fields)


def zeros_in_lines(dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """One zeroed record that begins with a cache line."""
    memory = np.zeros(dtype.itemsize + CACHE_LINE, np.uint8)
    first = -memory.ctypes.data % CACHE_LINE
    return memory[first : first + dtype.itemsize].view(dtype)
