"""A relay between a program and its venue that sees every message, and plays the venue's part where
a situation asks for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, WebSocketException

from gateway.protocol.errors import WireError
from gateway.protocol.wire import Frame, decode, decode_from_venue, encode
from gateway.rehearsal.conformance.record import CLOSED, OPENED, TURNED_AWAY, Message, Record

AWAY = 1013  # WebSocket's code: try again later


class Relay:
    """Passes what both sides say.

    `is_open`: whether connections are taken. `answers` may answer a request in the venue's place,
    which then does not get it. `swallows` keeps what the venue says from the program.
    """

    def __init__(self, venue_url: str, record: Record) -> None:
        self.record = record
        self.is_open = True
        self.swallows = False
        self.answers: Callable[[Message], Message | None] = lambda request: None
        self.state: Message | None = None  # the latest that the venue has pushed
        self._venue_url = venue_url
        self._flows = asyncio.Event()
        self._flows.set()
        self._programs: dict[ServerConnection, bool] = {}  # and whether it speaks text
        self._lines = 0

    @asynccontextmanager
    async def opened(self, port: int = 0) -> AsyncIterator[str]:
        """The address for the program."""
        how: dict[str, Any] = {"compression": None, "max_size": None, "ping_interval": None}
        async with serve(self._converse, "127.0.0.1", port, **how) as server:
            yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"

    def cut(self) -> None:
        """End every connection without a word."""
        for program in self._programs:
            program.transport.abort()

    def hold(self) -> None:
        """Let nothing pass; connections stay open."""
        self._flows.clear()

    def release(self) -> None:
        """Let pass what was held, and what follows."""
        self._flows.set()

    async def say(self, message: Message) -> None:
        """Push a message to the program as if the venue did."""
        for program, text in list(self._programs.items()):
            with contextlib.suppress(ConnectionClosed):
                await program.send(encode(message, text))
                self.record.note(self._lines, "down", message)

    async def _converse(self, program: ServerConnection) -> None:
        self._lines += 1
        line = self._lines
        if not self.is_open:
            self.record.happened(line, TURNED_AWAY)
            program.transport.abort()
            return
        assert program.request is not None
        url = self._venue_url.rstrip("/") + program.request.path
        how = {"compression": None, "max_size": None, "ping_interval": None}
        try:
            async with open_socket(url, **how) as venue:  # type: ignore[arg-type]
                self.record.happened(line, OPENED)
                self._programs[program] = True
                await self._both_ways(line, program, venue)
        except (OSError, WebSocketException):
            await program.close(AWAY, "the venue is away")
        finally:
            self._programs.pop(program, None)
            self.record.happened(line, CLOSED)

    async def _both_ways(
        self, line: int, program: ServerConnection, venue: ClientConnection
    ) -> None:
        ways = [
            asyncio.create_task(self._up(line, program, venue)),
            asyncio.create_task(self._down(line, program, venue)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        code, reason = venue.close_code, venue.close_reason or ""
        if code is not None:
            await program.close(code if code not in (1005, 1006) else 1001, reason)

    async def _up(self, line: int, program: ServerConnection, venue: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in program:
                self._programs[program] = isinstance(frame, str)
                await self._flows.wait()
                await self._ask(line, frame, program, venue)

    async def _ask(
        self, line: int, frame: Frame, program: ServerConnection, venue: ClientConnection
    ) -> None:
        """Pass the requests of a frame on, but those that are answered here."""
        try:
            requests = decode(frame)
        except WireError:
            await venue.send(frame)  # the venue says what is wrong with it
            return
        answered = [(each, self.answers(each)) for each in requests]
        passed = [each for each, answer in answered if answer is None]
        for request, answer in answered:
            self.record.note(line, "up", request, passed=answer is None)
        if len(passed) == len(requests):
            await venue.send(frame)
        elif passed:
            await venue.send(encode(passed, isinstance(frame, str)))
        for _, answer in answered:
            if answer is not None:
                await program.send(encode(answer, isinstance(frame, str)))
                self.record.note(line, "down", answer)

    async def _down(self, line: int, program: ServerConnection, venue: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in venue:
                await self._flows.wait()
                passed = not self.swallows
                if passed:
                    await program.send(frame)
                for message in decode_from_venue(frame):
                    self.record.note(line, "down", message, passed=passed)
                    if message.get("type") == "state":
                        self.state = message
