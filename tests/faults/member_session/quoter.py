"""The member under trial: it quotes through the SDK, while its line, its venue and its own program
fail, and never takes "unknown" for an answer.

It has one frame of requests under way at a time. What was not answered is sent once more when the
line is back: every request has a client id. Its orders are guarded by `cancel_on_disconnect`, half
of them by a time at which they expire, and those of a timed program by a timer.
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
LIVES_NS = 1_500_000_000  # nor rests longer than this, where it names a time
TIMER_MS = 1_000
GIVE_UP_S = 60.0
HEARTBEAT_S = 5
SPREAD_TICKS = 6
OPEN_MOST = 12
FRAME_MOST = 6
THINK_S = 0.02
TIMER = {"op": "cancel_after", "after_ms": TIMER_MS}
FRAME_WITHOUT_TIMER = 99
LOST = (ConnectionLost, ReplyMissing, VenueUnreachable)


@dataclass
class Quoter:
    """One program of the member, from its start to its death; the ledger outlives it."""

    url: str
    key: PrivateKey
    ledger: Ledger
    dice: Random
    names: str  # what its client ids begin with
    timed: bool = True  # whether it sets a timer with each frame
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
                await self._send_once(session)
            except LOST:
                lost_s = time.perf_counter()
                await session.connected()
                self.ledger.reconnected_s.append(time.perf_counter() - lost_s)
                if session.logged_on["date"] != date:  # nothing outlives its day
                    self._waiting = []

    async def _send_once(self, session: Session) -> None:
        timers = [TIMER] if self.timed else []
        arming = self.ledger.arms() if self.timed else None
        self.ledger.sends(self._waiting)
        sent_s = time.perf_counter()
        replies = await session.request_many([*timers, *self._waiting])
        self.ledger.waits_s.append(time.perf_counter() - sent_s)
        if arming is not None:
            arming.fires_ns = replies[0].fields.get("fires_ns")
        for request, reply in zip(self._waiting, replies[len(timers) :], strict=True):
            self.ledger.note(request, reply)
        self._waiting = []

    def _ideas(self) -> list[Request]:
        standing = sorted(each.order for each in self.ledger.orders.open())
        some = self.dice.sample(standing, min(len(standing), FRAME_MOST))
        frame = [self._idea(some) for _ in range(self.dice.randint(1, FRAME_MOST))]
        return [*frame, *(self._cancel(each) for each in standing[OPEN_MOST:])][
            :FRAME_WITHOUT_TIMER
        ]

    def _idea(self, standing: list[int]) -> Request:
        kind = self.dice.random()
        if not standing or kind < 0.6:
            return self._new_order()
        order = standing.pop()  # of one order, one thing in a frame
        if kind < 0.8:
            return self._cancel(order)
        quantity = self.dice.choice(("quantity", "total"))
        terms = {"price": self._price(order), quantity: self.dice.randint(1, 40)}
        name = {"client_request_id": self._name()}
        request = {"op": "replace", "order": order, **terms, **name, **_valid()}
        return self.ledger.sent.setdefault(request["client_request_id"], request)

    def _cancel(self, order: int) -> Request:
        return {"op": "cancel", "order": order, "client_request_id": self._name()}

    def _name(self) -> str:
        self._named += 1
        return f"{self.names}-{self._named}"

    def _price(self, order: int) -> int:
        known = self.ledger.orders[order]
        return _quoted(known.instrument, known.side, self.dice)

    def _new_order(self) -> Request:
        name = self._name()
        instrument, side = self.dice.choice(tuple(BASES)), self.dice.choice(("buy", "sell"))
        terms = {
            "price": _quoted(instrument, side, self.dice),
            "quantity": self.dice.randint(1, 40),
        }
        lives = self.dice.choice(({}, {"expires_ns": now_ns() + LIVES_NS}))
        request = {"op": "new_order", "instrument": instrument, "side": side, **terms, **lives}
        self.ledger.sent[name] = request | {"client_order_id": name} | _valid()
        return self.ledger.sent[name]


def _valid() -> Mapping[str, int]:
    return {"valid_until_ns": now_ns() + VALID_NS}


def _quoted(instrument: str, side: str, dice: Random) -> int:
    away = dice.randint(1, SPREAD_TICKS)
    return BASES[instrument] + (-away if side == "buy" else away)
