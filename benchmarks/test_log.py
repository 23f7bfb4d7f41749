"""What durability costs: one append and one sync a batch, on the real disk, and the whole step of
the single writer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.flows import CAPACITY, DEEP, Flow, make_flow
from engine.commands import CommandArray, CommandKind, empty_commands
from engine.record.log.format import FileHeader, pack_file_header
from engine.record.log.logs import CommandLog
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile
from engine.record.log.survey import Surveyor, survey
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from gateway.protocol.server_clock import SystemClock

BATCHES = (1, 16, 256, 4096)
LOGS = (COMMANDS_NAME, EVENTS_NAME)
ROUNDS = 50


def cancels(count: int) -> CommandArray:
    """Cheap commands: cancels of orders that never were."""
    commands = empty_commands(count)
    commands["kind"] = CommandKind.CANCEL
    commands["order_id"] = 1
    return commands


def note(benchmark: BenchmarkFixture, batch: int) -> None:
    """Records a second at the median round, beside the time of a batch."""
    assert benchmark.stats is not None
    benchmark.extra_info["records_per_s"] = round(batch / benchmark.stats.stats.median)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[FileStorage]:
    """A folder on the real disk."""
    opened = FileStorage(tmp_path / "log")
    yield opened
    opened.close()


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.benchmark(group="log: append and sync")
def test_append_and_sync(benchmark: BenchmarkFixture, storage: FileStorage, batch: int) -> None:
    header = pack_file_header(FileHeader("commands", "ceax", "benchmark", 1, 0, {"accounts": 2}))
    storage.create("commands.log", header).close()
    file = SegmentedFile(storage, "commands.log")
    log = CommandLog(file, survey(Surveyor(file)), 1, "benchmark")
    commands = cancels(batch)

    def append() -> None:
        commands["sequence"] = np.arange(log.next_sequence, log.next_sequence + batch)
        commands["time_ns"] = log.next_sequence
        log.append(commands)

    benchmark.pedantic(append, rounds=ROUNDS, warmup_rounds=2)
    note(benchmark, batch)


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.benchmark(group="log: history, state and events of a batch")
def test_the_whole_step_of_the_single_writer(
    benchmark: BenchmarkFixture, tmp_path: Path, batch: int
) -> None:
    sequencer = Sequencer.open(tmp_path / "log", clock=SystemClock(), capacity=SMALL)
    commands = cancels(batch)
    benchmark.pedantic(lambda: sequencer.process(commands), rounds=ROUNDS, warmup_rounds=2)
    note(benchmark, batch)
    sequencer.close()


@pytest.mark.parametrize("named", [False, True], ids=["unnamed", "named"])
@pytest.mark.parametrize("batch", (16, 4096))
@pytest.mark.benchmark(group="log: bytes a command")
def test_bytes_a_command(
    benchmark: BenchmarkFixture, tmp_path: Path, flow: Flow, batch: int, named: bool
) -> None:
    """What the deep flow takes in both logs, headers of frames included; `named`: each new order
    has a client order id.
    """
    commands = flow.commands.copy()
    new = np.flatnonzero(commands["kind"] == CommandKind.NEW_ORDER)
    if named:
        commands["text"][new] = [b"o-%d" % number for number in range(len(new))]
    sequencer = Sequencer.open(tmp_path / "log", clock=SystemClock(), capacity=CAPACITY)
    play(sequencer, flow.opening, max(BATCHES))
    before = bytes_of(tmp_path / "log")
    benchmark.pedantic(play, (sequencer, commands, batch), rounds=1)
    for log, end in bytes_of(tmp_path / "log").items():
        benchmark.extra_info[log] = round((end - before[log]) / len(commands), 1)
    benchmark.extra_info.update(flow.described)
    sequencer.close()


def play(sequencer: Sequencer, commands: CommandArray, batch: int) -> None:
    """Have commands done in batches."""
    for first in range(0, len(commands), batch):
        sequencer.process(commands[first : first + batch])


def bytes_of(folder: Path) -> dict[str, int]:
    """Where both logs end."""
    storage = FileStorage(folder, read_only=True)
    return {log: survey(Surveyor(SegmentedFile(storage, log))).end for log in LOGS}


@pytest.fixture(scope="module")
def flow() -> Flow:
    """A short deep flow."""
    return make_flow(DEEP, 50_000)
