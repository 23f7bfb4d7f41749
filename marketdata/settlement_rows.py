"""Rows of integers by number: added after the last, forgotten from the first on, kept in blocks
that never change.

A full block goes into a checkpoint without being copied, so that taking one costs the same however
many rows there are.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pickle import PickleBuffer
from typing import Any

WORD_BYTES = 8
BLOCK_ROWS = 4_096


class Block:
    """Full rows as bytes; pickled out of band."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def __reduce_ex__(self, _protocol: Any) -> tuple[type[Block], tuple[PickleBuffer]]:
        return Block, (PickleBuffer(self.raw),)


class Rows:
    """Rows numbered from `first` to `last`, each of `width` integers of 64 bits."""

    def __init__(self, width: int, block_rows: int = BLOCK_ROWS) -> None:
        self.width, self._block_rows = width, block_rows
        self.first, self.last = 1, 0
        self._begin = 1  # number of the first row of the first block
        self._full: list[Block] = []
        self._open = array("q")

    def add(self, row: Sequence[int]) -> None:
        """Add a row after the last."""
        self._open.extend(row)
        self.last += 1
        if len(self._open) == self._block_rows * self.width:
            self._full.append(Block(self._open.tobytes()))
            del self._open[:]

    def row(self, number: int) -> list[int]:
        """The row of that number, from `first` to `last`."""
        block, place = divmod(number - self._begin, self._block_rows)
        if block == len(self._full):
            return self._open[place * self.width : (place + 1) * self.width].tolist()
        begin = place * self.width * WORD_BYTES
        return (
            memoryview(self._full[block].raw)[begin : begin + self.width * WORD_BYTES]
            .cast("q")
            .tolist()
        )

    def forget(self, count: int) -> None:
        """Forget the first rows, as many as named; memory is given back block by block."""
        self.first += count
        blocks = min((self.first - self._begin) // self._block_rows, len(self._full))
        del self._full[:blocks]
        self._begin += blocks * self._block_rows
