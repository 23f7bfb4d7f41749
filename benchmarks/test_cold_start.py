"""From a fresh process to its first order: with nothing compiled, and with what was compiled
before.

Of the engine as a library, and of a venue under `ceax serve`, to the acknowledgement of an order on
a member's socket; it was stopped in the morning. `extra_info["compiled_s"]` is the time from the
start until every kernel was there; plain Python decided until then.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engine.compiler.kernel_files import PLACE
from gateway.client import VenueUnreachable, connect
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import KeyFile, generate

ROOT = Path(__file__).parents[1]
LIBRARY = """
from engine.record.ahead import PLAIN_MAX, wait_for_kernels
from engine.study.simulation import Listing, SimulatedVenue
venue = SimulatedVenue([Listing("CEA25", 7850)], accounts=2, cash_fen=10**9, units=10**5)
venue.open_day("2026-01-05")
assert len(venue.submit(venue.orders([1], "CEA25", [2], [7850], [10]))) == 1
print("decided", flush=True)
wait_for_kernels(venue.capacity, PLAIN_MAX + 1)
print("compiled")
"""
OPENING = (
    {"op": "open_account", "account": 1, "name": "Alice"},
    {"op": "list_instrument", "instrument": "CEA25", "number": 1, "base_price": 7850},
    {"op": "set_parameter", "instrument": "CEA25", "parameter": "locks", "value": 0},
    {"op": "start_day", "date": "2026-01-05"},
    {"op": "set_phase", "phase": "morning"},
)

# yields before the start and after the first order; ends when the kernels are there
Way = Callable[[Path], Iterator[None]]


def library(_folder: Path) -> Iterator[None]:
    """The engine in memory."""
    yield
    with subprocess.Popen(
        [sys.executable, "-c", LIBRARY], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "decided\n"
        yield
        assert process.stdout.readline() == "compiled\n"


def served(folder: Path) -> Iterator[None]:
    """A venue of three processes, stopped in the morning; its member tries to reach it until it is
    there again.
    """
    url = f"ws://127.0.0.1:{(port := free_port())}"
    with venue_on(folder, port, NUMBA_DISABLE_JIT="1") as venue:
        wait_until_ready(venue)
        asyncio.run(open_venue(folder, url))
    with venue_on(folder, port) as venue:
        yield
        asyncio.run(trade(folder, url))
        yield
        wait_until_ready(venue)
        asyncio.run(until_compiled(folder, url))


@contextmanager
def venue_on(folder: Path, port: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`ceax serve`, stopped at the end."""
    ports = ["--gateway-port", str(port), "--feed-port", "0", "--registry-port", "0", "--no-alerts"]
    command = [
        sys.executable,
        "-c",
        "from gateway.cli import main; main()",
        "serve",
        "--data",
        str(folder),
        "--clock",
        "manual",
    ]
    quiet, variables = subprocess.DEVNULL, {**os.environ, **environment}
    with subprocess.Popen(
        [*command, *ports, "--json"], env=variables, stdout=subprocess.PIPE, stderr=quiet, text=True
    ) as venue:
        yield venue
        venue.terminate()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_until_ready(venue: subprocess.Popen[str]) -> None:
    """Until all three processes are."""
    assert venue.stdout is not None
    assert json.loads(venue.stdout.readline())["ready"] == "venue"


async def open_venue(folder: Path, url: str) -> None:
    """An account, an instrument, a day's morning."""
    member = generate(folder / "keys" / "alice.pem")
    PublicKeys(folder / "keys.json").add("alice", "member", 1, "Alice", member.public_key)
    async with connect(url, KeyFile.load(folder / "keys" / "exchange.pem")) as exchange:
        for request in OPENING:
            await exchange.request(**request)


async def trade(folder: Path, url: str) -> None:
    """Log on as soon as that is possible, and enter an order."""
    key = KeyFile.load(folder / "keys" / "alice.pem")
    while True:
        try:
            async with connect(url, key) as session:
                await session.buy("CEA25", "78.50", 10)
                return
        except VenueUnreachable:
            await asyncio.sleep(0.005)


async def until_compiled(folder: Path, url: str) -> None:
    """Ask now and then."""
    async with connect(url, KeyFile.load(folder / "keys" / "exchange.pem")) as exchange:
        while (await exchange.operations.status())["engine"] == "compiling":
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("way", [library, served])
@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
@pytest.mark.timeout(1800)
@pytest.mark.benchmark(group="first order")
def test_first_order(
    benchmark: BenchmarkFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    warm: bool,
    way: Way,
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path / "kernels"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    running: list[Iterator[None]] = []
    compiled_s: list[float] = []

    def go_on() -> None:
        for each in running:
            assert next(each, "ended") == "ended"
            compiled_s.append(time.monotonic() - began[-1])
        running[:] = [way(tmp_path / str(len(compiled_s)))]
        next(running[0])
        began.append(time.monotonic())

    began: list[float] = []
    benchmark.pedantic(
        lambda: next(running[0]), setup=go_on, rounds=3 if warm else 1, warmup_rounds=int(warm)
    )
    assert next(running[0], "ended") == "ended"
    compiled_s.append(time.monotonic() - began[-1])
    benchmark.extra_info["compiled_s"] = round(min(compiled_s[int(warm) :]), 2)
