"""The demonstration: thirty simulated members trade one compressed day in five vintages on a venue
of their own.

Everything goes through the public clients: accounts and funds through the registry, orders through
thirty sockets at once, an auction and two block deals, tape and bulletin from the public feed. At
the end the day is settled and its figures are checked against each other.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.units import format_date
from gateway.client import Session
from gateway.rehearsal import negotiations
from gateway.rehearsal.evidence import Evidence
from gateway.rehearsal.negotiations import Negotiations
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.population import Member, members, next_request
from gateway.rehearsal.screen import CHANNELS, Screen
from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import at_once, end_tasks, everything_done, in_time
from gateway.rehearsal.weights import Weights

DATE = 20_260_302
CODES = ("CEA21", "CEA22", "CEA23", "CEA24", "CEA25")
WEIGHTS = Weights(DATE, dict.fromkeys(CODES, Fraction(1, len(CODES))))
BASE_TICKS = (6_000, 8_500)  # base prices are drawn between these
CASH_FEN = 2_000_000_000  # of each member
UNITS = 100_000  # t of each vintage and member
STEPS = 80  # of each member in each half of the day


async def _leave(_demo: Demo) -> None:
    """Stay no longer than the demonstration lasts."""


@dataclass(frozen=True)
class Audience:
    """Who follows the demonstration: `tell` hears what begins, `step` that a member has acted, with
    the trades so far, `watch` at which address the market can be watched. The venue is stopped once
    `stay` has ended.
    """

    tell: Callable[[str], None]
    step: Callable[[int], None]
    watch: Callable[[str], None] = lambda address: None
    stay: Callable[[Demo], Awaitable[None]] = _leave


@dataclass(frozen=True)
class Demo:
    """What the demonstration has to show.

    The members as they ended, the price-limit table, the evidence, and how many of its trades came
    before lunch.
    """

    seed: int
    population: Sequence[Member]
    limits: Sequence[Mapping[str, Any]]
    evidence: Evidence
    morning_trades: int


async def perform(seed: int, folder: Path, audience: Audience, steps: int = STEPS) -> Demo:
    """Run the whole demonstration on an empty folder. Raises the clients' errors."""
    population = members(seed)
    audience.tell("starting gateway, feed and registry")
    names = {member.account: member.name for member in population}
    async with open_venue(folder, names) as venue, _watching(venue) as screen:
        audience.tell(
            f"listing {len(CODES)} vintages, funding {len(population)} members through the registry"
        )
        bases = _bases(seed)
        stage = _Stage(
            venue, screen, population, bases, negotiations.plan(population, bases), audience
        )
        await stage.prepare()
        audience.watch(venue.running.endpoints.pages)
        await stage.trade(steps)
        limits = (await venue.exchange.request("limits"))["rows"]
        audience.tell("closing, publishing the bulletin, settling")
        demo = Demo(seed, population, limits, await stage.finish(), screen.morning_trades)
        await audience.stay(demo)
        return demo


@asynccontextmanager
async def _watching(venue: RehearsalVenue) -> AsyncIterator[Screen]:
    screen = Screen()
    for channel in CHANNELS:
        await venue.feed.subscribe(channel)
    task = asyncio.create_task(screen.follow(venue.feed))
    try:
        yield screen
    finally:
        await end_tasks([task])


def _bases(seed: int) -> dict[str, int]:
    dice = random.Random(f"{seed}/bases")
    return {code: dice.randint(*BASE_TICKS) for code in CODES}


@dataclass(frozen=True)
class _Stage:
    """The day, act by act."""

    venue: RehearsalVenue
    screen: Screen
    population: Sequence[Member]
    bases: Mapping[str, int]
    negotiations: Negotiations
    audience: Audience

    async def prepare(self) -> None:
        """List the vintages, set the price weights, give every member cash and units."""
        for number, (code, base) in enumerate(self.bases.items(), start=1):
            await self.venue.list_instrument(code, number, base)
        await self.venue.set_weights(WEIGHTS)
        await self.venue.deposit(self._cash())
        await self.venue.allocate(self._units())

    def _cash(self) -> dict[int, int]:
        """What each member has to begin with, fen."""
        return {
            each.account: CASH_FEN + self.negotiations.cash.get(each.account, 0)
            for each in self.population
        }

    def _units(self) -> dict[tuple[int, str], int]:
        """What each member has of each vintage to begin with, t."""
        holdings = ((member.account, code) for member in self.population for code in CODES)
        return {holding: UNITS + self.negotiations.units.get(holding, 0) for holding in holdings}

    async def trade(self, steps: int) -> None:
        """Morning, lunch and afternoon."""
        await self.venue.start_day(DATE)
        await in_time(self.screen.opened(CODES), "the morning on the feed's status channel")
        async with _listening({member: self._session(member) for member in self.population}):
            await self._half("morning", steps)
            self.audience.tell("an auction 单向竞价")
            await self.venue.hold_auction(self.negotiations.auction, DATE, pay_as_bid=False)
            await everything_done(
                self.venue.exchange,
                [{"op": "set_phase", "phase": each} for each in ("lunch", "afternoon")],
            )
            self.audience.tell("two block deals 大宗协议")
            await negotiations.strike(self.venue, self.negotiations)
            await self._half("afternoon", steps)

    async def finish(self) -> Evidence:
        """Close, publish, settle; then collect the evidence."""
        await self.venue.end_day()
        bulletin = await in_time(self.screen.bulletin, "the bulletin")
        await self.venue.settled(DATE)
        self.audience.tell("checking")
        return await self._evidence(bulletin)

    async def _half(self, name: str, steps: int) -> None:
        self.audience.tell(f"{name}: {len(self.population)} members trade, {steps} steps each")
        await at_once(self._act(member, steps) for member in self.population)

    async def _act(self, member: Member, steps: int) -> None:
        session = self._session(member)
        for _ in range(steps):
            request = next_request(member, self.screen.markets())
            (reply,) = await session.request_many([request])
            member.counts[request["op"]] += 1
            if reply.error is not None:
                member.refusals[reply.error.code] += 1
            self.audience.step(len(self.screen.tape))

    async def _evidence(self, bulletin: Mapping[str, Any]) -> Evidence:
        accounts = [member.account for member in self.population]
        at_exchange = await _ask_all(self.venue.exchange, "balances", accounts)
        holdings = await _ask_all(self.venue.registry, "holdings", accounts)
        cash = await _ask_all(self.venue.registry, "cash", accounts)
        fills = await asyncio.gather(*(self.venue.members[account].fills() for account in accounts))
        return Evidence(
            bases=self.bases,
            weights=WEIGHTS,
            tape=sorted(self.screen.tape, key=lambda trade: trade["trade"]),
            bulletin=bulletin,
            fills=dict(zip(accounts, fills, strict=True)),
            blocks=self.screen.blocks,
            auctions=self.screen.results,
            deposited=self._cash(),
            issued=self._units(),
            exchange_cash={
                each: row["cash_available_fen"] + row["cash_locked_fen"]
                for each, row in at_exchange.items()
            },
            exchange_units=_units_at_exchange(at_exchange),
            registry_cash={
                each: row["available_fen"] + row["in_transit_fen"] for each, row in cash.items()
            },
            registry_units=_units_in_registry(holdings),
            summary=await self.venue.registry.operations.summary(date=format_date(DATE)),
            breaks=(await self.venue.registry.operations.reconcile())["breaks"],
        )

    def _session(self, member: Member) -> Session:
        return self.venue.members[member.account]


@asynccontextmanager
async def _listening(sessions: Mapping[Member, Session]) -> AsyncIterator[None]:
    """While the block runs, every member reads its private stream."""
    tasks = [asyncio.create_task(_listen(member, session)) for member, session in sessions.items()]
    try:
        yield
    finally:
        await end_tasks(tasks)


async def _listen(member: Member, session: Session) -> None:
    async for report in session.reports():
        member.hear(report)


async def _ask_all(session: Any, op: str, accounts: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    replies = await everything_done(
        session, [{"op": op, "account": account} for account in accounts]
    )
    return {account: reply.fields for account, reply in zip(accounts, replies, strict=True)}


def _units_at_exchange(rows: Mapping[int, Mapping[str, Any]]) -> dict[tuple[int, str], int]:
    return {
        (account, holding["instrument"]): holding["available"]
        + holding["locked"]
        + holding["bought"]
        for account, row in rows.items()
        for holding in row["holdings"]
    }


def _units_in_registry(rows: Mapping[int, Mapping[str, Any]]) -> dict[tuple[int, str], int]:
    units: dict[tuple[int, str], int] = {}
    for account, row in rows.items():
        for holding in row["holdings"]:
            place = (account, holding["instrument"])
            units[place] = units.get(place, 0) + holding["quantity"]
    return units
