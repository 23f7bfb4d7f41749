"""Comparing two logs: what their headers say otherwise, and the first record in which they differ,
however they were batched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from engine.errors import LogUnreadable
from engine.record.beginnings import capacity_in
from engine.record.history.records import LogFile, Record, described, records_of
from engine.record.log.format import FileHeader
from engine.record.log.segments import SegmentedFile

# what decisions or their meaning depend on
HEADER_FIELDS: dict[str, Callable[[FileHeader], object]] = {
    "holds": attrgetter("holds"),
    "venue": attrgetter("venue"),
    "capacity": capacity_in,  # an earlier log states less of the same
}


@dataclass(frozen=True)
class Difference:
    """The first record that differs: its number, the names of the fields, both records; None: the
    log ended before it.
    """

    number: int
    fields: list[str]
    first: Record | None
    second: Record | None


@dataclass(frozen=True)
class Comparison:
    """`same` records agree from the beginning.

    `headers` names the fields of the headers that differ.
    """

    same: int
    headers: list[str]
    difference: Difference | None

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.headers and self.difference is None

    def summary(self) -> dict[str, object]:
        """As plain values."""
        return {"equal": self.equal, **asdict(self)}


def compare_logs(
    log: LogFile, first: SegmentedFile, second: SegmentedFile, *, times: bool = True
) -> Comparison:
    """Compare two logs record by record; without `times` the stamps of time may differ.

    Raises LogUnreadable, LogDamaged when one of them cannot be read so far, StorageFailed.
    """
    if (beginnings := [file.first.header.first_sequence for file in (first, second)])[
        0
    ] != beginnings[1]:
        raise LogUnreadable(
            f"one log begins with record {beginnings[0]}, the other with {beginnings[1]}: put"
            " archived segments back"
        )
    headers = [file.first.header for file in (first, second)]
    differing = [name for name, of in HEADER_FIELDS.items() if of(headers[0]) != of(headers[1])]
    same, before = 0, beginnings[0] - 1
    for left, right in _pairs(_stream(log, first, times), _stream(log, second, times)):
        count = min(len(left), len(right))
        if left[:count].tobytes() != right[:count].tobytes() or count == 0:
            place = _first_place(left[:count], right[:count])
            return Comparison(
                same + place,
                differing,
                _difference(log, before + same + place + 1, left[place:], right[place:]),
            )
        same += count
    return Comparison(same, differing, None)


def _stream(log: LogFile, file: SegmentedFile, times: bool) -> Iterator[NDArray[np.void]]:
    for records in records_of(log, file):
        if not times:
            records = records.copy()
            for name in ("time_ns", "valid_until_ns"):
                if name in (records.dtype.names or ()):
                    records[name] = 0
        yield records


def _pairs(
    first: Iterator[NDArray[np.void]], second: Iterator[NDArray[np.void]]
) -> Iterator[tuple[NDArray[np.void], NDArray[np.void]]]:
    """Pieces that begin with the same record; the shorter of them counts.

    An empty piece: that log has ended.
    """
    left, right = next(first, None), next(second, None)
    while left is not None and right is not None:
        yield left, right
        count = min(len(left), len(right))
        left = left[count:] if len(left) > count else next(first, None)
        right = right[count:] if len(right) > count else next(second, None)
    if left is not None:
        yield left, left[:0]
    elif right is not None:
        yield right[:0], right


def _first_place(left: NDArray[np.void], right: NDArray[np.void]) -> int:
    """Where two rows of records of equal length first differ, byte for byte."""
    if not len(left):
        return 0
    bytewise = [
        np.frombuffer(side.tobytes(), np.uint8).reshape(len(side), -1) for side in (left, right)
    ]
    return int(np.flatnonzero((bytewise[0] != bytewise[1]).any(axis=1))[0])


def _difference(
    log: LogFile, number: int, left: NDArray[np.void], right: NDArray[np.void]
) -> Difference:
    one, two = (described(log, side[0]) if len(side) else None for side in (left, right))
    if one is None or two is None:
        return Difference(number, [], one, two)
    names = [name for name in log.fields if one.get(name) != two.get(name)]
    return Difference(number, names, one, two)
