"""What a client that has been sent everything else can take: old reports, then events."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

from gateway.floor.floor import Floor
from gateway.protocol.session import Session
from gateway.protocol.wire import Frame
from gateway.server.clients import Client, Clients
from gateway.server.floor_thread import FloorThread


class ReadingBack:
    """Makes frames on the floor's thread, between two batches: one of reports and one of events at
    a time, so that a batch never waits for more of them. Reports whose events are not in memory
    are read on a thread of their own first.
    """

    def __init__(self, floor: Floor, thread: FloorThread, clients: Clients) -> None:
        self._floor, self._thread, self._clients = floor, thread, clients
        self._one_of_reports, self._one_of_events = asyncio.Lock(), asyncio.Lock()

    async def next_frame(self, client: Client) -> Frame | None:
        """The next frame for a client, None when it has everything."""
        if client.reports_due:
            frame = await self._reports(client)
            if frame is not None:
                return frame
            client.reports_due = False
        if client.next_event is not None and client.next_event < self._clients.next_event:
            return await self._events(client, client.next_event)
        return None

    async def _reports(self, client: Client) -> Frame | None:
        while True:
            async with self._one_of_reports:
                part = await self._thread.do(self._catch_up, client.session)
            if not isinstance(part, Future):
                return part
            await asyncio.shield(asyncio.wrap_future(part))  # it may be what others wait for

    def _catch_up(self, session: Session) -> Frame | Future[None] | None:
        """The next reports, or what is read for them: others wait for that, so that it is begun
        even when the client hangs up now.
        """
        part = self._floor.listeners.catch_up(session)
        return self._floor.directory.past.submit(part) if callable(part) else part

    async def _events(self, client: Client, first: int) -> Frame:
        text = client.session.text
        ring = self._clients.rings[text]
        following = ring.get(first)
        if following is None:
            before = ring.next_start(first) or self._clients.next_event
            async with self._one_of_events:
                following = await self._thread.do(self._floor.event_frame, first, before, text)
        client.next_event, frame = following
        self._clients.sent["event"] += client.next_event - first
        return frame
