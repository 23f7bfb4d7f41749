"""What a delivery to one of many listeners costs the feed's process, beside writing the same bytes
to plain sockets.

A thousand listeners hear the latest depth ten times a second, while it changes fifty times.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from marketdata.audience import room_for
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.publisher import Publisher
from marketdata.streams import Stream

SECONDS, CHANGES_PER_S, EVERY_MS = 5, 50, 100
DATA = {
    "bids": [[7850 - step, 1_000 + step, 3] for step in range(5)],
    "asks": [[7851 + step, 1_000 + step, 3] for step in range(5)],
    "best_bid_orders": [[step, 333] for step in range(3)],
    "best_ask_orders": [[step, 333] for step in range(3)],
}


@pytest.mark.parametrize("every_ms", [EVERY_MS, 0])
@pytest.mark.benchmark(group="fan-out: CPU of one delivery")
def test_a_delivery(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest, tmp_path: Path, every_ms: int
) -> None:
    """`cpu_us` in the extra information is the figure; the time of the run is its pace."""
    listeners = request.config.getoption("--listeners")
    given = (tmp_path, listeners, every_ms)
    found = benchmark.pedantic(lambda: asyncio.run(deliver(*given)), rounds=1)
    benchmark.extra_info.update(found, floor_us=floor_us(listeners))
    print(f"\n{listeners:,} listeners, every_ms {every_ms or 'none'}: {benchmark.extra_info}")


async def deliver(folder: Path, listeners: int, every_ms: int) -> dict[str, float]:
    """Publish for some seconds; deliveries, and CPU of one in µs, less that of an idle feed."""
    history, keys = History(folder / "history.sqlite3"), PublicKeys(folder / "keys.json")
    feed, room = Feed("benchmark"), room_for(listeners)
    async with Publisher(feed, history, keys, room=room) as publisher:
        url = await publisher.listen(Address(port=0))
        child = await _listening(url, listeners, every_ms)
        idle_s = await _cpu_s(publisher, publish=False)
        busy_s = await _cpu_s(publisher, publish=True)
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.close()
        heard = json.loads(await child.stdout.readline())
        await child.wait()
    history.close()
    deliveries = heard["frames"]
    return {"deliveries": deliveries, "cpu_us": 1e6 * (busy_s - idle_s) / deliveries}


async def _listening(url: str, listeners: int, every_ms: int) -> asyncio.subprocess.Process:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.listeners", url, str(listeners), str(every_ms)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"ready\n"
    return child


async def _cpu_s(publisher: Publisher, publish: bool) -> float:
    stream, begun = Stream("depth", "CEA25", "benchmark"), time.process_time()
    for change in range(SECONDS * CHANGES_PER_S):
        if publish:
            publisher.publish([stream.count_and_publish(change, DATA)])
        await asyncio.sleep(1 / CHANGES_PER_S)
    await asyncio.sleep(EVERY_MS / 1000)
    return time.process_time() - begun


def floor_us(sockets: int) -> float:
    """CPU of one write of the same size to a plain socket, µs."""
    frame = json.dumps(DATA).encode()
    pairs = [socket.socketpair() for _ in range(sockets)]
    begun = time.process_time()
    for writing, _ in pairs:
        writing.send(frame)
    spent = time.process_time() - begun
    for pair in pairs:
        for end in pair:
            end.close()
    return 1e6 * spent / sockets
