"""Rules about trades that move the price: in the last minutes of the day, and up or down to its
limit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from engine.units import format_hundredths
from gateway.supervision.surveillance.facts import BUY, SELL, Trade
from gateway.supervision.surveillance.rules.rule import Rule

NS_PER_MINUTE = 60_000_000_000
WHOLE = 10_000  # in 0.01 %
TRADES_KEPT = 50_000  # of an instrument in the time that a rule looks back


class _Taken(NamedTuple):
    """A trade that somebody took, and the price before it."""

    trade: Trade
    before: int


class Takes(Rule):
    """The trades of the last minutes, by instrument."""

    def begin(self) -> None:
        """No trade yet."""
        self._recent: dict[int, deque[_Taken]] = {}
        self._prices: dict[int, int] = {}
        self._window_ns = self["minutes"] * NS_PER_MINUTE

    def note(self, trade: Trade) -> None:
        """Keep a listed trade that somebody took, as long as it is recent."""
        if not trade.listed:
            return
        recent = self._recent.get(trade.instrument)
        if recent is None:
            recent = self._recent[trade.instrument] = deque(maxlen=TRADES_KEPT)
            before = self.market.instruments[trade.instrument].base
        else:
            before = self._prices[trade.instrument]
        self._prices[trade.instrument] = trade.price
        since_ns = trade.time_ns - self._window_ns
        while recent and recent[0].trade.time_ns < since_ns:
            recent.popleft()
        if len(recent) == TRADES_KEPT:
            self.found_no_room()  # for the oldest
        recent.append(_Taken(trade, before))

    def undone(self, trade: Trade) -> None:
        """It was not taken; the next one moves the price from the one that is the last now."""
        recent = self._recent.get(trade.instrument)
        if recent is None or not trade.listed:
            return
        kept = [each for each in recent if each.trade.sequence != trade.sequence]
        self._recent[trade.instrument] = deque(kept, maxlen=TRADES_KEPT)
        instrument = self.market.instruments[trade.instrument]
        self._prices[trade.instrument] = instrument.price

    def judge(self, instrument: int, side: int, taken: list[_Taken], words: str) -> None:
        """Report the group that took the most on a side, where price and share say so."""
        first, last = taken[0].before, taken[-1].trade.price
        move = WHOLE * (last - first if side == BUY else first - last) // max(first, 1)
        if move < self["move"]:
            return
        volume = sum(each.trade.quantity for each in taken)
        for own in self._by_group(taken, side):
            quantity = sum(each.quantity for each in own)
            share = 100 * quantity // volume
            if quantity < self["quantity"] or share < self["share"]:
                continue
            accounts = tuple(sorted({each.taken_by for each in own}))
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

    def _by_group(self, taken: list[_Taken], side: int) -> Iterable[list[Trade]]:
        """The trades that were taken on a side, of each group of related accounts."""
        found: dict[tuple[int, ...], list[Trade]] = {}
        for trade, _ in taken:
            if trade.taker == side:
                found.setdefault(self.market.relations.group(trade.taken_by), []).append(trade)
        return found.values()


class MarkingClose(Takes):
    """An account moves the price in the last minutes before the close."""

    def traded(self, trade: Trade) -> None:
        """Keep what may have been the last minutes."""
        self.note(trade)

    def closed(self) -> None:
        """Look at the last minutes."""
        since_ns = self.market.now_ns - self._window_ns
        for instrument, recent in self._recent.items():
            last = [each for each in recent if each.trade.time_ns >= since_ns]
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
