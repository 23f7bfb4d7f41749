"""The two numbered streams of a session as a program reads them: bounded, in order, without holes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypedDict, cast

from gateway.client.connection import Connection
from gateway.client.inbox import Inbox
from gateway.errors import GatewayError
from gateway.wire import Message

REPORTS_KEPT = 10_000  # reports not read yet; later ones are given up and asked for again when there is room
EVENT_BATCHES_KEPT = 128
EVENT_BATCHES_PAUSE = 64  # not read yet: from here on the server has to wait


class ReportsLost(GatewayError):
    """A new day began while reports of the day before were unread: the venue has them no longer on this stream."""

    code = "reports_lost"


class EventsMissing(GatewayError):
    """The event stream has a hole: follow it again from the last number read."""

    code = "events_missing"


class Report(TypedDict, total=False):
    """A report of the private stream; which fields it has depends on its kind, see PROTOCOL.md."""

    type: str
    number: int
    replay: bool
    report: str
    time_ns: int
    received_ns: int | None
    op: str
    order: int
    client_order_id: str | None
    instrument: str
    side: str
    order_type: str
    price: int | None  # None of a market order
    quantity: int
    leaves: int
    time_in_force: str
    kept_place: bool
    trade: int
    liquidity: str
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int
    reason: str
    status: str
    change: str
    auction: int
    bid: int | None  # None in the applicant's report of an award
    lot: int
    smallest_bid: int
    pay_as_bid: bool
    discounted: bool
    void_if_short: bool
    tie_by_lot: bool
    reference: int
    date: str
    error: dict[str, Any]


class EventBatch(TypedDict):
    """Events `first` to `last` of the engine, as maps (PROTOCOL.md, Events)."""

    type: str
    first: int
    last: int
    events: list[Message]


class ReportStream:
    """Reports by number. A missed one, or one that found no room, is asked for again when the reader gets there."""

    def __init__(self, kept: int = REPORTS_KEPT) -> None:
        self._inbox: Inbox[Report] = Inbox(kept)
        self._next: int | None = None  # None: whatever comes first
        self._hole = False
        self._lost: tuple[int, str] | None = None

    def begin(self, asked: int | None, told: int | None) -> None:
        """Start at the number `asked` for at log-on (None: from now on); `told` is the number of the next new one."""
        if self._next is None:
            self._next = asked
        if asked is not None and told is not None and asked > told and self._next == asked:
            self._new_day()
            self._hole = True

    def receive(self, message: Message) -> None:
        """Keep a report that is next; note a hole before any other. Numbers begin again at 1 with each day."""
        number = message["number"]
        if self._next is None:
            self._next = number
        if number < self._next and not message["replay"]:
            self._new_day()
        if number == self._next and self._inbox.put(cast(Report, message)):
            self._next += 1
            self._hole = False
        elif number >= self._next:
            self._hole = True
            self._inbox.wake()

    def end(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._inbox.end(error)

    async def read(self, connection: Connection) -> AsyncIterator[Report]:
        """The reports in order. Raises ReportsLost, ConnectionLost."""
        while True:
            while self._inbox:
                yield self._inbox.take()
            self._raise_lost()
            if self._hole:
                await self._ask_again(connection)
            elif not await self._inbox.changed():
                return

    async def _ask_again(self, connection: Connection) -> None:
        asked = self._next
        reply = await connection.request("resume_reports", from_=asked)
        if self._next == asked and reply["next_report"] < asked:
            self._new_day()
            self._hole = True
        elif not self._inbox:
            self._hole = False  # those that came on the way and were taken for a hole are in what follows

    def _new_day(self) -> None:
        if self._hole and self._next is not None:
            self._lost = (self._next, "a new day began")
        self._next = 1
        self._hole = False

    def _raise_lost(self) -> None:
        if self._lost is not None:
            (first, why), self._lost = self._lost, None
            raise ReportsLost(f"reports from {first} on were not read before {why}", value=first)


class EventStream:
    """Events by number. A slow reader makes the connection stop reading, so that the server has to wait."""

    def __init__(self, kept: int = EVENT_BATCHES_KEPT, pause: int = EVENT_BATCHES_PAUSE) -> None:
        self._inbox: Inbox[EventBatch] = Inbox(kept)
        self._pause = pause
        self._connection: Connection | None = None

    def receive(self, message: Message) -> None:
        """Keep a batch for the reader, if there is one."""
        if self._connection is None:
            return
        if not self._inbox.put(cast(EventBatch, message)):
            self._inbox.end(EventsMissing("more events came than are kept unread", value=message["first"]))
        if len(self._inbox) >= self._pause:
            self._connection.pause()

    def end(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._inbox.end(error)

    async def read(self, connection: Connection, first: int) -> AsyncIterator[EventBatch]:
        """The batches from event `first` on. Raises RequestRefused, ConnectionLost, EventsMissing."""
        self._connection = connection
        try:
            await connection.request("follow", from_=first)
            while await self._inbox.changed():
                while self._inbox:
                    first, batch = self._in_order(first)
                    yield batch
        finally:
            self._connection = None
            connection.resume()

    def _in_order(self, first: int) -> tuple[int, EventBatch]:
        batch = self._inbox.take()
        if batch["first"] != first:
            raise EventsMissing(f"event {first} is missing", value=batch["first"], allowed=first)
        if len(self._inbox) < self._pause and self._connection is not None:
            self._connection.resume()
        return batch["last"] + 1, batch
