"""What a member's own socket has brought: everything it sent, was answered and heard, and its own
figures folded from that.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gateway.client import Place, Reply, Report
from gateway.client.trackers import Holdings, Orders

Request = dict[str, Any]
# from when a timer was asked for, without an answer, until it may have run out: what the line and
# a stopped venue can keep it from being set, and the timer's own time
UNANSWERED_NS = 3_000_000_000


@dataclass
class Arming:
    """A timer that was set, in ns since 1970: when it was asked for, and when it runs out; None
    where no answer came.
    """

    sent_ns: int
    fires_ns: int | None = None

    @property
    def ends_ns(self) -> int:
        """When it has run out at the latest."""
        return self.sent_ns + UNANSWERED_NS if self.fires_ns is None else self.fires_ns


class Loss(NamedTuple):
    """A session was lost, in ns since 1970: when, and by when its orders have to be gone."""

    lost_ns: int
    gone_ns: int


class Stop(NamedTuple):
    """The venue's process was stopped, in ns since 1970: from when until when."""

    stopped_ns: int
    resumed_ns: int


def held_up(stops: Sequence[Stop], times_ns: Sequence[int]) -> dict[int, int]:
    """When batches were made up at the latest that may have been so before a stop, and stamped when
    the process went on: by their times, each the first after that. A batch has one time.
    """
    found: dict[int, int] = {}
    for stopped_ns, resumed_ns in stops:
        for time_ns in times_ns[(place := bisect(times_ns, resumed_ns)) : place + 1]:
            found.setdefault(time_ns, stopped_ns)
    return found


@dataclass
class Ledger:
    """The books of one member over all its sessions.

    `sent` are its orders and replaces by client id, `sent_ns` when an order was sent last;
    `answers` its requests with their replies; `armings` the timers that it has set, `timed` the
    programs that set them, by the begin of their client ids; `losses` of its sessions; `stops`
    of the venue's process by SIGSTOP; `reports` by the date that numbers them, as
    they were heard.
    """

    sent: dict[str, Request] = field(default_factory=dict)
    sent_ns: dict[str, int] = field(default_factory=dict)
    answers: list[tuple[Request, Reply]] = field(default_factory=list)
    reports: dict[str, list[Report]] = field(default_factory=lambda: defaultdict(list))
    losses: list[Loss] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    timed: set[str] = field(default_factory=set)
    armings: list[Arming] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    reconnected_s: list[float] = field(default_factory=list)
    log_ons: int = 0
    orders: Orders = field(default_factory=Orders)
    holdings: Holdings = field(default_factory=Holdings)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def place(self) -> Place | None:
        """Where the reports go on; None before the first."""
        return self.orders.numbered.place if self.reports else None

    def hear(self, report: Report) -> None:
        """Take in a report. Raises ReportSkipped when one is missing before it."""
        self.reports[report["report_date"]].append(report)
        self.orders.apply(report)
        self.holdings.apply(report)
        self._heard.set()

    def arms(self) -> Arming:
        """Keep that the timer is being set."""
        self.armings.append(Arming(now_ns()))
        return self.armings[-1]

    def sends(self, requests: Sequence[Request]) -> None:
        """Keep when orders are sent, for the first time or again."""
        names = (each["client_order_id"] for each in requests if each["op"] == "new_order")
        self.sent_ns |= dict.fromkeys(names, now_ns())

    def orders_go(self, within_s: float) -> None:
        """Keep that what has been sent until now has to be gone by then."""
        lost_ns = now_ns()
        self.losses.append(Loss(lost_ns, lost_ns + int(within_s * 1e9)))

    def gone_ns(self, name: str, entered_ns: int) -> int | None:
        """By when an order has to be gone whose session was lost while it was under way or after it
        was entered; None where none was. One that was sent again after a loss is of the next
        session, unless it was entered before.
        """
        since_ns = min(entered_ns, self.sent_ns[name])
        place = bisect_left(self.losses, since_ns, key=lambda each: each.lost_ns)
        return self.losses[place].gone_ns if place < len(self.losses) else None

    def venue_goes_on(self, stopped_ns: int) -> None:
        """Keep that the venue's process is about to go on, and when it was stopped."""
        self.stops.append(Stop(stopped_ns, now_ns()))

    def note(self, request: Request, reply: Reply) -> None:
        """Keep what was answered."""
        self.answers.append((request, reply))

    async def heard_until(self, place: Place, wait_s: float) -> None:
        """Wait for the report before that place. Raises TimeoutError."""
        async with asyncio.timeout(wait_s):
            while self.holdings.numbered.place < place:
                self._heard.clear()
                await self._heard.wait()

    def all_reports(self, kind: str) -> list[Report]:
        """All that were heard of a kind, of all days."""
        return [each for day in self.reports.values() for each in day if each["report"] == kind]


def now_ns() -> int:
    """The member's own clock."""
    return time.time_ns()
