"""Rules about orders that their members withdraw: entered and withdrawn within seconds, layers that
only move others, large orders that were never meant to trade.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.events import Reason
from gateway.supervision.surveillance.facts import Order, Trade
from gateway.supervision.surveillance.market import Ending, opposite
from gateway.supervision.surveillance.rules.rule import Rule

NS_PER_S = 1_000_000_000
BY_MEMBER = (int(Reason.CANCELLED_BY_MEMBER), int(Reason.MASS_CANCELLED))
REMOVED_SHARE = 80  # % of layers that are withdrawn: then they all were


class OrderAndCancel(Rule):
    """Many orders of an account are withdrawn untraded within seconds."""

    def begin(self) -> None:
        """No order yet."""
        self._quick = self.trails()

    def left(self, order: Order, quantity: int, ending: Ending) -> None:
        """Count those that were withdrawn at once."""
        if ending.reason not in BY_MEMBER or order.traded or order.leaves:
            return
        if ending.time_ns - order.entered_ns > self["within"] * NS_PER_S:
            return
        place = order.instrument, order.account
        trail = self._quick[place]
        trail.note(quantity, order.sequence, ending.sequence)
        entered = self.market.entered[place]
        share = 100 * trail.count // entered
        if trail.count >= self["count"] and share >= self["share"]:
            self.report(
                order.instrument,
                (order.account,),
                trail.count,
                f"{self.who((order.account,))} withdrew {trail.count} of {entered} orders in"
                f" {self.code(order.instrument)} untraded within {self['within']} s, {share} %,"
                f" {trail.quantity:,} t",
                trail.evidence,
            )


@dataclass(slots=True)
class _Layers:
    """Orders on one side when their account traded on the other."""

    time_ns: int
    sequence: int
    traded: int
    orders: dict[int, int]  # quantity by order number
    removed: int = 0
    evidence: list[int] = field(default_factory=list)


class Layering(Rule):
    """An account shows several levels, trades on the other side, and withdraws the levels."""

    def begin(self) -> None:
        """No layers yet."""
        self._layers: dict[tuple[int, int, int], _Layers] = {}  # instrument, account, side
        self._episodes = self.trails()

    def traded(self, trade: Trade) -> None:
        """Note the layers that both accounts show on their other side."""
        for order in (trade.buy_order, trade.sell_order):
            if order is not None:
                self._look(order, trade)

    def _look(self, order: Order, trade: Trade) -> None:
        market, side = self.market, opposite(order.side)
        shown = market.own_side(order.account, order.instrument, side)
        real = market.own_side(order.account, order.instrument, order.side)
        if shown.leaves < self["ratio"] * (real.leaves + trade.quantity):
            return
        if len({each.price for each in shown.orders.values()}) < self["levels"]:
            return
        self._layers[order.instrument, order.account, side] = _Layers(
            trade.time_ns,
            trade.sequence,
            trade.quantity,
            {number: each.leaves for number, each in shown.orders.items()},
            evidence=[each.sequence for each in shown.orders.values()],
        )

    def undone(self, trade: Trade) -> None:
        """No trade on the other side, now or in an episode."""
        super().undone(trade)
        ours = [key for key, each in self._layers.items() if each.sequence == trade.sequence]
        for key in ours:
            del self._layers[key]

    def left(self, order: Order, quantity: int, ending: Ending) -> None:
        """See whether the layers are withdrawn soon after the trade."""
        key = order.instrument, order.account, order.side
        layers = self._layers.get(key)
        if layers is None or ending.reason not in BY_MEMBER or order.number not in layers.orders:
            return
        if ending.time_ns - layers.time_ns > self["within"] * NS_PER_S:
            del self._layers[key]
            return
        layers.removed += quantity
        layers.evidence.append(ending.sequence)
        shown = sum(layers.orders.values())
        if 100 * layers.removed >= REMOVED_SHARE * shown:
            del self._layers[key]
            self._episode(order, layers, shown)

    def _episode(self, order: Order, layers: _Layers, shown: int) -> None:
        trail = self._episodes[order.instrument, order.account]
        trail.note(shown, *sorted((*layers.evidence, layers.sequence)))
        if trail.count >= self["count"]:
            self.report(
                order.instrument,
                (order.account,),
                trail.count,
                f"{self.who((order.account,))} showed orders at {self['levels']} prices or more in"
                f" {self.code(order.instrument)} {trail.count} times, {trail.quantity:,} t, and"
                f" withdrew them within {self['within']} s after a trade on the other side",
                trail.evidence,
            )


class LargeOrders(Rule):
    """Large orders of an account are withdrawn again and have hardly traded."""

    def begin(self) -> None:
        """No order yet."""
        self._large = self.trails()

    def left(self, order: Order, quantity: int, ending: Ending) -> None:
        """Look at an order that its member has withdrawn whole."""
        if order.quantity < self["quantity"] or order.leaves or ending.reason not in BY_MEMBER:
            return
        if 100 * order.traded > self["traded"] * order.quantity:
            return
        trail = self._large[order.instrument, order.account]
        trail.note(order.quantity, order.sequence, ending.sequence)
        if trail.count >= self["count"]:
            self.report(
                order.instrument,
                (order.account,),
                trail.count,
                f"{self.who((order.account,))} withdrew {trail.count} orders of"
                f" {self['quantity']:,} t or more in {self.code(order.instrument)},"
                f" {trail.quantity:,} t in all, of each at most {self['traded']} % had traded",
                trail.evidence,
            )
