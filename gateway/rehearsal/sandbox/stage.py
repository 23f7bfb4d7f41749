"""A sandbox while it runs: its venue, its simulated members, its gates, and the account of the
program that is tried on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from gateway.client.endpoints import add_endpoints
from gateway.protocol.private_keys import generate
from gateway.rehearsal.market_view import MarketView
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.population import MEMBERS, Member, members
from gateway.rehearsal.sandbox.day_keeper import FIRST_DATE, DayKeeper
from gateway.rehearsal.sandbox.faults import FAULTS, Gates, Struck, by_chance, gates
from gateway.rehearsal.sandbox.traders import trade
from gateway.rehearsal.venue import RehearsalVenue
from gateway.server.data_folder import keys_of

BASES = {"CEA24": 7_600, "CEA25": 7_850, "CEA26": 8_000}  # in 0.01 CNY
SHOWN = "CEA26"  # whose book is published whole
ACCOUNT, KEY = 101, "you"  # of the program that is tried
CASH_FEN, UNITS = 10_000_000_000, 1_000_000  # of that account; t of each instrument
MEMBER_CASH_FEN, MEMBER_UNITS = 10**14, 10**8  # enough for a year
REGISTRY = "registry"


@dataclass(frozen=True)
class Wish:
    """What a sandbox is asked for. `day_s`: how long a trading day lasts. `actions_per_s`: what all
    simulated members do together; `faults_every_s`: mean time between two faults, 0 for none.
    """

    folder: Path
    seed: int = 1
    members: int = MEMBERS
    actions_per_s: float = 20.0
    day_s: float = 600.0
    faults_every_s: float = 0.0
    ports: tuple[int, int] = (0, 0)  # of the gates before gateway and feed
    first_date: int = FIRST_DATE


@dataclass
class Sandbox:
    """A running sandbox. `tell` hears what happens."""

    wish: Wish
    venue: RehearsalVenue
    gates: Gates
    tell: Callable[[str], object]
    key: Path
    days: DayKeeper = field(init=False)

    def __post_init__(self) -> None:
        self.days = DayKeeper(
            self.venue.exchange,
            self.wish.day_s,
            lambda date, phase: self.tell(f"{date or 'before the first day'}: {phase}"),
            self.wish.first_date,
        )

    @property
    def addresses(self) -> dict[str, str]:
        """Where a program reaches the servers; gateway and feed through their gates."""
        registry = self.venue.running.urls[REGISTRY]
        return {
            "gateway": self.gates.gateway_url,
            "feed": self.gates.feed_url,
            "registry": registry,
        }

    async def strike(self, name: str, lasts_s: float | None = None) -> None:
        """A fault of the table `FAULTS`, to its end."""
        fault = FAULTS[name]
        lasts_s = fault.usually_s if lasts_s is None else lasts_s
        self.tell(f"fault: {name}" + (f" for {lasts_s:.1f} s" if fault.usually_s else ""))
        struck = Struck(
            self.gates.gateway, self.gates.feed, self.venue.exchange, self.venue.running
        )
        await fault.strikes(struck, lasts_s)

    async def run(self, *beside: Coroutine[Any, Any, object]) -> None:
        """Let days pass and members trade until cancelled, and do what is given beside it. Raises
        what ended one of them.
        """
        view, population = MarketView(), members(self.wish.seed)[: self.wish.members]
        for channel in MarketView.FOLLOWED:
            await self.venue.feed.subscribe(channel)
        async with asyncio.TaskGroup() as tasks:
            for work in (self.days.run(), view.follow(self.venue.feed), *beside):
                tasks.create_task(work)
            for member in population:
                tasks.create_task(self._trade(member, view))
            if self.wish.faults_every_s:
                dice = Random(f"{self.wish.seed}/faults")
                tasks.create_task(by_chance(self.wish.faults_every_s, dice, self.strike))

    async def _trade(self, member: Member, view: MarketView) -> None:
        every_s = self.wish.members / self.wish.actions_per_s
        await trade(member, self.venue.members[member.account], view, every_s)


@asynccontextmanager
async def sandbox(wish: Wish, tell: Callable[[str], object]) -> AsyncIterator[Sandbox]:
    """Start a venue on the empty folder of the wish, with everybody's accounts and funds.

    Raises VenueFailed, RehearsalError, OSError and the clients' errors.
    """
    population = members(wish.seed)[: wish.members]
    names = {member.account: member.name for member in population}
    async with open_venue(wish.folder, names, kept=True) as venue:
        urls = venue.running.urls
        async with gates(urls["gateway"], urls["feed"], wish.ports) as found:
            key = await _open_account(venue)
            await _furnish(venue, population)
            made = Sandbox(wish, venue, found, tell, key)
            # so that the command line goes through the gates as well
            add_endpoints(wish.folder, made.addresses)
            yield made


async def _open_account(venue: RehearsalVenue) -> Path:
    """The account and the key of the program that is tried; the key's file."""
    path = venue.folder / "keys" / f"{KEY}.pem"
    await venue.open_accounts({ACCOUNT: "You"})
    keys_of(venue.folder).add(KEY, "member", ACCOUNT, "You", generate(path).public_key)
    return path


async def _furnish(venue: RehearsalVenue, population: Sequence[Member]) -> None:
    for number, (code, base) in enumerate(BASES.items(), start=1):
        await venue.list_instrument(code, number, base)
    for name in ("depth_20", "depth_orders"):
        await venue.exchange.request("set_parameter", instrument=SHOWN, parameter=name, value=1)
    accounts = [member.account for member in population]
    await venue.deposit({**dict.fromkeys(accounts, MEMBER_CASH_FEN), ACCOUNT: CASH_FEN})
    units = {(account, code): MEMBER_UNITS for account in accounts for code in BASES}
    await venue.allocate(units | {(ACCOUNT, code): UNITS for code in BASES})
