import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from engine.errors import StorageFailed
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.record.snapshot import bytes_of, name_of, snapshot_names
from engine.record.snapshot_keeper import SNAPSHOTS_KEPT
from engine.record.state_copy import Copy
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, empty_state, state_hash
from tests.engine.desk import trading_desk
from tests.simulation.disk import AtOnce, SimulatedDisk
from tests.simulation.traffic import day_end, deposit, opening, random_batch


def open_on(disk: SimulatedDisk) -> Sequencer:
    return Sequencer.on(disk, clock=ManualClock(1_000), capacity=SMALL, aside=AtOnce())


def test_a_copy_is_equal_and_forgets_what_is_no_longer_in_use() -> None:
    state = trading_desk().state
    copy = Copy(state)
    copy.take(state)
    assert copy.state.tobytes() == state.tobytes()
    other = empty_state(SMALL)
    bytes_of(other)[-1] = 7
    copy.take(other)
    assert copy.state.tobytes() == other.tobytes()


def test_a_stop_in_order_leaves_a_snapshot_of_the_last_state() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    sequencer.process(opening())
    sequencer.close()
    assert snapshot_names(disk) == [name_of(len(opening()))]


def test_a_venue_without_commands_leaves_none() -> None:
    disk = SimulatedDisk()
    open_on(disk).close()
    assert snapshot_names(disk) == []


def test_a_start_and_stop_without_commands_writes_nothing_again() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    sequencer.process(opening())
    sequencer.close()
    before = disk.files[snapshot_names(disk)[0]]
    open_on(disk).close()
    assert disk.files[snapshot_names(disk)[0]] is before


def test_the_end_of_a_day_leaves_a_snapshot() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    sequencer.process(opening())
    sequencer.process(day_end())
    assert snapshot_names(disk) == [name_of(sequencer.next_command - 1)]


def test_a_refused_end_of_day_leaves_none() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    sequencer.process(day_end())
    assert snapshot_names(disk) == []


def test_every_so_many_commands_leave_one_and_the_newest_three_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.record.snapshot_keeper.SNAPSHOT_EVERY", 10)
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    for batch in range(100):
        sequencer.process(deposit(batch + 1))
    numbers = [int(name.rpartition("-")[2]) for name in snapshot_names(disk)]
    assert len(numbers) == SNAPSHOTS_KEPT
    assert 100 - numbers[-1] < 12
    assert numbers[1] - numbers[0] in (10, 11, 12)


def test_trading_goes_on_while_a_snapshot_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.record.snapshot_keeper.SNAPSHOT_EVERY", 1)
    may_write, place = threading.Event(), FileStorage.place

    def place_later(storage: FileStorage, name: str, pieces) -> None:
        if name.startswith("snapshot-"):
            may_write.wait()
        place(storage, name, pieces)

    monkeypatch.setattr(FileStorage, "place", place_later)
    sequencer = Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)
    sequencer.process(opening())
    random = Random(3)
    for _ in range(50):
        sequencer.process(random_batch(random))
    known = state_hash(sequencer.state)
    may_write.set()
    sequencer.close()
    again = Sequencer.open(folder, clock=ManualClock(1_000))
    assert state_hash(again.state) == known
    again.close()


def test_a_snapshot_that_cannot_be_written_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("engine.record.snapshot_keeper.SNAPSHOT_EVERY", 5)
    disk = SimulatedDisk()

    def refuse(name: str, pieces) -> None:
        raise StorageFailed(f"cannot write {name}: the disk is full")

    sequencer = open_on(disk)
    sequencer.process(opening())
    monkeypatch.setattr(disk, "place", refuse)
    for batch in range(20):
        sequencer.process(deposit(batch + 100))
    assert "no snapshot was written: StorageFailed: cannot write snapshot-" in caplog.text
    monkeypatch.undo()
    sequencer.close()
    assert len(snapshot_names(disk)) == 1


def test_after_a_failed_sync_of_the_events_no_snapshot_is_written_until_a_restart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    sequencer.process(opening())
    monkeypatch.setattr(
        disk.files["events.log"], "sync", lambda: disk._fail(disk.files["events.log"])
    )
    sequencer.process(day_end())
    monkeypatch.undo()
    sequencer.process(deposit(100))
    sequencer.close()
    assert snapshot_names(disk) == []
    disk.kill()
    again = open_on(disk)
    again.process(deposit(101))
    again.close()
    disk.power_off()
    assert len(snapshot_names(disk)) == 1
    assert len(open_on(disk).events(1, 65_536)) > len(opening())


def test_what_interrupted_writing_left_is_removed_at_the_start() -> None:
    disk = SimulatedDisk()
    disk.create(name_of(5) + ".new", b"half")
    open_on(disk).close()
    assert disk.names() == ["commands.log", "events.log"]


def test_a_snapshot_after_a_failure_of_the_log_is_not_taken() -> None:
    disk = SimulatedDisk()
    sequencer = open_on(disk)
    sequencer.process(opening())
    disk.fail_in = 0
    with pytest.raises(StorageFailed):
        sequencer.process(deposit(100))
    sequencer.close()
    assert snapshot_names(disk) == []


def test_the_thread_ends_with_the_venue(folder: Path) -> None:
    aside = ThreadPoolExecutor(1)
    sequencer = Sequencer.on(FileStorage(folder), clock=ManualClock(1), capacity=SMALL, aside=aside)
    sequencer.process(opening())
    sequencer.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        aside.submit(print)
