"""Clocks that jump back and forth: the time of commands and events never falls, and nothing else is
different.

More of it for a night run: ``CEAX_EXAMPLES=20`` multiplies the seeds.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.commands import CommandArray, Phase
from engine.errors import EngineError, StorageFailed
from engine.record.inspection import inspect
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from gateway.protocol.server_clock import SystemClock
from gateway.schedule.calendar import Calendar
from gateway.schedule.notices import NoticeBoard
from gateway.schedule.times import DayStatus, day_status
from gateway.schedule.trading_day import keep_schedule
from tests.simulation.clock import JumpingClock
from tests.simulation.disk import AtOnce, PowerCut, SimulatedDisk
from tests.simulation.history import History
from tests.simulation.traffic import deposit, opening, random_batch

SEEDS = range(60 * int(os.environ.get("CEAX_EXAMPLES", "1")))
LIVES = 3


def lives_of(seed: int) -> str:
    """Run a venue by a jumping clock through faults of the disk; what went wrong, empty when
    nothing.
    """
    random, clock, disk, history = Random(seed), JumpingClock(seed), SimulatedDisk(seed), History()
    for life in range(LIVES):
        setattr(disk, random.choice(("cut_power_in", "fail_in")), random.randint(0, 80))
        try:
            history.live(Sequencer.on(disk, clock=clock, capacity=SMALL, aside=AtOnce()), random)
        except PowerCut:
            disk.power_off()
        except StorageFailed:
            pass
        disk.kill()
        try:
            again = Sequencer.on(disk, clock=clock, capacity=SMALL, aside=AtOnce())
        except EngineError as error:
            return f"seed {seed}, life {life}: {type(error).__name__}: {error}"
        if problem := history.problem(again) or fallen(again):
            return f"seed {seed}, life {life}: {problem}"
        disk.kill()
    return ""


def fallen(sequencer: Sequencer) -> str:
    """Whether a time falls; empty when none does."""
    for records in (sequencer.commands(1, 65_536), sequencer.events(1, 65_536)):
        if (np.diff(records["time_ns"]) < 0).any():
            return "a time falls"
    return ""


def test_whatever_the_clock_does_times_do_not_fall_and_nothing_is_lost() -> None:
    assert [problem for seed in SEEDS if (problem := lives_of(seed))] == []


def test_the_simulated_clock_does_jump_back() -> None:
    clock = JumpingClock(1)
    assert min(np.diff([clock.now_ns() for _ in range(100)])) < -(10**9)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[JumpingClock]:
    """The machine's wall time, set back and forth."""
    jumping = JumpingClock(7)
    monkeypatch.setattr(time, "time_ns", jumping.now_ns)
    yield jumping
    assert min(np.diff(jumping.told)) < 0, "the wall time never went back"


def test_on_a_machine_whose_clock_is_set_back_and_forth_times_do_not_fall_over_restarts(
    wall: JumpingClock, tmp_path: Path
) -> None:
    for life in range(4):
        with closing(Sequencer.open(tmp_path, clock=SystemClock(), capacity=SMALL)) as sequencer:
            for number in range(30):
                sequencer.process(random_batch(Random(number)) if life or number else opening())
            assert fallen(sequencer) == ""
            known = state_hash(sequencer.state)
    assert state_hash(inspect(FileStorage(tmp_path, read_only=True), compare=True).state) == known


def test_after_a_jump_ahead_time_stands_still_until_the_clock_is_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter([9, 10, 20, 5_000, 30, 40, 6_000, 6_001])
    latest = [10]

    def time_ns() -> int:
        latest[0] = next(told, latest[0])
        return latest[0]

    monkeypatch.setattr(time, "time_ns", time_ns)
    with closing(Sequencer.open(tmp_path, clock=SystemClock(), capacity=SMALL)) as sequencer:
        times = [int(sequencer.process(opening()[:1]).commands["time_ns"][0]) for _ in range(5)]
    assert times == [20, 5_000, 5_000, 5_000, 6_000]


SECOND_NS = 10**9
BEGIN_NS = 1_767_576_600 * SECOND_NS  # Monday 2026-01-05, 09:30 in Shanghai


async def test_four_seconds_in_2029_change_neither_the_day_nor_the_times(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wall, boot = [BEGIN_NS], [0]
    monkeypatch.setattr("gateway.schedule.trading_day.LOOK_S", 0)

    def clock() -> SystemClock:
        return SystemClock(lambda: wall[0], lambda: boot[0])

    told: list[str] = []
    board = NoticeBoard(Calendar.load, lambda message: told.append(message["code"]))
    with closing(Sequencer.open(tmp_path, clock=clock(), capacity=SMALL)) as sequencer:

        async def submit(commands: CommandArray) -> None:
            sequencer.process(commands)

        calendar = Calendar.load()

        def day() -> DayStatus:
            return day_status(sequencer.state)

        work = keep_schedule(submit, day, clock(), lambda: calendar, board)
        keeping = asyncio.create_task(work)
        for second in range(20):
            leap = 3 * 366 * 86_400 if 10 <= second < 14 else 0
            boot[0] = second * SECOND_NS
            wall[0] = BEGIN_NS + (second + leap) * SECOND_NS
            for _ in range(5):
                await asyncio.sleep(0)
            if second == 12:
                late = sequencer.process(deposit(1_000)).commands["time_ns"][0]
        keeping.cancel()
        assert (day().date, day().phase) == (20260105, Phase.MORNING)
    assert late == BEGIN_NS + 12 * SECOND_NS
    assert told == ["clock_leapt"]
    assert board.current == ()
