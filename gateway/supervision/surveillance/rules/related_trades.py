"""Rules about who trades with whom: back and forth between related accounts, in circles among them,
and in pairs of orders that were made for each other.
"""

from __future__ import annotations

from gateway.supervision.surveillance.facts import Trade
from gateway.supervision.surveillance.findings import EVIDENCE_MAX, Trail
from gateway.supervision.surveillance.rules.rule import Rule

NS_PER_S = 1_000_000_000
Way = tuple[int, int]  # from seller to buyer


class ReverseTrades(Rule):
    """Related accounts sell to each other and back."""

    def begin(self) -> None:
        """No trade yet."""
        self._ways = self.trails()
        self._volumes: dict[tuple[int, int], int] = {}  # of accounts that have relations

    def traded(self, trade: Trade) -> None:
        """Compare what went one way with what came back."""
        seller, buyer, instrument = trade.seller, trade.buyer, trade.instrument
        self._count(trade)
        if not self.market.relations.are_related(seller, buyer):
            return
        there = self._ways[instrument, seller, buyer]
        there.note(trade.quantity, trade.sequence)
        back = self._ways.get((instrument, buyer, seller))
        if back is not None:
            self._judge(instrument, (min(seller, buyer), max(seller, buyer)), there, back)

    def undone(self, trade: Trade) -> None:
        """Neither way, nor a part of what was traded."""
        super().undone(trade)
        self._count(trade, -1)

    def _count(self, trade: Trade, sign: int = 1) -> None:
        for account in (trade.seller, trade.buyer):
            if len(self.market.relations.group(account)) > 1:
                place = trade.instrument, account
                self._volumes[place] = self._volumes.get(place, 0) + sign * trade.quantity

    def _judge(self, instrument: int, pair: tuple[int, int], there: Trail, back: Trail) -> None:
        returned = min(there.quantity, back.quantity)
        volume = min(self._volumes[instrument, each] for each in pair)
        share = 100 * 2 * returned // volume
        if returned >= self["quantity"] and share >= self["share"]:
            self.report(
                instrument,
                pair,
                returned,
                f"the related accounts {self.who(pair)} sold {returned:,} t of"
                f" {self.code(instrument)} to each other and back, in"
                f" {there.count + back.count} trades, {share} % of what the smaller of them traded",
                merged(there, back),
            )


class CircularTrades(Rule):
    """Units go round among three or more related accounts."""

    def begin(self) -> None:
        """No trade yet."""
        self._ways = self.trails()
        self._buyers: dict[Way, list[int]] = {}  # instrument and seller to buyers

    def traded(self, trade: Trade) -> None:
        """Look for a way back from the buyer to the seller."""
        instrument, seller, buyer = trade.instrument, trade.seller, trade.buyer
        if not self.market.relations.are_related(seller, buyer):
            return
        key = instrument, seller, buyer
        is_new = key not in self._ways
        self._ways[key].note(trade.quantity, trade.sequence)
        if is_new and key in self._ways:  # it found room
            self._buyers.setdefault((instrument, seller), []).append(buyer)
        circle = self._circle(instrument, seller, buyer)
        if circle:
            ends = zip(circle, (*circle[1:], circle[0]), strict=True)
            trails = [self._ways[instrument, one, next_] for one, next_ in ends]
            round_ = min(each.quantity for each in trails)
            accounts = tuple(sorted(circle))
            self.report(
                instrument,
                accounts,
                round_,
                f"{round_:,} t of {self.code(instrument)} went round among the related accounts"
                f" {self.who(accounts)}, in {sum(each.count for each in trails)} trades",
                merged(*trails),
            )

    def _circle(self, instrument: int, seller: int, buyer: int) -> tuple[int, ...]:
        """The shortest circle of three accounts or more in which one has sold to the other, all
        sales large enough; empty: none. Each account is passed once, however many ways there are.
        """
        if buyer not in self._large(instrument, seller):
            return ()
        before = {buyer: seller}
        reached = [buyer]
        for _ in range(self["accounts"] - 1):
            after = []
            for at in reached:
                for each in self._large(instrument, at):
                    if each == seller and at != buyer:
                        return _way_to(at, before)
                    if each != seller and each not in before:
                        before[each] = at
                        after.append(each)
            reached = after
        return ()

    def _large(self, instrument: int, seller: int) -> list[int]:
        """Whom an account has sold as much to as is looked for."""
        buyers = self._buyers.get((instrument, seller), ())
        ways, least = self._ways, self["quantity"]
        return [each for each in buyers if ways[instrument, seller, each].quantity >= least]


def _way_to(last: int, before: dict[int, int]) -> tuple[int, ...]:
    """The accounts up to the last one, each after the one that it was reached from."""
    way = [last]
    while way[0] in before:
        way.insert(0, before[way[0]])
    return tuple(way)


class MatchedPairs(Rule):
    """Two accounts enter orders of one size within seconds, and these trade with each other."""

    def begin(self) -> None:
        """No pair yet."""
        self._pairs = self.trails()

    def traded(self, trade: Trade) -> None:
        """Count trades of two whole orders that were entered together."""
        buy, sell, quantity = trade.buy_order, trade.sell_order, trade.quantity
        if buy is None or sell is None or not trade.taker:
            return
        apart_ns = abs(buy.entered_ns - sell.entered_ns)
        if buy.quantity != quantity or sell.quantity != quantity:
            return
        if apart_ns > self["within"] * NS_PER_S:
            return
        pair = (min(buy.account, sell.account), max(buy.account, sell.account))
        trail = self._pairs[trade.instrument, *pair]
        trail.note(quantity, buy.sequence, sell.sequence, trade.sequence)
        if trail.count >= self["count"]:
            self.report(
                trade.instrument,
                pair,
                trail.count,
                f"{self.who(pair)} traded {trail.count} times with each other in"
                f" {self.code(trade.instrument)}, {trail.quantity:,} t, each time with two orders"
                f" of one size that were entered within {self['within']} s",
                trail.evidence,
            )


def merged(*trails: Trail) -> list[int]:
    """The events of several trails in order."""
    return sorted(event for trail in trails for event in trail.evidence)[:EVIDENCE_MAX]
