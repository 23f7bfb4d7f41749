"""A feed in a few lines: it misbehaves as the test says, then it sends a day of two trades."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from gateway.protocol import wire
from tests.settlement_bridge.fake_exchange import FakeExchange, Fault
from tests.signing import false_challenge

Row = dict[str, Any]
FIGURES = {"count": 2, "quantity": 20, "amount_fen": 157_000, "tape_hash": "00" * 8}
TRADE = {
    "kind": "trade",
    "date": "2026-01-05",
    "instrument": "CEA25",
    "instrument_number": 5,
    "method": "listed",
    "price": 7850,
    "quantity": 10,
    "amount_fen": 78_500,
    "buyer": 1,
    "seller": 2,
    "buyer_trading_fee_fen": 0,
    "buyer_settlement_fee_fen": 0,
    "seller_trading_fee_fen": 0,
    "seller_settlement_fee_fen": 0,
}
CLOSE = {
    "kind": "close",
    "date": "2026-01-05",
    "composite_close": None,
    "closes": {"CEA25": 7850},
} | FIGURES
STREAM = [TRADE | {"trade": 1}, TRADE | {"trade": 2}, CLOSE]


def update(seq: int, /, **other: Any) -> Row:
    """A message of the settlement channel, with some of its fields otherwise."""
    head = {"type": "update", "channel": "settlement", "instrument": None, "epoch": "fake"}
    return head | {"seq": seq, "prev": seq - 1, "time_ns": 1, "data": STREAM[seq - 1]} | other


BAD_UPDATES = [
    {"type": "update"},
    update(1, channel=[]),
    update(1, seq="1"),
    update(1, seq=None),
    update(1, seq=-1, prev=None),
    update(1, epoch=None),
    update(1, epoch=["fake"]),
    update(1, epoch="elsewhere"),
    update(1, data=None),
    update(1, data=[1]),
    update(1, data={"kind": ["trade"]}),
    update(1, data={"kind": "rumour"}),
    update(1, data={}),
    *[
        update(1, data=STREAM[0] | {name: bad})
        for name in STREAM[0]
        for bad in (None, -1, 2**64 - 1, "x" * 300, [], {})
    ],
    *[
        update(1, data=CLOSE | {name: bad})
        for name in CLOSE
        for bad in (-1, 2**64 - 1, "x" * 300, [], {"CEA25": -1})
    ],
]


class FakeFeed:
    """`faults`: by operation, in place of the next replies; `updates`: one bad message a
    subscription.
    """

    def __init__(self) -> None:
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.updates: deque[Row] = deque()
        self.url = ""

    async def converse(self, socket: ServerConnection) -> None:
        """One session."""
        challenge = false_challenge(socket, "fake", server="feed")
        try:
            await socket.send(wire.encode(challenge, text=True))
            async for frame in socket:
                for request in wire.decode(frame):
                    await self._answer(socket, request)
        except ConnectionClosed:
            pass

    async def _answer(self, socket: ServerConnection, request: Row) -> None:
        faults = self.faults[request["op"]]
        if faults:
            await faults.popleft().act(FakeExchange(), socket, request)
            return
        reply = {"type": "reply", "id": request["id"], "ok": True, "epoch": "fake", "next": 4}
        await socket.send(wire.encode(reply, text=False))
        if request["op"] == "subscribe":
            await self._tell(socket, request.get("from", 1))

    async def _tell(self, socket: ServerConnection, first: int) -> None:
        if self.updates:
            await socket.send(wire.encode(self.updates.popleft(), text=False))
            await socket.close()
            return
        for seq in range(first, len(STREAM) + 1):
            await socket.send(wire.encode(update(seq), text=False))


@asynccontextmanager
async def running_feed() -> AsyncIterator[FakeFeed]:
    """The feed on a port of its own."""
    feed = FakeFeed()
    async with serve(feed.converse, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        feed.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield feed
