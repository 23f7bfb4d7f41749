from pathlib import Path

import pytest

from engine.errors import EventsDiffer, LogDamaged, LogUnreadable
from engine.record.clock import ManualClock
from engine.record.inspection import inspect
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.traffic import opening


@pytest.fixture
def known(folder: Path, clock: ManualClock) -> str:
    """A venue's log with its opening; the hash of its state."""
    sequencer = Sequencer.open(folder, clock=clock, capacity=SMALL, venue="north")
    sequencer.process(opening())
    sequencer.close()
    return state_hash(sequencer.state)


def test_a_replay_gives_counts_date_phase_and_the_state_that_was(known: str, folder: Path) -> None:
    summary = inspect(FileStorage(folder, read_only=True), compare=True).summary()
    assert summary["state_hash"] == known
    assert (summary["venue"], summary["epoch"], summary["commands"]) == ("north", 1, len(opening()))
    assert (summary["date"], summary["phase"], summary["tail"]) == ("2026-01-05", "morning", "")
    assert summary["events"] == summary["events_recorded"]


def test_looking_changes_no_byte(known: str, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    inspect(FileStorage(folder, read_only=True), compare=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_torn_tail_is_told_and_left_alone(known: str, folder: Path) -> None:
    log = folder / "commands.log"
    size = log.stat().st_size
    log.write_bytes(log.read_bytes() + b"\1" * 640)
    inspection = inspect(FileStorage(folder, read_only=True))
    assert state_hash(inspection.state) == known
    assert log.stat().st_size == size + 640


def test_a_log_without_events_is_replayed(known: str, folder: Path) -> None:
    (folder / "events.log").unlink()
    summary = inspect(FileStorage(folder, read_only=True), compare=True).summary()
    assert (summary["state_hash"], summary["events_recorded"]) == (known, 0)


def test_no_log_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match=r"there is no commands\.log"):
        inspect(FileStorage(tmp_path, read_only=True))


def test_damage_is_named(known: str, folder: Path) -> None:
    raw = bytearray((folder / "commands.log").read_bytes())
    raw[5_000] ^= 1
    (folder / "commands.log").write_bytes(raw)
    with pytest.raises(LogDamaged, match=r"record 1 at offset \d+"):
        inspect(FileStorage(folder, read_only=True))


def test_more_events_than_the_commands_give_are_noticed(folder: Path, clock: ManualClock) -> None:
    sequencer = Sequencer.open(folder, clock=clock, capacity=SMALL)
    batch = sequencer.process(opening())
    sequencer._events.append(batch.events)
    sequencer.close()
    with pytest.raises(EventsDiffer, match=r"ends with event \d+, the commands give"):
        inspect(FileStorage(folder, read_only=True), compare=True)
