"""A venue for a rehearsal.

The three real servers on a fresh data folder, and everybody who acts on them, each with a key and a
socket of their own: the exchange's staff, the registry's operator, the members, and a listener to
the public feed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.units import format_date
from gateway.client import Session
from gateway.launch.processes import RunningVenue, VenueFailed
from gateway.rehearsal.day_orders import Auction, Deal
from gateway.rehearsal.funding import Funding
from gateway.rehearsal.published_rows import NOTHING, Sum
from gateway.rehearsal.waiting import Request, everything_done, in_time
from gateway.rehearsal.weights import Weights
from gateway.schedule.calendar import Calendar
from marketdata import client as feed_client
from settlement_bridge.client import RegistrySession

SETTLED_WAIT_MS = 30_000
AUCTION_OPENS, AUCTION_CLOSES = "10:00", "10:30"
REASON = "rehearsal"  # of acts that are out of schedule


@dataclass(frozen=True)
class RehearsalVenue:
    """A running venue; `members` are sessions by account number. `cash` is at the books that keep
    the cash: the registry, or in the credits market the exchange's own.
    """

    folder: Path
    running: RunningVenue
    exchange: Session
    registry: RegistrySession
    cash: RegistrySession
    feed: feed_client.FeedSession
    members: Mapping[int, Session]

    @property
    def books(self) -> list[RegistrySession]:
        """Where units and cash are kept: in one place or in two."""
        return [self.registry] if self.cash is self.registry else [self.registry, self.cash]

    async def open_accounts(self, names: Mapping[int, str]) -> None:
        """Open the accounts at the exchange, in the registry, and where the cash is kept."""
        requests = [
            {"op": "open_account", "account": account, "name": name}
            for account, name in names.items()
        ]
        at_books = (everything_done(each, requests) for each in self.books)
        await asyncio.gather(everything_done(self.exchange, requests), *at_books)

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
        """Cash in for the members, through the books that keep it."""
        requests = [
            {"op": "deposit", "account": account, "amount_fen": fen}
            for account, fen in cash.items()
        ]
        await everything_done(self.cash, requests)

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
        terms: dict[str, Any] = {
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
        terms: dict[str, Any] = {
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
            if message["channel"] == "bulletin" and message["data"]["date"] == date:
                return message["data"]
        raise VenueFailed(f"the feed ended without a bulletin of {date}")

    async def settled(self, date: int) -> None:
        """Wait until the day is settled, on both sides where there are two. Raises VenueFailed
        when it is not in time.
        """
        for books in self.books:
            reply = await books.operations.settled(date=format_date(date), wait_ms=SETTLED_WAIT_MS)
            if format_date(date) not in reply["dates"]:
                why = f"{format_date(date)} is not settled: {reply['days']}"
                raise VenueFailed(f"{why}; logs are in {self.folder}")


def _total(total: Sum) -> dict[str, int]:
    return {"quantity": total.volume, "amount_fen": total.amount_fen}
