"""Rules about orders as they come: many within a minute, and many far from the price."""

from __future__ import annotations

from collections import deque

from gateway.supervision.surveillance.facts import BUY, Order
from gateway.supervision.surveillance.rules.rule import Rule

NS_PER_S = 1_000_000_000
WHOLE = 10_000  # in 0.01 %


class DenseOrders(Rule):
    """An account enters and moves many orders within a short time."""

    def begin(self) -> None:
        """No order yet."""
        self._times: dict[tuple[int, int], deque[tuple[int, int]]] = {}
        self._bursts = self.trails()
        self._count, self._within_ns = self["count"], self["within"] * NS_PER_S

    def entered(self, order: Order) -> None:
        """Look whether as many have come within the time; they count once."""
        place = order.instrument, order.account
        times = self._times.get(place)
        if times is None:
            times = self._times[place] = deque(maxlen=self._count)
        now_ns = self.market.now_ns
        times.append((now_ns, self.market.sequence))
        if len(times) < self._count or now_ns - times[0][0] > self._within_ns:
            return
        trail = self._bursts[place]
        trail.note(len(times), *(sequence for _, sequence in times))
        times.clear()
        if trail.count >= self["bursts"]:
            self.report(
                order.instrument,
                (order.account,),
                trail.count,
                f"{self.who((order.account,))} entered or moved {self['count']} orders in"
                f" {self.code(order.instrument)} within {self['within']} s,"
                f" {trail.count} times",
                trail.evidence,
            )

    def replaced(self, order: Order, _before: int) -> None:
        """A moved order counts like a new one."""
        self.entered(order)


class FarOffOrders(Rule):
    """Orders of an account rest far from the price, where they cannot be meant to trade."""

    def begin(self) -> None:
        """No order yet."""
        self._far = self.trails()
        self._distance = self["distance"]

    def entered(self, order: Order) -> None:
        """Count orders that are far on their own side of the last price."""
        price = self.market.instruments[order.instrument].price
        away = price - order.price if order.side == BUY else order.price - price
        if away * WHOLE < self._distance * price or not order.price:
            return
        place = order.instrument, order.account
        entered = self.market.entered[place]
        trail = self._far[place]
        trail.note(order.quantity, order.sequence)
        if (
            trail.count >= self["count"]
            and trail.quantity >= self["quantity"]
            and 100 * trail.count >= self["share"] * entered
        ):
            self.report(
                order.instrument,
                (order.account,),
                trail.count,
                f"{self.who((order.account,))} entered {trail.count} of {entered} orders in"
                f" {self.code(order.instrument)}, {trail.quantity:,} t, that were"
                f" {self['distance'] / 100:g} % or more away from the last price",
                trail.evidence,
            )
