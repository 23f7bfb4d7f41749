"""The member under trial: it quotes through the SDK, while its line, its venue and its own program
fail, and never takes "unknown" for an answer.

It has one frame of requests under way at a time. What was not answered is sent once more when the
line is back: orders with their client order ids, and cancels. A replace is not: its reports tell.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gateway.client import ConnectionLost, ReplyMissing, Session, VenueUnreachable, connect
from gateway.protocol.private_keys import PrivateKey
from tests.faults.house import BASES, RETRY_S
from tests.faults.member_session.ledger import Ledger, Request, now_ns

VALID_NS = 1_000_000_000  # no quote enters the book later than this after it was meant
GIVE_UP_S = 60.0
HEARTBEAT_S = 5
SPREAD_TICKS = 6
OPEN_MOST = 12
FRAME_MOST = 6
THINK_S = 0.02
LOST = (ConnectionLost, ReplyMissing, VenueUnreachable)


@dataclass
class Quoter:
    """One program of the member, from its start to its death; the ledger outlives it."""

    url: str
    key: PrivateKey
    ledger: Ledger
    dice: Random
    names: str  # what its client order ids begin with
    acts: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: list[Request] = field(default_factory=list)
    _named: int = 0

    async def run(self) -> None:
        """Quote until cancelled; cancelling is death, without log-off."""
        while True:
            try:
                async with self._connected() as session:
                    await self._live(session)
            except VenueUnreachable:
                await asyncio.sleep(RETRY_S)

    def _connected(self) -> Any:
        place = self.ledger.place
        begun: dict[str, Any] = {"today": True} if place is None else {"resume": place}
        options = {"heartbeat_s": HEARTBEAT_S, "give_up_s": GIVE_UP_S}
        return connect(self.url, self.key, cancel_on_disconnect=True, **options, **begun)

    async def _live(self, session: Session) -> None:
        self.ledger.log_ons += 1
        if self.ledger.place is None:
            self.ledger.holdings.begin(await session.operations.balances())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read(session))
            tasks.create_task(self._quote(session))

    async def _read(self, session: Session) -> None:
        async for report in session.reports():
            self.ledger.hear(report)

    async def _quote(self, session: Session) -> None:
        while True:
            self.idle.set()
            await self.acts.wait()
            self.idle.clear()
            self._waiting = self._waiting or self._ideas()
            await self._send(session)
            await asyncio.sleep(self.dice.random() * THINK_S)

    async def _send(self, session: Session) -> None:
        """Send what waits until it is answered."""
        date = session.logged_on["date"]
        while self._waiting:
            try:
                sent_s = time.perf_counter()
                replies = await session.request_many(self._waiting)
                self.ledger.waits_s.append(time.perf_counter() - sent_s)
                for request, reply in zip(self._waiting, replies, strict=True):
                    self.ledger.note(request, reply)
                self._waiting = []
            except LOST:
                lost_s = time.perf_counter()
                await session.connected()
                self.ledger.reconnected_s.append(time.perf_counter() - lost_s)
                self._waiting = [each for each in self._waiting if each["op"] != "replace"]
                if session.logged_on["date"] != date:  # nothing outlives its day
                    self._waiting = []

    def _ideas(self) -> list[Request]:
        standing = sorted(each.order for each in self.ledger.orders.open())
        some = self.dice.sample(standing, min(len(standing), FRAME_MOST))
        frame = [self._idea(some) for _ in range(self.dice.randint(1, FRAME_MOST))]
        return [*frame, *({"op": "cancel", "order": each} for each in standing[OPEN_MOST:])][:100]

    def _idea(self, standing: list[int]) -> Request:
        kind = self.dice.random()
        if not standing or kind < 0.6:
            return self._new_order()
        order = standing.pop()  # of one order, one thing in a frame
        if kind < 0.8:
            return {"op": "cancel", "order": order}
        terms = {"price": self._price(order), "quantity": self.dice.randint(1, 40)}
        return {"op": "replace", "order": order, **terms, **_valid()}

    def _price(self, order: int) -> int:
        known = self.ledger.orders[order]
        return _quoted(known.instrument, known.side, self.dice)

    def _new_order(self) -> Request:
        self._named += 1
        name = f"{self.names}-{self._named}"
        instrument, side = self.dice.choice(tuple(BASES)), self.dice.choice(("buy", "sell"))
        terms = {"price": _quoted(instrument, side, self.dice), "quantity": 1 + self._named % 40}
        request = {"op": "new_order", "instrument": instrument, "side": side, **terms}
        self.ledger.sent[name] = request | {"client_order_id": name} | _valid()
        return self.ledger.sent[name]


def _valid() -> Mapping[str, int]:
    return {"valid_until_ns": now_ns() + VALID_NS}


def _quoted(instrument: str, side: str, dice: Random) -> int:
    away = dice.randint(1, SPREAD_TICKS)
    return BASES[instrument] + (-away if side == "buy" else away)
