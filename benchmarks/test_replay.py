"""How fast a log is replayed from a warm file, and how soon a venue with a long day is back.

``pytest benchmarks/test_replay.py --commands 20000000`` for a day of record: 12 GB of disk, some
minutes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.flows import (
    BASE,
    CAPACITY,
    DEEP,
    INSTRUMENTS,
    Maker,
    mixed_chunk,
    new_orders,
    open_market,
)
from engine.commands import CommandArray
from engine.record.clock import ManualClock
from engine.record.follow import Follower
from engine.record.inspection import inspect
from engine.record.log.compact import COMMANDS, unpack
from engine.record.log.format import FrameKind, checksum_of
from engine.record.log.scan import BLOCK_BYTES
from engine.record.log.segments import COMMANDS_NAME, SegmentedFile
from engine.record.log.survey import Surveyor
from engine.record.replay import REPLAY_CHUNK
from engine.record.sequencer import Sequencer
from engine.record.snapshot import snapshot_names
from engine.record.storage import FileStorage
from engine.rules.machine import apply
from engine.rules.state import empty_outbox, empty_state
from engine.units import BATCH_MAX

ROUNDS = 3
IN_MEMORY = 2_000_000  # commands that the kernel is given without any file
SMALL_BATCH = 16
SMALL_COMMANDS = 200_000  # of a log in small batches


class Venue(Maker):
    """Plays a flow into a log."""

    def __init__(self, folder: Path, batch: int) -> None:
        super().__init__(DEEP, 20210716)
        self._sequencer = Sequencer.open(folder, clock=ManualClock(1), capacity=CAPACITY)
        self._batch = batch
        self.state = self._sequencer.state

    def play(self, commands: CommandArray) -> None:
        """Have the sequencer do it, batch by batch."""
        for start in range(0, len(commands), self._batch):
            self._sequencer.process(commands[start : start + self._batch])

    def trade(self, count: int) -> None:
        """Fill the book, then a day of a given number of commands, in pieces of a full batch."""
        wanted = DEEP.resting * INSTRUMENTS
        self.play(open_market(DEEP, {}))
        self.play(new_orders(DEEP, self.random, wanted, BASE, crossing=0.0))
        while self._sequencer.next_command <= count:
            chunks = [
                mixed_chunk(DEEP, self.random, part, wanted // 4, BASE)
                for part in np.array_split(self.live(), 4)
            ]
            self.play(np.concatenate(chunks))
        self._sequencer.close()


class Written(NamedTuple):
    """A log closed in order: its folder and how many commands it holds."""

    folder: Path
    commands: int

    @property
    def storage(self) -> FileStorage:
        """To look at it."""
        return FileStorage(self.folder, read_only=True)


def write(folder: Path, count: int, batch: int) -> Iterator[Written]:
    """A log of about a given number of commands in batches of one size; a day of record is not left
    on the disk.
    """
    venue = Venue(folder, batch)
    venue.trade(count)
    yield Written(folder, int(venue.state["venue"]["sequence"][0]))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """A log in full batches."""
    yield from write(
        tmp_path_factory.mktemp("full") / "log", request.config.getoption("--commands"), BATCH_MAX
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """A log in batches of 16."""
    yield from write(tmp_path_factory.mktemp("small") / "log", SMALL_COMMANDS, SMALL_BATCH)


@pytest.fixture(params=["full", "small"])
def log(request: pytest.FixtureRequest) -> Written:
    """The logs, one after the other."""
    found: Written = request.getfixturevalue(request.param)
    return found


def note_rate(benchmark: BenchmarkFixture, commands: int) -> None:
    """Commands a second at the best round."""
    assert benchmark.stats is not None
    benchmark.extra_info["commands"] = commands
    benchmark.extra_info["million_commands_per_s"] = round(
        commands / benchmark.stats.stats.min / 1e6, 2
    )


def commands_of(log: Written, most: int) -> CommandArray:
    """The first commands of a log, in memory."""
    runs = Surveyor(SegmentedFile(log.storage, COMMANDS_NAME))
    pieces = (each for run in runs for each in run.stored(FrameKind.COMMANDS).pieces(BATCH_MAX))
    chosen = islice(pieces, most // BATCH_MAX + 1)
    return np.concatenate([unpack(COMMANDS, piece) for piece in chosen])


@pytest.mark.benchmark(group="replay: commands a second")
def test_the_kernel_alone(benchmark: BenchmarkFixture, full: Written) -> None:
    """Baseline: the same commands in memory."""
    commands, outbox = commands_of(full, IN_MEMORY), empty_outbox(CAPACITY)

    def run() -> None:
        state = empty_state(CAPACITY)
        for start in range(0, len(commands), REPLAY_CHUNK):
            apply(state, commands[start : start + REPLAY_CHUNK], outbox)

    benchmark.pedantic(run, rounds=ROUNDS, warmup_rounds=1)
    note_rate(benchmark, len(commands))


@pytest.mark.benchmark(group="replay: commands a second")
def test_reading_and_checksums_alone(benchmark: BenchmarkFixture, log: Written) -> None:
    """Baseline: the bytes of the log, in blocks, without a look at what they are."""
    file = SegmentedFile(log.storage, COMMANDS_NAME)

    def run() -> None:
        for position in range(0, file.size(), BLOCK_BYTES):
            checksum_of(file.read(position, BLOCK_BYTES))

    benchmark.pedantic(run, rounds=ROUNDS, warmup_rounds=1)
    note_rate(benchmark, log.commands)


@pytest.mark.benchmark(group="replay: commands a second")
def test_replay_of_a_whole_log(benchmark: BenchmarkFixture, log: Written) -> None:
    benchmark.pedantic(inspect, (log.storage,), rounds=ROUNDS, warmup_rounds=1)
    note_rate(benchmark, log.commands)


@pytest.mark.benchmark(group="replay: commands a second")
def test_check_of_a_whole_log(benchmark: BenchmarkFixture, log: Written) -> None:
    """The recorded events and the snapshots are held against what is derived."""
    benchmark.pedantic(inspect, (log.storage,), {"compare": True}, rounds=ROUNDS)
    note_rate(benchmark, log.commands)


@pytest.mark.benchmark(group="replay: commands a second")
def test_a_follower_catches_up(benchmark: BenchmarkFixture, log: Written) -> None:
    def run() -> None:
        with Follower(log.storage, until=1) as follower:
            while follower.advance(log.commands):
                pass

    benchmark.pedantic(run, rounds=ROUNDS)
    note_rate(benchmark, log.commands)


@pytest.mark.parametrize("snapshots", [True, False], ids=["with snapshots", "without"])
@pytest.mark.benchmark(group="replay: a venue is back")
def test_the_venue_is_back(benchmark: BenchmarkFixture, full: Written, snapshots: bool) -> None:
    """After a process has died: the newest snapshot is one taken on the way, or there is none."""
    storage, opened = FileStorage(full.folder), []
    for name in snapshot_names(storage)[-1:] if snapshots else snapshot_names(storage):
        storage.remove(name)
    benchmark.pedantic(
        lambda: opened.append(Sequencer.open(full.folder, clock=ManualClock(1))), rounds=1
    )
    note_rate(benchmark, full.commands)
    opened.pop().close()
