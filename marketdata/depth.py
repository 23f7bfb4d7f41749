"""The visible book of one instrument, rebuilt from events: levels a side, and the orders of the
best one, or all of them.

An order joins when it is accepted with its whole quantity, even if it goes on to match: the FILL
and CANCELLED events of the same command then lower or remove it, so that after a whole command the
book is the engine's. Every change counts one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sortedcontainers import SortedDict

from engine.units import VISIBLE_LEVELS
from marketdata.channels import BEST_ORDERS_MAX

BUY, SELL = "buy", "sell"
# What has happened to an order since changes were last published: listeners know it, and it keeps
# its place; they know it, and it is last at its price now; they do not know it.
LOWERED, QUEUED, NEW = range(3)
SIDES = (("bids", BUY), ("asks", SELL))
_OF_BEST = (("bid", BUY), ("ask", SELL))


class Level:
    """One price of one side: its queue of order numbers with their open quantities, in time
    order.
    """

    __slots__ = ("key", "orders", "price", "quantity", "side")

    def __init__(self, side: str, key: int, price: int) -> None:
        self.side, self.key, self.price = side, key, price
        self.quantity = 0
        self.orders: dict[int, int] = {}


class Book:
    """Resting orders of one instrument.

    Joining, lowering and leaving are O(1) but for a new or emptied level, O(log n).
    Market orders, which rest only in a call, are kept apart: they have no price.
    `touched`: the orders that have changed since it was emptied, in the order in which they last
    queued; None where single orders are not published.
    """

    __slots__ = ("_at_market", "_levels", "_sides", "changes", "touched")

    def __init__(self) -> None:
        self.changes = 0
        self.touched: dict[int, int] | None = None
        self._at_market: dict[str, Level] = {}  # by side
        self._levels: dict[int, Level] = {}  # by order number
        # key: best first
        self._sides: dict[str, SortedDict] = {BUY: SortedDict(), SELL: SortedDict()}

    def join(self, order: int, side: str, price: int | None, quantity: int) -> None:
        """Queue an order after those of its price; None: at market."""
        if price is None:
            level = self._at_market.setdefault(side, Level(side, 0, 0))
        else:
            levels = self._sides[side]
            key = -price if side == BUY else price
            level = levels.get(key)
            if level is None:
                level = levels[key] = Level(side, key, price)
        if self.touched is not None:
            known = self.touched.pop(order, NEW)
            self.touched[order] = NEW if known == NEW else QUEUED
        level.orders[order] = quantity
        level.quantity += quantity
        self._levels[order] = level
        self.changes += 1

    def lower(self, order: int, leaves: int) -> None:
        """Set what is still open of an order; nothing left takes it out.

        An order that never joined is left alone.
        """
        level = self._levels.get(order)
        if level is None:
            return
        self.changes += 1
        if self.touched is not None:
            self.touched.setdefault(order, LOWERED)
        level.quantity += leaves - level.orders[order]
        if leaves:
            level.orders[order] = leaves
            return
        del level.orders[order], self._levels[order]
        if level.orders:
            return
        if self._at_market.get(level.side) is level:
            del self._at_market[level.side]
        else:
            del self._sides[level.side][level.key]

    def replace(self, order: int, side: str, price: int, leaves: int, kept_place: bool) -> None:
        """Give an order another price or open quantity; unless its place is kept it queues last."""
        if kept_place:
            self.lower(order, leaves)
            return
        self.lower(order, 0)
        self.join(order, side, price, leaves)

    def __bool__(self) -> bool:
        """Whether any order rests."""
        return bool(self._levels)

    def levels(self, side: str) -> Iterator[tuple[int, int]]:
        """Price and open quantity of every level of a side."""
        return ((level.price, level.quantity) for level in self._sides[side].values())

    def at_market(self, side: str) -> int:
        """Open quantity of a side's market orders."""
        level = self._at_market.get(side)
        return level.quantity if level else 0

    def crossed(self) -> bool:
        """Whether the best bid reaches the best ask, as it does only between the events of one
        command.
        """
        bids, asks = self._sides[BUY], self._sides[SELL]
        return bool(bids and asks) and -bids.keys()[0] >= asks.keys()[0]

    def data(self) -> dict[str, Any]:
        """The `depth` channel's data: [price, quantity, orders] of five levels, [order, quantity]
        of the best ones.
        """
        best = {f"best_{name}_orders": self._best_orders(side) for name, side in _OF_BEST}
        return self.levels_data(VISIBLE_LEVELS) | best

    def levels_data(self, levels: int) -> dict[str, Any]:
        """[price, quantity, orders] of the best levels of each side."""
        return {
            name: [
                [level.price, level.quantity, len(level.orders)]
                for level in islice(self._sides[side].values(), levels)
            ]
            for name, side in SIDES
        }

    def _best_orders(self, side: str) -> list[list[int]]:
        for level in islice(self._sides[side].values(), 1):
            best = islice(level.orders.items(), BEST_ORDERS_MAX)
            return [[order, leaves] for order, leaves in best]
        return []

    def orders(self, side: str) -> Iterator[list[int]]:
        """[order, price, open quantity] of a side, best first, in time order at a price."""
        for level in self._sides[side].values():
            for order, leaves in level.orders.items():
                yield [order, level.price, leaves]

    def placed(self, order: int) -> tuple[str, int, int] | None:
        """Side, price and open quantity of an order that rests at a price; None of others."""
        level = self._levels.get(order)
        if level is None or self._at_market.get(level.side) is level:
            return None
        return level.side, level.price, level.orders[order]

    def check(self) -> list[str]:
        """Problems of the structure, empty when sound."""
        problems = []
        every = [level for levels in self._sides.values() for level in levels.values()]
        every += self._at_market.values()
        for level in every:
            if level.quantity != sum(level.orders.values()) or not level.orders:
                words = f"quantity {level.quantity} of orders {level.orders}"
                problems.append(f"{level.side} level {level.price}: {words}")
        orders = sum(len(level.orders) for level in every)
        if orders != len(self._levels):
            problems.append(f"{len(self._levels)} orders known, {orders} queued")
        return problems
