"""The other side of the market: a member who trades against the quotes, straight with the venue."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gateway.client import Session
from tests.faults.house import BASES, RETRY_S, House
from tests.faults.member_session.quoter import LOST, SPREAD_TICKS

THINK_S = 0.02
FRAME_MOST = 4


@dataclass
class Crowd:
    """Sends orders that cross the quotes until it is cancelled; what becomes of them is not its
    concern. It pauses while `acts` is not set, and is `idle` then.
    """

    house: House
    account: int
    dice: Random
    acts: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Trade, and connect again whenever the venue has gone."""
        while True:
            try:
                async with self.house.session(f"member-{self.account}") as session:
                    await self._trade(session)
            except LOST:
                await asyncio.sleep(RETRY_S)

    async def _trade(self, session: Session) -> None:
        while True:
            self.idle.set()
            await self.acts.wait()
            self.idle.clear()
            frame = [self._order() for _ in range(self.dice.randint(1, FRAME_MOST))]
            await session.request_many(frame)
            await asyncio.sleep(self.dice.random() * THINK_S)

    def _order(self) -> dict[str, Any]:
        code, side = self.dice.choice(tuple(BASES)), self.dice.choice(("buy", "sell"))
        through = self.dice.randint(1, SPREAD_TICKS)
        price = BASES[code] + (through if side == "buy" else -through)
        terms = {"price": price, "quantity": self.dice.randint(1, 60), "time_in_force": "ioc"}
        return {"op": "new_order", "instrument": code, "side": side, **terms}
