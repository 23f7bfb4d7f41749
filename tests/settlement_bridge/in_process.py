"""The registry's server inside the test's own process, and bare sockets that talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

from gateway.protocol.address import Address
from gateway.protocol.wire import encode
from settlement_bridge.books.registry import open_registry
from settlement_bridge.server import process as server
from settlement_bridge.server.process import Plan, RegistryProcess
from tests.signing import dialled, signature_of

Message = dict[str, Any]


class Server:
    """A running server: its parts, and where it listens."""

    def __init__(self, house: RegistryProcess, url: str) -> None:
        self.house = house
        self.url = url

    async def nobody_left(self) -> None:
        """Wait until no session is left."""
        async with asyncio.timeout(30):
            while self.house._sessions:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running_server(venue: Any, monkeypatch: Any) -> AsyncIterator[Server]:
    """The server of a venue's registry, whose sessions wait for no budget; stopped at the end."""
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(server, "tell_ready", lambda ready: url.set_result(ready.url))
    where = f"sqlite:///{venue.data}/registry/registry.sqlite3"
    registry = open_registry(where)
    given = (venue.data, venue.gateway, venue.feed, venue.key("bridge"), where, Address())
    plan = Plan(*given, per_s=0)
    house = RegistryProcess(plan, registry)
    running = asyncio.create_task(house.run())
    try:
        venue.registry = await asyncio.wait_for(asyncio.shield(url), 30)
        await house._exchange.compared()
        yield Server(house, venue.registry)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        house.worker.close()
        registry.close()


def log_on_request(venue: Any, challenge: Message, name: str) -> Message:
    """The request that logs on as `name`."""
    key, now_ns = venue.key(name), time.time_ns()
    signature = signature_of(key, challenge, now_ns)
    return {"op": "log_on", "id": 1, "key": name, "time_ns": now_ns, "signature": signature}


@asynccontextmanager
async def logged_on(venue: Any, name: str) -> AsyncIterator[ClientConnection]:
    """A bare socket that has logged on, in JSON."""
    async with open_socket(dialled(venue.registry), compression=None, max_size=None) as socket:
        challenge = json.loads(await socket.recv())
        await socket.send(encode(log_on_request(venue, challenge, name), text=True))
        assert json.loads(await socket.recv())["ok"]
        yield socket
