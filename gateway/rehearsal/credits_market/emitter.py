"""The emitter of the demonstration in the allowance venue beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.rehearsal.venue import RehearsalVenue

CODE, BASE = "CEA25", 7_800
TRADED_T, TRADED_AT = 100, 7_800


@dataclass(frozen=True)
class Emitter:
    """The account of an emitter in an allowance venue."""

    venue: RehearsalVenue
    account: int
    other: int

    async def trade(self, date: int) -> Mapping[str, Any]:
        """A day with one small trade, so that both markets have figures: its bulletin."""
        await self.venue.list_instrument(CODE, 1, BASE)
        await self.venue.feed.subscribe("bulletin")
        await self.venue.allocate({(self.other, CODE): TRADED_T})
        await self.venue.deposit({self.account: TRADED_T * TRADED_AT})
        await self.venue.start_day(date)
        order: dict[str, Any] = {"instrument": CODE, "price": TRADED_AT, "quantity": TRADED_T}
        for account, side in ((self.other, "sell"), (self.account, "buy")):
            await self.venue.members[account].request("new_order", side=side, **order)
        await self.venue.end_day()
        bulletin = await self.venue.bulletin(date)
        await self.venue.settled(date)
        return bulletin
