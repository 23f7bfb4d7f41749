"""The whole book as a member's program keeps it: every resting order, from the channel
`depth_orders`.

    books = OrderBooks()
    async for message in feed:  # subscribed to `depth_orders`
        books.apply(message)
        bids, asks = books.of_others("CEA25", orders.open("CEA25"))

The exchange publishes it of an instrument where the parameter `depth_orders` is 1.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from marketdata.depth_tracker import Level, Sides

if TYPE_CHECKING:
    from marketdata.typed import DepthOrdersUpdateData, FeedMessage

BIDS, ASKS = "bids", "asks"


class Resting(NamedTuple):
    """One resting order: its number, its price in 0.01 CNY, its open tonnes."""

    order: int
    price: int
    leaves: int


class OwnNumber(Protocol):
    """What is needed of an own order: an `Order` of `gateway.client.trackers` has it."""

    @property
    def order(self) -> int:
        """The exchange's number."""


class OrderBook:
    """The resting orders of one instrument, in time order at each price.

    `shown`: whether the exchange shows orders now; while it does not there are none.
    """

    def __init__(self) -> None:
        self.shown = False
        self._places: dict[int, tuple[str, int]] = {}  # by order: side and price
        self._queues: dict[str, dict[int, dict[int, int]]] = {BIDS: {}, ASKS: {}}

    def apply(self, data: DepthOrdersUpdateData) -> None:
        """Take in what a message says; the same twice changes nothing."""
        self.shown = data["shown"]
        if data["whole"] or not self.shown:
            self._places.clear()
            self._queues = {BIDS: {}, ASKS: {}}
        for order in data["gone"]:
            self._take_out(order)
        for order, leaves in data["lowered"]:
            if order in self._places:
                side, price = self._places[order]
                self._queues[side][price][order] = leaves
        for order, price, leaves in data["bids"]:
            self._queue(BIDS, order, price, leaves)
        for order, price, leaves in data["asks"]:
            self._queue(ASKS, order, price, leaves)

    def _queue(self, side: str, order: int, price: int, leaves: int) -> None:
        self._take_out(order)
        self._queues[side].setdefault(price, {})[order] = leaves
        self._places[order] = side, price

    def _take_out(self, order: int) -> None:
        if order not in self._places:
            return
        side, price = self._places.pop(order)
        queue = self._queues[side][price]
        del queue[order]
        if not queue:
            del self._queues[side][price]

    def orders(self) -> tuple[list[Resting], list[Resting]]:
        """Bids and asks, best first, in time order at a price."""
        bids, asks = (
            [
                Resting(order, price, leaves)
                for price, queue in self._best_first(side)
                for order, leaves in queue.items()
            ]
            for side in (BIDS, ASKS)
        )
        return bids, asks

    def levels(self, without: Iterable[OwnNumber] = ()) -> Sides:
        """Bids and asks by price, best first; without some orders, one's own for example."""
        left_out = {each.order for each in without}
        bids, asks = (
            [
                Level(price, sum(left), len(left))
                for price, queue in self._best_first(side)
                if (left := [each for order, each in queue.items() if order not in left_out])
            ]
            for side in (BIDS, ASKS)
        )
        return bids, asks

    def _best_first(self, side: str) -> list[tuple[int, dict[int, int]]]:
        return sorted(self._queues[side].items(), reverse=side == BIDS)

    def ahead_of(self, order: int) -> int | None:
        """Tonnes that trade before an order at its price; None of one that does not rest."""
        if order not in self._places:
            return None
        side, price = self._places[order]
        ahead = 0
        for each, leaves in self._queues[side][price].items():
            if each == order:
                break
            ahead += leaves
        return ahead


class OrderBooks:
    """The book of each instrument that was heard."""

    def __init__(self) -> None:
        self._books: dict[str, OrderBook] = {}

    def apply(self, message: FeedMessage) -> bool:
        """Take in a message of the feed; whether it was one of `depth_orders`."""
        if message["channel"] != "depth_orders":
            return False
        self.of(message["instrument"]).apply(message["data"])
        return True

    async def follow(self, messages: AsyncIterable[FeedMessage]) -> None:
        """Take in the messages of a feed for as long as they come. Raises what they raise."""
        async for message in messages:
            self.apply(message)

    def of(self, instrument: str) -> OrderBook:
        """The book of an instrument; empty before anything was heard."""
        return self._books.setdefault(instrument, OrderBook())

    def of_others(self, instrument: str, own: Iterable[OwnNumber]) -> Sides:
        """Bids and asks by price without one's own orders, which are known by their numbers."""
        return self.of(instrument).levels(own)
