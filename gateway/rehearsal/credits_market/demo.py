"""The demonstration of the credits market: two projects from submission to the offset of an
emitter's obligation, on a credits venue and an allowance venue beside it.

Everything goes through the public clients. Days pass as the rules want them: each public notice
lasts 20 working days. At the end figures of both venues, both registries and the exchange's books
of cash are checked against each other.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from engine.units import format_date
from gateway.launch.processes import VenueFailed
from gateway.rehearsal.credits_market.cast import (
    BODIES,
    CASH_FEN,
    EMITTER,
    IN_ALLOWANCES,
    ISSUED,
    NAMES,
    OFFSET,
    PROJECTS,
    REGISTERED,
    SELLER,
    SUBMITTED,
    TOTAL,
    TRADED,
    TRADERS,
)
from gateway.rehearsal.credits_market.emitter import (
    DUE,
    SHARE,
    YEAR,
    Emitter,
    Fulfilled,
    emitter_entity,
)
from gateway.rehearsal.credits_market.projects import Life, open_bodies, owner_entity
from gateway.rehearsal.credits_market.story import Heard, Story, collect
from gateway.rehearsal.market_view import trades_of
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import Request, at_once, everything_done, in_time

Row = Mapping[str, Any]
T = TypeVar("T")

EMITTERS_PART = 0.5  # of the lots, as long as it wants any
BASE_TICKS = (6_500, 9_000)
SPREAD = 300  # ticks about the reference price
LOT = 500  # t of an order


async def perform(seed: int, folder: Path, tell: Callable[[str], None]) -> Story:
    """Run the whole demonstration on an empty folder. Raises the clients' errors."""
    tell("starting a credits venue with the exchange's cash, and an allowance venue beside it")
    name = NAMES[EMITTER]
    owners = [owner_entity(each.owner, NAMES[each.owner]) for each in PROJECTS]
    there = [*owners, emitter_entity(EMITTER, name, "institution")]
    here = [emitter_entity(EMITTER, name, "emitter")]
    async with AsyncExitStack() as stack:
        opened = open_venue(folder / "credits", NAMES, market="credits", entities=there)
        credits = await stack.enter_async_context(opened)
        beside = open_venue(folder / "allowances", IN_ALLOWANCES, entities=here)
        allowances = await stack.enter_async_context(beside)
        emitter = Emitter(allowances, EMITTER, SELLER)
        stage = Stage(credits, emitter, random.Random(seed), tell)
        await at_once((stage.projects(), emitter.owe()))
        await stage.trade()
        await stage.fulfil()
        return await collect(seed, stage.heard(), credits, allowances)


@dataclass
class Stage:
    """The acts, one after another."""

    venue: RehearsalVenue
    emitter: Emitter
    dice: random.Random
    tell: Callable[[str], None]
    last: int = 0
    issued: Sequence[Row] = ()
    tape: Sequence[Row] = ()  # by number
    bulletins: Sequence[Row] = ()
    refused: str = ""
    bought: Counter[str] = field(default_factory=Counter)  # by the emitter
    fulfilled: Fulfilled | None = None
    certificates: Sequence[Row] = ()

    async def projects(self) -> None:
        """Two projects: noticed, validated, registered, verified, issued."""
        await open_bodies(self.venue, BODIES)
        life = Life(self.venue, PROJECTS, BODIES)
        self.tell("two projects are submitted; 20 working days of public notice 公示")
        numbers = await self._on(SUBMITTED, life.submit)
        self.tell("validated and registered 登记; their accounting periods are noticed")
        periods = await self._on(REGISTERED, lambda: life.register(numbers))
        self.tell("verified by another body; credits are registered 减排量登记, moved into trading")
        await self._on(ISSUED, lambda: self._issue(life, periods))

    async def _on(self, date: int, work: Callable[[], Awaitable[T]]) -> T:
        """A day on which something is done, settled at its end."""
        await self.venue.start_day(date, self.last)
        done = await work()
        await self.venue.end_day()
        await self.venue.settled(date)
        self.last = date
        return done

    async def _issue(self, life: Life, periods: Sequence[int]) -> None:
        await life.issue(periods)
        self.issued = (await self.venue.registry.request("issued_credits"))["issued_credits"]
        owner_of = {project.name: project.owner for project in PROJECTS}
        for number, row in enumerate(self.issued, start=1):
            base = self.dice.randint(*BASE_TICKS)
            await self.venue.list_instrument(row["instrument"], number, base)
        moved: list[Request] = [
            {
                "op": "transfer_in",
                "account": owner_of[row["name"]],
                "instrument": row["instrument"],
                "quantity": row["issued"],
            }
            for row in self.issued
        ]
        await everything_done(self.venue.registry, moved)
        await self.venue.deposit(dict.fromkeys(NAMES, CASH_FEN))

    async def trade(self) -> None:
        """All that was issued is listed and bought; the allowance venue has a trade of its own."""
        self.tell(f"{TOTAL:,} t are traded 挂牌协议 among {len(NAMES)} members")
        for channel in ("trades", "bulletin"):
            await self.venue.feed.subscribe(channel)
        hearing = asyncio.create_task(self._hear())
        beside = asyncio.create_task(self.emitter.trade(TRADED))
        await self._on(TRADED, self._orders)
        self.tell("the day is settled: units by the registry, cash by the exchange, both confirmed")
        own = await in_time(hearing, "the bulletin")
        self.bulletins = [own, await beside]

    async def _hear(self) -> Row:
        """Keep the trades that the feed sends, until the bulletin, which is returned."""
        tape: list[Row] = []
        async for message in self.venue.feed:
            if message["channel"] == "bulletin":
                if message["data"]["date"] == format_date(TRADED):
                    self.tape = sorted(tape, key=lambda trade: trade["trade"])
                    return dict(message["data"])
            elif message["channel"] == "trades":
                code = message["instrument"]
                tape += [{"instrument": code, **trade} for trade in trades_of(message)]
        raise VenueFailed("the feed ended without a bulletin")

    async def _orders(self) -> None:
        """Owners list lots at prices of their choice; buyers take the best one."""
        owner_of = {project.name: project.owner for project in PROJECTS}
        reference = {
            row["instrument"]: row["reference"]
            for row in (await self.venue.exchange.request("limits"))["rows"]
        }
        for row in self.issued:
            code = row["instrument"]
            for left in range(row["issued"], 0, -LOT):
                price = reference[code] + self.dice.randint(-SPREAD, SPREAD)
                await self._deal(owner_of[row["name"]], code, price, min(LOT, left))
        seller, code = PROJECTS[0].owner, self.issued[0]["instrument"]
        order = {"instrument": code, "side": "buy", "quantity": 1, "price": reference[code]}
        (reply,) = await self.venue.members[seller].request_many([{"op": "new_order", **order}])
        self.refused = reply.error.code if reply.error else ""

    async def _deal(self, seller: int, code: str, price: int, quantity: int) -> None:
        """A lot listed and taken by somebody: the emitter until it has what it may offset."""
        room = SHARE - self.bought.total()
        wants = quantity <= room and self.dice.random() < EMITTERS_PART
        buyer = EMITTER if wants else self.dice.choice(TRADERS)
        order: Request = {"op": "new_order", "instrument": code, "price": price}
        for account, side in ((seller, "sell"), (buyer, "buy")):
            sent = {**order, "side": side, "quantity": quantity}
            await everything_done(self.venue.members[account], [sent])
        if buyer == EMITTER:
            self.bought[code] += quantity

    async def fulfil(self) -> None:
        """The day after, the emitter's credits offset what it owes; allowances pay the rest."""
        tonnes = self.bought.total()
        self.tell(f"the emitter offsets 抵销 {tonnes:,} t of the {DUE:,} t that it owes for {YEAR}")
        await self._on(OFFSET, self._fulfil)
        self.tell("covered: credits cancelled 注销, allowances surrendered 清缴, both certified")

    async def _fulfil(self) -> None:
        out: Request = {"op": "transfer_out", "account": EMITTER}
        moved = [{**out, "instrument": code, "quantity": t} for code, t in self.bought.items()]
        beside = self.emitter.venue
        linked = self.emitter.link(self.venue, EMITTER)
        to_registry = everything_done(self.venue.registry, moved)
        await at_once((to_registry, linked, beside.start_day(OFFSET, TRADED)))
        self.fulfilled = await self.emitter.fulfil(self.bought)
        await beside.end_day()
        self.certificates = [await self._certified(row) for row in self.fulfilled.offsets]
        await beside.settled(OFFSET)

    async def _certified(self, offset: Row) -> Row:
        """What a check of a cancellation's certificate says."""
        registry, number = self.venue.registry, offset["cancellation"]
        proof = (await registry.request("certify_cancellation", cancellation=number))["proof"]
        found = (await registry.request("verify_cancellation", proof=proof))["certificate"]
        return {"instrument": offset["instrument"], **found}

    def heard(self) -> Heard:
        """What was heard of all this."""
        assert self.fulfilled is not None
        return Heard(
            tape=self.tape,
            bulletin=self.bulletins[0],
            other_bulletin=self.bulletins[1],
            refused=self.refused,
            bought=self.bought,
            fulfilled=self.fulfilled,
            certificates=self.certificates,
        )
