"""Rules about what accounts buy and hold: one-sided before a notice, dear and cheap again and
again, and close to the maximum holding together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.units import WHOLE_BP, format_hundredths
from gateway.supervision.surveillance.facts import BUY, SELL, Trade
from gateway.supervision.surveillance.findings import EVIDENCE_MAX
from gateway.supervision.surveillance.lasting import Pair, period
from gateway.supervision.surveillance.rules.rule import Rule

CANDIDATES_MAX = 1_000  # groups of an instrument that notices make candidates
Place = tuple[int, tuple[int, ...]]  # instrument, related accounts


class _Candidate(NamedTuple):
    """Who was on one side before a notice: t, in % of the volume, and the price at the notice."""

    accounts: tuple[int, ...]
    side: int
    quantity: int
    share: int
    price: int
    notice: int


class BeforeNotice(Rule):
    """Related accounts trade heavily on one side before a notice that moves the price their way."""

    def begin(self) -> None:
        """No notice yet."""
        self._candidates: dict[int, list[_Candidate]] = {}
        self._trades: dict[Pair, list[int]] = {}

    def traded(self, trade: Trade) -> None:
        """See whether the price has moved since a notice."""
        for account in (trade.buyer, trade.seller):
            events = self._trades.setdefault((trade.instrument, account), [])
            if len(events) < EVIDENCE_MAX:
                events.append(trade.sequence)
        if trade.listed:
            for each in self._candidates.get(trade.instrument, ()):
                self._judge(each, trade)

    def undone(self, trade: Trade) -> None:
        """It was not before a notice."""
        for account in (trade.buyer, trade.seller):
            events = self._trades.get((trade.instrument, account), [])
            if trade.sequence in events:
                events.remove(trade.sequence)

    def _judge(self, candidate: _Candidate, trade: Trade) -> None:
        rise = trade.price - candidate.price
        move = WHOLE_BP * (rise if candidate.side == BUY else -rise) // candidate.price
        if move < self["move"]:
            return
        accounts, instrument = candidate.accounts, trade.instrument
        known = (self._trades.get((instrument, each), []) for each in accounts)
        before = sorted(each for events in known for each in events if each < candidate.notice)
        self.report(
            instrument,
            accounts,
            candidate.quantity,
            f"{self.who(accounts)} {'bought' if candidate.side == BUY else 'sold'}"
            f" {candidate.quantity:,} t of {self.code(instrument)} net in"
            f" {period(self['days'])}, {candidate.share} % of what was traded, before a notice"
            f" after which the price of {format_hundredths(candidate.price)} moved their way by"
            f" {move / 100:.2f} %",
            [*before[: EVIDENCE_MAX - 2], candidate.notice, trade.sequence],
        )

    def noticed(self, notice: int) -> None:
        """Look back who was on one side."""
        market = self.market
        days = [*market.lasting.days, market.today][-self["days"] :]
        bought = self._by_group(day.bought for day in days)
        sold = self._by_group(day.sold for day in days)
        volumes: dict[int, int] = {}
        for (instrument, _), quantity in bought.items():
            volumes[instrument] = volumes.get(instrument, 0) + quantity
        for key in {**bought, **sold}:
            self._consider(key, bought.get(key, 0), sold.get(key, 0), volumes, notice)

    def _by_group(self, days: Iterable[dict[Pair, int]]) -> dict[Place, int]:
        found: dict[Place, int] = {}
        for sums in days:
            for (instrument, account), quantity in sums.items():
                key = instrument, self.market.relations.group(account)
                found[key] = found.get(key, 0) + quantity
        return found

    def _consider(
        self, place: Place, buys: int, sells: int, volumes: dict[int, int], notice: int
    ) -> None:
        instrument, group = place
        net, price = abs(buys - sells), self.market.instruments[instrument].price
        share = 100 * net // max(volumes.get(instrument, 0), 1)
        one_sided = 100 * net >= self["one_sided"] * (buys + sells)
        if net < self["quantity"] or share < self["share"] or not one_sided or not price:
            return
        candidates = self._candidates.setdefault(instrument, [])
        if len(candidates) == CANDIDATES_MAX:
            self.found_no_room()
            return
        side = BUY if buys > sells else SELL
        candidates.append(_Candidate(group, side, net, share, price, notice))


class BuyHighSellLow(Rule):
    """An account buys dear and sells cheap, or sells cheap and buys dear, again and again."""

    def begin(self) -> None:
        """No trade yet."""
        self._last: dict[tuple[int, int, int], tuple[int, int]] = {}  # price, event
        self._trips = self.trails()

    def traded(self, trade: Trade) -> None:
        """Compare with the last trade on the other side; a pair of trades counts once."""
        if trade.listed and trade.quantity >= self["quantity"]:
            self._look(trade, trade.buyer, BUY)
            self._look(trade, trade.seller, SELL)

    def undone(self, trade: Trade) -> None:
        """No half of a pair, nor one of a pair that was counted."""
        super().undone(trade)
        ours = [key for key, (_, event) in self._last.items() if event == trade.sequence]
        for key in ours:
            del self._last[key]

    def _look(self, trade: Trade, account: int, side: int) -> None:
        instrument, price = trade.instrument, trade.price
        other = instrument, account, BUY + SELL - side
        before = self._last.get(other)
        self._last[instrument, account, side] = price, trade.sequence
        if before is None:
            return
        bought, sold = (price, before[0]) if side == BUY else (before[0], price)
        if (bought - sold) * WHOLE_BP < self["margin"] * bought:
            return
        del self._last[other], self._last[instrument, account, side]
        trail = self._trips[instrument, account]
        trail.note((bought - sold) * trade.quantity, before[1], trade.sequence)
        if trail.count >= self["count"]:
            self.report(
                instrument,
                (account,),
                trail.count,
                f"{self.who((account,))} bought {self.code(instrument)} dear and sold it cheap"
                f" {trail.count} times, each time by {self['margin'] / 100:g} % or more, for"
                f" {format_hundredths(trail.quantity)} CNY in all",
                trail.evidence,
            )


class HeldTogether(Rule):
    """Related accounts, or one alone, hold close to the maximum holding or more."""

    def traded(self, trade: Trade) -> None:
        """The buyer holds more."""
        self._look(trade.instrument, trade.buyer)

    def units_moved(self, instrument: int, account: int) -> None:
        """Units have come to an account."""
        self._look(instrument, account)

    def _look(self, instrument: int, account: int) -> None:
        market = self.market
        maximum = market.instruments[instrument].maximum
        if not maximum:
            return
        group = market.relations.group(account)
        holdings = market.lasting.holdings
        held = sum(holdings.get((instrument, each), 0) for each in group)
        share = 100 * held // maximum
        if share >= self["share"]:
            accounts = tuple(each for each in group if holdings.get((instrument, each), 0) > 0)
            what = "hold" if len(accounts) > 1 else "holds"
            together = " together" if len(accounts) > 1 else ""
            self.report(
                instrument,
                group,
                held,
                f"{self.who(accounts)} {what} {held:,} t of {self.code(instrument)}{together},"
                f" {share} % of the maximum holding of {maximum:,} t",
                [market.sequence],
            )
