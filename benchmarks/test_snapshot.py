"""How long a snapshot stops trading, how fast a log is replayed, and how soon a venue is back with and without snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.flows import CAPACITY, DEEP, Flow, Shape, make_flow
from engine.clock import ManualClock
from engine.inspection import inspect
from engine.sequencer import Sequencer
from engine.snapshot import snapshot_names
from engine.snapshot_keeper import Copy
from engine.state import StateArray
from engine.storage import FileStorage
from engine.units import BATCH_MAX

FULL = Shape("full", resting=240_000, reach=1000, crossing=0.0, cancelled=0.0)  # near a million resting orders in all
BOOKS = (DEEP, FULL)
ROUNDS = 5
PAUSE_MAX_S = 0.050


@pytest.fixture(scope="module")
def states() -> dict[str, StateArray]:
    """A venue with a deep book and one near its capacity."""
    return {shape.name: make_flow(shape, 1024).start for shape in BOOKS}


@pytest.fixture(scope="module")
def log(flows: dict[str, Flow], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A log of the deep flow, written in full batches, closed in order."""
    folder = tmp_path_factory.mktemp("venue") / "log"
    sequencer = Sequencer.open(folder, clock=ManualClock(1), capacity=CAPACITY)
    flow = flows[DEEP.name]
    for commands in (flow.opening, flow.commands):
        for start in range(0, len(commands), BATCH_MAX):
            sequencer.process(commands[start : start + BATCH_MAX])
    sequencer.close()
    yield folder


@pytest.mark.parametrize("book", [shape.name for shape in BOOKS])
@pytest.mark.benchmark(group="snapshot: what stops trading (at most 50 ms)")
def test_copying_the_state(benchmark: BenchmarkFixture, states: dict[str, StateArray], book: str) -> None:
    copy = Copy(states[book])
    copy.take(states[book])  # as the keeper does before on its other thread
    benchmark.pedantic(copy.take, args=(states[book],), rounds=20)
    assert benchmark.stats is not None
    benchmark.extra_info["resting_orders"] = int(states[book]["venue"]["open_orders"][0])
    benchmark.extra_info["megabytes"] = round(int((copy.runs()[:, 1] - copy.runs()[:, 0]).sum()) / 1e6, 1)
    benchmark.extra_info["share_of_what_is_allowed"] = round(benchmark.stats.stats.median / PAUSE_MAX_S, 3)


@pytest.mark.benchmark(group="snapshot: verify and replay a whole log")
def test_replay_of_a_whole_log(benchmark: BenchmarkFixture, log: Path) -> None:
    found = benchmark.pedantic(inspect, args=(FileStorage(log, read_only=True),), rounds=ROUNDS, warmup_rounds=1)
    note_rate(benchmark, found.commands)


@pytest.mark.parametrize("snapshots", [True, False], ids=["with snapshots", "without"])
@pytest.mark.benchmark(group="snapshot: a venue is back")
def test_the_venue_is_back(benchmark: BenchmarkFixture, log: Path, snapshots: bool) -> None:
    opened: list[Sequencer] = []

    def ready() -> None:
        while opened:
            opened.pop().close()
        for name in [] if snapshots else snapshot_names(FileStorage(log)):
            FileStorage(log).remove(name)

    benchmark.pedantic(lambda: opened.append(Sequencer.open(log, clock=ManualClock(1))), setup=ready, rounds=ROUNDS)
    note_rate(benchmark, opened[0].next_command - 1)
    ready()


def note_rate(benchmark: BenchmarkFixture, commands: int) -> None:
    """Commands a second at the median round."""
    assert benchmark.stats is not None
    benchmark.extra_info["commands"] = commands
    benchmark.extra_info["commands_per_s"] = round(commands / benchmark.stats.stats.median)
