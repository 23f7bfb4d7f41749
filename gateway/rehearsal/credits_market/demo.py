"""The demonstration of the credits market: two projects from submission to the offset of an
emitter's obligation, on a credits venue and an allowance venue beside it.

Everything goes through the public clients. Days pass as the rules want them: each public notice
lasts 20 working days. At the end figures of both venues, both registries and the exchange's books
of cash are checked against each other.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from engine.units import format_date
from gateway.launch.processes import VenueFailed
from gateway.rehearsal.credits_market.emitter import Emitter
from gateway.rehearsal.credits_market.projects import (
    Bodies,
    Life,
    Project,
    open_bodies,
    owner_entity,
)
from gateway.rehearsal.market_view import trades_of
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import Request, everything_done, in_time

Row = Mapping[str, Any]
T = TypeVar("T")

SUBMITTED, REGISTERED, ISSUED, TRADED, CANCELLED = (
    20_260_105,
    20_260_209,
    20_260_318,
    20_260_319,
    20_260_320,
)
BODIES = Bodies(validates=101, verifies=102)
WIND, FOREST = 1, 2  # accounts and entities of the owners
EMITTER = 3
TRADERS = range(4, 10)
NAMES = {
    WIND: "Haifeng Offshore Wind",
    FOREST: "Senlin Forestry",
    EMITTER: "Hanjiang Power",
    **{number: f"Trader {number}" for number in TRADERS},
}
PROJECTS = (
    Project(
        WIND,
        "海风一号海上风电",
        "Haifeng No. 1 offshore wind",
        "Yangjiang",
        "CCER-01-002-V01",
        "2021-03-01",
        ("2022-04-01", "2032-03-31"),
        ("2022-04-01", "2024-12-31"),
        {2022: 8_000, 2023: 12_000, 2024: 12_000},
    ),
    Project(
        FOREST,
        "北山造林碳汇",
        "Beishan afforestation",
        "Harbin",
        "CCER-14-001-V01",
        "2015-03-01",
        ("2021-01-01", "2040-12-31"),
        ("2021-05-01", "2022-12-31"),
        {2021: 9_000, 2022: 9_000},
    ),
)
TOTAL = sum(each.total for each in PROJECTS)
SHARE = 20_000  # t that the emitter buys at most
EMITTERS_PART = 0.5  # of the lots, as long as it wants any
SELLER = 4  # in the allowance venue
IN_ALLOWANCES = {EMITTER: NAMES[EMITTER], SELLER: NAMES[SELLER]}
CASH_FEN = 1_000_000_000
BASE_TICKS = (6_500, 9_000)
SPREAD = 300  # ticks about the reference price
LOT = 500  # t of an order


@dataclass(frozen=True)
class Story:
    """What happened, as the servers say it after the last day. Cash in fen, units in t."""

    seed: int
    projects: Sequence[Row]
    periods: Sequence[Row]
    issued: Sequence[Row]
    tape: Sequence[Row]
    bulletin: Row
    other_bulletin: Row  # of the allowance venue, on the same day
    summaries: Sequence[Row]  # of the day, by the exchange and by the registry
    cash: Mapping[int, int]
    fee_income: int
    held: Mapping[str, int]  # by all members, by code
    refused: str  # what a seller is answered that buys back
    certificates: Sequence[Row]  # of cancellations, with what their check says
    breaks: Mapping[str, Sequence[Row]]


async def perform(seed: int, folder: Path, tell: Callable[[str], None]) -> Story:
    """Run the whole demonstration on an empty folder. Raises the clients' errors."""
    tell("starting a credits venue with the exchange's cash, and an allowance venue beside it")
    owners = [owner_entity(each.owner, NAMES[each.owner]) for each in PROJECTS]
    async with AsyncExitStack() as stack:
        opened = open_venue(folder / "credits", NAMES, market="credits", entities=owners)
        credits = await stack.enter_async_context(opened)
        beside = open_venue(folder / "allowances", IN_ALLOWANCES)
        allowances = await stack.enter_async_context(beside)
        emitter = Emitter(allowances, EMITTER, SELLER)
        stage = Stage(credits, emitter, random.Random(seed), tell)
        await stage.projects()
        await stage.trade()
        await stage.cancel()
        return await stage.story(seed)


@dataclass
class Stage:
    """The acts, one after another."""

    venue: RehearsalVenue
    emitter: Emitter
    dice: random.Random
    tell: Callable[[str], None]
    last: int = 0
    issued: Sequence[Row] = ()
    tape: Sequence[Row] = ()
    bulletins: Sequence[Row] = ()
    refused: str = ""
    bought: dict[tuple[int, str], int] = field(default_factory=dict)
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
        """Print trades as the feed sends them, until the bulletin."""
        tape: list[Row] = []
        async for message in self.venue.feed:
            if message["channel"] == "bulletin":
                if message["data"]["date"] == format_date(TRADED):
                    self.tape = tape
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
        taken = sum(t for (account, _), t in self.bought.items() if account == EMITTER)
        wants = taken + quantity <= SHARE and self.dice.random() < EMITTERS_PART
        buyer = EMITTER if wants else self.dice.choice(TRADERS)
        order: Request = {"op": "new_order", "instrument": code, "price": price}
        for account, side in ((seller, "sell"), (buyer, "buy")):
            sent = {**order, "side": side, "quantity": quantity}
            await everything_done(self.venue.members[account], [sent])
        place = (buyer, code)
        self.bought[place] = self.bought.get(place, 0) + quantity

    async def cancel(self) -> None:
        """The day after, the emitter's credits go to the registry and are cancelled for good."""
        self.tell("the emitter moves its credits to the registry and cancels them 注销, certified")
        self.certificates = await self._on(CANCELLED, self._cancel)

    async def _cancel(self) -> Sequence[Row]:
        """Each code's cancellation with its certificate, checked by its code."""
        registry, certified = self.venue.registry, []
        for (account, code), quantity in sorted(self.bought.items()):
            if account != EMITTER:
                continue
            units = {"account": EMITTER, "instrument": code, "quantity": quantity}
            use = {"kind": "own_emissions", "beneficiary": NAMES[EMITTER]}
            await everything_done(registry, [{"op": "transfer_out", **units}])
            number = (await registry.request("cancel_credits", **units, **use))["cancellation"]
            proof = (await registry.request("certify_cancellation", cancellation=number))["proof"]
            found = (await registry.request("verify_cancellation", proof=proof))["certificate"]
            certified.append({"instrument": code, "asked": quantity, **found})
        return certified

    async def story(self, seed: int) -> Story:
        """Collect what there is to show and to check."""
        registry, cash = self.venue.registry, self.venue.cash
        date = format_date(TRADED)
        at_cash = {each: await cash.operations.cash(account=each) for each in (*NAMES, 0)}
        held: dict[str, int] = {}
        for account in NAMES:
            for row in (await registry.operations.holdings(account=account))["holdings"]:
                if row["state"] != "cancelled":
                    held[row["instrument"]] = held.get(row["instrument"], 0) + row["quantity"]
        places = {"exchange's cash": cash, "credits registry": registry}
        places["allowance registry"] = self.emitter.venue.registry
        income = await self.venue.exchange.request("fee_income")
        return Story(
            seed=seed,
            projects=(await registry.request("projects"))["projects"],
            periods=(await registry.request("periods"))["periods"],
            issued=(await registry.request("issued_credits"))["issued_credits"],
            tape=sorted(self.tape, key=lambda trade: trade["trade"]),
            bulletin=self.bulletins[0],
            other_bulletin=self.bulletins[1],
            summaries=[await each.operations.summary(date=date) for each in (cash, registry)],
            cash={each: row["available_fen"] for each, row in at_cash.items()},
            fee_income=income["trading_fees_fen"] + income["settlement_fees_fen"],
            held=held,
            refused=self.refused,
            certificates=self.certificates,
            breaks={
                name: (await each.operations.reconcile())["breaks"] for name, each in places.items()
            },
        )
