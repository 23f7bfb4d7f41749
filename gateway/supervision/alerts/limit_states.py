"""Where an instrument is by its price limits (涨跌停): from what rests and from the last trade.

| state | when |
|---|---|
| near | the last price, the best bid or the best ask is within a share of the limit |
| at | one of them is the limit |
| locked | orders rest at the limit on one side, none on the other: what rests is sealed (封单) |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.commands import Side

NEAR, AT, LOCKED = "limit_near", "limit_at", "limit_locked"
UPPER, LOWER = "upper", "lower"
WHOLE_BP = 10_000


class Standing(NamedTuple):
    """State, at which limit, and what is sealed, in tonnes."""

    state: str = ""
    limit: str = ""
    sealed: int = 0


NOWHERE = Standing()


class Resting:
    """What rests on one side of a book, tonnes by price in ticks; `best` is the best price, None
    where nothing rests.
    """

    def __init__(self, side: Side) -> None:
        self._better = max if side == Side.BUY else min
        self._levels: dict[int, int] = {}
        self.best: int | None = None

    def add(self, price: int, quantity: int) -> None:
        """A quantity comes, or leaves where it is negative. O(levels) where the best one leaves."""
        left = self._levels.get(price, 0) + quantity
        if left > 0:
            self._levels[price] = left
            self.best = price if self.best is None else self._better(price, self.best)
        elif self._levels.pop(price, None) is not None and price == self.best:
            self.best = self._better(self._levels) if self._levels else None

    @property
    def at_best(self) -> int:
        """What rests at the best price, t."""
        return 0 if self.best is None else self._levels[self.best]

    def clear(self) -> None:
        """Nothing rests."""
        self._levels.clear()
        self.best = None


@dataclass
class Line:
    """One instrument of the day. Prices are in ticks of 0.01 CNY, None where there is none; limits
    are 0 before the first day. `told`: the sealed quantity that was reported
    last.
    """

    code: str
    lower: int = 0
    upper: int = 0
    last: int | None = None
    bids: Resting = field(default_factory=lambda: Resting(Side.BUY))
    asks: Resting = field(default_factory=lambda: Resting(Side.SELL))
    standing: Standing = NOWHERE
    told: int = 0

    def begin(self, lower: int, upper: int) -> None:
        """Its day begins."""
        self.lower, self.upper, self.last = lower, upper, None
        self.bids.clear()
        self.asks.clear()
        self.standing = NOWHERE

    def side(self, side: int) -> Resting:
        """What rests on that side."""
        return self.bids if side == Side.BUY else self.asks

    def limit(self, which: str) -> int:
        """A limit's price."""
        return self.upper if which == UPPER else self.lower


def standing_of(line: Line, within_bp: int, until_bp: int) -> Standing:
    """Where an instrument is. It comes near within the first share of a limit, in 0.01 %, and is
    near until the second.
    """
    if not line.upper:
        return NOWHERE
    prices = [each for each in (line.last, line.bids.best, line.asks.best) if each is not None]
    for which, pushing, other in ((UPPER, line.bids, line.asks), (LOWER, line.asks, line.bids)):
        price = line.limit(which)
        if pushing.best == price and other.best is None:
            return Standing(LOCKED, which, pushing.at_best)
        if price in prices:
            return Standing(AT, which)
    for which in (UPPER, LOWER):
        price = line.limit(which)
        share = until_bp if line.standing.limit == which else within_bp
        if any(abs(price - each) * WHOLE_BP <= share * price for each in prices):
            return Standing(NEAR, which)
    return NOWHERE
