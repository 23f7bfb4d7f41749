"""What is sent to one client, over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from gateway.protocol.closings import LOGGED_OFF
from gateway.protocol.wire import CloseCode, Frame
from gateway.server.outbound import AT_ONCE_MAX, Outbound


class Pair:
    """Both ends of one connection."""

    def __init__(self, server: ServerConnection, client: ClientConnection) -> None:
        self.server = server
        self.client = client
        self.pullable: list[Frame] = []

    async def pull(self) -> Frame | None:
        return self.pullable.pop(0) if self.pullable else None


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    arrived: asyncio.Future[ServerConnection] = asyncio.get_running_loop().create_future()

    async def converse(connection: ServerConnection) -> None:
        arrived.set_result(connection)
        await connection.wait_closed()

    async with serve(
        converse, "127.0.0.1", 0, compression=None, ping_interval=None, close_timeout=1
    ) as server:
        address = server.sockets[0].getsockname()
        async with connect(
            f"ws://127.0.0.1:{address[1]}", compression=None, close_timeout=1
        ) as client:
            yield Pair(await arrived, client)


async def test_queued_frames_come_first_and_in_order_then_what_is_pulled(pair: Pair) -> None:
    outbound = Outbound(pair.server, 1000, pair.pull)
    pair.pullable += [b"old 1", b"old 2"]
    for frame in (b"1", "2", b"3"):
        outbound.put(frame)
    outbound.wake()
    assert [await pair.client.recv() for _ in range(5)] == [b"1", "2", b"3", b"old 1", b"old 2"]
    await outbound.stopped()


async def test_a_wake_brings_what_can_be_pulled_since(pair: Pair) -> None:
    outbound = Outbound(pair.server, 1000, pair.pull)
    outbound.put(b"1")
    assert await pair.client.recv() == b"1"
    pair.pullable.append(b"later")
    outbound.wake()
    assert await pair.client.recv() == b"later"
    await outbound.stopped()


async def test_a_client_that_has_everything_is_sent_a_frame_at_once(pair: Pair) -> None:
    outbound, written = Outbound(pair.server, 100_000, pair.pull), []
    await asyncio.sleep(0)  # the task has found nothing to send
    pair.server.transport.write = written.append  # type: ignore[method-assign]
    outbound.put(b"small")
    assert b"".join(written).endswith(b"small") and outbound.unsent == 0
    outbound.put(large := bytes(AT_ONCE_MAX + 1))
    outbound.put(b"behind the large one")
    assert outbound.unsent == len(large) + len(b"behind the large one")
    await outbound.stopped()


async def test_a_close_comes_after_everything_queued(pair: Pair) -> None:
    outbound = Outbound(pair.server, 1000, pair.pull)
    outbound.put(b"1")
    outbound.close(LOGGED_OFF)
    outbound.put(b"too late")
    assert await pair.client.recv() == b"1"
    with pytest.raises(ConnectionClosed):
        await pair.client.recv()
    assert (pair.client.close_code, pair.client.close_reason) == (CloseCode.LOG_OFF, "log_off")


async def test_too_much_unsent_closes_at_once_and_keeps_nothing(pair: Pair) -> None:
    outbound = Outbound(pair.server, 1000, pair.pull)
    outbound.put(bytes(600))
    outbound.put(bytes(600))
    assert outbound.closing is not None
    outbound.put(bytes(600))
    with pytest.raises(ConnectionClosed):
        await pair.client.recv()
    assert pair.client.close_code == CloseCode.SLOW_READER


async def test_it_ends_quietly_when_the_client_is_gone(pair: Pair) -> None:
    outbound = Outbound(pair.server, 1000, pair.pull)
    pair.client.transport.abort()
    await pair.server.wait_closed()
    outbound.put(b"1")
    await outbound.stopped()
