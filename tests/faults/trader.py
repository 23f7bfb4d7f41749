"""Members who trade through the SDK while processes are killed, and who never take "unknown" for an
answer.

A trader has one frame of requests under way at a time. When the connection is lost it connects
again, takes up its reports after the last one it has, and sends what was not answered once more:
orders as they were, with their client order ids; cancels as they were; a replace only when no
report tells that it was done, because to replace twice is not the same as once.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gateway.client import ConnectionLost, Reply, ReplyMissing, Report, Session, VenueUnreachable
from settlement_bridge import client as registry_client
from tests.faults.house import BASES, RETRY_S, House

Request = dict[str, Any]

SPREAD = 8  # ticks on either side of the base price
FRAME_MOST = 8  # requests
# of a member in a hurry: while they are done, there is time for a kill between deed and answer
HASTY_FRAME = 100
THINK_S = 0.06


@dataclass
class Trader:
    """One member.

    `answers` are its requests with their replies, `found` the replaces that only a report shows,
    `waits_s` how long each frame of requests took to be answered.
    """

    house: House
    account: int
    dice: Random
    reports: list[Report] = field(default_factory=list)
    answers: list[tuple[Request, Reply]] = field(default_factory=list)
    found: list[Request] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    log_ons: int = 0
    hurry: bool = False
    think_s: float = THINK_S  # the longest pause between an answer and the next frame
    _waiting: list[Request] = field(default_factory=list)
    _open: dict[int, str] = field(default_factory=dict)  # instrument by order
    _entered: int = 0
    _replaced: Counter[int] = field(default_factory=Counter)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def trade(self, done: Callable[[], bool]) -> None:
        """Send orders, cancels and replaces until `done` and everything is answered."""
        while self._waiting or not done():
            try:
                async with self.house.session(f"member-{self.account}", **self._place()) as session:
                    await self._trade_on(session, done)
            except (VenueUnreachable, ConnectionLost, ReplyMissing):
                await asyncio.sleep(RETRY_S)

    def _place(self) -> dict[str, Any]:
        """Where the reports go on: after the last one heard, or with the first of the day."""
        if not self.reports:
            return {"today": True}
        last = self.reports[-1]
        return {"resume": (last["report_date"], last["number"] + 1)}

    async def _trade_on(self, session: Session, done: Callable[[], bool]) -> None:
        self.log_ons += 1
        reading = asyncio.create_task(self._read(session))
        try:
            await self._catch_up(session.logged_on["next_report"])
            self._waiting = [request for request in self._waiting if not self._was_done(request)]
            while self._waiting or not done():
                self._waiting = self._waiting or self._ideas()
                sent_s = time.perf_counter()
                replies = await session.request_many(self._waiting)
                self.waits_s.append(time.perf_counter() - sent_s)
                for request, reply in zip(self._waiting, replies, strict=True):
                    self._note(request, reply)
                self._waiting = []
                await asyncio.sleep(0 if self.hurry else self.dice.random() * self.think_s)
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _read(self, session: Session) -> None:
        try:
            async for report in session.reports():
                self.reports.append(report)
                self._heard.set()
        finally:
            self._heard.set()

    async def _catch_up(self, next_report: int) -> None:
        """Wait for the reports that the venue had at the log-on.

        It has all that we have ever heard.
        """
        assert next_report > len(self.reports), (
            f"account {self.account}: report {len(self.reports)} is not there any more"
        )
        async with asyncio.timeout(20):
            while len(self.reports) < next_report - 1:
                self._heard.clear()
                await self._heard.wait()

    def _was_done(self, request: Request) -> bool:
        if request["op"] != "replace":
            return False
        told = sum(
            report["report"] == "replaced" and report["order"] == request["order"]
            for report in self.reports
        )
        if told == self._replaced[request["order"]]:
            return False
        self._replaced[request["order"]] += 1
        self.found.append(request)
        return True

    def _note(self, request: Request, reply: Reply) -> None:
        self.answers.append((request, reply))
        number = reply.fields["order"] if reply.ok else request.get("order", 0)
        if reply.ok and request["op"] == "replace":
            self._replaced[number] += 1
        instrument = request.get("instrument") or self._open.pop(number, "")
        if instrument and reply.ok and reply.fields.get("status") in ("entered", "partly_filled"):
            self._open[number] = instrument

    def _ideas(self) -> list[Request]:
        """The next frame: mostly orders, and at most one request for each open order."""
        standing = self.dice.sample(sorted(self._open), min(len(self._open), FRAME_MOST))
        return [
            self._change(standing)
            for _ in range(HASTY_FRAME if self.hurry else self.dice.randint(1, FRAME_MOST))
        ]

    def _change(self, standing: list[int]) -> Request:
        kind = self.dice.random()
        if not standing or kind < 0.6:
            return self._new_order()
        order = standing.pop()  # of one order, one thing in a frame
        if kind < 0.8:
            return {"op": "cancel", "order": order}
        terms = self._terms(self._open[order])
        return {"op": "replace", "order": order} | {
            name: terms[name] for name in ("price", "quantity")
        }

    def _new_order(self) -> Request:
        self._entered += 1
        terms = self._terms(self.dice.choice(tuple(BASES)))
        how = {
            "side": self.dice.choice(("buy", "sell")),
            "time_in_force": self.dice.choice(("day", "day", "day", "ioc", "fok")),
        }
        return {
            "op": "new_order",
            **terms,
            **how,
            "client_order_id": f"{self.account}-{self._entered}",
        }

    def _terms(self, instrument: str) -> Request:
        price = BASES[instrument] + self.dice.randint(-SPREAD, SPREAD)
        return {"instrument": instrument, "price": price, "quantity": self.dice.randint(1, 40)}


@dataclass
class Cashier:
    """Pays in through the registry, 1 fen, then 2, then 3 ...: the amount tells which deposit an
    entry of the journal is.
    """

    house: House
    account: int
    paid: int = 0
    told: list[int] = field(default_factory=list)  # amounts that were acknowledged

    async def pay(self, done: Callable[[], bool]) -> None:
        """Deposit until `done`. After a loss the journal tells whether the last one was taken."""
        while not done():
            try:
                async with self.house.registry() as registry:
                    await self._pay_on(registry, done)
            except (
                registry_client.VenueUnreachable,
                registry_client.ConnectionLost,
                registry_client.ReplyMissing,
            ):
                await asyncio.sleep(RETRY_S)

    async def _pay_on(
        self, registry: registry_client.RegistrySession, done: Callable[[], bool]
    ) -> None:
        self.paid = max(
            [
                amount
                for amount in await deposits(registry, self.account)
                if amount <= self.paid + 1
            ],
            default=0,
        )
        while not done():
            reply = (
                await registry.request_many(
                    [{"op": "deposit", "account": self.account, "amount_fen": self.paid + 1}]
                )
            )[0]
            assert reply.ok or (reply.error is not None and reply.error.code == "exchange_away"), (
                reply.error
            )
            self.paid += 1
            self.told.append(self.paid)
            await asyncio.sleep(THINK_S)


async def deposits(registry: registry_client.RegistrySession, account: int) -> list[int]:
    """Every deposit of an account in the registry's journal, in fen."""
    return [
        entry["amount_fen"]
        async for entry in registry.journal(account)
        if entry["kind"] == "deposit"
    ]
