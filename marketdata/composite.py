"""The composite price (综合价格): the sum of each vintage's price times its published weight.

The rule: `P = Σ Py × Wy`, where Py is a vintage's price and Wy its price weight. Weights are
figures that the exchange publishes with a date, exact fractions that add up to 1 (1/3, not 0.3333).
They are not volumes: an average weighted by volume fails on 549 of 554 published days.

- Open: at the day's first listed trade in **any** vintage, whether it carries weight or not.
  Vintages that have not traded count at their previous close. On 2026-02-04 CEA25 carries the whole
  weight and opens at 78.00, yet the published composite opens at 81.00, CEA25's previous close: a
  vintage without weight had traded first. Without a trade all day there is no open, and the close
  is of the previous closes.
- Latest: computed again at every listed trade from every vintage's latest price. It is not shown
  before the first trade.
- High and low: the extremes of open and every latest and, from 2024-07-16 on, of the close too.
- Close: of the vintages' closes, half up to 0.01 CNY. Change: against the previous composite close,
  in percent, half away from zero.

The composite moves no vintage's own price or band; a new vintage's base price is the previous
composite close. Only listed trades count, not blocks and auctions.

Where it is applied: `Composite` decides; the feed publishes it (channel `composite`, the bulletin).
Weights come from the command SET_PRICE_WEIGHTS (marketdata/weights.py). The engine never computes
the composite.

Source: the exchange's published daily records. Exact arithmetic differs from them on two days of
2024-12: 97.81 is printed as 97.80, and the changes of that day and the next follow from it.

All running values are kept as exact integers, price ticks times the weights' common denominator,
and rounded only when shown; rounding keeps order, so the rounded extreme is the extreme of the
rounded values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketdata.prices import change_pct
from marketdata.weights import PriceWeights

CLOSE_COUNTS_FROM = 20_240_716  # first day whose composite high and low include the close


class Composite:
    """Composite of one venue: the running day, and the close carried over from the day before."""

    def __init__(self) -> None:
        self.date = 0
        self.weights: PriceWeights | None = None
        self.previous_close: int | None = None
        self.fixed = False  # by the day's first listed trade or its end: its weights stay
        self.close: int | None = None
        # the last composite close known, previous close of the next day
        self._carried: int | None = None
        self._numerators: dict[int, int] = {}
        self._denominator = 1
        self._prices: dict[int, int] = {}
        self._bases: dict[int, int] = {}
        self._open: int | None = None
        self._latest: int | None = None
        self._high: int | None = None
        self._low: int | None = None
        self._before: tuple[Any, ...] = ()  # the day's figures that the last start replaced

    def start_day(self, date: int, weights: PriceWeights | None) -> None:
        """Begin a day; the base prices of its instruments follow."""
        self._before = (self.date, self.close, self.previous_close, self.fixed, self._bases)
        self._before += (self._open, self._latest, self._high, self._low)
        self.date, self.close, self.previous_close = date, None, self._carried
        self._open = self._latest = self._high = self._low = None
        self.fixed, self._bases = False, {}
        self.weigh_with(weights)

    def take_back_day(self, weights: PriceWeights | None) -> None:
        """The running day was none, and has not traded: show the figures of the day before."""
        self.date, self.close, self.previous_close, self.fixed, self._bases, *prices = self._before
        self._open, self._latest, self._high, self._low = prices
        self._put_in_force(weights)

    def weigh_with(self, weights: PriceWeights | None) -> None:
        """Put a set of weights in force, while they are not fixed."""
        self._put_in_force(weights)
        self._derive_previous_close()

    def _put_in_force(self, weights: PriceWeights | None) -> None:
        self.weights = weights
        self._numerators = weights.weighted() if weights else {}
        self._denominator = weights.denominator if weights else 1

    def count_again(self) -> None:
        """The day as before its first trade, with the weights that are in force: its trades
        follow again.
        """
        self._prices.update(self._bases)
        self._open = self._latest = self._high = self._low = None
        self.fixed = False

    def carry(self, price: int) -> None:
        """State the previous composite close from outside: a venue that goes on where another left
        off.
        """
        self._carried = price
        if not self.fixed:
            self.previous_close = price

    def base(self, instrument: int, price: int) -> None:
        """An instrument's base price of the day."""
        self._prices[instrument] = self._bases[instrument] = price
        self._derive_previous_close()

    def _derive_previous_close(self) -> None:
        """On a venue's very first day nothing was carried over: the composite of the base prices is
        used instead.
        """
        if self._carried is None and not self.fixed:
            self.previous_close = self._rounded(self._weighed(self._bases))

    def _weighed(self, prices: Mapping[int, int]) -> int | None:
        if not self._numerators or any(instrument not in prices for instrument in self._numerators):
            return None
        return sum(
            numerator * prices[instrument] for instrument, numerator in self._numerators.items()
        )

    def _rounded(self, exact: int | None) -> int | None:
        if exact is None:
            return None
        return (2 * exact + self._denominator) // (2 * self._denominator)

    def trade(self, instrument: int, price: int) -> None:
        """Recompute after one listed trade of a vintage."""
        self.fixed = True
        latest = self._latest
        if latest is None:
            self._prices[instrument] = price
            exact = self._weighed(self._prices)
            self._open = self._latest = self._high = self._low = exact
            return
        numerator = self._numerators.get(instrument, 0)
        before, self._prices[instrument] = self._prices.get(instrument, price), price
        if not numerator or price == before:
            return
        self._latest = latest = latest + numerator * (price - before)
        self._widen(latest)

    def _widen(self, exact: int) -> None:
        if self._high is None or exact > self._high:
            self._high = exact
        if self._low is None or exact < self._low:
            self._low = exact

    @property
    def latest(self) -> int | None:
        """The composite after the latest trade, in ticks; None before the day's first."""
        return self._rounded(self._latest)

    def end_day(self, closes: dict[int, int]) -> None:
        """Fix the close from the vintages' closes (ticks by instrument number)."""
        self.fixed = True
        self._prices.update(closes)
        exact = self._weighed(self._prices)
        self.close = self._rounded(exact)
        opened = self._open is not None
        if exact is not None and opened and self.date >= CLOSE_COUNTS_FROM:
            self._widen(exact)
        if self.close is not None:
            self._carried = self.close

    def figures(self) -> dict[str, Any]:
        """The day so far, in ticks: open, latest, high and low None before the first trade, close
        None before the end.
        """
        shown = self.close if self.close is not None else self._rounded(self._latest)
        return {
            "previous_close": self.previous_close,
            "open": self._rounded(self._open),
            "latest": self._rounded(self._latest),
            "high": self._rounded(self._high),
            "low": self._rounded(self._low),
            "close": self.close,
            "change_pct": change_pct(shown, self.previous_close),
        }
