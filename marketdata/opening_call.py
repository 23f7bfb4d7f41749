"""The indicative price of a call (集合竞价), from the orders that rest: what would trade if it
ended now.

The same rule as the engine's (engine/rules/opening_call/), tried at the same prices: the limits
of orders and the reference (the last price of the day, before its first trade the base price), or
the price on the tick that is nearest to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, NamedTuple

Trial = tuple[int, int, int]  # price, volume, surplus of buys over sells


class Band(NamedTuple):
    """The day's limits, the reference and the price step."""

    lower: int
    upper: int
    reference: int
    tick: int


class Side:
    """One side's open quantity by limit, the sums below any price, and what accepts any price."""

    def __init__(self, levels: Iterable[tuple[int, int]], at_market: int = 0) -> None:
        ordered = sorted(levels)
        self.at_market = at_market
        self.prices = [price for price, _ in ordered]
        self._sums = [0, *accumulate(quantity for _, quantity in ordered)]

    def at_least(self, price: int) -> int:
        """Quantity at this limit and above, or at market."""
        return self.at_market + self._sums[-1] - self._sums[bisect_left(self.prices, price)]

    def at_most(self, price: int) -> int:
        """Quantity at this limit and below, or at market."""
        return self.at_market + self._sums[bisect_right(self.prices, price)]


def indicative(buys: Side, sells: Side, band: Band) -> dict[str, Any]:
    """Price (None: nothing would trade), volume, and what would be left on which side."""
    trials = [_try(buys, sells, price) for price in _candidates(buys, sells, band)]
    most = max((volume for _, volume, _ in trials), default=0)
    if most == 0:
        return {"price": None, "volume": 0, "surplus": 0, "side": None}
    trials = [trial for trial in trials if trial[1] == most]
    least = min(abs(surplus) for _, _, surplus in trials)
    price, _, surplus = _chosen(
        [trial for trial in trials if abs(trial[2]) == least], band.reference
    )
    side = None if surplus == 0 else "buy" if surplus > 0 else "sell"
    return {"price": price, "volume": most, "surplus": least, "side": side}


def _chosen(trials: list[Trial], reference: int) -> Trial:
    """Of equally good prices in ascending order: by the side of the surplus, else the nearest to
    the reference, the higher of two.
    """
    if all(surplus > 0 for _, _, surplus in trials):
        return trials[-1]
    if all(surplus < 0 for _, _, surplus in trials):
        return trials[0]
    return min(trials, key=lambda trial: (abs(trial[0] - reference), -trial[0]))


def _candidates(buys: Side, sells: Side, band: Band) -> list[int]:
    """Limits of orders and the reference, in ascending order."""
    return sorted({_anchor(band), *buys.prices, *sells.prices})


def _anchor(band: Band) -> int:
    """The price on the tick nearest to the reference inside the limits, the higher of two."""
    price = (2 * band.reference + band.tick) // (2 * band.tick) * band.tick
    if price > band.upper:
        return price - band.tick
    return price + band.tick if price < band.lower else price


def _try(buys: Side, sells: Side, price: int) -> Trial:
    demand, supply = buys.at_least(price), sells.at_most(price)
    return price, min(demand, supply), demand - supply
