"""Day prices of one instrument, from its listed trades only.

Open is the first listed trade; close is the sum of amounts over the sum of quantities, half-up to
0.01; without a trade both are the previous close (on a first day: the base price). High and low
exist only when something traded. Prices are ticks of 0.01 CNY, quantities tonnes, amounts fen.
"""

from __future__ import annotations

from engine.units import change_hundredths_pct, format_hundredths


def change_pct(price: int | None, reference: int | None) -> str | None:
    """Change in percent with two decimals, half away from zero (``"-3.13"``); None when either
    price is missing.
    """
    if price is None or not reference:
        return None
    return format_hundredths(change_hundredths_pct(price, reference))


def average_price(amount_fen: int, quantity: int) -> int:
    """Amount over quantity, half-up to one tick: the close of a day with trades.

    Quantity must be positive.
    """
    return (2 * amount_fen + quantity) // (2 * quantity)


class DayPrices:
    """Running prices of one instrument on one day."""

    __slots__ = (
        "amount_fen",
        "base",
        "close",
        "first_day",
        "high",
        "latest",
        "low",
        "open",
        "quantity",
        "trades",
    )

    def __init__(self, base: int, first_day: bool = False) -> None:
        self.base = base
        self.first_day = first_day
        self.open: int | None = None
        self.high: int | None = None
        self.low: int | None = None
        self.latest: int | None = None
        self.close: int | None = None
        self.quantity = self.amount_fen = self.trades = 0

    def anew(self) -> DayPrices:
        """The same day without a trade."""
        return DayPrices(self.base, self.first_day)

    def trade(self, price: int, quantity: int, amount_fen: int) -> None:
        """Count one listed trade."""
        if self.high is None or self.low is None:
            self.open = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.latest = price
        self.quantity += quantity
        self.amount_fen += amount_fen
        self.trades += 1

    def average(self) -> int:
        """What the close is by rule, from the trades counted so far."""
        return average_price(self.amount_fen, self.quantity) if self.quantity else self.base

    def change_pct(self) -> str | None:
        """Change of the close (while the day runs: of the latest price) against the previous
        close.
        """
        return change_pct(self.latest if self.close is None else self.close, self.base)
