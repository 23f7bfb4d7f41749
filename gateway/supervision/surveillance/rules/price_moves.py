"""Rules about trades that move the price: in the last minutes of the day, and up or down to its
limit.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from engine.units import format_hundredths
from gateway.supervision.surveillance.facts import BUY, SELL, Trade
from gateway.supervision.surveillance.rules.rule import Rule

NS_PER_MINUTE = 60_000_000_000
WHOLE = 10_000  # in 0.01 %
TRADES_KEPT = 50_000  # of an instrument in the time that a rule looks back


class _Taken(NamedTuple):
    """A trade as far as it may have moved the price."""

    time_ns: int
    price: int
    quantity: int
    side: int
    group: tuple[int, ...]
    account: int
    sequence: int
    before: int  # the price before it


class Takes(Rule):
    """The trades of the last minutes, by instrument."""

    def begin(self) -> None:
        """No trade yet."""
        self._recent: dict[int, deque[_Taken]] = {}
        self._prices: dict[int, int] = {}

    def note(self, trade: Trade) -> None:
        """Keep a listed trade that somebody took, as long as it is recent."""
        if not trade.listed:
            return
        recent = self._recent.get(trade.instrument)
        if recent is None:
            recent = self._recent[trade.instrument] = deque(maxlen=TRADES_KEPT)
        base = self.market.instruments[trade.instrument].base
        before = self._prices.get(trade.instrument, base)
        self._prices[trade.instrument] = trade.price
        who = trade.taken_by
        group = self.market.relations.group(who)
        recent.append(
            _Taken(
                trade.time_ns,
                trade.price,
                trade.quantity,
                trade.taker,
                group,
                who,
                trade.sequence,
                before,
            )
        )
        while recent[0].time_ns < trade.time_ns - self["minutes"] * NS_PER_MINUTE:
            recent.popleft()

    def judge(self, instrument: int, side: int, taken: list[_Taken], words: str) -> None:
        """Report the group that took the most on a side, where price and share say so."""
        first, last = taken[0].before, taken[-1].price
        move = WHOLE * (last - first if side == BUY else first - last) // max(first, 1)
        if move < self["move"]:
            return
        by_group: dict[tuple[int, ...], int] = {}
        for each in taken:
            if each.side == side:
                by_group[each.group] = by_group.get(each.group, 0) + each.quantity
        volume = sum(each.quantity for each in taken)
        for group, quantity in by_group.items():
            share = 100 * quantity // volume
            if quantity >= self["quantity"] and share >= self["share"] and group != (0,):
                own = [each for each in taken if each.group == group and each.side == side]
                accounts = tuple(sorted({each.account for each in own}))
                self.report(
                    instrument,
                    accounts,
                    quantity,
                    f"{self.who(accounts)} {'bought' if side == BUY else 'sold'} {quantity:,} t of"
                    f" {self.code(instrument)}, {share} % of what was traded in"
                    f" {words}, which moved the price by {move / 100:.2f} % from"
                    f" {format_hundredths(first)} to {format_hundredths(last)}",
                    [each.sequence for each in own],
                )


class MarkingClose(Takes):
    """An account moves the price in the last minutes before the close."""

    def traded(self, trade: Trade) -> None:
        """Keep what may have been the last minutes."""
        self.note(trade)

    def closed(self) -> None:
        """Look at the last minutes."""
        since_ns = self.market.now_ns - self["minutes"] * NS_PER_MINUTE
        for instrument, recent in self._recent.items():
            last = [each for each in recent if each.time_ns >= since_ns]
            for side in (BUY, SELL):
                if last:
                    minutes = f"the last {self['minutes']} minutes before the close"
                    self.judge(instrument, side, last, minutes)


class PushToLimit(Takes):
    """An account takes the price to its upper or lower limit."""

    def begin(self) -> None:
        """No limit is reached yet."""
        super().begin()
        self._reached: set[tuple[int, int]] = set()

    def traded(self, trade: Trade) -> None:
        """Look back when a limit is reached for the first time on the day."""
        self.note(trade)
        side, instrument = trade.taker, trade.instrument
        if not side or trade.price != self.market.instruments[instrument].limit(side):
            return
        if (instrument, side) not in self._reached:
            self._reached.add((instrument, side))
            minutes = f"the {self['minutes']} minutes up to the price limit"
            self.judge(instrument, side, list(self._recent[instrument]), minutes)
