"""Two sorted tables of price levels, each a queue in time order.

Nothing is cached, so nothing can be stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from sortedcontainers import SortedDict

from engine.commands import Side, TimeInForce


@dataclass
class Order:
    """An order and what has become of it so far."""

    number: int
    account: int
    instrument: int
    side: Side
    price: int
    quantity: int
    leaves: int
    time_ns: int
    operator: int = 0
    guard: int = 0  # of the session
    expires_ns: int = 0
    time_in_force: TimeInForce = TimeInForce.DAY
    market: bool = False
    traded: int = 0
    traded_amount: int = 0
    trading_fee: int = 0
    settlement_fee: int = 0
    locked_cash: int = 0

    def accepts(self, price: int) -> bool:
        """Whether the limit, if there is one, allows a trade at this price."""
        if self.market:
            return True
        return price <= self.price if self.side == Side.BUY else price >= self.price


@dataclass
class Book:
    """Resting orders of one instrument by side, price and time."""

    levels: dict[Side, SortedDict] = field(
        default_factory=lambda: {Side.BUY: SortedDict(), Side.SELL: SortedDict()}
    )

    def join(self, order: Order) -> None:
        """Put the order at the end of the queue of its price."""
        self.levels[order.side].setdefault(order.price, {})[order.number] = order

    def leave(self, order: Order) -> None:
        """Take the order out; a price without orders is no level any more."""
        queue = self.levels[order.side][order.price]
        del queue[order.number]
        if not queue:
            del self.levels[order.side][order.price]

    def prices(self, side: Side) -> Iterator[int]:
        """Prices of one side, best first."""
        return reversed(self.levels[side]) if side == Side.BUY else iter(self.levels[side])

    def queue(self, side: Side, price: int) -> list[Order]:
        """Orders at one price in time order."""
        return list(self.levels[side].get(price, {}).values())

    def best(self, side: Side) -> Order | None:
        """The order that is first to trade: best price, then earliest."""
        levels = self.levels[side]
        if not levels:
            return None
        _, queue = levels.peekitem(-1 if side == Side.BUY else 0)
        return next(iter(queue.values()))

    def orders(self, side: Side) -> Iterator[Order]:
        """All orders of one side, best price first, then earliest."""
        for price in self.prices(side):
            yield from self.queue(side, price)

    def depth(self, side: Side, count: int) -> list[tuple[int, int, int]]:
        """(price, quantity, orders) of the first levels, best first."""
        queues = [(price, self.queue(side, price)) for price in islice(self.prices(side), count)]
        return [
            (price, sum(order.leaves for order in queue), len(queue)) for price, queue in queues
        ]
