"""Everyone who is connected, and how what comes out of a turn reaches whom it concerns.

Nothing here ever waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from gateway.floor.turn import Turn
from gateway.protocol.auth import Grant
from gateway.protocol.closings import KILLED, REVOKED, SLOW_READER, Closing
from gateway.protocol.faults import FaultLog
from gateway.protocol.limits import Limits
from gateway.protocol.outside import Outside
from gateway.protocol.revocation import OpenSession
from gateway.protocol.session import Session, Work
from gateway.protocol.shares import Share
from gateway.protocol.wire import Frame, Message, encode
from gateway.server import session_news
from gateway.server.event_ring import EventRing
from gateway.server.outbound import Outbound

log = logging.getLogger(__name__)
FAULTS = FaultLog(log)
STAFF = "exchange"
HEARERS = {"schedule_notice": (STAFF, "feed"), session_news.TYPE: ("feed",)}
NS_PER_S = 1_000_000_000
LOOK_AGAIN_S = 1.0  # whether a connection is still there while nothing is read from it
FEW_BYTES = 64 * 1024  # unsent of one session, which its account's are not counted for


@dataclass(eq=False)
class Client:
    """One connection: its conversation, what is sent to it, and what it has to pull."""

    session: Session
    outbound: Outbound
    reports_due: bool = False
    next_event: int | None = None  # of a follower
    share: Share | None = None  # that has counted what is unsent
    counted: int = 0  # bytes
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def room(self) -> None:
        """Wait while the session rests or is full, so that a client that floods fills its own
        socket and takes nobody's time.
        """
        session, connection = self.session, self.outbound.connection
        if session.rest_ns and session.closing is None and connection.state is State.OPEN:
            await asyncio.sleep(session.rest_ns / NS_PER_S)
        while session.is_full and connection.state is State.OPEN:
            self.answered.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self.answered.wait()

    def count_unsent(self) -> None:
        """Count what is not sent yet into the session's share."""
        share = self.session.share
        if self.share is not share:
            if self.share is not None:
                self.share.unsent -= self.counted
            self.share, self.counted = share, 0
        if share is not None:
            share.unsent += self.outbound.unsent - self.counted
            self.counted = self.outbound.unsent


class Clients:
    """The clients by session, and the newest events for those who follow.

    `next_event` is the number of the next event. `sent` counts what is pushed, by kind.
    `share_unsent_max`: bytes that wait for the sessions of one account.
    """

    def __init__(
        self,
        next_event: int,
        sent: Counter[str] | None = None,
        share_unsent_max: int = Limits.account_unsent_bytes,
    ) -> None:
        self._share_unsent_max = share_unsent_max
        self.sent = Counter() if sent is None else sent
        self.by_session: dict[Session, Client] = {}
        self.next_event = next_event
        self._news = session_news.SessionNews()
        self._followed = False  # somebody has asked for events
        self.rings = {False: EventRing(), True: EventRing()}

    def join(
        self,
        session: Session,
        connection: ServerConnection,
        unsent_bytes: int,
        next_frame: Callable[[Client], Awaitable[Frame | None]],
    ) -> Client:
        """A client that has connected. `next_frame`: what it is sent once it has all the rest."""
        outbound = Outbound(connection, unsent_bytes, lambda: next_frame(client))
        client = self.by_session[session] = Client(session, outbound)
        return client

    def deliver(self, turn: Turn, state: Message) -> None:
        """Everything that came out of a batch; `state` greets those who have just logged on."""
        for work, frames in turn.finished:
            self.answer(work, frames)
        self.next_event = turn.next_event
        for session in turn.joined:
            self.put(session, encode(state, session.text))
            self.sent["state"] += 1
        for session, frame in turn.reports:
            self.put(session, frame)
        for session in turn.reports_due:
            if client := self.by_session.get(session):
                client.reports_due = True
                client.outbound.wake()
        for session in turn.too_slow:
            if client := self.by_session.get(session):
                self.close(client, SLOW_READER)
        for state in turn.states:
            self._push_state(state, turn.joined)
        for alert in turn.alerts:
            self.alert_staff(alert)
        if turn.follows or self._followed:
            self._push_events(turn)

    def answer(self, work: Work, frames: list[Frame]) -> None:
        """Send a work's answers, and close the session if that is what the work was about."""
        work.session.answered(work)
        client = self.by_session.get(work.session)
        if client is None:
            return
        client.answered.set()
        for frame in frames:
            client.outbound.put(frame)
        if client.outbound.unsent > FEW_BYTES:
            self._bound(client)
        work.session.closing = work.session.closing or client.outbound.closing
        if work.closing is not None:
            self.close(client, work.closing)

    def put(self, session: Session, frame: Frame) -> None:
        """Queue a frame for a session that is still connected; one that does not read is closed by
        it.
        """
        client = self.by_session.get(session)
        if client is not None:
            client.outbound.put(frame)
            if client.outbound.unsent > FEW_BYTES:
                self._bound(client)
            session.closing = session.closing or client.outbound.closing

    def leave(self, session: Session) -> None:
        """A client has gone."""
        client = self.by_session.pop(session)
        closing, connection = session.closing or client.outbound.closing, client.outbound.connection
        client_closed = connection.protocol.close_rcvd_then_sent is True
        self._news.left(session, closing, client_closed=client_closed)
        if client.share is not None:
            client.share.unsent -= client.counted

    def _bound(self, client: Client) -> None:
        """Where too much waits for the sessions of an account, the slowest of them is closed."""
        client.count_unsent()
        share = client.share
        if share is None or share.unsent <= self._share_unsent_max:
            return
        together = [each for each in self.by_session.values() if each.session.share is share]
        for each in together:
            each.count_unsent()
        if share.unsent > self._share_unsent_max:
            slowest = max(together, key=lambda each: each.outbound.unsent)
            grant = slowest.session.grant
            log.warning("a session of key %s does not read: closed", grant and grant.key)
            slowest.session.closing = slowest.session.closing or SLOW_READER
            slowest.outbound.drop()
            slowest.count_unsent()

    def alert_staff(self, message: Message) -> None:
        """Push a message to every session of the exchange's staff, and what alerts are raised of
        to those that follow events, of which one raises them.
        """
        roles = HEARERS.get(message["type"], (STAFF,))
        frames = {text: encode(message, text) for text in (False, True)}
        for session in list(self.by_session):
            if session.grant is not None and session.grant.role in roles:
                self.put(session, frames[session.text])
                self.sent["alert"] += 1

    def close(self, client: Client, closing: Closing) -> None:
        """Close a client once everything queued for it has been sent."""
        client.session.closing = client.session.closing or closing
        client.outbound.close(closing)

    def tick(self, outside: Outside, refuses_log_on: Callable[[Grant], bool]) -> None:
        """To be called once a second: heartbeats go out, clients that are gone or killed end."""
        for client in list(self.by_session.values()):
            try:
                self._tick(client, outside, refuses_log_on)
            except Exception as fault:  # noqa: BLE001
                FAULTS.note(fault, "the tick of a client")  # the others have theirs
        if news := self._news.message(outside.wall_ns()):
            self.alert_staff(news)

    def _tick(
        self, client: Client, outside: Outside, refuses_log_on: Callable[[Grant], bool]
    ) -> None:
        session = client.session
        self._news.count(session)
        frame = session.tick(outside.monotonic_ns(), outside.wall_ns())
        if frame is not None:
            client.outbound.put(frame)
        if session.grant is not None and refuses_log_on(session.grant):
            session.closing = session.closing or KILLED
        if session.closing is not None and session.in_flight == 0:
            client.outbound.close(session.closing)

    def roles(self) -> Counter[str]:
        """How many sessions there are, by role; of those that have not logged on as `none`."""
        grants = [session.grant for session in self.by_session]
        return Counter("none" if grant is None else grant.role for grant in grants)

    def unsent_bytes(self) -> int:
        """What the longest queue of a client holds."""
        return max((each.outbound.unsent for each in self.by_session.values()), default=0)

    def logged_on(self) -> Iterator[OpenSession]:
        """The sessions that have logged on, for the watch over their keys."""
        for session, client in self.by_session.items():
            if session.grant is not None:
                silence = partial(_silence, client)
                yield OpenSession(session.grant, client.outbound.connection, silence)

    def _push_state(self, state: Message, joined: list[Session]) -> None:
        """Push a state to everyone but those who have just been greeted with the newest one."""
        frames = {text: encode(state, text) for text in (False, True)}
        for session in list(self.by_session):
            if session.grant is not None and session not in joined:
                self.put(session, frames[session.text])
                self.sent["state"] += 1

    def _push_events(self, turn: Turn) -> None:
        for text, frames in turn.event_frames.items():
            for first, last, frame in frames:
                self.rings[text].add(first, last, frame)
        for session, first in turn.follows:
            if client := self.by_session.get(session):
                client.next_event, self._followed = first, True
        for client in self.by_session.values():
            if client.next_event is not None and client.next_event < self.next_event:
                client.outbound.wake()


def _silence(client: Client) -> None:
    """Neither hear nor send anything more; what is under way is still done."""
    client.session.closing = client.session.closing or REVOKED
    client.outbound.give_up(REVOKED)
