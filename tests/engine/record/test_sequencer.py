from pathlib import Path

import numpy as np
import pytest

from engine.commands import COMMAND, CommandKind, TextUse, command, empty_commands
from engine.commands.texts import texts_ahead, with_texts
from engine.errors import CommandsRefused, LogInUse, SequencerClosed, StorageFailed
from engine.events import EventKind
from engine.events.texts import texts_said
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL, state_hash
from engine.units import BATCH_MAX
from tests.simulation.disk import SimulatedDisk
from tests.simulation.traffic import deposit, opening


def on_disk(disk: SimulatedDisk, clock: ManualClock) -> Sequencer:
    return Sequencer.on(disk, clock=clock, capacity=SMALL)


def test_a_new_venue_begins_with_number_one(sequencer: Sequencer) -> None:
    assert (sequencer.venue, sequencer.epoch, sequencer.next_command, sequencer.next_event) == (
        "ceax",
        1,
        1,
        1,
    )


def test_commands_are_stamped_in_a_copy(sequencer: Sequencer, clock: ManualClock) -> None:
    mine = np.concatenate([deposit(1), deposit(2)])
    clock.set(5_000)
    batch = sequencer.process(mine)
    assert batch.commands["sequence"].tolist() == [1, 2]
    assert batch.commands["time_ns"].tolist() == [5_000, 5_000]
    assert not mine["sequence"].any() and not mine["time_ns"].any()


def test_every_command_is_answered_first_and_numbers_have_no_holes(sequencer: Sequencer) -> None:
    first = sequencer.process(opening())
    second = sequencer.process(deposit(100))
    events = np.concatenate([first.events, second.events])
    assert events["sequence"].tolist() == list(range(1, len(events) + 1))
    assert second.commands["sequence"].tolist() == [len(opening()) + 1]
    assert second.events["kind"].tolist() == [EventKind.ACCEPTED]
    assert sequencer.next_event == len(events) + 1


def test_what_was_processed_is_read_back(sequencer: Sequencer) -> None:
    batch = sequencer.process(opening())
    assert sequencer.commands(1, 100).tobytes() == batch.commands.tobytes()
    assert sequencer.events(1, 1000).tobytes() == batch.events.tobytes()
    assert sequencer.events(len(batch.events) + 1, 10).tolist() == []


def test_time_never_goes_back_even_across_a_restart(folder: Path) -> None:
    first = Sequencer.open(folder, clock=ManualClock(9_000), capacity=SMALL)
    first.process(deposit(1))
    first.close()
    second = Sequencer.open(folder, clock=ManualClock(10))
    assert second.process(deposit(2)).commands["time_ns"].tolist() == [9_000]
    second.close()


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        (empty_commands(0), "a batch of 0 commands, allowed are 1 to 4096"),
        (empty_commands(BATCH_MAX + 1), "a batch of 4097 commands, allowed are 1 to 4096"),
        (np.zeros(3), "float64 with 1 dimensions is no row of COMMAND records"),
        (np.zeros((1, 1), COMMAND), "with 2 dimensions is no row of COMMAND records"),
    ],
)
def test_what_is_no_batch_is_refused_and_changes_nothing(
    sequencer: Sequencer, commands, message: str
) -> None:
    with pytest.raises(CommandsRefused, match=message):
        sequencer.process(commands)
    assert sequencer.next_command == 1
    assert sequencer.process(deposit(1)).commands["sequence"].tolist() == [1]


def test_the_largest_batch_is_taken(sequencer: Sequencer) -> None:
    batch = sequencer.process(empty_commands(BATCH_MAX))
    assert len(batch.events) == BATCH_MAX
    assert set(batch.events["kind"].tolist()) == {EventKind.REFUSED}


def test_a_second_engine_on_the_folder_is_refused(
    sequencer: Sequencer, folder: Path, clock: ManualClock
) -> None:
    with pytest.raises(LogInUse, match="one engine at a time"):
        Sequencer.open(folder, clock=clock)
    assert sequencer.process(deposit(1)).commands["sequence"].tolist() == [1]


def test_a_closed_sequencer_takes_nothing_and_frees_the_folder(
    folder: Path, clock: ManualClock
) -> None:
    first = Sequencer.open(folder, clock=clock, capacity=SMALL)
    first.close()
    first.close()
    with pytest.raises(SequencerClosed, match="was closed"):
        first.process(deposit(1))
    second = Sequencer.open(folder, clock=clock)
    assert second.epoch == 2
    second.close()


def test_a_failed_start_frees_the_folder(folder: Path, clock: ManualClock) -> None:
    folder.mkdir()
    (folder / "commands.log").write_text("not a log")
    for _ in range(2):
        with pytest.raises(Exception, match="does not begin with the header of a log"):
            Sequencer.open(folder, clock=clock)


@pytest.mark.parametrize("step", range(5))
def test_after_any_failure_of_the_disk_everything_is_refused_until_a_restart(
    step: int, clock: ManualClock
) -> None:
    disk = SimulatedDisk(step)
    sequencer = on_disk(disk, clock)
    sequencer.process(opening())
    disk.fail_in = step
    with pytest.raises(StorageFailed):
        for number in range(100, 110):
            sequencer.process(deposit(number))
    for _ in range(2):
        with pytest.raises(StorageFailed, match="known only after a restart"):
            sequencer.process(deposit(200))
    sequencer.close()
    disk.kill()
    again = on_disk(disk, clock)
    known = state_hash(again.state)
    disk.power_off()
    assert state_hash(on_disk(disk, clock).state) == known


def test_the_log_keeps_the_capacity_it_was_made_with(folder: Path, clock: ManualClock) -> None:
    Sequencer.open(folder, clock=clock, capacity=SMALL).close()
    again = Sequencer.open(folder, clock=clock)
    assert again.capacity == SMALL
    again.close()


def test_a_batch_that_parts_a_text_from_its_command_is_refused(sequencer: Sequencer) -> None:
    halt = with_texts(command(CommandKind.HALT), {TextUse.REASON: b"x"})
    with pytest.raises(CommandsRefused, match="a batch ends with a text"):
        sequencer.process(halt[:1])
    with pytest.raises(CommandsRefused, match="a text is ahead of an order"):
        sequencer.process(np.concatenate([halt[:1], command(CommandKind.REPLACE)]))
    assert sequencer.next_command == 1
    said = sequencer.process(halt)
    assert texts_said(said.events) == texts_ahead(said.commands) == {2: {"reason": "x"}}
