"""Fixtures of the gateway's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from gateway import auth, wire

Answer = Callable[[dict[str, Any]], dict[str, Any] | None]
CHALLENGE = {"type": "challenge", "nonce": "00ff", "server_time_ns": 1, "venue": "test", "protocol": 1}


class ScriptedVenue:
    """A server that can misbehave: it answers each request with what `answer` returns and keeps every frame."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.frames: list[list[dict[str, Any]]] = []
        self.sockets: list[ServerConnection] = []
        self.url = ""

    async def converse(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        await socket.send(wire.encode(CHALLENGE, True))
        async for frame in socket:
            requests = wire.decode(frame)
            self.frames.append(requests)
            replies = [answer | {"id": request["id"]} for request in requests if (answer := self.answer(request))]
            if replies:
                await socket.send(wire.encode(replies, isinstance(frame, str)))


Scripted = Callable[[Answer], AbstractAsyncContextManager[ScriptedVenue]]


@asynccontextmanager
async def scripted_venue(answer: Answer) -> AsyncIterator[ScriptedVenue]:
    venue = ScriptedVenue(answer)
    async with serve(venue.converse, "127.0.0.1", 0, compression=None) as server:
        venue.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield venue


@pytest.fixture
def scripted() -> Scripted:
    """`async with scripted(answer) as venue`: a server at `venue.url` that answers each request with `answer(request)`."""
    return scripted_venue


@pytest.fixture
def alice(tmp_path: Path) -> auth.PrivateKey:
    """A private key that no venue knows yet."""
    return auth.generate(tmp_path / "alice.pem")
