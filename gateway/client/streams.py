"""The two numbered streams of a session as a program reads them: bounded, in order, without
holes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, TypedDict, cast

from gateway.client.connection import Connection
from gateway.client.inbox import Inbox
from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import ConnectionLost, RequestRefused
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.client.typed import Report

# reports not read yet; later ones are given up and asked for again when there is room
REPORTS_KEPT = 10_000
# refusals of a place in the reports: it lies too far back, or its day is being read back
TOO_OLD, NOT_READY = "report_date_too_old", "reports_not_ready"
MS_PER_S = 1_000
EVENT_BATCHES_KEPT = 128
EVENT_BATCHES_PAUSE = 64  # not read yet: from here on the server has to wait


class ReportsLost(GatewayError):
    """The reports that were to come next are of a day so long ago that the venue does not send them
    any more.
    """

    code = "reports_lost"


class EventsMissing(GatewayError):
    """The event stream has a hole: follow it again from the last number read."""

    code = "events_missing"


class EventBatch(TypedDict):
    """Events `first` to `last` of the engine, as maps (PROTOCOL.md, Events)."""

    type: str
    first: int
    last: int
    events: list[Message]


class Place(NamedTuple):
    """A place in an account's reports: the date that numbers them, and the number of the next one.

    The date is ``""`` before the venue's first day.
    """

    date: str
    number: int


class ReportStream:
    """Reports by date and number.

    A missed one, or one that found no room, is asked for again when the reader gets there.
    """

    def __init__(self, kept: int = REPORTS_KEPT) -> None:
        self._inbox: Inbox[Report] = Inbox(kept)
        self._next: Place | None = None  # None: the first that comes
        self._read: Place | None = None
        self._hole = False
        self._lost: Place | None = None

    @property
    def place(self) -> Place | None:
        """The report after the last one that the reader was given; None where there are none."""
        return self._read

    def begin(self, asked: Place | None, following: Place | None) -> None:
        """Start at the place `asked` for at log-on; `following` is that of the next new report."""
        self._read = self._read or asked or following
        if self._next is None:
            self._next = asked

    def ask_from(self, place: Place) -> None:
        """Start at a place of today, which the reader asks for by itself."""
        self._next = self._read = place
        self._hole = True

    def receive(self, message: Message) -> None:
        """Keep a report that is next; note a hole before any other.

        Numbers begin again at 1 with each day, once all of the day before have been sent.
        """
        place = Place(message["report_date"], message["number"])
        if self._next is None or (place.date != self._next.date and not self._hole):
            self._next = place if self._next is None else Place(place.date, 1)
        if place == self._next and self._inbox.put(cast("Report", message)):
            self._next = Place(place.date, place.number + 1)
            self._hole = False
        elif place.date != self._next.date or place.number >= self._next.number:
            self._hole = True
            self._inbox.wake()

    def end(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._inbox.end(error)

    @property
    def wanted(self) -> Place | None:
        """The report that is to come next, for the log-on of another connection."""
        return self._next or self._read

    async def read(self, ask: Callable[[Place], Awaitable[object]]) -> AsyncIterator[Report]:
        """The reports in order; `ask` asks for them once more from a place on.

        Raises ReportsLost, and what the stream has ended with.
        """
        while True:
            while self._inbox:
                report = self._inbox.take()
                self._read = Place(report["report_date"], report["number"] + 1)
                yield report
            self._raise_lost()
            if self._hole:
                await self._ask_again(ask)
            elif not await self._inbox.changed():
                return

    async def _ask_again(self, ask: Callable[[Place], Awaitable[object]]) -> None:
        asked = self._next
        assert asked is not None
        try:
            await ask(asked)
        except ConnectionLost:
            self._hole = False  # the next connection begins with it, or the stream ends
            return
        except RequestRefused as error:
            if error.code == NOT_READY:
                await asyncio.sleep((error.retry_after_ms or 0) / MS_PER_S)
            elif error.code != TOO_OLD:
                raise
            elif self._next == asked:
                self.give_up(error.allowed["report_date"])
            return
        if not self._inbox:
            # those that came on the way and were taken for a hole are in what follows
            self._hole = False

    def give_up(self, first: str) -> None:
        """The day of the next report is too old: read on from the first report of another."""
        self._lost = self._next
        self._next = Place(first, 1)
        self._hole = True
        self._inbox.wake()

    def _raise_lost(self) -> None:
        if self._lost is not None:
            lost, self._lost = self._lost, None
            which = f"reports of {lost.date} from {lost.number} on"
            raise ReportsLost(f"{which} are not sent any more", value=lost.number)


class EventStream:
    """Events by number.

    A slow reader makes the connection stop reading, so that the server has to wait.
    """

    def __init__(self, kept: int = EVENT_BATCHES_KEPT, pause: int = EVENT_BATCHES_PAUSE) -> None:
        self._inbox: Inbox[EventBatch] = Inbox(kept)
        self._pause = pause
        self._connection: Connection | None = None

    def receive(self, message: Message) -> None:
        """Keep a batch for the reader, if there is one."""
        if self._connection is None:
            return
        if not self._inbox.put(cast(EventBatch, message)):
            self._inbox.end(
                EventsMissing("more events came than are kept unread", value=message["first"])
            )
        if len(self._inbox) >= self._pause:
            self._connection.pause()

    def end(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._inbox.end(error)

    async def read(self, connection: Connection, first: int) -> AsyncIterator[EventBatch]:
        """The batches from event `first` on.

        Raises RequestRefused, ConnectionLost, EventsMissing.
        """
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
