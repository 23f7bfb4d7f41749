"""Where in a file the frame with a given record begins: one entry for every 256 KiB, so a log of a
terabyte fits in memory.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from engine.record.log.format import FILE_HEADER_BYTES

INDEX_STEP_BYTES = 256 * 1024


class SparseIndex:
    """Record numbers and file positions of some frames, both ascending.

    Finding one is a binary search.
    """

    def __init__(self) -> None:
        self._sequences = array("q")
        self._positions = array("q")

    def __len__(self) -> int:
        return len(self._positions)

    def add(self, first_sequence: int, position: int) -> None:
        """Enter the next frame, if it is far enough after the last one entered."""
        if not self._positions or position - self._positions[-1] >= INDEX_STEP_BYTES:
            self._positions.append(position)  # first: another thread may look meanwhile
            self._sequences.append(first_sequence)

    def add_many(self, first_sequences: NDArray[np.int64], positions: NDArray[np.int64]) -> None:
        """The same for many frames in order."""
        place = 0
        while place < len(positions):
            self.add(int(first_sequences[place]), int(positions[place]))
            place = int(np.searchsorted(positions, self._positions[-1] + INDEX_STEP_BYTES))

    def packed(self) -> bytes:
        """Every entry, 16 bytes each, as `unpacked` reads it."""
        return self._sequences.tobytes() + self._positions.tobytes()

    @classmethod
    def unpacked(cls, raw: bytes) -> SparseIndex:
        """The index whose `packed` gave these bytes."""
        index = cls()
        index._sequences.frombytes(raw[: len(raw) // 2])
        index._positions.frombytes(raw[len(raw) // 2 :])
        return index

    def find(self, sequence: int) -> int:
        """Position of the last frame entered that does not begin after record `sequence`."""
        place = bisect_right(self._sequences, sequence) - 1
        return self._positions[place] if place >= 0 else FILE_HEADER_BYTES
