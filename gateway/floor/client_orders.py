"""Client ids of the day: which event answered (account, client id), of an order, a cancel or a
replace, and which id an order carries.

Both are derived from the events that answer these three alone and begin anew with START_DAY. They
are kept in plain arrays, about 60 bytes an order, so that a day of millions of orders fits in
memory. A day has IDS_MAX ids, one account a sixteenth of them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from engine.units import ACCOUNT_SHARE, CLIENT_ORDER_ID_MAX, TEXT_MAX
from gateway.floor.event_table import EventTable, HashKey, Run
from gateway.protocol.outside import SYSTEM

TOGETHER_MIN = 16  # ids
IDS_MAX = 2**24  # of a day: a gigabyte
ACCOUNT_IDS_MAX = IDS_MAX // ACCOUNT_SHARE
LAST_WITH_ID = CommandKind.REPLACE  # kinds of commands up to here carry client ids


class Named(NamedTuple):
    """What a stretch of events adds: hashes of the answers with their events, the texts of the
    orders from a counter on, and how many ids each account has used.
    """

    answers: Run
    counter: int
    texts: bytes | memoryview
    accounts: NDArray[np.int32]
    counts: NDArray[np.int64]


class Fresh(NamedTuple):
    """The same as it was collected: hashes, events and accounts in the order of the events."""

    first: int
    hashes: array[int]
    events: array[int]
    accounts: array[int]
    counter: int
    texts: bytes

    def named(self) -> Named:
        """In the order of the hashes."""
        hashes, events = np.frombuffer(self.hashes, np.int64), np.frombuffer(self.events, np.int64)
        order = np.argsort(hashes, kind="stable")
        accounts, counts = np.unique(np.frombuffer(self.accounts, np.int32), return_counts=True)
        return Named(
            Run(hashes[order], (events[order] - self.first).astype("<u4"), self.first),
            self.counter,
            self.texts,
            accounts,
            counts,
        )


class ClientOrders:
    """The index.

    `orders` is the venue's capacity for open orders: an order number is counter times capacity plus
    slot. `draw` gives random bits, for the key of the hashes. `used` counts the day's ids by
    account.
    """

    def __init__(self, orders: int, draw: Callable[[int], int] = SYSTEM.draw) -> None:
        self._capacity = orders
        self.key = HashKey.fresh(draw)
        self.begin_day()

    def begin_day(self) -> None:
        """Forget everything: client order ids are unique for a day."""
        self._answers = EventTable()
        self.used: Counter[int] = Counter()
        self._texts = bytearray()
        self._first_counter = 0
        self._forget_fresh()

    def _forget_fresh(self) -> None:
        """Begin the next `cut` here."""
        self._fresh_hashes, self._fresh_events = array("q"), array("q")
        self._fresh_accounts = array("i")
        self._fresh_texts = len(self._texts)

    def add(self, events: EventArray) -> None:
        """Take in the events of one day, in order."""
        known = len(self._fresh_events)
        if self.collect(events):
            self._enter(known)

    def collect(self, events: EventArray) -> bool:
        """As `add`, but that answers are not found before `enter_collected`: for many events, which
        is much quicker. Whether there was any.
        """
        kind, command_kind = events["kind"], events["command_kind"]
        answers = np.flatnonzero((kind <= EventKind.REFUSED) & (command_kind <= LAST_WITH_ID))
        if not len(answers):
            return False
        texts = events["text"][answers]
        named = texts != b""
        if not named.any():
            return False
        answers, texts = answers[named], texts[named]
        accounts = events["account"][answers]
        self.used.update(accounts.tolist())
        self._fresh_accounts.frombytes(accounts.tobytes())
        self._fresh_hashes.frombytes(self.key.of_many(accounts, texts).tobytes())
        self._fresh_events.frombytes(events["sequence"][answers].tobytes())
        entered = (kind[answers] == EventKind.ACCEPTED) & (
            command_kind[answers] == CommandKind.NEW_ORDER
        )
        if entered.any():
            self._add_texts(events["order_id"][answers[entered]] // self._capacity, texts[entered])
        return True

    def enter_collected(self) -> None:
        """Make answers findable whose events were collected since the last cut. None of the events
        since then may have come by `add`.
        """
        if len(self._answers):
            self._enter(0)
        else:
            first = self._fresh_events[0] if self._fresh_events else 0
            self._answers.fill([self._fresh(first).named().answers])

    def _enter(self, first: int) -> None:
        hashes, events = (
            np.frombuffer(self._fresh_hashes, np.int64),
            np.frombuffer(self._fresh_events, np.int64),
        )
        self._answers.add_many(hashes[first:], events[first:])

    def _fresh(self, first: int) -> Fresh:
        counter = self._first_counter + self._fresh_texts // CLIENT_ORDER_ID_MAX
        texts = bytes(memoryview(self._texts)[self._fresh_texts :])
        fresh = (self._fresh_hashes, self._fresh_events, self._fresh_accounts)
        return Fresh(first, *fresh, counter, texts)

    def cut(self, first: int) -> Fresh:
        """What was added since the last cut, or since the day began; `first` is the first event of
        that stretch.
        """
        fresh = self._fresh(first)
        self._forget_fresh()
        return fresh

    def take_back(self, key: HashKey, stretches: list[Named]) -> None:
        """Begin with what earlier cuts gave, of a process that hashed with this key."""
        self.key = key
        self._answers.fill([named.answers for named in stretches])
        for named in stretches:
            self._take_texts(named.counter, named.texts)
            self.used.update(dict(zip(named.accounts.tolist(), named.counts.tolist(), strict=True)))
        self._forget_fresh()

    def _take_texts(self, counter: int, texts: bytes | memoryview) -> None:
        if len(texts):
            self._first_counter = self._first_counter or counter
            self._texts.extend(
                bytes((counter - self._first_counter) * CLIENT_ORDER_ID_MAX - len(self._texts))
            )
            self._texts.extend(texts)

    def answers(self, account: int, client_id: bytes) -> list[int]:
        """Numbers of the events that may be the answer to that id; almost always one or none."""
        return self._answers.find(self.key.of(account, client_id))

    def room(self, account: int) -> int:
        """How many more ids an account may use today; it may be below 0."""
        return min(IDS_MAX - len(self._answers), ACCOUNT_IDS_MAX - self.used[account])

    def are_new(self, account: int, names: Sequence[bytes]) -> bool:
        """Whether an account has used none of these ids today: a few are looked up one by one, many
        together.
        """
        if len(names) < TOGETHER_MIN:
            return not any(self.answers(account, name) for name in names)
        accounts = np.full(len(names), account, np.int32)
        return not self._answers.finds_any(
            self.key.of_many(accounts, np.array(names, f"S{TEXT_MAX}"))
        )

    def text_of(self, order_id: int) -> str | None:
        """The client order id that an order of this day was entered with, None when without."""
        place = (order_id // self._capacity - self._first_counter) * CLIENT_ORDER_ID_MAX
        # nobody has used one, or the order is of another day
        if not len(self._answers) or place < 0:
            return None
        return (
            self._texts[place : place + CLIENT_ORDER_ID_MAX].rstrip(b"\0").decode("ascii") or None
        )

    def _add_texts(self, counters: NDArray[np.int64], texts: NDArray[np.bytes_]) -> None:
        if self._first_counter == 0:
            self._first_counter = int(counters[0])
        places = counters - self._first_counter
        self._texts.extend(bytes((int(places[-1]) + 1) * CLIENT_ORDER_ID_MAX - len(self._texts)))
        np.frombuffer(self._texts, f"S{CLIENT_ORDER_ID_MAX}")[places] = texts
