"""More of a book than five levels, where the exchange publishes it: the channels `depth_20` and
`depth_orders`.

Both are off until a parameter of the instrument switches them on. What depth does not show, they do
not show either: the orders of a call before it has ended, and what a command has not
finished with. An order that comes and goes between two messages is in none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from engine.commands import Parameter
from marketdata.channels import DEPTH_20, DEPTH_ORDERS, LEVELS_MAX, ORDERS_MAX
from marketdata.depth import BUY, LOWERED, NEW, SELL, SIDES, Book
from marketdata.streams import Data, Message, Stream


class WiderDepth:
    """Both channels of one instrument."""

    __slots__ = ("_levels_told", "_on", "_orders_told", "levels", "orders")

    def __init__(self, code: str, epoch: str) -> None:
        self.levels = Stream(DEPTH_20, code, epoch)
        self.orders = Stream(DEPTH_ORDERS, code, epoch)
        self._on: set[int] = set()  # parameters
        self._levels_told = self._orders_told = False  # whether the last message showed the book

    def switch(self, parameter: int, value: int, book: Book) -> bool:
        """Hear of a parameter; whether it is one of these, and there is news."""
        if parameter not in (Parameter.DEPTH_20, Parameter.DEPTH_ORDERS):
            return False
        (self._on.add if value else self._on.discard)(parameter)
        if Parameter.DEPTH_ORDERS not in self._on:
            book.touched = None
        elif book.touched is None:
            book.touched, self._orders_told = {}, False  # what has changed meanwhile is not known
        book.changes += 1
        return True

    def publish(self, book: Book, call: Data | None, time_ns: int) -> Iterator[Message]:
        """The news of a book that has changed. `call`: the outlook of the call,
        None where the book itself is shown.
        """
        on = Parameter.DEPTH_20 in self._on
        if on or self._levels_told:
            self._levels_told = on
            yield from _update(self.levels, book, time_ns, self.levels_data(book, call))
        told, self._orders_told = self._orders_told, self._tells_orders(call)
        if told and self._orders_told and len(book.touched or ()) <= ORDERS_MAX:
            yield from _update(self.orders, book, time_ns, _changes(book))
        elif told or self._orders_told:
            yield from _update(self.orders, book, time_ns, self.orders_data(book, call))
        if book.touched:
            book.touched = {}

    def levels_data(self, book: Book, call: Data | None) -> Data:
        """The `depth_20` channel's data."""
        if Parameter.DEPTH_20 not in self._on:
            return {"shown": False, "bids": [], "asks": []}
        if call is None:
            return {"shown": True, **book.levels_data(LEVELS_MAX)}
        return {"shown": True, "bids": [], "asks": [], "indicative": call["indicative"]}

    def orders_data(self, book: Book, call: Data | None, held: bool = False) -> Data:
        """The `depth_orders` channel's data with all that rests, as a snapshot has it. `held`:
        without what has come since the last message.
        """
        shown = self._tells_orders(call)
        untold = (book.touched or {}) if held else {}
        data: Data = {"shown": shown, "whole": True, "gone": [], "lowered": []}
        for name, side in SIDES:
            told = (each for each in book.orders(side) if untold.get(each[0], LOWERED) == LOWERED)
            data[name] = list(islice(told, ORDERS_MAX)) if shown else []
        return data

    def _tells_orders(self, call: Data | None) -> bool:
        return Parameter.DEPTH_ORDERS in self._on and call is None


def _update(stream: Stream, book: Book, time_ns: int, data: Data) -> Iterator[Message]:
    stream.number = book.changes
    if stream.number > stream.published:
        yield stream.publish(time_ns, data)


def _changes(book: Book) -> Data:
    """What has happened since the last message, so that it may be heard more than once."""
    gone: list[int] = []
    lowered: list[list[int]] = []
    queued: dict[str, list[list[int]]] = {BUY: [], SELL: []}
    for order, what in (book.touched or {}).items():
        placed = book.placed(order)
        if placed is None:
            gone += [order] if what != NEW else []
            continue
        side, price, leaves = placed
        if what == LOWERED:
            lowered.append([order, leaves])
        else:
            queued[side].append([order, price, leaves])
    changes = {name: queued[side] for name, side in SIDES}
    return {"shown": True, "whole": False, "gone": gone, "lowered": lowered, **changes}
