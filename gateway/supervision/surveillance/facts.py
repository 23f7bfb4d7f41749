"""What the rules hear of: orders, trades, instruments. Prices are in ticks of 0.01 CNY, quantities
in tonnes, times in ns since 1970 UTC; `sequence` is the number of an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.commands import Side

BUY, SELL = int(Side.BUY), int(Side.SELL)


@dataclass(slots=True, eq=False)
class Order:
    """A listed order: `quantity` as it was entered, `leaves` open, `traded` so far."""

    number: int
    account: int
    instrument: int
    side: int
    price: int
    quantity: int
    leaves: int
    entered_ns: int
    sequence: int
    traded: int = 0


@dataclass(slots=True, eq=False)
class Trade:
    """A trade of any method: `taker` is the side that took, 0 where neither did; the orders are
    those of the book, None for other methods.
    """

    sequence: int
    time_ns: int
    instrument: int
    price: int
    quantity: int
    buyer: int
    seller: int
    taker: int
    listed: bool
    buy_order: Order | None
    sell_order: Order | None

    @property
    def taken_by(self) -> int:
        """The account that took, 0 where neither did."""
        return self.buyer if self.taker == BUY else self.seller if self.taker == SELL else 0


@dataclass(slots=True)
class OwnSide:
    """The open orders of an account on one side of an instrument, and what is open of them."""

    orders: dict[int, Order] = field(default_factory=dict)
    leaves: int = 0


@dataclass(slots=True)
class Instrument:
    """An instrument today: `last` price, 0 before the first trade; `maximum` holding, 0: none."""

    code: str
    maximum: int = 0
    base: int = 0
    lower: int = 0
    upper: int = 0
    last: int = 0

    @property
    def price(self) -> int:
        """The last price, before the first trade the base price."""
        return self.last or self.base

    def limit(self, side: int) -> int:
        """The price limit that orders of a side push to."""
        return self.upper if side == BUY else self.lower
