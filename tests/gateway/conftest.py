"""Fixtures of the gateway's tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from gateway.client import Session, connect
from gateway.client.endpoints import Endpoints, write_endpoints
from gateway.launch.local_keys import make_local_keys
from gateway.protocol import auth, private_keys, wire
from tests.forked_servers import plain_server
from tests.signing import false_challenge

Answer = Callable[[dict[str, Any]], dict[str, Any] | None]


class ScriptedVenue:
    """A server that can misbehave: it answers each request with what `answer` returns and keeps
    every frame.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.frames: list[list[dict[str, Any]]] = []
        self.sockets: list[ServerConnection] = []
        self.challenges: list[dict[str, Any]] = []
        self.url = ""

    async def converse(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        self.challenges.append(false_challenge(socket, "test"))
        await socket.send(wire.encode(self.challenges[-1], True))
        async for frame in socket:
            requests = wire.decode(frame)
            self.frames.append(requests)
            replies = [
                answer | {"id": request["id"]}
                for request in requests
                if (answer := self.answer(request))
            ]
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
    """`async with scripted(answer) as venue`: a server at `venue.url` that answers each request
    with `answer(request)`.
    """
    return scripted_venue


@pytest.fixture
def alice(tmp_path: Path) -> private_keys.PrivateKey:
    """A private key that no venue knows yet."""
    return private_keys.generate(tmp_path / "alice.pem")


@dataclass(frozen=True)
class Market:
    """A running gateway on `data`, its `url`, and the local keys of everybody who acts on it."""

    data: Path
    url: str

    def key(self, name: str) -> private_keys.PrivateKey:
        """A key of exchange, feed, bridge, alice (account 1), bob (account 2), or eve (who may only
        view account 2).
        """
        return private_keys.KeyFile.load(self.data / "keys" / f"{name}.pem")

    def session(self, name: str, **options: Any) -> AbstractAsyncContextManager[Session]:
        """A session of one of them."""
        return connect(self.url, self.key(name), **options)


def enter(data: Path, name: str, role: str, account: int) -> None:
    """A local key that the venue knows."""
    public_key = private_keys.generate(data / "keys" / f"{name}.pem").public_key
    auth.PublicKeys(data / "keys.json").add(name, role, account, name, public_key)


async def open_market(market: Market) -> None:
    """CEA25 from 78.50 and CEA24 from 80.00, Alice with cash, Bob with units, the morning of
    2026-01-05.
    """
    async with market.session("exchange") as exchange, market.session("bridge") as bridge:
        await exchange.request("open_account", account=1, name="Alice")
        await exchange.request("open_account", account=2, name="Bob")
        await exchange.request("list_instrument", instrument="CEA25", number=1, base_price=7850)
        await exchange.request("list_instrument", instrument="CEA24", number=2, base_price=8000)
        await bridge.request("cash_in", account=1, amount_fen=10**13, reference=1)
        await bridge.request("units_in", account=2, instrument="CEA25", quantity=10**8, reference=2)
        await exchange.request("start_day", date="2026-01-05")
        await exchange.request("set_phase", phase="morning")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """A gateway process for the tests of one file, with its market open; the next test sees what
    one test leaves.
    """
    data = tmp_path_factory.mktemp("market")
    make_local_keys(data)
    for name, role, account in (("alice", "member", 1), ("bob", "member", 2), ("eve", "viewer", 2)):
        enter(data, name, role, account)
    words = ("--data", str(data), "--port", "0", "--clock", "manual")
    with plain_server("gateway.server", *words) as process:
        said: dict[str, str] = {}
        while "url" not in said:  # before it is ready it says what takes long
            said = json.loads(process.stdout.readline())
        market = Market(data, said["url"])
        write_endpoints(data, Endpoints(market.url, market.url, market.url))
        try:
            asyncio.run(open_market(market))
            yield market
        finally:
            process.terminate()
            assert process.wait(30) == 0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a whole venue, `ceax serve`, for the tests of one file; nothing is listed
    yet.
    """
    data = tmp_path_factory.mktemp("house")
    ports = [word for name in ("gateway", "feed", "registry") for word in (f"--{name}-port", "0")]
    words = ("serve", "--data", str(data), "--clock", "manual", "--json", "--no-alerts", *ports)
    with plain_server("ceax", *words) as process:
        try:
            assert json.loads(process.stdout.readline())["ready"] == "venue"
            yield data
        finally:
            process.terminate()
            assert process.wait(60) == 0
