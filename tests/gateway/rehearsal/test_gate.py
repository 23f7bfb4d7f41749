"""A gate passes what comes until it is cut, held, delayed or slowed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gateway.rehearsal.gate import Gate

ENDED = (ConnectionError, asyncio.IncompleteReadError)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def echo() -> AsyncIterator[str]:
    """A server that says what it hears."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1_000):
            writer.write(data)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def come_to(url: str) -> Streams:
    return await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))


async def say(visitor: Streams, text: bytes) -> bytes:
    visitor[1].write(text)
    return await asyncio.wait_for(visitor[0].readexactly(len(text)), 5)


async def test_what_passes_and_what_a_cut_ends() -> None:
    async with echo() as server, (gate := Gate(server)).opened() as url:
        visitor = await come_to(url)
        assert await say(visitor, b"hello") == b"hello" and gate.visitors == 1
        gate.cut()
        with pytest.raises(ENDED):
            await visitor[0].readexactly(1)
        with pytest.raises(ENDED):
            await say(await come_to(url), b"closed")
        gate.heal()
        assert await say(await come_to(url), b"again") == b"again"


async def test_nobody_is_behind_the_gate() -> None:
    async with echo() as server:
        pass
    async with Gate(server).opened() as url:
        with pytest.raises(ENDED):
            await say(await come_to(url), b"hello")


async def test_what_is_held_comes_later_and_nothing_is_lost() -> None:
    async with echo() as server, (gate := Gate(server)).opened() as url:
        visitor = await come_to(url)
        gate.down.hold()
        saying = asyncio.create_task(say(visitor, b"held"))
        await asyncio.sleep(0.05)
        assert not saying.done()
        gate.heal()
        assert await saying == b"held"


@pytest.mark.parametrize(("delay_s", "bytes_per_s"), [(0.05, None), (0.0, 20)])
async def test_what_is_delayed_or_slowed_takes_its_time(
    delay_s: float, bytes_per_s: int | None
) -> None:
    async with echo() as server, (gate := Gate(server)).opened() as url:
        visitor = await come_to(url)
        gate.down.delay_s, gate.down.bytes_per_s = delay_s, bytes_per_s
        begun_s = time.monotonic()
        assert await say(visitor, b"t") == b"t"
        assert time.monotonic() - begun_s >= 0.05
