"""A small venue for tests: a real log, real sockets, a few keys, two members with money and
units.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

from engine.record.ahead import prepare
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from gateway.protocol.limits import Limits
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from gateway.protocol.server_clock import SystemClock
from gateway.protocol.wire import decode_from_venue, encode
from gateway.server.hub import Hub
from tests.signing import dialled, signature_of

KEYS = {
    "exchange": ("exchange", 0),
    "bridge": ("bridge", 0),
    "feed": ("feed", 0),
    "alice": ("member", 1),
    "bob": ("member", 2),
    "vera": ("viewer", 1),
    "victor": ("viewer", 2),
    "authority": ("authority", 0),
}
SCOPES = {"authority": "province:42"}  # by role
OPENING = [
    {"op": "list_instrument", "instrument": "CEA24", "number": 1, "base_price": 7850},
    {"op": "list_instrument", "instrument": "CEA25", "number": 2, "base_price": 7850},
    {"op": "open_account", "account": 1, "name": "Alice"},
    {"op": "open_account", "account": 2, "name": "Bob"},
]
FUNDING = [
    {"op": "cash_in", "account": 1, "amount_fen": 10_000_000_000, "reference": 1},
    {"op": "cash_in", "account": 2, "amount_fen": 10_000_000_000, "reference": 2},
    {"op": "units_in", "account": 1, "instrument": "CEA25", "quantity": 100_000, "reference": 3},
    {"op": "units_in", "account": 2, "instrument": "CEA25", "quantity": 100_000, "reference": 4},
]
CLOSE = {"op": "set_phase", "phase": "closed", "confirm": True, "reason": "by hand"}
DATE = "2026-01-05"
LOOPBACK = Address()
MORNING = [{"op": "start_day", "date": DATE}, {"op": "set_phase", "phase": "morning"}]
Message = dict[str, Any]


class Caller:
    """A bare client: no SDK between the test and the frames."""

    def __init__(self, socket: ClientConnection, text: bool) -> None:
        self.socket = socket
        self.text = text
        self.pushed: list[Message] = []
        self._next_id = 1
        self._replies: dict[int | None, Message] = {}

    @classmethod
    async def open(cls, url: str, text: bool = False) -> Caller:
        """A connection that has got its challenge and not logged on."""
        caller = cls(
            await open_socket(dialled(url), compression=None, max_size=None, ping_interval=None),
            text,
        )
        await caller.read()
        return caller

    @property
    def challenge(self) -> Message:
        return self.pushed[0]

    async def log_on(self, key: PrivateKey, **options: Any) -> Message:
        now_ns = time.time_ns()
        signature = signature_of(key, self.challenge, now_ns)
        return await self.ask("log_on", key=key.key, time_ns=now_ns, signature=signature, **options)

    async def send(self, *requests: Message) -> list[int]:
        """Send requests in one frame; their ids."""
        ids = list(range(self._next_id, self._next_id + len(requests)))
        self._next_id += len(requests)
        maps = [{"id": id_} | request for id_, request in zip(ids, requests, strict=True)]
        await self.socket.send(encode(maps if len(maps) > 1 else maps[0], self.text))
        return ids

    async def ask(self, op: str, **fields: Any) -> Message:
        """One request; its reply."""
        return (await self.ask_all({"op": op} | fields))[0]

    async def ask_all(self, *requests: Message) -> list[Message]:
        """Requests in one frame; their replies."""
        return [await self.reply(id_) for id_ in await self.send(*requests)]

    async def reply(self, id_: int | None) -> Message:
        """The reply with that id; whatever else comes before it is kept in `pushed`."""
        while id_ not in self._replies:
            await self.read()
        return self._replies.pop(id_)

    async def read(self) -> None:
        """Read one frame."""
        async with asyncio.timeout(10):
            frame = await self.socket.recv()
        for message in decode_from_venue(frame):
            if message["type"] == "reply":
                self._replies[message["id"]] = message
            else:
                self.pushed.append(message)

    async def until(self, kind: str, count: int) -> list[Message]:
        """The messages of a type pushed so far, once there are at least `count`."""
        while len(found := self.of_type(kind)) < count:
            await self.read()
        return found

    def of_type(self, kind: str) -> list[Message]:
        return [message for message in self.pushed if message["type"] == kind]

    async def closed(self) -> int:
        """Wait for the close; its code."""
        async with asyncio.timeout(10):
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code


class SmallVenue:
    """A running hub on a folder, with the keys of `KEYS`."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder
        self.public_keys = PublicKeys(folder / "keys.json")
        self.keys = (
            {name: generate(folder / "keys" / f"{name}.pem") for name in KEYS}
            if not self._made()
            else self._load()
        )
        prepare(SMALL)
        self.sequencer = Sequencer.open(folder / "log", clock=SystemClock(), capacity=SMALL)
        self.hub = Hub(self.sequencer, self.public_keys, limits)
        self.running: asyncio.Task[None] | None = None
        self._callers: list[Caller] = []

    def _made(self) -> bool:
        return self.public_keys.path.exists()

    def _load(self) -> dict[str, PrivateKey]:
        return {name: KeyFile.load(self.folder / "keys" / f"{name}.pem") for name in KEYS}

    async def start(self, address: Address = LOOPBACK) -> None:
        if not self._made():
            for name, (role, account) in KEYS.items():
                public, scope = self.keys[name].public_key, SCOPES.get(role, "")
                self.public_keys.add(name, role, account, name.title(), public, scope=scope)
        await self.hub.start(address)
        self.running = asyncio.create_task(self.hub.run())

    async def stop(self) -> None:
        await self.hub.stop()
        assert self.running is not None
        if not self.running.done():
            self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running

    async def caller(self, name: str, text: bool = False, **options: Any) -> Caller:
        """A session that has logged on."""
        caller = await Caller.open(self.hub.url, text)
        reply = await caller.log_on(self.keys[name], **options)
        assert reply["ok"], reply
        caller.pushed.append({"type": "logged_on"} | reply | {"type": "logged_on"})
        return caller

    async def open_market(self) -> None:
        """List, fund, start the day and open the morning."""
        exchange, bridge = await self.caller("exchange"), await self.caller("bridge")
        for caller, requests in ((exchange, OPENING), (bridge, FUNDING), (exchange, MORNING)):
            replies = await caller.ask_all(*requests)
            assert all(reply["ok"] for reply in replies), replies
        await exchange.ask("log_off")
        await bridge.ask("log_off")


@asynccontextmanager
async def small_venue(
    folder: Path,
    limits: Limits | None = None,
    *,
    market: bool = True,
    address: Address = LOOPBACK,
) -> AsyncIterator[SmallVenue]:
    """A running small venue, its market open unless the test asks otherwise."""
    venue = SmallVenue(folder, limits)
    await venue.start(address)
    try:
        if market:
            await venue.open_market()
        yield venue
    finally:
        await venue.stop()


def order(side: str, price: int, quantity: int, **more: Any) -> Message:
    """A new order of CEA25."""
    return {
        "op": "new_order",
        "instrument": "CEA25",
        "side": side,
        "price": price,
        "quantity": quantity,
    } | more
