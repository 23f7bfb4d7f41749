"""The rule about who holds the price at its limit with resting orders (封涨跌停)."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.units import format_hundredths
from gateway.supervision.surveillance.facts import BUY, SELL, Order, Trade
from gateway.supervision.surveillance.findings import EVIDENCE_MAX
from gateway.supervision.surveillance.market import Ending
from gateway.supervision.surveillance.rules.rule import Rule

NS_PER_MINUTE = 60_000_000_000
Group = tuple[int, ...]


@dataclass(slots=True)
class _Seal:
    """What rests at a limit: of everybody, of each group, and since when a group holds it."""

    sealed: int = 0
    by_group: dict[Group, int] = field(default_factory=dict)
    leader: Group = ()
    since_ns: int = 0  # 0: nobody holds it
    evidence: dict[Group, list[int]] = field(default_factory=dict)


class HoldLimit(Rule):
    """Related accounts hold most of what rests at a price limit, for minutes."""

    def begin(self) -> None:
        """Nothing rests yet."""
        self._seals: dict[tuple[int, int], _Seal] = {}
        self._held: dict[int, int] = {}  # order number to quantity at a limit

    def entered(self, order: Order) -> None:
        """An order may rest at the limit; what trades of it is taken off again."""
        if order.price == self.market.instruments[order.instrument].limit(order.side):
            self._held[order.number] = order.leaves
            self._change(order, order.leaves, self.market.sequence)

    def replaced(self, order: Order, _before: int) -> None:
        """It may have come to the limit, or gone from it."""
        if order.number in self._held:
            self._change(order, -self._held.pop(order.number))
        self.entered(order)

    def left(self, order: Order, quantity: int, _ending: Ending) -> None:
        """A part of it, or all, is withdrawn."""
        self._less(order, quantity)

    def traded(self, trade: Trade) -> None:
        """What has traded rests no more; the price may come to its limit, or leave it."""
        for order in (trade.buy_order, trade.sell_order):
            if order is not None:
                self._less(order, trade.quantity)
        for side in (BUY, SELL):
            seal = self._seals.get((trade.instrument, side))
            if seal is not None:
                self._judge(trade.instrument, side, seal)

    def _less(self, order: Order, quantity: int) -> None:
        if order.number in self._held:
            self._held[order.number] -= quantity
            if self._held[order.number] <= 0:
                del self._held[order.number]
            self._change(order, -quantity)

    def _change(self, order: Order, quantity: int, *events: int) -> None:
        key = order.instrument, order.side
        seal = self._seals.setdefault(key, _Seal())
        group = self.market.relations.group(order.account)
        seal.sealed += quantity
        seal.by_group[group] = seal.by_group.get(group, 0) + quantity
        evidence = seal.evidence.setdefault(group, [])
        if len(evidence) < EVIDENCE_MAX:
            evidence.extend(events)
        if quantity < 0 and group == seal.leader:
            seal.leader = max(seal.by_group, key=lambda each: seal.by_group[each])
        elif seal.by_group[group] > seal.by_group.get(seal.leader, 0):
            seal.leader, seal.since_ns = group, 0
        self._judge(*key, seal)

    def _judge(self, instrument: int, side: int, seal: _Seal) -> None:
        """Begin to count the time when somebody holds the limit, and end when not."""
        quantity = seal.by_group.get(seal.leader, 0)
        row = self.market.instruments[instrument]
        share = 100 * quantity // max(seal.sealed, 1)
        holds = row.last == row.limit(side) and share >= self["share"]
        if not holds or quantity < self["quantity"]:
            seal.since_ns = 0
        elif not seal.since_ns:
            seal.since_ns = self.market.now_ns
            due_ns = seal.since_ns + self["minutes"] * NS_PER_MINUTE
            self.market.due_ns = min(self.market.due_ns, due_ns)

    def moment(self) -> None:
        """Report who has held a limit for long enough, and say when to look again."""
        needed_ns = self["minutes"] * NS_PER_MINUTE
        for (instrument, side), seal in self._seals.items():
            if not seal.since_ns:
                continue
            due_ns = seal.since_ns + needed_ns
            if due_ns <= self.market.now_ns:
                self._report(instrument, side, seal)
            else:
                self.market.due_ns = min(self.market.due_ns, due_ns)

    def _report(self, instrument: int, side: int, seal: _Seal) -> None:
        quantity = seal.by_group[seal.leader]
        row = self.market.instruments[instrument]
        accounts = seal.leader
        self.report(
            instrument,
            accounts,
            quantity,
            f"{self.who(accounts)} held the {'upper' if side == BUY else 'lower'} limit"
            f" {format_hundredths(row.limit(side))} of {row.code} for {self['minutes']} minutes"
            f" with {quantity:,} t of {seal.sealed:,} t that rested there",
            seal.evidence[seal.leader],
        )
