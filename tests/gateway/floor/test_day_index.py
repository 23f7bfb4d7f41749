"""The day's index kept on disk: after whatever happened, a start with it knows what one from the
events alone does.
"""

from __future__ import annotations

import os
from copy import deepcopy
from random import Random

import pytest

from engine.errors import StorageFailed
from engine.record.chapters import chapter_names
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.floor.index_chapter import KIND
from tests.gateway.floor.indexed_venue import IndexedVenue, known_by
from tests.simulation.disk import AtOnce, PowerCut, SimulatedDisk
from tests.simulation.traffic import random_batch

SEEDS = 10 * int(os.environ.get("CEAX_EXAMPLES", "1"))
EVERY, LEAST = 60, 10  # events


@pytest.fixture(autouse=True)
def small_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.floor.day_index.CHAPTER_EVENTS", EVERY)
    monkeypatch.setattr("gateway.floor.day_index.CHAPTER_EVENTS_LEAST", LEAST)


def started(disk: SimulatedDisk) -> IndexedVenue:
    """A start on a disk; chapters are written at once, so that a seed is a run."""
    return IndexedVenue(
        Sequencer.on(disk, clock=ManualClock(1_000), capacity=SMALL, aside=AtOnce())
    )


def problem_with(disk: SimulatedDisk) -> str:
    """What a start with chapters knows otherwise than one without; empty when both know the
    same.
    """
    with_them, without = deepcopy(disk), deepcopy(disk)
    for name in chapter_names(without, KIND):
        del without.files[name]
    return (
        ""
        if known_by(started(with_them)) == known_by(started(without))
        else "chapters lead to another index"
    )


def covered(disk: SimulatedDisk) -> int:
    """How many events a start takes from chapters."""
    venue = started(deepcopy(disk))
    return venue.directory.index._first - 1


@pytest.mark.parametrize("close", [True, False], ids=["stopped in order", "killed"])
@pytest.mark.parametrize("days", [1, 2])
def test_a_start_takes_from_chapters_what_it_would_derive(close: bool, days: int) -> None:
    disk = SimulatedDisk()
    for life in range(4):
        venue = started(disk)
        venue.live(Random(life), 40)
        if days == 2 and life == 1:
            venue.next_day()
        if close:
            venue.close()
        disk.kill()
        assert problem_with(disk) == ""
        events = len(started(deepcopy(disk)).sequencer.events(1, 65_536))
        assert covered(disk) > events - (LEAST if close else 2 * EVERY)
    assert len(chapter_names(disk, KIND)) > 2


def test_with_a_new_day_the_chapters_of_the_last_one_are_gone() -> None:
    disk = SimulatedDisk()
    venue = started(disk)
    venue.live(Random(1), 60)
    assert chapter_names(disk, KIND)
    venue.next_day()
    assert chapter_names(disk, KIND) == []
    venue.live(Random(2), 60)
    venue.close()
    disk.kill()
    assert problem_with(disk) == ""
    assert chapter_names(disk, KIND)


def lives_of(seed: int) -> str:
    """Run a venue through some power cuts and failures of the disk; what went wrong, empty when
    nothing.
    """
    random, disk = Random(seed), SimulatedDisk(seed)
    for life in range(3):
        setattr(disk, random.choice(("cut_power_in", "fail_in")), random.randint(0, 400))
        try:
            venue = started(disk)
            venue.live(random, random.randint(1, 60))
            if random.random() < 0.3:
                venue.next_day()
            venue.live(random, random.randint(1, 60))
            venue.close()
        except PowerCut:
            disk.power_off()
        except StorageFailed:
            pass
        disk.kill()
        if problem := problem_with(disk):
            return f"seed {seed}, life {life}: {problem}"
    return ""


@pytest.mark.parametrize(
    "seeds", [range(first, first + 10) for first in range(0, SEEDS, 10)], ids=str
)
def test_after_faults_at_any_write_a_start_knows_what_the_events_tell(seeds: range) -> None:
    assert [problem for seed in seeds if (problem := lives_of(seed))] == []


def rotten(seed: int) -> str:
    """Let one bit of a chapter rot; what is wrong then."""
    disk, random = SimulatedDisk(seed), Random(seed)
    venue = started(disk)
    venue.live(random, 60)
    venue.close()
    disk.kill()
    name = random.choice(chapter_names(disk, KIND))
    disk.flip(name, random.randrange(4096, disk.open(name).size()), seed % 8)
    try:
        return problem_with(disk)
    except (ValueError, IndexError, AssertionError, UnicodeDecodeError) as error:
        return str(error) or type(error).__name__


def test_a_rotten_chapter_is_not_used() -> None:
    assert [problem for seed in range(12) if (problem := rotten(seed))] == []


def test_a_broken_check_of_chapters_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.chapters.intact", lambda found, written: True)
    assert any(rotten(seed) for seed in range(12))


def test_chapters_of_other_code_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = SimulatedDisk()
    venue = started(disk)
    venue.live(Random(1), 60)
    venue.close()
    disk.kill()
    assert covered(disk) > EVERY
    monkeypatch.setattr("gateway.floor.index_chapter.fingerprint", lambda: "another")
    assert covered(disk) == 0 or chapter_names(disk, KIND)
    assert problem_with(disk) == ""


def test_a_directory_that_missed_events_keeps_nothing_at_a_stop() -> None:
    disk = SimulatedDisk()
    venue = started(disk)
    venue.live(Random(1), 30)
    before = chapter_names(disk, KIND)
    for seed in range(20):
        venue.sequencer.process(random_batch(Random(seed)))
    venue.close()
    disk.kill()
    assert chapter_names(disk, KIND) == before
    assert problem_with(disk) == ""


def test_a_chapter_that_could_not_be_written_ends_them_for_the_day_and_nothing_else() -> None:
    disk = SimulatedDisk()
    venue = started(disk)
    venue.live(Random(1), 30)
    venue.directory.index._chapters._beside = lambda work, *arguments: AtOnce().submit(_fail)
    venue.live(Random(2), 30)
    before = chapter_names(disk, KIND)
    venue.live(Random(3), 30)
    assert chapter_names(disk, KIND) == before
    assert known_by(venue) == known_by(started(_killed(disk)))


def _fail() -> None:
    raise StorageFailed("cannot write: the disk is full")


def _killed(disk: SimulatedDisk) -> SimulatedDisk:
    copy = deepcopy(disk)
    copy.kill()
    return copy
