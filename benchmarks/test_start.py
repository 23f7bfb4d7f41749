"""How soon gateway and feed serve again on a long log: three days, every order named by its member,
the last day open.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.long_log import write_history
from gateway.launch.local_keys import make_local_keys
from marketdata.checkpoint_keeper import PREFIX

DAYS = 3
ROUNDS = 3
STOP_S = 30


class Started:
    """A process that has reported that it is ready."""

    def __init__(self, module: str, data: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", module, "--data", str(data), "--port", "0", *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        self.url = str(json.loads(self.process.stdout.readline())["url"])

    def stop(self) -> None:
        """In order, so that it leaves what the next start needs."""
        self.process.terminate()
        self.process.wait(STOP_S)


@pytest.fixture(scope="module")
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with keys and a long log."""
    data = tmp_path_factory.mktemp("long")
    make_local_keys(data)
    events = write_history(data / "log", DAYS, request.config.getoption("--commands"))
    (data / "events").write_text(str(events))
    return data


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A data folder with keys and no log yet."""
    make_local_keys(tmp_path)
    return tmp_path


@pytest.mark.parametrize("history", ["long", "empty"])
@pytest.mark.benchmark(group="start: the gateway serves")
def test_the_gateway_serves(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest, history: str
) -> None:
    """Beside a venue without a past: what that takes is the interpreter and loading the compiled
    engine.
    """
    data = request.getfixturevalue(history)
    running: list[Started] = []

    def stop() -> None:
        while running:
            running.pop().stop()

    def start() -> None:
        running.append(Started("gateway.server", data, "--clock", "manual"))

    benchmark.pedantic(start, setup=stop, rounds=ROUNDS, warmup_rounds=1)
    stop()


@pytest.fixture
def gateway(long: Path) -> Iterator[Started]:
    """A gateway on the long log."""
    started = Started("gateway.server", long, "--clock", "manual")
    yield started
    started.stop()


@pytest.mark.parametrize("checkpoint", [False, True], ids=["without a checkpoint", "with one"])
@pytest.mark.benchmark(group="start: the feed serves")
def test_the_feed_serves(
    benchmark: BenchmarkFixture, long: Path, gateway: Started, checkpoint: bool
) -> None:
    """Without a checkpoint it reads every event."""
    running: list[Started] = []

    def ready() -> None:
        while running:
            running.pop().stop()
        for path in [] if checkpoint else (long / "feed").glob(f"{PREFIX}*"):
            path.unlink()

    def start() -> None:
        key = str(long / "keys" / "feed.pem")
        running.append(Started("marketdata.server", long, "--gateway", gateway.url, "--key", key))

    benchmark.pedantic(start, setup=ready, rounds=ROUNDS if checkpoint else 1)
    running.pop().stop()
    benchmark.extra_info["events"] = int((long / "events").read_text())
