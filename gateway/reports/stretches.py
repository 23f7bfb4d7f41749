"""Stretches of the private streams that will not grow any more: entries of all accounts from events
up to a last one.

A stretch comes loose, as the streams collected it, and is then packed: one array of all entries,
account after account, half as large. Both answer the same questions; only the packed one goes into
a file.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EVENTS_MAX = 2**30  # of one stretch: entries, which are twice as large, are kept in 32 bits


class Loose(NamedTuple):
    """As collected: an array of entries for each account."""

    last: int
    entries: dict[int, array[int]]

    def count(self, account: int) -> int:
        """How many entries an account has."""
        return len(self.entries.get(account, ()))

    def read(self, account: int, begin: int, end: int) -> list[int]:
        """Entries of an account from one place up to another, that one excluded."""
        stream = self.entries.get(account)
        return stream[begin:end].tolist() if stream is not None else []

    def place_of(self, account: int, entry: int) -> int | None:
        """Place of an entry, by binary search."""
        stream = self.entries.get(account)
        return place_in(np.frombuffer(stream, np.int64), entry) if stream else None

    def packed(self, first: int) -> Packed:
        """The same in few arrays; `first` is the event it begins with.

        Raises ValueError for more than 2^30 events.
        """
        if self.last - first >= EVENTS_MAX:
            raise ValueError(
                f"{self.last - first + 1} events in one stretch, allowed are {EVENTS_MAX}"
            )
        accounts = sorted(self.entries)
        counts = np.fromiter(
            (len(self.entries[account]) for account in accounts), np.int64, len(accounts)
        )
        together = np.frombuffer(b"".join(self.entries[account] for account in accounts), np.int64)
        return Packed(
            self.last,
            2 * first,
            np.array(accounts, "<i4"),
            ends_of(counts),
            (together - 2 * first).astype("<u4"),
        )


class Packed(NamedTuple):
    """All entries in one array, account after account, less `base`; `ends` are where each account's
    end in it.
    """

    last: int
    base: int
    accounts: NDArray[np.int32]
    ends: NDArray[np.int64]
    entries: NDArray[np.uint32]

    def _bounds(self, account: int) -> tuple[int, int]:
        place = int(np.searchsorted(self.accounts, account))
        if place == len(self.accounts) or self.accounts[place] != account:
            return 0, 0
        return int(self.ends[place - 1]) if place else 0, int(self.ends[place])

    def count(self, account: int) -> int:
        """As of a loose one."""
        begin, end = self._bounds(account)
        return end - begin

    def read(self, account: int, begin: int, end: int) -> list[int]:
        """As of a loose one."""
        first, behind = self._bounds(account)
        found: list[int] = (
            self.entries[first + begin : min(first + end, behind)].astype(np.int64) + self.base
        ).tolist()
        return found

    def place_of(self, account: int, entry: int) -> int | None:
        """As of a loose one."""
        first, behind = self._bounds(account)
        return (
            place_in(self.entries[first:behind], entry - self.base) if entry >= self.base else None
        )

    def counts(self) -> NDArray[np.int64]:
        """Entries of each account."""
        return np.diff(self.ends, prepend=0)


def ends_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where rows of these lengths end, one after the other."""
    return np.cumsum(counts, dtype="<i8")


def place_in(entries: NDArray[np.int64] | NDArray[np.uint32], entry: int) -> int | None:
    """Place of an entry among ascending ones, None when it is not there."""
    place = int(np.searchsorted(entries, entry))
    return place if place < len(entries) and entries[place] == entry else None
