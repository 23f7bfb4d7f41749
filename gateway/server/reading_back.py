"""What a client that has been sent everything else can take: old reports, then events."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor, Future

from gateway.floor.floor import Floor
from gateway.protocol.session import Session
from gateway.protocol.wire import Frame
from gateway.server.clients import Client, Clients


class ReadingBack:
    """Makes frames on the floor's thread, between two batches: one of reports and one of events at
    a time, so that a batch never waits for more of them. Reports whose events are not in memory
    are read on a thread of their own first.
    """

    def __init__(self, floor: Floor, worker: Executor, clients: Clients) -> None:
        self._floor, self._worker, self._clients = floor, worker, clients
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
        loop = asyncio.get_running_loop()
        while True:
            async with self._one_of_reports:
                part = await loop.run_in_executor(self._worker, self._catch_up, client.session)
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
            loop, read = asyncio.get_running_loop(), self._floor.event_frame
            async with self._one_of_events:
                following = await loop.run_in_executor(self._worker, read, first, before, text)
        client.next_event, frame = following
        self._clients.sent["event"] += client.next_event - first
        return frame
