"""Notes about something outside the log are chained into it; readers of commands pass them by."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from engine.errors import LogDamaged, SequencerClosed
from engine.record.clock import ManualClock
from engine.record.history.cut import Moment, cut
from engine.record.history.notes import Note, notes_of
from engine.record.history.proof import prove
from engine.record.inspection import inspect
from engine.record.log.segments import COMMANDS_NAME, open_log
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import deposit, opening

FIRST, SECOND = b"a" * 64, b"of two bytes: \0\0".ljust(64, b"\0")


def notes(folder: Path) -> list[Note]:
    with ExitStack() as opened:
        return list(notes_of(open_log(FileStorage(folder, read_only=True), COMMANDS_NAME, opened)))


@pytest.fixture
def noted(folder: Path) -> Path:
    """A note before any command, the opening, another note, a restart and a deposit."""
    clock = ManualClock(1_000)
    with closing(Sequencer.open(folder, clock=clock, capacity=SMALL)) as sequencer:
        sequencer.note(FIRST)
        sequencer.process(opening())
        clock.set(2_000)
        sequencer.note(SECOND.rstrip(b"\0"))
    with closing(Sequencer.open(folder, clock=clock)) as sequencer:
        sequencer.process(deposit(100))
    return folder


def test_a_note_is_read_with_the_command_it_follows(noted: Path) -> None:
    opened = len(opening())
    assert notes(noted) == [Note(0, 1_000, FIRST), Note(opened, 2_000, SECOND)]


def test_commands_have_the_numbers_they_would_have_without_notes(noted: Path) -> None:
    found = inspect(FileStorage(noted, read_only=True), compare=True)
    assert (found.commands, found.snapshots.problems) == (len(opening()) + 1, [])
    assert prove(FileStorage(noted, read_only=True)).problems == []


def test_a_copy_up_to_a_moment_has_the_notes_before_it(noted: Path, tmp_path: Path) -> None:
    target = FileStorage(tmp_path / "new")
    cut(FileStorage(noted, read_only=True), target, Moment(last=len(opening())))
    assert [each.content for each in notes(tmp_path / "new")] == [FIRST, SECOND]


def test_a_note_that_was_changed_is_damage(noted: Path) -> None:
    path = noted / COMMANDS_NAME
    path.write_bytes(path.read_bytes().replace(FIRST, b"b" * 64))
    with pytest.raises(LogDamaged):
        prove(FileStorage(noted, read_only=True))


def test_a_closed_log_takes_no_note(folder: Path) -> None:
    sequencer = Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)
    sequencer.close()
    with pytest.raises(SequencerClosed):
        sequencer.note(FIRST)


def test_a_longer_note_is_refused_by_its_length(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)) as sequencer:
        with pytest.raises(ValueError, match="65 bytes, allowed are up to 64"):
            sequencer.note(b"a" * 65)
        sequencer.process(opening())  # nothing has happened to the log
