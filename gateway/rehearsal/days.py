"""Published days on a running venue.

Each segment in a venue of its own, its orders through the members' sockets, each day run to
settlement, and what our feed published compared with the table.

Within a day there are three waves, and only between them does anybody wait: all members list; the
first trade of the day is made; everybody takes the rest. Auctions follow, one after the other, and
in the afternoon the block deals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from engine.units import format_date
from gateway.rehearsal.compare import Bulletin, Comparison
from gateway.rehearsal.day_orders import DayOrders, FirstTrade, Order
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.funding import Funding, funding
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.opening import SegmentPlan, plan_all
from gateway.rehearsal.order_plan import MEMBERS
from gateway.rehearsal.published_rows import PublishedDay
from gateway.rehearsal.quirks import Difference, Quirk, explain
from gateway.rehearsal.venue import REASON, RehearsalVenue
from gateway.rehearsal.waiting import at_once, everything_done
from gateway.rehearsal.weights import Weights

NAMES = {account: f"Member {account}" for account in range(1, MEMBERS + 1)}

SEGMENTS_AT_ONCE = 2  # venues: while one starts or stops, another trades

Progress = Callable[[PublishedDay], None]


@dataclass(frozen=True)
class PlayedDay:
    """One day as it went.

    Who traded first and why, how many trades, among them blocks, auctions held, rows not played,
    and where table and feed differ.
    """

    date: int
    first: FirstTrade
    trades: int
    blocks: int
    auctions: int
    unplayable: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass
class PlayedSegment:
    """One segment as it went."""

    why: str
    folder: Path
    days: list[PlayedDay] = field(default_factory=list)
    cells: int = 0


async def rehearse(
    days: Iterable[PublishedDay],
    sets: Sequence[Weights],
    quirks: Sequence[Quirk],
    folder: Path,
    progress: Progress,
) -> list[PlayedSegment]:
    """Play all days; every segment in its own folder below `folder`. `progress` hears of each day
    done.

    Raises RehearsalError when something the rules need is missing, and the clients' errors when the
    venue fails.
    """
    plans = plan_all(days, sets)
    room = asyncio.Semaphore(SEGMENTS_AT_ONCE)

    async def play(plan: SegmentPlan) -> PlayedSegment:
        async with room:
            return await _segment(plan, quirks, folder, progress)

    tasks = [asyncio.create_task(play(plan)) for plan in plans]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _segment(
    plan: SegmentPlan, quirks: Sequence[Quirk], folder: Path, progress: Progress
) -> PlayedSegment:
    below = folder / f"from-{format_date(plan.segment.days[0].date)}"
    played, comparison = PlayedSegment(plan.segment.why, below), Comparison()
    async with open_venue(below, NAMES) as venue:
        play = _Play(venue, plan)
        await play.open()
        for day, orders, weights in zip(plan.segment.days, plan.orders, plan.weights, strict=True):
            bulletin = await play.day(day, orders, weights)
            differences = (explain(each, quirks) for each in comparison.day(day, bulletin, weights))
            played.days.append(_played(orders, tuple(differences)))
            progress(day)
    played.cells = comparison.cells
    return played


def _played(orders: DayOrders, differences: tuple[Difference, ...]) -> PlayedDay:
    made = (orders.trades, len(orders.deals), len(orders.auctions))
    return PlayedDay(orders.date, orders.first, *made, orders.unplayable, differences)


class _Play:
    """Plays one segment on one venue, day after day."""

    def __init__(self, venue: RehearsalVenue, plan: SegmentPlan) -> None:
        self._venue = venue
        self._plan = plan
        self._funding: Funding = funding(plan.orders)
        self._numbers: dict[str, int] = {}
        self._weights: Weights | None = None
        self._date = 0  # of the last day
        self._composite_close = plan.opening.composite_close

    async def open(self) -> None:
        """The opening values of the segment, and the members' cash."""
        opening = self._plan.opening
        await self._venue.feed.subscribe("bulletin")
        for code, base in opening.bases.items():
            await self._venue.list_instrument(code, self._number(code), base, opening.totals[code])
        await self._venue.open_totals(opening.venue_total, opening.composite_close)
        await self._venue.deposit(self._funding.cash)
        await self._venue.fund(self._funding, opening.bases)

    async def day(self, day: PublishedDay, orders: DayOrders, weights: Weights) -> Bulletin:
        """One day from the start to its settlement; returns the bulletin that the feed
        published.
        """
        await self._new_vintages(day)
        if weights is not self._weights:
            await self._venue.set_weights(weights)
            self._weights = weights
        await self._venue.start_day(day.date, self._date)
        self._date = day.date
        await self._trade(orders)
        await self._negotiate(orders)
        await self._venue.end_day()
        bulletin = await self._venue.bulletin(day.date)
        await self._venue.settled(day.date)
        self._composite_close = bulletin["composite"]["close"]
        return bulletin

    async def _new_vintages(self, day: PublishedDay) -> None:
        new = [row.code for row in day.instruments if row.code not in self._numbers]
        for code in new:
            await self._venue.list_instrument(code, self._number(code), self._composite_close)
        if new:
            await self._venue.fund(self._funding, new)

    async def _trade(self, orders: DayOrders) -> None:
        takes = list(chain.from_iterable(each.takes for each in orders.instruments))
        await self._send(chain.from_iterable(each.listed for each in orders.instruments), "day")
        await self._send(takes[:1], "fok")
        await self._send(takes[1:], "fok")

    async def _negotiate(self, orders: DayOrders) -> None:
        for auction in orders.auctions:
            result = await self._venue.hold_auction(auction, orders.date, pay_as_bid=True)
            if result["sold"] != auction.sold:
                raise RehearsalError(
                    f"an auction of {auction.code} sold {result['sold']} t, expected"
                    f" {auction.sold} t"
                )
        if orders.deals:
            await self._venue.exchange.request(
                "set_phase", phase="afternoon", confirm=True, reason=REASON
            )
        for deal in orders.deals:
            await self._venue.strike_deal(deal)

    async def _send(self, orders: Iterable[Order], time_in_force: str) -> None:
        """Every member sends its orders in sequence, all members at once."""
        by_member: dict[int, list[Order]] = {}
        for order in orders:
            by_member.setdefault(order.member, []).append(order)
        await at_once(
            self._send_all(member, each, time_in_force) for member, each in by_member.items()
        )

    async def _send_all(self, member: int, orders: Sequence[Order], time_in_force: str) -> None:
        requests = [
            {"op": "new_order", "time_in_force": time_in_force, **order.request()}
            for order in orders
        ]
        expected = "entered" if time_in_force == "day" else "filled"
        for order, reply in zip(
            orders, await everything_done(self._venue.members[member], requests), strict=True
        ):
            if reply["status"] != expected:
                raise RehearsalError(f"{order} is {reply['status']}, expected {expected}")

    def _number(self, code: str) -> int:
        return self._numbers.setdefault(code, len(self._numbers) + 1)
