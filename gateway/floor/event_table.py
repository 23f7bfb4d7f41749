"""A hash table of event numbers by (account, client order id), and the keyed hash it is entered
under.

The hash is a sum of products modulo 2^64 with keys drawn at random: for any two ids that somebody
chose, its upper half is the same with a probability of 2^-32, so that nobody can choose ids that
collide. It is written here twice, for one id and for a column of them, since Python's own hash is
another one in every process and could not be kept in a file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.units import TEXT_MAX

SLOTS_AT_START = 1024  # a power of two
TOGETHER_MIN = 64  # entries; for fewer the arrays' own overhead is more than it saves
# a power of two: parts of a table that are filled one after the other, each in the processor's
# cache
FILL_PARTS = 64
HASH_BITS = 63
HASH_MASK = 2**HASH_BITS - 1
WORD_MASK = 2**64 - 1
WORDS = TEXT_MAX // 4

_words = struct.Struct(f"<{WORDS}I").unpack


class Run(NamedTuple):
    """Ascending hashes, and the event number of each less `base`."""

    keys: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    base: int


class HashKey(NamedTuple):
    """Random factors of 64 bits: one for each word of a text, one for the account."""

    words: tuple[int, ...]
    account: int

    @classmethod
    def fresh(cls, draw: Callable[[int], int]) -> HashKey:
        """A key that nobody knows; `draw` gives random bits, as many as asked for."""
        return cls(tuple(draw(64) | 1 for _ in range(WORDS)), draw(64) | 1)

    def of(self, account: int, text: bytes) -> int:
        """Hash of an account and a text of up to 24 bytes."""
        a, b, c, d, e, f = self.words  # written out, since every order comes through here
        u, v, w, x, y, z = _words(text.ljust(TEXT_MAX, b"\0"))
        result: int = (
            (self.account * account + a * u + b * v + c * w + d * x + e * y + f * z) & WORD_MASK
        ) >> 1
        return result

    def of_many(self, accounts: NDArray[np.int32], texts: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """The same for columns of both."""
        words = np.ascontiguousarray(texts, f"S{TEXT_MAX}").view("<u4").reshape(-1, WORDS)
        total = np.uint64(self.account) * accounts.astype(np.uint64)
        for place, factor in enumerate(self.words):
            total += np.uint64(factor) * words[:, place]
        return (total >> np.uint64(1)).view(np.int64)


class EventTable:
    """A hash table from a 63-bit hash to event numbers, with linear probing in two int64 arrays; at
    most half full.

    The slot is the upper bits of the hash, so that what is entered in the order of the hashes goes
    through memory in order. It does not keep the keys: a hit gives the place to look, and the
    caller compares the event there.
    """

    def __init__(self) -> None:
        self._used = 0
        self._make(SLOTS_AT_START)

    def __len__(self) -> int:
        return self._used

    def _make(self, slots: int) -> None:
        self._shift = HASH_BITS - (slots.bit_length() - 1)
        self._mask = slots - 1
        self._hashes: NDArray[np.int64] = np.zeros(slots, np.int64)
        self._events: NDArray[np.int64] = np.zeros(slots, np.int64)
        # The same memory; single elements are read and written much quicker through these.
        self._hash_at, self._event_at = self._hashes.data, self._events.data

    def make_room(self, more: int) -> None:
        """Grow until that many more entries fit."""
        slots = len(self._events)
        while 2 * (self._used + more) > slots:
            slots *= 2
        if slots > len(self._events):
            hashes, events = self._hashes, self._events
            kept = events != 0
            self._make(slots)
            self._place(hashes[kept], events[kept])

    def fill(self, runs: Sequence[Run]) -> None:
        """Merge runs of ascending hashes into an empty table, part after part of the table."""
        self.make_room(sum(len(keys) for keys, _, _ in runs))
        edges = np.arange(1, FILL_PARTS, dtype=np.int64) << (
            HASH_BITS - FILL_PARTS.bit_length() + 1
        )
        cuts = [[0, *np.searchsorted(keys, edges).tolist(), len(keys)] for keys, _, _ in runs]
        free = 0
        for part in range(FILL_PARTS):
            within = [slice(cut[part], cut[part + 1]) for cut in cuts]
            keys = np.concatenate(
                [each.keys[span] for each, span in zip(runs, within, strict=True)]
            )
            numbers = [
                each.numbers[span].astype(np.int64) + each.base
                for each, span in zip(runs, within, strict=True)
            ]
            order = np.argsort(keys, kind="stable")
            free = self._append(keys[order], np.concatenate(numbers)[order], free)

    def _append(self, keys: NDArray[np.int64], numbers: NDArray[np.int64], free: int) -> int:
        """Enter ascending hashes, above all that are there: each into its slot or right after the
        one before it.

        `free` is the slot after all that are there; that slot afterwards.
        """
        count = np.arange(len(keys))
        slots = np.maximum(np.maximum.accumulate((keys >> self._shift) - count), free) + count
        fitting = int(np.searchsorted(slots, len(self._events)))
        self._hashes[slots[:fitting]] = keys[:fitting]
        self._events[slots[:fitting]] = numbers[:fitting]
        self._used += fitting
        for key, number in zip(keys[fitting:].tolist(), numbers[fitting:].tolist(), strict=True):
            self.add(key, number)
        return int(slots[-1]) + 1 if len(slots) else free

    def add(self, key: int, event: int) -> None:
        """Enter an event number (at least 1) under a hash."""
        self.make_room(1)
        slot = key >> self._shift
        while self._event_at[slot]:
            slot = (slot + 1) & self._mask
        self._hash_at[slot] = key
        self._event_at[slot] = event
        self._used += 1

    def add_many(self, keys: NDArray[np.int64], events: NDArray[np.int64]) -> None:
        """Enter event numbers under hashes: a few one by one, many together."""
        if len(keys) < TOGETHER_MIN:
            for key, event in zip(keys.tolist(), events.tolist(), strict=True):
                self.add(key, event)
            return
        self.make_room(len(keys))
        self._place(keys, events)
        self._used += len(keys)

    def find(self, key: int) -> list[int]:
        """The event numbers entered under a hash, ascending."""
        found = []
        slot = key >> self._shift
        while event := self._event_at[slot]:
            if self._hash_at[slot] == key:
                found.append(event)
            slot = (slot + 1) & self._mask
        return sorted(found) if len(found) > 1 else found

    def finds_any(self, keys: NDArray[np.int64]) -> bool:
        """Whether anything is entered under one of these hashes."""
        slots = keys >> self._shift
        while len(slots):
            taken = self._events[slots] != 0
            if (self._hashes[slots] == keys)[taken].any():
                return True
            keys, slots = keys[taken], (slots[taken] + 1) & self._mask
        return False

    def _place(self, keys: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        """Enter all at once into a table with room: those that find their slot taken look one
        further, again and again.
        """
        hashes, events = self._hashes, self._events
        slots = keys >> self._shift
        while len(slots):
            free = events[slots] == 0
            events[slots[free]] = numbers[free]  # of several that take one slot the last stays
            placed = events[slots] == numbers
            hashes[slots[placed]] = keys[placed]
            keys, numbers, slots = (
                keys[~placed],
                numbers[~placed],
                (slots[~placed] + 1) & self._mask,
            )
