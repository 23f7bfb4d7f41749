"""A second copy of a log: it grows with the log, survives interruptions, and finds a log that does
not go on from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import pytest

from engine.errors import LogDamaged, LogUnreadable, StorageFailed
from engine.record.clock import ManualClock
from engine.record.history.cut import Moment, cut
from engine.record.history.proof import prove
from engine.record.history.second_copy import Head, extend, goes_on, head_of
from engine.record.log import survey as log_survey
from engine.record.log.segments import COMMANDS_NAME, SegmentedFile, open_log, segment_names
from engine.record.sequencer import Sequencer
from engine.record.storage import DiskFile, FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import deposit, opening, random_batch


@pytest.fixture(autouse=True)
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments that are full after a few batches."""
    monkeypatch.setattr("engine.record.log.logs.SEGMENT_BYTES", 8 * 1024)
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 4 * 1024)


@contextmanager
def source(folder: Path) -> Iterator[SegmentedFile]:
    with ExitStack() as opened:
        yield open_log(FileStorage(folder, read_only=True), COMMANDS_NAME, opened)


def copied(folder: Path, target: Path, old: Head | None) -> Head:
    """The head to which the copy was brought."""
    with source(folder) as file:
        new = head_of(file, old)
        assert new is not None
        extend(file, FileStorage(target), old, new)
        return new


def content(folder: Path) -> bytes:
    storage = FileStorage(folder, read_only=True)
    names = segment_names(storage, COMMANDS_NAME)
    return b"".join((folder / name).read_bytes() for name in names)


@pytest.fixture
def sequencer(folder: Path, clock: ManualClock) -> Iterator[Sequencer]:
    opened = Sequencer.open(folder, clock=clock, capacity=SMALL)
    opened.process(opening())
    yield opened
    opened.close()


def test_a_copy_grows_with_a_log_over_segments(
    sequencer: Sequencer, folder: Path, tmp_path: Path
) -> None:
    head, target = None, tmp_path / "copy"
    for number in range(12):
        for _ in range(number):
            sequencer.process(random_batch(Random(number)))
        head = copied(folder, target, head)
        assert head.commands == sequencer.next_command - 1
        proof = prove(FileStorage(target, read_only=True))
        assert (proof.problems, proof.commands.link) == ([], head.last.link)
    names = segment_names(FileStorage(target, read_only=True), COMMANDS_NAME)
    assert len(names) > 3
    assert content(folder).startswith(content(target))


def test_what_is_there_is_not_written_again(
    sequencer: Sequencer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = copied(folder, tmp_path / "copy", None)
    sequencer.process(deposit(100))
    written: list[int] = []
    write = DiskFile.write

    def noted(self: DiskFile, position: int, piece: bytes) -> None:
        written.append(position)
        write(self, position, piece)

    monkeypatch.setattr(DiskFile, "write", noted)
    copied(folder, tmp_path / "copy", head)
    assert written == [head.position]


def test_nothing_new_is_nothing_to_do(sequencer: Sequencer, folder: Path, tmp_path: Path) -> None:
    head = copied(folder, tmp_path / "copy", None)
    assert copied(folder, tmp_path / "copy", head) == head


def test_an_interrupted_copy_is_cut_back_and_goes_on(
    sequencer: Sequencer, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy"
    head = copied(folder, target, None)
    for number in range(8):
        sequencer.process(random_batch(Random(number)))
    copied(folder, target, head)  # and killed before anybody knows of it
    last = segment_names(FileStorage(target, read_only=True), COMMANDS_NAME)[-1]
    with (target / last).open("ab") as file:
        file.write(b"half a batch")
    head = copied(folder, target, head)
    assert prove(FileStorage(target, read_only=True)).commands.link == head.last.link


def test_an_older_head_can_still_be_cut_out(
    sequencer: Sequencer, folder: Path, tmp_path: Path
) -> None:
    old = copied(folder, tmp_path / "copy", None)
    sequencer.process(deposit(100))
    copied(folder, tmp_path / "copy", old)
    whole = FileStorage(tmp_path / "copy", read_only=True)
    end = cut(whole, FileStorage(tmp_path / "new"), Moment(old.commands))
    assert end.head == old.last.link.hex()


def test_a_log_that_was_cut_and_went_on_otherwise_does_not_go_on_from_the_copy(
    sequencer: Sequencer, folder: Path, tmp_path: Path
) -> None:
    sequencer.process(deposit(100))
    head = copied(folder, tmp_path / "copy", None)
    with source(folder) as file:
        assert goes_on(file, head)
    other = tmp_path / "other"
    storage = FileStorage(folder, read_only=True)
    cut(storage, FileStorage(other), Moment(head.commands - 1))
    with source(other) as file:
        assert not goes_on(file, head)
    again = Sequencer.open(other, clock=ManualClock(2_000))
    again.process(deposit(101))
    again.process(deposit(102))
    with source(other) as file:
        assert not goes_on(file, head)
    again.close()


def test_damage_is_refused_by_its_place(sequencer: Sequencer, folder: Path, tmp_path: Path) -> None:
    sequencer.process(deposit(100))
    sequencer.process(deposit(101))
    with (folder / COMMANDS_NAME).open("r+b") as file:
        file.seek(4_096 + 192 + 64 + 192)  # within the opening's first mask
        file.write(b"?")
    with source(folder) as file, pytest.raises(LogDamaged, match="record 1 at offset"):
        head_of(file)


def test_a_batch_that_is_being_written_is_left_out(
    sequencer: Sequencer, folder: Path, tmp_path: Path
) -> None:
    sequencer.process(deposit(100))
    with source(folder) as file:
        head = head_of(file)
        assert head is not None
    with (folder / file.segments[-1].name).open("r+b") as log:
        log.seek(head.position - file.segments[-1].base)
        log.write(b"CXB1 and not all of a header")
    assert copied(folder, tmp_path / "copy", None) == head


def test_batches_that_are_written_during_the_survey_are_no_damage(
    sequencer: Sequencer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = log_survey._look_behind
    written: list[int] = []

    def go_on_and_look(file: SegmentedFile, found: log_survey.Survey) -> None:
        if len(written) < 6:  # each second one names the one before as synced
            for _ in range(2):
                written.append(sequencer.next_command)
                sequencer.process(deposit(100 + written[-1]))
        look(file, found)

    monkeypatch.setattr(log_survey, "_look_behind", go_on_and_look)
    with source(folder) as file:
        head = head_of(file)
        assert head is not None
        assert head.commands == written[-1]


def test_what_cannot_be_read_back_is_said(
    sequencer: Sequencer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy"
    head = copied(folder, target, None)
    sequencer.process(deposit(100))
    write = DiskFile.write
    lying = lambda self, position, piece: write(self, position, bytes(len(piece)))
    with monkeypatch.context() as disk:
        disk.setattr(DiskFile, "write", lying)
        with pytest.raises(StorageFailed, match="is not what was read"):
            copied(folder, target, head)
    assert copied(folder, target, head).commands == head.commands + 1


def test_a_log_whose_beginning_is_archived_is_not_copied_anew(
    sequencer: Sequencer, folder: Path, tmp_path: Path
) -> None:
    for number in range(20):
        sequencer.process(random_batch(Random(number)))
    head = copied(folder, tmp_path / "copy", None)
    (folder / COMMANDS_NAME).rename(tmp_path / COMMANDS_NAME)
    with source(folder) as file, pytest.raises(LogUnreadable, match="put the archived segments"):
        head_of(file)
    sequencer.process(deposit(100))
    copied(folder, tmp_path / "copy", head)
    assert (
        prove(FileStorage(tmp_path / "copy", read_only=True)).commands.next_sequence > head.commands
    )
