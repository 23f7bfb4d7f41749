"""Records as they are stored: the payloads of frames, where they lie in a block of bytes.

Many small frames are taken together, with one array for each figure of theirs in place of an object
a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Stored(NamedTuple):
    """The payloads of frames that follow each other, all of one version."""

    block: memoryview
    begins: Numbers  # of each payload in the block
    sizes: Numbers  # in bytes
    counts: Numbers  # of records
    firsts: Numbers  # number of the first record
    version: int

    @property
    def records(self) -> int:
        """How many there are."""
        return int(self.counts.sum())

    def each(self) -> list[memoryview]:
        """Each payload."""
        ends = self.begins + self.sizes
        pairs = zip(self.begins.tolist(), ends.tolist(), strict=True)
        return [self.block[begin:end] for begin, end in pairs]

    def pieces(self, most: int) -> Iterator[Stored]:
        """The same in pieces of up to `most` records; a frame with more is a piece of its own."""
        ends = np.cumsum(self.counts)
        place = passed = 0
        while place < len(ends):
            behind = max(place + 1, int(np.searchsorted(ends, passed + most, "right")))
            yield self.part(slice(place, behind))
            place, passed = behind, int(ends[behind - 1])

    def part(self, chosen: slice | NDArray[np.bool_]) -> Stored:
        """Some of the frames."""
        return Stored(
            self.block,
            self.begins[chosen],
            self.sizes[chosen],
            self.counts[chosen],
            self.firsts[chosen],
            self.version,
        )


def one(payload: memoryview, records: int, first: int, version: int) -> Stored:
    """The payload of one frame."""
    begin, size, count, number = np.array([[0], [len(payload)], [records], [first]], np.int64)
    return Stored(payload, begin, size, count, number, version)


def joined(frames: Sequence[Stored]) -> Stored:
    """Frames that were read one by one, in one block. There is at least one."""
    payloads = [payload for each in frames for payload in each.each()]
    sizes, counts, firsts = (
        np.concatenate([each[place] for each in frames]) for place in (2, 3, 4)
    )
    begins = np.cumsum(sizes) - sizes
    block = memoryview(b"".join(payloads))
    return Stored(block, begins, sizes, counts, firsts, frames[0].version)


def rows_of(table: NDArray[Any], begins: Numbers, counts: Numbers) -> NDArray[Any]:
    """Elements of a table: for each frame some from a place on, one frame after the other."""
    if len(begins) == 1:
        return table[begins[0] : begins[0] + counts[0]]
    behind = np.cumsum(counts)
    places = np.repeat(begins - behind + counts, counts)
    places += np.arange(len(places))
    return table.take(places, mode="clip")  # the caller knows that they are within
