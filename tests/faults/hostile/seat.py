"""Where an attack sits: a server, a key or none, the address that it comes from; how it sends."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from gateway.client.opening import fresh_nonce, read_challenge, signed, with_nonce
from gateway.client.proven import Expected, binding_seen, proven
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.wire import encode

Request = dict[str, Any]
CODE, PRICE = "CEA25", 7_860
FRAME = 100  # requests of a frame


@dataclass(frozen=True)
class Seat:
    """An attacker's place. `key` is None of a stranger, `source` an address of this computer."""

    server: str
    url: str
    key: PrivateKey | None
    source: str | None

    @property
    def port(self) -> int:
        """Where the server listens."""
        return int(self.url.rpartition(":")[2])

    @property
    def local(self) -> tuple[str, int] | None:
        """The address to connect from, None for the usual one."""
        return (self.source, 0) if self.source else None

    async def socket(self) -> ClientConnection:
        """A connection that has been challenged and, with a key, has logged on."""
        settings: dict[str, Any] = {"local_addr": self.local} if self.local else {}
        nonce = fresh_nonce()
        url = with_nonce(self.url, nonce)
        socket = await connect(url, compression=None, max_size=None, ping_interval=None, **settings)
        challenge = await read_challenge(socket)
        if self.key is not None:
            greeting = proven(
                challenge, Expected(self.url, self.server, None), nonce, binding_seen(socket)
            )
            asked = {"id": 0, "op": "log_on", **signed(greeting, self.key, time.time_ns())}
            await socket.send(encode(asked, text=False))
            await socket.recv()
        return socket


def order(side: str = "buy", price: int = PRICE, quantity: int = 1, **more: Any) -> Request:
    """A new order."""
    terms = {"instrument": CODE, "side": side, "price": price, "quantity": quantity}
    return {"op": "new_order", **terms, **more}


def frame(requests: Sequence[Request], numbers: Iterator[int]) -> bytes:
    """Requests in one frame."""
    encoded = encode([{"id": next(numbers), **each} for each in requests], text=False)
    assert isinstance(encoded, bytes)
    return encoded


async def flood(seat: Seat, requests: Sequence[Request]) -> None:
    """The same frame for ever, as fast as the server reads; what it answers is thrown away."""
    await pump(await seat.socket(), requests, count(1), pause_s=0.0)


async def pump(
    socket: ClientConnection, requests: Sequence[Request], numbers: Iterator[int], pause_s: float
) -> None:
    """Send the same requests again and again, as long as there is somebody to read."""
    async with reading(socket) as task:
        while not task.done():
            await socket.send(frame(requests, numbers))
            await asyncio.sleep(pause_s)


@contextlib.asynccontextmanager
async def reading(socket: ClientConnection) -> Any:
    """What comes is read beside; the task ends with the connection."""
    task = asyncio.create_task(_read(socket))
    try:
        yield task
    finally:
        task.cancel()


async def _read(socket: ClientConnection) -> None:
    with contextlib.suppress(WebSocketException):
        while True:
            await socket.recv(decode=False)
