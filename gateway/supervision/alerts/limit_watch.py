"""The rules on price limits, over the events of a day: near, at, locked, left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.commands import Side
from gateway.supervision.alerts.limit_states import AT, LOCKED, Line, Standing, standing_of
from gateway.supervision.alerts.limit_words import figures_of, left_words, limit_words
from gateway.supervision.alerts.records import About, Change, Turn
from gateway.supervision.rule_settings import Settings

LEFT = "limit_left"
AT_LIMIT = (AT, LOCKED)
WHOLE = 100  # %
NEVER_BP = -1  # where the rule is off
SIDES = {side.name.lower(): side for side in Side}
Event = Mapping[str, Any]


class Order:
    """A listed order as far as it concerns the book."""

    __slots__ = ("instrument", "leaves", "price", "rests", "side")

    def __init__(self, event: Event, side: Side, leaves: int) -> None:
        self.instrument: int = event["instrument"]
        self.side, self.price, self.leaves = side, event.get("price", 0), leaves
        self.rests = False


class LimitWatch:
    """All instruments of the day. An order that has just come rests when its command is over; what
    a command has touched is judged then.
    """

    def __init__(self, codes: Mapping[int, str], settings: Settings) -> None:
        self._settings = settings
        near = settings.get("limit_near", {})
        self._within, self._until = near.get("within", NEVER_BP), near.get("until", NEVER_BP)
        self._growth = settings.get("limit_locked", {}).get("growth", WHOLE)
        self._codes = codes
        self._lines: dict[int, Line] = {}
        self._orders: dict[int, Order] = {}
        self._coming: Order | None = None
        self._touched: dict[int, None] = {}
        self._is_open = True
        self.hears: dict[str, Callable[[Event], None]] = {
            "instrument_day": self._begin,
            "fill": self._filled,
            "cancelled": self._left,
            "order_lowered": self._lowered,
        }

    def _line(self, number: int) -> Line:
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(self._codes.get(number, str(number)))
        self._touched[number] = None
        return line

    def _begin(self, event: Event) -> None:
        self._line(event["instrument"]).begin(event.get("leaves", 0), event.get("value", 0))

    def entered(self, event: Event) -> None:
        """A new order is accepted."""
        order = Order(event, SIDES[event["side"]], event["quantity"])
        self._orders[event["order_id"]] = self._coming = order

    def replaced(self, event: Event) -> None:
        """An order has another price and another open quantity."""
        order = self._orders.get(event["order_id"])
        if order is not None:
            self._take_out(order, order.leaves)
            order.price, order.leaves = event.get("price", 0), event.get("leaves", 0)
            order.rests, self._coming = False, order

    def _filled(self, event: Event) -> None:
        if event.get("method", "listed") != "listed":
            return
        for name in ("order_id", "maker_order_id"):
            self._shrink(event.get(name, 0), event["quantity"])
        self._line(event["instrument"]).last = event["price"]

    def _left(self, event: Event) -> None:
        self._shrink(event["order_id"], event.get("leaves", 0))

    def _lowered(self, event: Event) -> None:
        self._shrink(event["order_id"], event["quantity"])

    def _shrink(self, number: int, quantity: int) -> None:
        order = self._orders.get(number)
        if order is not None:
            self._take_out(order, quantity)
            order.leaves -= quantity
            if order.leaves <= 0:
                del self._orders[number]

    def _take_out(self, order: Order, quantity: int) -> None:
        if order.rests:
            self._line(order.instrument).side(order.side).add(order.price, -quantity)

    def close(self) -> None:
        """The day is closed: what is withdrawn then changes no state."""
        self._is_open = False

    def judge(self) -> Iterator[Change]:
        """A command is over: what rests now, and what follows from that."""
        order, self._coming = self._coming, None
        if order is not None and order.leaves > 0 and order.price:
            order.rests = True
            self._line(order.instrument).side(order.side).add(order.price, order.leaves)
        for number in self._touched if self._is_open else ():
            yield from self._judged(self._lines[number])
        self._touched.clear()

    def _judged(self, line: Line) -> Iterator[Change]:
        before, now = line.standing, standing_of(line, self._within, self._until)
        line.standing = now
        if now[:2] == before[:2]:
            if self._has_grown(line, now):
                yield self._of(line, Turn.GROWS, now)
            return
        if before.state in self._settings:
            yield Change(Turn.ENDS, About(before.state, before.limit, line.code))
        at_it = now.state in AT_LIMIT and now.limit == before.limit
        if before.state in AT_LIMIT and not at_it and LEFT in self._settings:
            words = left_words(line, before)
            about = About(LEFT, before.limit, line.code)
            yield Change(Turn.COMES_AGAIN, about, *words, figures_of(line, before)[:1])
        if now.state in self._settings:
            yield self._of(line, Turn.BEGINS, now)

    def _of(self, line: Line, turn: Turn, now: Standing) -> Change:
        line.told = now.sealed
        about = About(now.state, now.limit, line.code)
        return Change(turn, about, *limit_words(line, now), figures_of(line, now))

    def _has_grown(self, line: Line, now: Standing) -> bool:
        """Whether the sealed quantity is worth telling again: larger by that share, or smaller by
        as much as brings it back.
        """
        if now.state != LOCKED or LOCKED not in self._settings:
            return False
        small, large = sorted((line.told, now.sealed))
        return large * WHOLE >= small * (WHOLE + self._growth)
