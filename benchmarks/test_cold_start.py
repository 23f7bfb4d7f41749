"""From a fresh process to its first order: with nothing compiled, and with what was compiled before.

Of the engine as a library, and of a venue under `ceax serve`, to the acknowledgement of an order on a member's socket.
`extra_info["compiled_s"]`: so many seconds after the start every kernel was there; plain Python decided until then.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engine.kernel_files import PLACE
from gateway.auth import KeyFile, PublicKeys, generate
from gateway.client import connect

ROOT = Path(__file__).parents[1]
LIBRARY = """
from engine.ahead import PLAIN_MAX, wait_for_kernels
from engine.simulation import Listing, SimulatedVenue
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

Way = Callable[[Path], Iterator[None]]  # yields when the first order is decided, and ends when the kernels are there


def library(_folder: Path) -> Iterator[None]:
    """The engine in memory."""
    with subprocess.Popen([sys.executable, "-c", LIBRARY], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "decided\n"
        yield
        assert process.stdout.readline() == "compiled\n"


def served(folder: Path) -> Iterator[None]:
    """A venue of three processes."""
    ports = [word for name in ("gateway", "feed", "registry") for word in (f"--{name}-port", "0")]
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "serve", "--data", str(folder), "--clock", "manual"]
    with subprocess.Popen([*command, *ports, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as venue:
        assert venue.stdout is not None
        url = json.loads(venue.stdout.readline())["gateway"]
        asyncio.run(trade(folder, url))
        yield
        asyncio.run(until_compiled(folder, url))
        venue.terminate()


async def trade(folder: Path, url: str) -> None:
    """Open a venue and enter an order."""
    member = generate(folder / "keys" / "alice.pem")
    PublicKeys(folder / "keys.json").add("alice", "member", 1, "Alice", member.public_key)
    async with connect(url, KeyFile.load(folder / "keys" / "exchange.pem")) as exchange:
        for request in OPENING:
            await exchange.request(**request)
    async with connect(url, member) as session:
        await session.buy("CEA25", "78.50", 10)


async def until_compiled(folder: Path, url: str) -> None:
    """Ask now and then."""
    async with connect(url, KeyFile.load(folder / "keys" / "exchange.pem")) as exchange:
        while (await exchange.status())["engine"] == "compiling":
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("way", [library, served])
@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
@pytest.mark.benchmark(group="first order")
def test_first_order(benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: bool, way: Way) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path / "kernels"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    running: list[Iterator[None]] = []
    began: list[float] = []
    compiled_s: list[float] = []

    def until_kernels_are_there() -> None:
        for each in running:
            assert next(each, "ended") == "ended"
            compiled_s.append(time.monotonic() - began[-1])
        running.clear()

    def start() -> None:
        began.append(time.monotonic())
        running.append(way(tmp_path / str(len(began))))
        next(running[0])

    benchmark.pedantic(start, setup=until_kernels_are_there, rounds=3 if warm else 1, warmup_rounds=int(warm))
    until_kernels_are_there()
    benchmark.extra_info["compiled_s"] = round(min(compiled_s[int(warm) :]), 2)
