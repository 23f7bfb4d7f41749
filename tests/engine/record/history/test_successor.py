"""A copied log gone on with: in a later epoch, or as the log of another venue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from engine.errors import LogExists, LogInUse, VenueRefused
from engine.record.clock import ManualClock
from engine.record.history.proof import prove
from engine.record.history.successor import begin_epoch, later_epoch, write_as
from engine.record.inspection import inspect
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.traffic import opening, random_batch


@pytest.fixture
def state(folder: Path) -> Iterator[str]:
    """The hash of a closed venue's state."""
    sequencer = Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL, venue="one")
    sequencer.process(opening())
    for number in range(10):
        sequencer.process(random_batch(Random(number)))
    sequencer.close()
    return state_hash(sequencer.state)


@pytest.mark.parametrize(("epoch", "later"), [(1, 1_000), (999, 1_000), (1_000, 2_000)])
def test_a_later_epoch_is_beyond_what_the_original_can_have_reached(epoch: int, later: int) -> None:
    assert later_epoch(epoch) == later


def test_an_epoch_begins_and_engines_count_on_from_it(state: str, folder: Path) -> None:
    begin_epoch(FileStorage(folder), 1_000, 5_000)
    assert prove(FileStorage(folder, read_only=True)).summary()["epoch"] == 1_000
    sequencer = Sequencer.open(folder, clock=ManualClock(6_000))
    assert (sequencer.epoch, state_hash(sequencer.state)) == (1_001, state)
    with pytest.raises(LogInUse):
        begin_epoch(FileStorage(folder), 2_000, 5_000)
    sequencer.close()


def test_a_log_of_another_venue_has_the_same_commands_and_another_hash(
    state: str, folder: Path, tmp_path: Path
) -> None:
    before, target = FileStorage(folder, read_only=True), FileStorage(tmp_path / "new")
    write_as(before, target, "two")
    found = inspect(target, compare=True)
    assert (found.header.venue, state_hash(found.state), found.unused) == ("two", state, [])
    one, two = prove(before), prove(target)
    assert (two.problems, two.commands.next_sequence) == ([], one.commands.next_sequence)
    assert two.commands.link != one.commands.link
    with pytest.raises(LogExists):
        write_as(before, target, "three")


def test_a_venue_needs_a_name_that_can_be_shown(state: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(VenueRefused):
        write_as(FileStorage(folder, read_only=True), FileStorage(tmp_path / "new"), "")
