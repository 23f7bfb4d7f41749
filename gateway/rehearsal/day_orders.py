"""What members do on one rehearsed day: listed orders and takes, block deals, auctions; and what
they make together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """One order of one member: side `buy` or `sell`, price in ticks, quantity in t."""

    member: int
    code: str
    side: str
    price: int
    quantity: int

    def request(self) -> dict[str, object]:
        """The fields of the gateway's `new_order`."""
        return {
            "instrument": self.code,
            "side": self.side,
            "price": self.price,
            "quantity": self.quantity,
        }


@dataclass(frozen=True)
class InstrumentOrders:
    """One instrument's day: the orders that rest and, in the same sequence, the orders that take
    them.
    """

    code: str
    listed: tuple[Order, ...]
    takes: tuple[Order, ...]


@dataclass(frozen=True)
class Deal:
    """One block deal: the seller posts, the buyer accepts; price in ticks, quantity in t."""

    seller: int
    buyer: int
    code: str
    price: int
    quantity: int

    @property
    def legs(self) -> tuple[Order, Order]:
        """What each side gives, as orders."""
        terms = (self.price, self.quantity)
        return Order(self.seller, self.code, "sell", *terms), Order(
            self.buyer, self.code, "buy", *terms
        )


@dataclass(frozen=True)
class Auction:
    """One auction of an instrument: what is offered (t) and the bids, all of which win what they
    ask for.
    """

    seller: int
    code: str
    offered: int
    bids: tuple[Order, ...]

    @property
    def sold(self) -> int:
        """What the bids take, t."""
        return sum(bid.quantity for bid in self.bids)

    @property
    def legs(self) -> tuple[Order, ...]:
        """What each side gives, as orders."""
        sales = (
            Order(self.seller, self.code, "sell", bid.price, bid.quantity) for bid in self.bids
        )
        return (*self.bids, *sales)


@dataclass(frozen=True)
class FirstTrade:
    """The vintage that trades first (None on a day without trades), why, and whether others might
    have.
    """

    code: str | None
    why: str
    choice: bool = False


@dataclass(frozen=True)
class DayOrders:
    """All orders of one day; the instrument that trades first comes first. `unplayable` says which
    rows no trades can show.
    """

    date: int
    first: FirstTrade
    instruments: tuple[InstrumentOrders, ...]
    deals: tuple[Deal, ...] = ()
    auctions: tuple[Auction, ...] = ()
    unplayable: tuple[str, ...] = ()

    @property
    def orders(self) -> list[Order]:
        """Every order of the day, those that deals and auctions come to as well."""
        listed = (order for each in self.instruments for order in (*each.listed, *each.takes))
        blocks = (leg for deal in self.deals for leg in deal.legs)
        awards = (leg for auction in self.auctions for leg in auction.legs)
        return [*listed, *blocks, *awards]

    @property
    def trades(self) -> int:
        """How many trades the day makes, by every method."""
        listed = sum(len(each.takes) for each in self.instruments)
        return listed + len(self.deals) + sum(len(each.bids) for each in self.auctions)
