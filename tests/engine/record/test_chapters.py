"""Chapters beside the log: which of them a start may use, whatever happened to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from engine.errors import StorageFailed
from engine.record.chapters import Chapters, chapter_names
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from tests.simulation.disk import AtOnce, PowerCut, SimulatedDisk
from tests.simulation.traffic import opening, random_batch

KIND = "kept"


def open_on(disk: SimulatedDisk) -> Sequencer:
    return Sequencer.on(disk, clock=ManualClock(1_000), capacity=SMALL, aside=AtOnce())


def content_of(first: int, last: int) -> list[bytes]:
    """Something to keep of these events."""
    return [b"%d to " % first, b"%d" % last * 100]


def write_one(sequencer: Sequencer, chapters: Chapters, first: int) -> int:
    """A batch, and a chapter of it; the first event of the next one."""
    sequencer.process(random_batch(Random(first)))
    following = sequencer.next_event
    chapters.write(first, {"by": "a test"}, lambda: content_of(first, following - 1)).result()
    return following


def read_all(chapters: Chapters, first: int = 1) -> list[tuple[int, int]]:
    """First and last event of the chapters that a start takes; their contents are looked at."""
    found = []
    for chapter, content in chapters.read(chapters.row(first)):
        assert content == b"".join(content_of(chapter.first, chapter.last))
        assert chapter.said == {"by": "a test"}
        found.append((chapter.first, chapter.last))
    return found


def with_chapters(seed: int = 0, count: int = 4) -> tuple[SimulatedDisk, list[tuple[int, int]]]:
    """A venue with a given number of chapters, from the first event on, closed in order."""
    disk = SimulatedDisk(seed)
    sequencer = open_on(disk)
    sequencer.process(opening())
    chapters, firsts = sequencer.chapters(KIND), [1]
    for _ in range(count):
        firsts.append(write_one(sequencer, chapters, firsts[-1]))
    sequencer.close()
    disk.kill()
    return disk, [(first, following - 1) for first, following in pairwise(firsts)]


@pytest.fixture
def disk() -> Iterator[SimulatedDisk]:
    yield with_chapters()[0]


def test_chapters_come_back_in_order_and_are_gone_on_with() -> None:
    disk, written = with_chapters()
    sequencer = open_on(disk)
    chapters = sequencer.chapters(KIND)
    assert read_all(chapters) == written
    following = write_one(sequencer, chapters, written[-1][1] + 1)
    assert read_all(sequencer.chapters(KIND)) == [*written, (written[-1][1] + 1, following - 1)]


def test_kinds_do_not_meet(disk: SimulatedDisk) -> None:
    chapters = open_on(disk).chapters("other")
    assert read_all(chapters) == []
    assert len(chapter_names(disk, KIND)) == 4


def test_a_chapter_that_is_missing_ends_the_row_and_those_behind_it_are_removed() -> None:
    disk, written = with_chapters()
    disk.remove(chapter_names(disk, KIND)[2])
    assert read_all(open_on(disk).chapters(KIND)) == written[:2]
    assert len(chapter_names(disk, KIND)) == 2


def test_a_row_that_does_not_begin_where_it_is_asked_for_is_not_used(disk: SimulatedDisk) -> None:
    assert read_all(open_on(disk).chapters(KIND), first=2) == []
    assert chapter_names(disk, KIND) == []


def test_chapters_of_an_earlier_day_are_passed_over_and_removed() -> None:
    disk, written = with_chapters()
    sequencer = open_on(disk)
    chapters = sequencer.chapters(KIND)
    chapters._previous = ""  # as in a process whose removal failed
    first = written[-1][1] + 1
    following = write_one(sequencer, chapters, first)
    assert read_all(sequencer.chapters(KIND), first) == [(first, following - 1)]
    assert len(chapter_names(disk, KIND)) == 1


def test_when_a_day_begins_they_are_all_removed(disk: SimulatedDisk) -> None:
    open_on(disk).chapters(KIND).begin()
    assert chapter_names(disk, KIND) == []


def test_chapters_of_another_log_are_not_used(disk: SimulatedDisk) -> None:
    other = SimulatedDisk(7)
    sequencer = open_on(other)
    sequencer.process(opening()[:-1])
    for name in chapter_names(disk, KIND):
        other.files[name] = disk.files[name]
    assert read_all(sequencer.chapters(KIND)) == []


def test_what_the_event_log_does_not_hold_is_not_used() -> None:
    disk, written = with_chapters()
    sequencer = open_on(disk)
    chapters = sequencer.chapters(KIND)
    assert read_all(chapters) == written
    batch = random_batch(Random(3))
    sequencer.process(batch)
    chapters.write(
        written[-1][1] + 1, {"by": "a test"}, lambda: [b"of events in one batch"]
    ).result()
    disk.kill()
    disk.files["events.log"].truncate(sequencer._events.last.position)
    disk.files["events.log"].sync()
    again = open_on(disk)  # the events of the last batch are derived again, into another frame
    assert again.next_event == sequencer.next_event
    assert read_all(again.chapters(KIND)) == written


@pytest.mark.parametrize("seed", range(24))
def test_a_rotten_chapter_and_those_behind_it_are_not_used(seed: int) -> None:
    assert not rotten_is_used(seed)


def rotten_is_used(seed: int) -> bool:
    """Whether a bit that has rotten somewhere in a chapter goes unnoticed."""
    random, (disk, written) = Random(seed), with_chapters(seed)
    place = random.randrange(len(written))
    name = chapter_names(disk, KIND)[place]
    disk.flip(name, random.randrange(disk.open(name).size()), seed % 8)
    chapters = open_on(disk).chapters(KIND)
    found = [(chapter.first, chapter.last) for chapter, _ in chapters.read(chapters.row(1))]
    return found != written[:place]


def test_a_broken_check_of_chapters_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.record.chapters.intact", lambda found, written: True)
    assert any(rotten_is_used(seed) for seed in range(24))


def cut_at(operation: int) -> bool:
    """Cut the power in that operation of writing a chapter and see what a start finds; False when
    there was no such one.
    """
    disk, written = with_chapters(operation, count=2)
    sequencer = open_on(disk)
    chapters = sequencer.chapters(KIND)
    assert read_all(chapters) == written
    sequencer.process(random_batch(Random(1)))
    sequencer._events.sync()
    first, last = written[-1][1] + 1, sequencer.next_event - 1
    disk.cut_power_in = operation
    try:
        chapters.write(first, {"by": "a test"}, lambda: content_of(first, last)).result()
    except PowerCut:
        disk.power_off()
        assert read_all(open_on(disk).chapters(KIND)) in (written, [*written, (first, last)])
        return True
    return False


def test_after_a_power_cut_in_any_operation_of_writing_a_chapter_the_others_are_there() -> None:
    operations = 0
    while cut_at(operations):
        operations += 1
    assert operations > 5


def test_a_disk_that_fails_is_told_to_whoever_waits() -> None:
    disk, written = with_chapters()
    sequencer = open_on(disk)
    chapters = sequencer.chapters(KIND)
    assert read_all(chapters) == written
    disk.fail_in = 0
    with pytest.raises(StorageFailed):
        chapters.write(written[-1][1] + 1, {}, lambda: [b""]).result()
