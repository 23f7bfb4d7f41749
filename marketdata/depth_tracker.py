"""The market as a member's program keeps it: the five best levels, without its own quotes.

    depths = Depths()
    async for message in feed:  # subscribed to `depth`
        depths.apply(message)
        bids, asks = depths.of_others("CEA25", orders.open("CEA25"))

`depths.follow(feed)` is the same as a task beside the program's own work.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from marketdata.typed import FeedMessage


class Level(NamedTuple):
    """Price in 0.01 CNY, quantity in tonnes, number of orders."""

    price: int
    quantity: int
    orders: int


class OwnOrder(Protocol):
    """What is needed of an own order: an `Order` of `gateway.client.trackers` has it."""

    @property
    def side(self) -> str:
        """Buy or sell."""

    @property
    def price(self) -> int | None:
        """In 0.01 CNY; None at the market."""

    @property
    def leaves(self) -> int:
        """Open tonnes."""


Sides = tuple[list[Level], list[Level]]  # bids and asks, best first


class Depths:
    """The latest depth of each instrument that was heard."""

    def __init__(self) -> None:
        self._sides: dict[str, Sides] = {}

    def apply(self, message: FeedMessage) -> bool:
        """Take in a message of the feed; whether it was one of depth."""
        if message["channel"] != "depth":
            return False
        data = message["data"]
        self._sides[message["instrument"]] = (
            [Level(*each) for each in data["bids"]],
            [Level(*each) for each in data["asks"]],
        )
        return True

    async def follow(self, messages: AsyncIterable[FeedMessage]) -> None:
        """Take in the messages of a feed for as long as they come. Raises what they raise."""
        async for message in messages:
            self.apply(message)

    def of(self, instrument: str) -> Sides:
        """Bids and asks of an instrument, best first; empty before anything was heard."""
        return self._sides.get(instrument, ([], []))

    def of_others(self, instrument: str, own: Iterable[OwnOrder]) -> Sides:
        """Bids and asks without one's own open orders of that instrument.

        Feed and reports come on two connections: what the own orders have gone through since the
        depth was sent, or before it, shows as more or less than there is, until the other comes.
        """
        orders = list(own)
        bids, asks = self.of(instrument)
        return _less(bids, orders, "buy"), _less(asks, orders, "sell")


def _less(levels: list[Level], own: list[OwnOrder], side: str) -> list[Level]:
    found = []
    for price, quantity, orders in levels:
        mine = [each.leaves for each in own if each.side == side and each.price == price]
        left = Level(price, quantity - sum(mine), orders - len(mine))
        if left.quantity > 0 and left.orders > 0:
            found.append(left)
    return found
