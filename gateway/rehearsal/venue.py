"""A venue for a rehearsal: the three real servers on a fresh data folder, and everybody who acts on
them, each with a key and a socket of their own: the exchange's staff, the registry's operator, the
members, and a listener to the public feed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from engine.units import format_date
from gateway import client as gateway_client
from gateway.client import Reply, Session
from gateway.launch.venue import (
    LOCAL_KEYS,
    RunningVenue,
    VenueFailed,
    VenuePlan,
    make_local_keys,
    running_venue,
)
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import GatewayError
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from gateway.rehearsal.day_orders import Auction, Deal
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.funding import Funding
from gateway.rehearsal.published_rows import NOTHING, Sum
from gateway.rehearsal.weights import Weights
from gateway.schedule.calendar import Calendar
from marketdata import client as feed_client
from settlement_bridge import client as registry_client
from settlement_bridge.client import RegistrySession

ANSWER_WAIT_S = 60  # of the feed
SETTLED_WAIT_MS = 30_000
AUCTION_OPENS, AUCTION_CLOSES = "10:00", "10:30"
REASON = "rehearsal"  # of acts that are out of schedule
NOTICED_WITHIN_S = 1.0  # that a server has ended

Request = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class RehearsalVenue:
    """A running venue; `members` are sessions by account number."""

    folder: Path
    running: RunningVenue
    exchange: Session
    registry: RegistrySession
    feed: feed_client.FeedSession
    members: Mapping[int, Session]

    async def open_accounts(self, names: Mapping[int, str]) -> None:
        """Open the accounts at the exchange and in the registry."""
        requests = [
            {"op": "open_account", "account": account, "name": name}
            for account, name in names.items()
        ]
        await asyncio.gather(
            everything_done(self.exchange, requests), everything_done(self.registry, requests)
        )

    async def list_instrument(
        self, code: str, number: int, base: int, before: Sum = NOTHING
    ) -> None:
        """List an instrument with its base price and, if it has any, its totals from before."""
        requests: list[Request] = [
            {"op": "list_instrument", "instrument": code, "number": number, "base_price": base}
        ]
        if before != NOTHING:
            requests.append(
                {"op": "open_totals", "instrument": code, "kind": "cumulative", **_total(before)}
            )
        await everything_done(self.exchange, requests)

    async def open_totals(self, before: Sum, composite_close: int) -> None:
        """Open the venue's totals and the composite's previous close."""
        await self.exchange.request(
            "open_totals", kind="cumulative", composite_close=composite_close, **_total(before)
        )

    async def set_weights(self, weights: Weights) -> None:
        """Set the price weights that are in force from a date on."""
        parts = {
            code: [weight.numerator, weight.denominator] for code, weight in weights.by_code.items()
        }
        await self.exchange.request(
            "set_price_weights", from_date=format_date(weights.from_date), weights=parts
        )

    async def deposit(self, cash: Mapping[int, int]) -> None:
        """Cash in for the members, through the registry."""
        requests = [
            {"op": "deposit", "account": account, "amount_fen": fen}
            for account, fen in cash.items()
        ]
        await everything_done(self.registry, requests)

    async def allocate(self, units: Mapping[tuple[int, str], int]) -> None:
        """Units for the members: issued in the registry, then moved into their trading accounts."""
        requests = [
            {"op": op, "account": account, "instrument": code, "quantity": quantity}
            for (account, code), quantity in units.items()
            for op in ("allocate", "transfer_in")
        ]
        await everything_done(self.registry, requests)

    async def fund(self, funding: Funding, codes: Iterable[str]) -> None:
        """The units of these instruments that the funding names."""
        await self.allocate(
            {
                holding: funding.units[holding]
                for holding in funding.units
                if holding[1] in set(codes)
            }
        )

    async def start_day(self, date: int, last: int = 0) -> None:
        """Start a day and open its morning; `last` is the day before it, which is settled."""
        start: dict[str, Any] = {"op": "start_day", "date": format_date(date)}
        if not Calendar.load().in_reach(date, last):  # a table may leave days out
            start |= {"override": True, "reason": REASON}
        await everything_done(self.exchange, [start, {"op": "set_phase", "phase": "morning"}])

    async def hold_auction(
        self, auction: Auction, date: int, pay_as_bid: bool
    ) -> Mapping[str, Any]:
        """An auction from 10 % below the previous close, from its application to its result, which
        is returned.
        """
        terms = {
            "instrument": auction.code,
            "quantity": auction.offered,
            "pay_as_bid": pay_as_bid,
            "discounted": True,
        }
        number = (await self.members[auction.seller].request("apply_auction", **terms))["auction"]
        notice = {"date": format_date(date), "opens": AUCTION_OPENS, "closes": AUCTION_CLOSES}
        steps: list[tuple[str, dict[str, str]]] = [
            ("accept_auction", {}),
            ("announce_auction", notice),
            ("open_auction", {}),
        ]
        await everything_done(
            self.exchange, [{"op": op, "auction": number, **fields} for op, fields in steps]
        )
        for bid in auction.bids:
            await self.members[bid.member].request(
                "place_bid", auction=number, price=bid.price, quantity=bid.quantity
            )
        return await self.exchange.request("close_auction", auction=number)

    async def strike_deal(self, deal: Deal) -> None:
        """A block deal: the seller posts it, the buyer accepts."""
        terms = {
            "instrument": deal.code,
            "side": "sell",
            "price": deal.price,
            "quantity": deal.quantity,
        }
        posted = await self.members[deal.seller].request("post_intent", **terms)
        await self.members[deal.buyer].request(
            "accept_intent", intent=posted["intent"], quantity=deal.quantity
        )

    async def end_day(self) -> None:
        """Close, withdraw what rests, fix the closes."""
        close = {"op": "set_phase", "phase": "closed", "confirm": True, "reason": REASON}
        await everything_done(self.exchange, [close, {"op": "end_day"}])

    async def bulletin(self, date: int) -> Mapping[str, Any]:
        """The bulletin of this day, from a feed subscribed to that channel alone.

        Raises VenueFailed when none comes.
        """
        return await in_time(
            self._bulletin(format_date(date)), f"a bulletin of {format_date(date)}"
        )

    async def _bulletin(self, date: str) -> Mapping[str, Any]:
        async for message in self.feed:
            if message["data"]["date"] == date:
                return message["data"]
        raise VenueFailed(f"the feed ended without a bulletin of {date}")

    async def settled(self, date: int) -> None:
        """Wait until the day is settled. Raises VenueFailed when it is not in time."""
        reply = await self.registry.settled(format_date(date), SETTLED_WAIT_MS)
        if format_date(date) not in reply["dates"]:
            raise VenueFailed(
                f"{format_date(date)} is not settled: {reply['days']}; logs are in {self.folder}"
            )


@asynccontextmanager
async def open_venue(folder: Path, names: Mapping[int, str]) -> AsyncIterator[RehearsalVenue]:
    """Start a fresh venue on an empty folder, with an account and a logged-on member for each name
    by account number.
    """
    keys = _make_keys(folder, names)
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(
            running_venue(VenuePlan(folder, clock="manual", quiet=True))
        )
        await stack.enter_async_context(_while_all_run(running))
        endpoints = running.endpoints
        exchange = await stack.enter_async_context(
            gateway_client.connect(endpoints.gateway, keys["exchange"])
        )
        registry = await stack.enter_async_context(
            registry_client.connect(endpoints.registry, keys["bridge"])
        )
        feed = await stack.enter_async_context(feed_client.connect(endpoints.feed))
        members = {
            account: await stack.enter_async_context(
                gateway_client.connect(endpoints.gateway, keys[_member_key(account)])
            )
            for account in names
        }
        venue = RehearsalVenue(folder, running, exchange, registry, feed, members)
        await venue.open_accounts(names)
        yield venue


@asynccontextmanager
async def _while_all_run(running: RunningVenue) -> AsyncIterator[None]:
    """The block is given up as soon as a server ends by itself: raises VenueFailed, which names it
    and its log.
    """
    here, watch, armed = asyncio.current_task(), asyncio.create_task(running.watch()), True
    assert here is not None
    watch.add_done_callback(lambda _: here.cancel() if armed else None)
    try:
        yield
    except (asyncio.CancelledError, GatewayError) as error:
        armed = False
        if isinstance(error, GatewayError):  # perhaps since a server has just ended
            await asyncio.wait([watch], timeout=NOTICED_WITHIN_S)
        if watch.done():
            here.uncancel()
            watch.result()
        raise
    finally:
        armed = False
        watch.cancel()


async def everything_done(
    session: Session | RegistrySession, requests: Sequence[Request]
) -> list[Reply]:
    """Send requests in a pipeline; all must be accepted.

    Raises the first one's RequestRefused otherwise.
    """
    replies = await session.request_many(requests)
    for reply in replies:
        reply.result()
    return replies


async def end_tasks(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel tasks, wait for their end, raise the first error one of them had."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def in_time(work: Awaitable[T], what: str) -> T:
    """The result of some work.

    Raises VenueFailed, saying what was waited for, when it takes too long.
    """
    try:
        async with asyncio.timeout(ANSWER_WAIT_S):
            return await work
    except TimeoutError:
        raise VenueFailed(f"{what} did not come within {ANSWER_WAIT_S} s") from None


async def at_once(work: Iterable[Awaitable[object]]) -> None:
    """Everything at the same time; the first error of any is raised when all have ended."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


def _make_keys(folder: Path, names: Mapping[int, str]) -> dict[str, PrivateKey]:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise RehearsalError(
            f"{folder} is not empty; a rehearsal needs a fresh folder for every venue", field="data"
        )
    make_local_keys(folder)
    public = PublicKeys(folder / "keys.json")
    keys = {name: KeyFile.load(folder / "keys" / f"{name}.pem") for name in LOCAL_KEYS}
    for account, name in names.items():
        key = keys[_member_key(account)] = generate(folder / "keys" / f"{_member_key(account)}.pem")
        public.add(key.key, "member", account, name, key.public_key)
    return keys


def _member_key(account: int) -> str:
    return f"member-{account}"


def _total(total: Sum) -> dict[str, int]:
    return {"quantity": total.volume, "amount_fen": total.amount_fen}
