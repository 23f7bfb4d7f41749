"""What attackers do, one attack a function: each a process of its own, at the lowest priority.

    python -m tests.faults.hostile.attacks NAME URL [KEYFILE] [--sessions N] [--seconds S]

They stay within what the protocol allows: sound frames, or silence. An attacker that is refused or
closed goes on; one whose connection fails tries again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from gateway.client.opening import fresh_nonce, read_challenge, signed, with_nonce
from gateway.client.proven import Expected, binding_seen, proven
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.proofs import GATEWAY
from gateway.protocol.wire import encode

Request = dict[str, Any]
CODE, PRICE = "CEA25", 7_860
AGAIN_S = 0.05  # before a connection that was lost is opened again
FRAME = 100  # requests of a frame
OWN_ORDERS = 1_000


class Seat:
    """Where an attack sits: the server, the key (None: a stranger), and the address it comes
    from.
    """

    def __init__(self, url: str, key: PrivateKey | None, source: str | None) -> None:
        self.url, self.key = url, key
        self._source = (source, 0) if source else None

    async def socket(self) -> ClientConnection:
        """A connection that has been challenged and, with a key, has logged on."""
        settings: dict[str, Any] = {"local_addr": self._source} if self._source else {}
        nonce = fresh_nonce()
        url = with_nonce(self.url, nonce)
        socket = await connect(url, compression=None, max_size=None, ping_interval=None, **settings)
        challenge = await read_challenge(socket)
        if self.key is not None:
            meant = Expected(self.url, GATEWAY, None)
            greeting = proven(challenge, meant, nonce, binding_seen(socket))
            asked = {"id": 0, "op": "log_on", **signed(greeting, self.key, time.time_ns())}
            await socket.send(encode(asked, text=False))
            await socket.recv()
        return socket


def order(side: str = "buy", price: int = PRICE, quantity: int = 1, **more: Any) -> Request:
    """A new order."""
    terms = {"instrument": CODE, "side": side, "price": price, "quantity": quantity}
    return {"op": "new_order", **terms, **more}


def frame(requests: list[Request], numbers: Iterator[int]) -> bytes:
    """Requests in one frame."""
    encoded = encode([{"id": next(numbers), **each} for each in requests], text=False)
    assert isinstance(encoded, bytes)
    return encoded


async def silence(seat: Seat) -> None:
    """Connect, say nothing, and stay."""
    socket = await seat.socket()
    with contextlib.suppress(WebSocketException):
        await socket.wait_closed()


async def orders(seat: Seat) -> None:
    """Frames of orders as fast as the server reads, and answers are read and thrown away."""
    await _flood(seat, [order("buy", 7_100 + place) for place in range(FRAME)])


async def cancels(seat: Seat) -> None:
    """Cancels of orders that are not there."""
    await _flood(seat, [{"op": "cancel", "order": place + 1} for place in range(FRAME)])


async def questions(seat: Seat) -> None:
    """Enter orders, then ask for all of them without end."""
    socket = await seat.socket()
    numbers = count(1)
    for _ in range(OWN_ORDERS // FRAME):
        await socket.send(frame([order("buy", 7_100)] * FRAME, numbers))
    await _pump(socket, [{"op": "open_orders"}] * 20, numbers, pause_s=20 / 4_500)


async def history(seat: Seat) -> None:
    """What a stranger may ask of the feed."""
    asked = [{"op": "subscribe", "channel": "trades"}, {"op": "history"}, {"op": "bulletin"}]
    await _flood(seat, asked * 5)


async def slow(seat: Seat) -> None:
    """Ask and never read."""
    socket = await seat.socket()
    socket.transport.pause_reading()
    numbers = count(1)
    while True:
        await socket.send(frame([{"op": "status"}] * FRAME, numbers))


async def nothing_but_log_on(seat: Seat) -> None:
    """Log on and leave, again and again."""
    socket = await seat.socket()
    await socket.close()


async def _flood(seat: Seat, requests: list[Request]) -> None:
    await _pump(await seat.socket(), requests, count(1), pause_s=0.0)


async def _pump(
    socket: ClientConnection, requests: list[Request], numbers: Iterator[int], pause_s: float
) -> None:
    """Send the same requests for ever; what comes is read beside."""
    reading = asyncio.create_task(_read(socket))
    try:
        while not reading.done():
            await socket.send(frame(requests, numbers))
            await asyncio.sleep(pause_s)
    finally:
        reading.cancel()


async def _read(socket: ClientConnection) -> None:
    with contextlib.suppress(WebSocketException):
        while True:
            await socket.recv(decode=False)


ATTACKS: dict[str, Callable[[Seat], Awaitable[None]]] = {
    each.__name__: each
    for each in (silence, orders, cancels, questions, history, slow, nothing_but_log_on)
}


async def again_and_again(attack: Callable[[Seat], Awaitable[None]], seat: Seat) -> None:
    """An attack without end, whatever the server answers."""
    while True:
        with contextlib.suppress(OSError, WebSocketException, Exception):
            await attack(seat)
        await asyncio.sleep(AGAIN_S)


async def main_of(name: str, seat: Seat, sessions: int, seconds: float) -> None:
    """As many sessions of an attack as asked for, for some seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
            for _ in range(sessions):
                tasks.create_task(again_and_again(ATTACKS[name], seat))


def main() -> None:
    """Entry of the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=ATTACKS)
    parser.add_argument("url")
    parser.add_argument("key", nargs="?", type=Path)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3_600.0)
    parser.add_argument("--source", help="address to connect from")
    asked = parser.parse_args()
    os.nice(19)
    key = KeyFile.load(asked.key) if asked.key else None
    seat = Seat(asked.url, key, asked.source)
    asyncio.run(main_of(asked.name, seat, asked.sessions, asked.seconds))


if __name__ == "__main__":
    main()
