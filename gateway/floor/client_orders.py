"""Client order ids of the day: which event answered (account, client order id), and which id an order carries.

Both are derived from the events of NEW_ORDER alone and begin anew with START_DAY. They are kept in plain arrays, about 50
bytes an order, so that a day of millions of orders fits in memory.
"""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from engine.units import CLIENT_ORDER_ID_MAX

SLOTS_AT_START = 1024  # a power of two
TOGETHER_MIN = 64  # entries; for fewer the arrays' own overhead is more than it saves
HASH_MASK = 2**63 - 1


class EventTable:
    """A hash table from a 63-bit hash to event numbers, with linear probing in two int64 arrays; at most half full.

    It does not keep the keys: a hit says where to look, the event itself tells whether it is the one.
    """

    def __init__(self) -> None:
        self._hashes = array("q", bytes(8 * SLOTS_AT_START))
        self._events = array("q", bytes(8 * SLOTS_AT_START))
        self._used = 0

    def __len__(self) -> int:
        return self._used

    def add(self, key: int, event: int) -> None:
        """Enter an event number (at least 1) under a hash."""
        if 2 * (self._used + 1) > len(self._events):
            self._grow()
        slot = self._free_slot(key)
        self._hashes[slot] = key
        self._events[slot] = event
        self._used += 1

    def add_many(self, keys: NDArray[np.int64], events: NDArray[np.int64]) -> None:
        """Enter event numbers under hashes: a few one by one, many together."""
        if len(keys) < TOGETHER_MIN:
            for key, event in zip(keys.tolist(), events.tolist(), strict=True):
                self.add(key, event)
            return
        while 2 * (self._used + len(keys)) > len(self._events):
            self._grow()
        _place(np.frombuffer(self._hashes, np.int64), np.frombuffer(self._events, np.int64), keys, events)
        self._used += len(keys)

    def find(self, key: int) -> list[int]:
        """The event numbers entered under a hash."""
        found = []
        mask = len(self._events) - 1
        slot = key & mask
        while event := self._events[slot]:
            if self._hashes[slot] == key:
                found.append(event)
            slot = (slot + 1) & mask
        return found

    def _free_slot(self, key: int) -> int:
        mask = len(self._events) - 1
        slot = key & mask
        while self._events[slot]:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        hashes, events = np.array(self._hashes), np.array(self._events)
        kept = events != 0
        self._hashes = array("q", bytes(16 * len(kept)))
        self._events = array("q", bytes(16 * len(kept)))
        _place(np.frombuffer(self._hashes, np.int64), np.frombuffer(self._events, np.int64), hashes[kept], events[kept])


def _place(
    hashes: NDArray[np.int64], events: NDArray[np.int64], new_hashes: NDArray[np.int64], new_events: NDArray[np.int64]
) -> None:
    """Enter all at once into a table with room: those that find their slot taken look one further, again and again."""
    mask = len(events) - 1
    slots = new_hashes & mask
    while len(slots):
        free = events[slots] == 0
        events[slots[free]] = new_events[free]  # of several that take one slot the last stays
        placed = events[slots] == new_events
        hashes[slots[placed]] = new_hashes[placed]
        new_hashes, new_events, slots = new_hashes[~placed], new_events[~placed], (slots[~placed] + 1) & mask


class ClientOrders:
    """The index. `orders` is the venue's capacity for open orders: an order number is counter times capacity plus slot."""

    def __init__(self, orders: int) -> None:
        self._capacity = orders
        self._answers = EventTable()
        self._texts = bytearray()
        self._first_counter = 0

    def add(self, events: EventArray) -> None:
        """Take in the events of one day, in order."""
        kind = events["kind"]
        answers = np.flatnonzero((kind <= EventKind.REFUSED) & (events["command_kind"] == CommandKind.NEW_ORDER))
        if not len(answers):
            return
        texts = events["text"][answers]
        named = texts != b""
        if named.any():
            self._add_answers(events, answers[named])
        entered = kind[answers] == EventKind.ACCEPTED
        if entered.any():
            self._add_texts(events["order_id"][answers[entered]] // self._capacity, texts[entered])

    def _add_answers(self, events: EventArray, named: NDArray[np.int64]) -> None:
        names = zip(events["account"][named].tolist(), events["text"][named].tolist(), strict=True)
        hashes = np.fromiter(map(hash, names), np.int64, len(named)) & HASH_MASK
        self._answers.add_many(hashes, events["sequence"][named])

    def begin_day(self) -> None:
        """Forget everything: client order ids are unique for a day."""
        self._answers = EventTable()
        self._texts = bytearray()
        self._first_counter = 0

    def answers(self, account: int, client_order_id: bytes) -> list[int]:
        """Numbers of the events that may be the answer to that id; almost always one or none."""
        return self._answers.find(_hash_of(account, client_order_id))

    def text_of(self, order_id: int) -> str | None:
        """The client order id that an order of this day was entered with, None when without."""
        place = (order_id // self._capacity - self._first_counter) * CLIENT_ORDER_ID_MAX
        if not len(self._answers) or place < 0:  # nobody has used one, or the order is of another day
            return None
        return self._texts[place : place + CLIENT_ORDER_ID_MAX].rstrip(b"\0").decode("ascii") or None

    def _add_texts(self, counters: NDArray[np.int64], texts: NDArray[np.bytes_]) -> None:
        if self._first_counter == 0:
            self._first_counter = int(counters[0])
        places = counters - self._first_counter
        self._texts.extend(bytes((int(places[-1]) + 1) * CLIENT_ORDER_ID_MAX - len(self._texts)))
        np.frombuffer(self._texts, f"S{CLIENT_ORDER_ID_MAX}")[places] = texts


def _hash_of(account: int, text: bytes) -> int:
    return hash((account, text)) & HASH_MASK
