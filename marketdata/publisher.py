"""The feed's sockets: listeners with their requests, and what is published to all of them.

What is published waits for no listener (`fan_out`); one whose buffer is over its budget is closed
with 4009 (slow_reader). Only answers and what a listener is owed wait for it to read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from functools import partial
from types import TracebackType

from prometheus_client.metrics_core import Metric
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from gateway.protocol.closings import FAULT, LATE_LOG_ON, Closing
from gateway.protocol.door import Door
from gateway.protocol.errors import WireError
from gateway.protocol.faults import FaultLog
from gateway.protocol.handshake import Connection
from gateway.protocol.health import Conditions, health_pages
from gateway.protocol.listening import Listening, listening, no_place
from gateway.protocol.metrics import (
    Collect,
    disk_metrics,
    door_metrics,
    gauge,
    metrics_page,
    traffic_metrics,
)
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.places import Room
from gateway.protocol.proofs import FEED
from gateway.protocol.revocation import KeyWatch, OpenSession
from gateway.protocol.server_keys import OwnKey, Welcome
from gateway.protocol.wire import CloseCode, Frame
from marketdata.answers import Answers
from marketdata.audience import ROOM, Audience, Guest
from marketdata.fan_out import FanOut
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.http.site import FeedSite
from marketdata.listener import Listener
from marketdata.pages.site import PageSite
from marketdata.streams import MESSAGES_PER_FRAME, Message, frames_of

log = logging.getLogger("marketdata")
FAULTS = FaultLog(log)

OWN_LOG_ON_S = 10.0  # for a log-on at the listener of the venue's own processes
PING_S = 20  # a listener that does not answer a ping for as long is gone
SOCKET = {
    "max_queue": 16,  # frames of a listener read ahead of their answers
    "ping_interval": PING_S,
    "ping_timeout": PING_S,
    "close_timeout": 2,
}


class Publisher:
    """The feed's server. `listen` opens it; leaving the context closes every connection (1001)."""

    def __init__(
        self,
        feed: Feed,
        history: History,
        keys: PublicKeys,
        outside: Outside = SYSTEM,
        conditions: Conditions = dict,
        measures: Collect = tuple,
        room: Room = ROOM,
    ) -> None:
        """Answered by HTTP beside what is counted here: `conditions`, what the feed needs for its
        work, and more `measures`. `room`: how many listeners there may be.
        """
        self._outside = outside
        self._feed, self._keys = feed, keys
        self._own_key = OwnKey(keys.path.parent, FEED)
        self.server_key = self._own_key.of(feed.epoch).public_key
        self._listening: Listening | None = None
        pages = health_pages(conditions)
        self._door = Door(pages, outside)
        pages_site = PageSite(keys.path.parent)
        pages |= pages_site.documents()
        self._door.sites = (FeedSite(feed, history, keys.path.parent, outside), pages_site)
        pages["/metrics"] = metrics_page(lambda: self._metrics(measures))
        self._listeners: dict[ServerConnection, Listener] = {}
        self._audience = Audience(room)
        self._answers = Answers(feed, history, outside)
        self._fan_out = FanOut(self._drop, self._answers.traffic)
        self._news = asyncio.Event()  # replaced at each publication
        self._closing: set[asyncio.Task[None]] = set()
        self._settling: dict[ServerConnection, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Publisher:
        self._watching = asyncio.create_task(KeyWatch(self._keys, self._logged_on).run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watching.cancel()
        self._fan_out.close()
        if self._listening is not None:
            self._listening.close()
            await self._listening.closed()

    async def listen(self, address: Address) -> str:
        """Open the socket. Returns its address for clients. Raises OSError, CertificateUnusable."""
        self._listening = await listening(self._converse, address, self._door, **SOCKET)
        return self._listening.url

    @property
    def own_url(self) -> str:
        """The address for the venue's own processes, empty without one."""
        return "" if self._listening is None else self._listening.own_url

    def publish(self, messages: Sequence[Message]) -> None:
        """Send every listener what it asked for, now or at the next moment of its pace."""
        self._tell_news()
        self._fan_out.publish(messages)

    def _metrics(self, measures: Collect) -> Iterator[Metric]:
        """What was counted, and how the feed is now."""
        yield from traffic_metrics(self._answers.traffic)
        yield from door_metrics(self._door)
        yield from disk_metrics(self._keys.path.parent)
        yield gauge("listeners", "Listeners.", len(self._listeners))
        unsent = (each.transport.get_write_buffer_size() for each in self._listeners)
        yield gauge("unsent_bytes", "Longest queue of a listener.", max(unsent, default=0))
        yield from measures()

    def _drop(self, connection: ServerConnection, why: Closing) -> None:
        """Publish nothing more to a listener, and close it without waiting for that."""
        self._listeners.pop(connection, None)
        self._fan_out.leave(connection)
        closing = asyncio.create_task(connection.close(why.code, why.reason))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    def _logged_on(self) -> Iterator[OpenSession]:
        for connection, listener in self._listeners.items():
            grant = listener.talk.grant
            if grant is not None:
                yield OpenSession(grant, connection, partial(self._silence, connection))

    def _silence(self, connection: ServerConnection) -> None:
        """Publish and settle nothing more to a listener."""
        self._listeners.pop(connection, None)
        self._fan_out.leave(connection)
        if connection in self._settling:
            self._settling.pop(connection).cancel()

    def _tell_news(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _converse(self, connection: Connection) -> None:
        if connection.hello.own and (full := no_place(connection, self._listeners, 0)):
            await connection.close(CloseCode.TRY_LATER, full)
            return
        welcome = Welcome(
            self._own_key.of(self._feed.epoch), self._outside.nonce(), connection.hello
        )
        listener = Listener(self._keys, welcome)
        connection.talk = listener.talk
        self._listeners[connection] = listener
        self._fan_out.arrive(connection, listener)
        late = asyncio.get_running_loop().call_later(
            OWN_LOG_ON_S, self._require_known, connection, listener
        )
        guest = self._audience.arrive(connection, listener, partial(self._drop, connection))
        try:
            await connection.send(listener.talk.challenge(self._outside.wall_ns()))
            async for frame in connection:
                await self._answer_frame(connection, listener, frame, guest)
        except ConnectionClosed:
            pass  # the listener has gone
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "serving a listener")
            await connection.close(FAULT.code, FAULT.reason)
        finally:
            late.cancel()
            self._audience.leave(guest)
            self._silence(connection)

    def _require_known(self, connection: Connection, listener: Listener) -> None:
        """End a connection that takes a place of the venue's own and has not logged on."""
        if connection.hello.own and listener.talk.grant is None:
            self._drop(connection, LATE_LOG_ON)

    async def _answer_frame(
        self, connection: ServerConnection, listener: Listener, frame: Frame, guest: Guest
    ) -> None:
        received_ns = self._outside.wall_ns()
        await guest.take(1)
        try:
            messages = listener.messages(frame)
        except WireError as error:
            await connection.send(self._answers.unreadable(listener, error))
            return
        await guest.take(len(messages) - 1)
        for message in messages:
            request = listener.talk.read(message, self._outside.wall_ns())
            if request.operation is not None:
                await guest.take(request.operation.weight.each - 1)
            await connection.send(await self._answers.answer(listener, request, received_ns))
            if request.operation is not None and request.operation.name == "subscribe":
                if not self._audience.stays(guest):
                    await connection.close(CloseCode.TRY_LATER, "too many listeners")
                    return
                await self._send_owed(connection, listener)
            if (closing := listener.talk.closing) is not None:
                await connection.close(closing.code, closing.reason)
                return

    async def _send_owed(self, connection: ServerConnection, listener: Listener) -> None:
        if listener.next_settlement is not None:
            self._tell_news()
            if connection not in self._settling:
                self._settling[connection] = asyncio.create_task(self._settle(connection, listener))
        while owed := listener.owed_messages(self._feed.board):
            self._answers.traffic.sent["owed"] += len(owed)
            for frame in frames_of(owed, listener.interest.text):
                await connection.send(frame)

    async def _settle(self, connection: ServerConnection, listener: Listener) -> None:
        """Send the settlement stream at the pace the bridge reads it, while it is there."""
        try:
            while True:
                await self._settle_on(connection, listener)
        except ConnectionClosed:
            pass  # the bridge has gone
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "sending the settlement stream")
            self._drop(connection, FAULT)

    async def _settle_on(self, connection: ServerConnection, listener: Listener) -> None:
        news, first = self._news, listener.next_settlement
        settlement = self._feed.settlement
        messages = [] if first is None else settlement.messages_from(first, MESSAGES_PER_FRAME)
        if not messages:
            await news.wait()
            return
        listener.next_settlement = messages[-1].body["seq"] + 1
        self._answers.traffic.sent["settlement"] += len(messages)
        for frame in frames_of(messages, listener.interest.text):
            await connection.send(frame)
