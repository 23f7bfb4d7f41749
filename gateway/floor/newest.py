"""The newest records of a numbered row in memory, a fixed number of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Newest:
    """A ring of records with consecutive numbers: the latest `size` of those kept."""

    def __init__(self, record: np.dtype[np.void], size: int) -> None:
        self._records = np.zeros(size, record)
        self._lines = self._records.view(f"V{record.itemsize}")  # copied as plain bytes
        self._next = 0  # number of the record after the last one
        self._kept = 0

    def __len__(self) -> int:
        return self._kept

    def keep(self, records: NDArray[np.void]) -> None:
        """Take in the next ones."""
        size = len(self._records)
        self._next = int(records["sequence"][-1]) + 1
        self._kept = min(self._kept + len(records), size)
        lines = np.ascontiguousarray(records[-size:]).view(self._lines.dtype)
        begin = (self._next - len(lines)) % size
        before_end = lines[: size - begin]
        self._lines[begin : begin + len(before_end)] = before_end
        self._lines[: len(lines) - len(before_end)] = lines[len(before_end) :]

    def __contains__(self, number: int) -> bool:
        return self._next - self._kept <= number < self._next

    def pick(self, numbers: NDArray[np.int64]) -> NDArray[np.void]:
        """The records of some numbers, all of which are among them."""
        return self._records[numbers % len(self._records)]

    def read(self, first: int, limit: int) -> NDArray[np.void]:
        """A copy of up to `limit` records from number `first` on, which is among them; fewer where
        the ring or the row ends.
        """
        begin = first % len(self._records)
        return self._records[begin : begin + min(limit, self._next - first)].copy()
