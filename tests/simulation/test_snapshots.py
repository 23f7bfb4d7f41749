"""Snapshots on a disk that loses power, fails, lies and rots: a start with them finds what one
without them does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from copy import deepcopy
from random import Random

import numpy as np
import pytest

from engine.errors import EngineError, LogDamaged, StorageFailed
from engine.record.clock import ManualClock
from engine.record.log.segments import EVENTS_NAME
from engine.record.sequencer import Sequencer
from engine.record.snapshot import snapshot_names
from engine.rules.state import SMALL, state_hash
from tests.simulation.disk import AtOnce, PowerCut, SimulatedDisk
from tests.simulation.history import History
from tests.simulation.traffic import day_end, opening, random_batch

SEEDS = 25 * int(os.environ.get("CEAX_EXAMPLES", "1"))
LIVES = 3
FILES = ("commands", "events", "snapshot")
# what the lives of 25 seeds come to at least
MET = {(fault, what) for fault in ("cut", "failed") for what in FILES}
EVERY = 25  # commands between two snapshots


@pytest.fixture(autouse=True)
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little room ahead and small blocks, so that everything happens often."""
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 16 * 1024)
    monkeypatch.setattr("engine.record.log.reading.INDEX_STEP_BYTES", 4 * 1024)
    monkeypatch.setattr("engine.record.snapshot.BLOCK_BYTES", 4 * 1024)
    monkeypatch.setattr("engine.record.state_copy.BLOCK_BYTES", 4 * 1024)
    monkeypatch.setattr("engine.record.snapshot_keeper.SNAPSHOT_EVERY", EVERY)


def open_on(disk: SimulatedDisk, now_ns: int = 1_000) -> Sequencer:
    return Sequencer.on(disk, clock=ManualClock(now_ns), capacity=SMALL, aside=AtOnce())


def found_by(disk: SimulatedDisk, history: History, *, snapshots: bool) -> tuple[str, str]:
    """What a start on a copy of the disk finds: the state's hash, and what it got wrong."""
    copy = deepcopy(disk)
    if not snapshots:
        for name in snapshot_names(copy):
            del copy.files[name]
    try:
        sequencer = open_on(copy)
        return state_hash(sequencer.state), deepcopy(history).problem(sequencer)
    except (EngineError, ValueError) as error:
        return "", f"{type(error).__name__}: {error}"


def problem_with(disk: SimulatedDisk, history: History) -> str:
    """What a start with snapshots finds otherwise than one without; empty when both find what
    was.
    """
    quick, whole = found_by(disk, history, snapshots=True), found_by(disk, history, snapshots=False)
    if quick[1] or whole[1]:
        return f"with snapshots: {quick[1]}; without: {whole[1]}"
    return "" if quick[0] == whole[0] else "snapshots lead to another state"


def lives_of(seed: int, met: set[tuple[str, str]]) -> str:
    """Run a venue through some power cuts and failures of the disk, which are added to `met`; what
    went wrong, empty when nothing.
    """
    random = Random(seed)
    disk, history = SimulatedDisk(seed, met), History()
    for life in range(LIVES):
        setattr(disk, random.choice(("cut_power_in", "fail_in")), random.randint(0, 150))
        try:
            history.live(open_on(disk, life * 1_000), random)
        except PowerCut:
            disk.power_off()
        except StorageFailed:
            pass
        disk.kill()
        if problem := problem_with(disk, history):
            return f"seed {seed}, life {life}: {problem}"
        history.problem(open_on(disk))
        disk.kill()
    return ""


@pytest.mark.parametrize(
    "seeds", [range(first, first + 25) for first in range(0, SEEDS, 25)], ids=str
)
def test_after_faults_at_any_write_a_start_with_snapshots_finds_what_the_whole_log_tells(
    seeds: range,
) -> None:
    met: set[tuple[str, str]] = set()
    assert [problem for seed in seeds if (problem := lives_of(seed, met))] == []
    assert met >= MET and "folder" in {what for _, what in met}, met


def with_snapshots(seed: int, *, close: bool = True) -> tuple[SimulatedDisk, History]:
    """A venue with three snapshots and more commands after them."""
    random, disk, history = Random(seed), SimulatedDisk(seed), History()
    sequencer = open_on(disk)
    for batch in [
        opening(),
        *(random_batch(random) for _ in range(40)),
        day_end(),
        random_batch(random),
    ]:
        history.send(sequencer, batch)
    if close:
        sequencer.close()
    disk.kill()
    assert len(snapshot_names(disk)) == 3
    return disk, history


def cut_at(operation: int) -> str:
    """Cut the power in that operation of taking a snapshot; what went wrong, "-" when there was no
    such operation.
    """
    disk, history = with_snapshots(operation)
    sequencer = open_on(disk)
    history.send(sequencer, random_batch(Random(operation)))
    history.send(sequencer, random_batch(Random(operation), most=1))
    disk.cut_power_in = operation
    try:
        sequencer.close()
    except PowerCut:
        disk.power_off()
        return problem_with(disk, history)
    return "-"


def test_a_power_cut_in_any_operation_of_writing_a_snapshot_does_no_harm() -> None:
    problems = []
    while (problem := cut_at(len(problems))) != "-":
        problems.append(problem)
    assert len(problems) > 15
    assert not any(problems)


def rotten(seed: int, *, name: Callable[[SimulatedDisk], str]) -> str:
    """Let one bit of a snapshot rot; what is wrong then."""
    disk, history = with_snapshots(seed)
    spoiled = name(disk)
    disk.flip(spoiled, Random(seed).randrange(disk.open(spoiled).size()), seed % 8)
    return problem_with(disk, history)


def newest(disk: SimulatedDisk) -> str:
    return snapshot_names(disk)[-1]


def test_a_rotten_snapshot_is_not_used() -> None:
    assert [problem for seed in range(SEEDS) if (problem := rotten(seed, name=newest))] == []


def test_a_broken_check_of_snapshots_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.snapshot.intact", lambda found, written: True)
    assert any(rotten(seed, name=newest) for seed in range(60))


@pytest.mark.parametrize("seed", range(40))
def test_a_snapshot_on_a_disk_that_lies_about_syncs_is_found_out_or_leaves_a_true_beginning(
    seed: int,
) -> None:
    random, disk, history = Random(seed), SimulatedDisk(seed), History()
    sequencer = open_on(disk)
    for number in range(40):
        disk.lying = number > random.randrange(40)
        batch = random_batch(random) if number else opening()
        history.sent = np.concatenate([history.sent, batch])
        sequencer.process(batch)
    disk.power_off()
    try:
        again = open_on(disk)
        known = state_hash(again.state)
        assert history.problem(again) == ""
    except LogDamaged as error:
        assert "evidence" in str(error) or EVENTS_NAME in str(error)
        return
    disk.kill()
    assert found_by(disk, history, snapshots=False)[0] == known


@pytest.mark.parametrize("seed", range(30))
def test_random_streams_lead_to_the_same_state_with_and_without_snapshots(seed: int) -> None:
    disk, history = with_snapshots(seed, close=bool(seed % 2))
    assert problem_with(disk, history) == ""
    sequencer = open_on(disk)
    assert sequencer._snapshots._taken > 0
    for _ in range(10):
        history.send(sequencer, random_batch(Random(seed)))
    disk.power_off()
    assert problem_with(disk, history) == ""
