import logging
import shutil
from pathlib import Path
from random import Random

import pytest

from engine.errors import LogDamaged
from engine.record.clock import ManualClock
from engine.record.inspection import inspect
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME
from engine.record.sequencer import Sequencer
from engine.record.snapshot import snapshot_names
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.traffic import opening, random_batch

LIVES = 4


@pytest.fixture
def known(folder: Path) -> str:
    """A venue that was closed in order four times: three snapshots; the hash of its last state."""
    return live(folder, LIVES)


def live(folder: Path, lives: int, now_ns: int = 1_000) -> str:
    random = Random(5)
    for life in range(lives):
        sequencer = Sequencer.open(folder, clock=ManualClock(now_ns + life), capacity=SMALL)
        if sequencer.next_command == 1:
            sequencer.process(opening())
        sequencer.process(random_batch(random))
        known = state_hash(sequencer.state)
        sequencer.close()
    return known


def names(folder: Path) -> list[str]:
    return snapshot_names(FileStorage(folder, read_only=True))


def reopened(folder: Path) -> tuple[str, int]:
    """The state's hash after a start, and the last command of the snapshot it used."""
    sequencer = Sequencer.open(folder, clock=ManualClock(9_000))
    found = state_hash(sequencer.state), sequencer._snapshots._taken
    sequencer._usable = False  # leaves the folder as it is
    sequencer.close()
    return found


def number(name: str) -> int:
    return int(name.rpartition("-")[2])


def spoil(path: Path, place: int = -1) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)


def test_the_newest_snapshot_is_used(known: str, folder: Path) -> None:
    assert reopened(folder) == (known, number(names(folder)[-1]))


def test_of_a_spoiled_one_is_said_why_and_the_next_older_is_used(
    known: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    older, newest = names(folder)[-2:]
    spoil(folder / newest)
    with caplog.at_level(logging.WARNING):
        assert reopened(folder) == (known, number(older))
    assert f"{newest} is not used: its content is not what was written" in caplog.text


def test_one_cut_short_is_not_used(known: str, folder: Path) -> None:
    older, newest = names(folder)[-2:]
    (folder / newest).write_bytes((folder / newest).read_bytes()[:-1])
    assert reopened(folder) == (known, number(older))


def test_without_any_good_one_the_whole_log_is_replayed(known: str, folder: Path) -> None:
    for name in names(folder):
        spoil(folder / name, 100)
    assert reopened(folder) == (known, 0)


def test_one_of_another_log_is_not_used(known: str, folder: Path, tmp_path: Path) -> None:
    live(tmp_path / "other", LIVES + 2, now_ns=7_000)
    for name in names(tmp_path / "other"):
        shutil.copy(tmp_path / "other" / name, folder / name)
    found, used = reopened(folder)
    assert found == known
    assert used in (0, *map(number, names(folder)))


def test_one_of_other_kernels_is_not_used(
    known: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.record.snapshot.SOURCES", "other")
    assert reopened(folder) == (known, 0)


def test_when_the_events_it_builds_on_are_gone_they_are_derived_again(
    known: str, folder: Path
) -> None:
    (folder / EVENTS_NAME).unlink()
    assert reopened(folder) == (known, 0)
    found = inspect(FileStorage(folder, read_only=True), compare=True)
    assert found.events == found.events_recorded > 0


def test_a_command_log_that_ends_before_it_refuses_to_start_and_names_record_and_snapshot(
    known: str, folder: Path
) -> None:
    newest = names(folder)[-1]
    log = folder / COMMANDS_NAME
    (folder / EVENTS_NAME).unlink()
    log.write_bytes(log.read_bytes()[:5_000])
    with pytest.raises(
        LogDamaged,
        match=rf"record \d+ at offset \d+: it is gone .* though {newest} evidences its sync",
    ):
        reopened(folder)


def test_a_log_whose_batch_there_is_another_one_does_not_use_it(known: str, folder: Path) -> None:
    kept = {name: (folder / name).read_bytes() for name in names(folder)}
    header = (folder / COMMANDS_NAME).read_bytes()[:4096]
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / COMMANDS_NAME).write_bytes(header)
    other = live(folder, LIVES, now_ns=5_000)
    for name in names(folder):
        (folder / name).unlink()
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    assert reopened(folder) == (other, 0)
