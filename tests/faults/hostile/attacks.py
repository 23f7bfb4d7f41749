"""What attackers do, one attack a function: each a process of its own, at the lowest priority.

    python -m tests.faults.hostile.attacks NAME SERVER URL [KEYFILE ...] [--sessions N]
        [--seconds S] [--source ADDRESS]

The sessions take turns with the keys. An attacker that is refused or closed goes on; one whose
connection fails tries again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import resource
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from random import Random

from websockets.exceptions import WebSocketException

from gateway.launch.priority import go_last
from gateway.protocol.private_keys import KeyFile
from tests.faults.hostile.odd_frames import OddFrames
from tests.faults.hostile.seat import FRAME, Seat, flood, frame, order, pump, reading

AGAIN_S = 0.05  # before a connection that was lost is opened again
OWN_ORDERS, ORDERS_AT_ONCE = 1_000, 20_000
RESTING = [order("buy", 7_100 + place) for place in range(FRAME)]
QUESTIONS_PER_S = 4_500
LOOKS = [{"op": "history"}, {"op": "bulletin"}]
BEGUN = "attacking"  # a word to the starter, when all sessions run
PING = b"\x89\x80\0\0\0\0"  # masked with zeros
TINY = b"\x82\x81\0\0\0\0\xc0"  # nil, masked with zeros
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

Attack = Callable[[Seat], Awaitable[None]]


async def silence(seat: Seat) -> None:
    """Connect, say nothing, and stay."""
    socket = await seat.socket()
    with contextlib.suppress(WebSocketException):
        await socket.wait_closed()


async def half_a_head(seat: Seat) -> None:
    """Connect, send the beginning of a request, and stay."""
    reader, writer = await asyncio.open_connection("127.0.0.1", seat.port, local_addr=seat.local)
    writer.write(HEAD[:20])
    await reader.read()
    writer.close()


async def pages(seat: Seat) -> None:
    """Ask for a page by HTTP and hang up, as fast as it goes."""
    _, writer = await asyncio.open_connection("127.0.0.1", seat.port, local_addr=seat.local)
    writer.write(HEAD)
    writer.transport.abort()


async def orders(seat: Seat) -> None:
    """Orders that rest."""
    await flood(seat, RESTING)


async def named_orders(seat: Seat) -> None:
    """Orders with ever new client order ids, which take nothing and do not rest."""
    socket, chance = await seat.socket(), Random()
    async with reading(socket) as task:
        numbers = count(1)
        while not task.done():
            names = [f"{chance.getrandbits(64):x}" for _ in range(FRAME)]
            asked = [order(time_in_force="ioc", client_order_id=name) for name in names]
            await socket.send(frame(asked, numbers))


async def cancels(seat: Seat) -> None:
    """Cancels of orders that are not there."""
    await flood(seat, [{"op": "cancel", "order": place + 1} for place in range(FRAME)])


async def mass_cancels(seat: Seat) -> None:
    """Thousands of orders that rest, cancelled all at once, again and again."""
    socket, numbers = await seat.socket(), count(1)
    async with reading(socket) as task:
        while not task.done():
            for _ in range(ORDERS_AT_ONCE // FRAME):
                await socket.send(frame(RESTING, numbers))
            await socket.send(frame([{"op": "mass_cancel"}], numbers))


async def questions(seat: Seat) -> None:
    """Enter orders, then ask for all of them without end."""
    socket, numbers = await seat.socket(), count(1)
    for _ in range(OWN_ORDERS // FRAME):
        await socket.send(frame([order("buy", 7_100)] * FRAME, numbers))
    asked = [{"op": "open_orders"}] * 20
    await pump(socket, asked, numbers, pause_s=len(asked) / QUESTIONS_PER_S)


async def applications(seat: Seat) -> None:
    """Applications for auctions, and their cancelling."""
    applied = {"op": "apply_auction", "instrument": "CEA25", "quantity": 100_000, "side": "sell"}
    await flood(seat, [applied] * FRAME)


async def intents(seat: Seat) -> None:
    """Intents of the block desk, in its hours."""
    posted = {"op": "post_intent", "instrument": "CEA25", "side": "buy", "price": 7_800}
    await flood(seat, [posted | {"quantity": 100_000, "invitation": True}] * FRAME)


async def asked(seat: Seat) -> None:
    """What a member may ask of the registry."""
    rows = [{"op": name, "account": 5} for name in ("holdings", "cash", "journal", "blocks")]
    await flood(seat, rows * 5)


async def history(seat: Seat) -> None:
    """What a stranger may ask of the feed."""
    await flood(seat, [{"op": "subscribe", "channel": "trades"}, *LOOKS] * 5)


async def slow(seat: Seat) -> None:
    """Ask for much and never read."""
    socket, numbers = await seat.socket(), count(1)
    socket.transport.pause_reading()
    much = {"gateway": {"op": "status"}, "feed": LOOKS[0]}.get(seat.server, {"op": "accounts"})
    while True:
        await socket.send(frame([much] * FRAME, numbers))


async def pings(seat: Seat) -> None:
    """Pings without content, as fast as the server reads."""
    socket = await seat.socket()
    async with reading(socket) as task:
        while not task.done():
            socket.transport.write(PING * 10_000)
            await asyncio.sleep(0)
            await socket.drain()


async def tiny(seat: Seat) -> None:
    """Frames of one byte that are no request, as fast as the server reads."""
    socket = await seat.socket()
    async with reading(socket) as task:
        while not task.done():
            socket.transport.write(TINY * 10_000)
            await socket.drain()
            await asyncio.sleep(0)


async def log_ons(seat: Seat) -> None:
    """Log on and leave, again and again."""
    socket = await seat.socket()
    await socket.close()


async def hang_ups(seat: Seat) -> None:
    """Send some frames, also a part of one, and hang up before the answers."""
    socket, chance, numbers = await seat.socket(), Random(), count(1)
    made = OddFrames(seat.server, chance)
    for _ in range(chance.randrange(6)):
        resting = frame(RESTING[: chance.randint(1, 30)], numbers)
        await socket.send(resting if chance.random() < 0.5 else made.sound())
    if chance.random() < 0.5:
        socket.transport.write(b"\x82\xfe\xff\xff" + chance.randbytes(30))
    await asyncio.sleep(chance.random() * 0.02)
    socket.transport.abort()


async def sound(seat: Seat) -> None:
    """Requests of every operation, some with odd values."""
    socket, made = await seat.socket(), OddFrames(seat.server, Random())
    async with reading(socket) as task:
        while not task.done():
            await socket.send(made.sound())


async def mutated(seat: Seat) -> None:
    """The same with bytes that are others, missing, or twice there."""
    socket, made = await seat.socket(), OddFrames(seat.server, Random())
    async with reading(socket) as task:
        while not task.done():
            await socket.send(made.mutated())


ATTACKS: dict[str, Attack] = {
    each.__name__: each
    for each in (
        *(silence, half_a_head, pages, orders, named_orders, cancels, mass_cancels, questions),
        *(
            applications,
            intents,
            asked,
            history,
            slow,
            pings,
            tiny,
            log_ons,
            hang_ups,
            sound,
            mutated,
        ),
    )
}


async def again_and_again(attack: Attack, seat: Seat) -> None:
    """An attack without end, whatever the server answers."""
    while True:
        with contextlib.suppress(OSError, WebSocketException, Exception):
            await attack(seat)
        await asyncio.sleep(AGAIN_S)


async def main_of(name: str, seats: list[Seat], sessions: int, seconds: float) -> None:
    """As many sessions of an attack as asked for, for some seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
            for place in range(sessions):
                tasks.create_task(again_and_again(ATTACKS[name], seats[place % len(seats)]))
            print(BEGUN, flush=True)


def main() -> None:
    """Entry of the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=ATTACKS)
    parser.add_argument("server")
    parser.add_argument("url")
    parser.add_argument("keys", nargs="*", type=Path)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3_600.0)
    parser.add_argument("--source", help="address to connect from")
    asked = parser.parse_args()
    go_last()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    keys = [KeyFile.load(path) for path in asked.keys] or [None]
    seats = [Seat(asked.server, asked.url, key, asked.source) for key in keys]
    asyncio.run(main_of(asked.name, seats, asked.sessions, asked.seconds))


if __name__ == "__main__":
    main()
