"""The reports of one account on one day: their entries, and the orders that they leave."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.events import EventArray
from gateway.floor.client_orders import ClientOrders
from gateway.floor.day_orders import DayOrders
from gateway.reports.streams import Streams, concerned


class Reports(Protocol):
    """Where the reports of an account on a day are to be found."""

    def entries(self, first: int, limit: int) -> list[int]:
        """Up to `limit` entries from report `first` on."""
        ...

    def text_of(self, order_id: int) -> str | None:
        """The client order id of an order, None when without."""
        ...

    @property
    def next_number(self) -> int:
        """Number of the report after the last one."""
        ...


class Today:
    """Those of the day that runs, as they grow."""

    def __init__(self, streams: Streams, client_orders: ClientOrders, account: int) -> None:
        self._streams, self._account = streams, account
        self.text_of = client_orders.text_of

    def entries(self, first: int, limit: int) -> list[int]:
        """As of any day."""
        return self._streams.entries(self._account, first, limit)

    @property
    def next_number(self) -> int:
        """As of any day."""
        return self._streams.next_number(self._account)


class AccountDay:
    """Those of a day, collected from its events: 8 bytes a report and 123 an order.

    `end`: the event after the last one taken in. `orders`: what the reports leave of them.
    """

    def __init__(self, first: int = 1) -> None:
        self._entries = array("q")
        self.orders = DayOrders()
        self.end = first

    @property
    def nbytes(self) -> int:
        """How large it is."""
        return 8 * len(self._entries) + self.orders.nbytes

    @property
    def next_number(self) -> int:
        """As of any day."""
        return len(self._entries) + 1

    def entries(self, first: int, limit: int) -> list[int]:
        """As of any day."""
        return self._entries[first - 1 : first - 1 + limit].tolist()

    def text_of(self, order_id: int) -> str | None:
        """As of any day."""
        place = self.orders.place_of(order_id)
        return None if place is None else self.orders.rows["text"][place].decode("ascii") or None

    def take(self, entries: NDArray[np.int64], events: EventArray) -> None:
        """Take in the account's next entries, each with its event."""
        self.orders.take(events, entries % 2 == 1, self.next_number)
        self._entries.frombytes(entries.tobytes())


def collect_all(slices: Iterable[EventArray], first: int) -> dict[int, AccountDay]:
    """The reports of every account among the events of a day, which begins with event `first`."""
    days: dict[int, AccountDay] = {}
    end = first
    for events in slices:
        whose, entries = concerned(events)
        order = np.argsort(whose, kind="stable")
        whose, entries = whose[order], entries[order]
        starts = np.flatnonzero(np.diff(whose, prepend=-1)).tolist()
        for begin, behind in pairwise([*starts, len(whose)]):
            own = entries[begin:behind]
            day = days.setdefault(int(whose[begin]), AccountDay(first))
            day.take(own, events[(own >> 1) - events["sequence"][0]])
        end = int(events["sequence"][-1]) + 1
    for day in days.values():
        day.end = end
    return days


def collect(slices: Iterable[EventArray], days: Mapping[int, AccountDay]) -> None:
    """Take in the reports of some accounts among events, slice by slice; `days` by account."""
    for events in slices:
        whose, entries = concerned(events)
        first, end = int(events["sequence"][0]), int(events["sequence"][-1]) + 1
        for account, day in days.items():
            own = entries[(whose == account) & (entries >= 2 * day.end)]
            if len(own):
                day.take(own, events[(own >> 1) - first])
            day.end = max(day.end, end)
