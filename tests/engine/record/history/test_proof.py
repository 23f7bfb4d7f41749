from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from engine.errors import LogDamaged, LogUnreadable
from engine.record.clock import ManualClock
from engine.record.history.cut import Moment, cut
from engine.record.history.proof import prove
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import day_end, deposit, opening, random_batch


@pytest.fixture
def written(folder: Path) -> Path:
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        for _ in range(20):
            sequencer.process(random_batch(Random(4)))
        sequencer.process(day_end())
        sequencer.process(deposit(100))
    return folder


def proof(folder: Path) -> dict:
    return prove(FileStorage(folder, read_only=True)).summary()


def spoil(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)


def test_a_whole_log_has_no_problem_and_its_snapshots_are_good(written: Path) -> None:
    found = proof(written)
    assert (found["problems"], found["tail"]) == ([], "")
    assert len(found["head"]) == len(found["events_head"]) == 64
    assert [snapshot["problem"] for snapshot in found["snapshots"]] == ["", ""]


def test_proving_changes_no_byte(written: Path) -> None:
    before = {path.name: path.read_bytes() for path in written.iterdir()}
    proof(written)
    assert {path.name: path.read_bytes() for path in written.iterdir()} == before


def test_the_hash_of_a_day_is_that_of_the_log_that_ends_with_it(
    written: Path, tmp_path: Path
) -> None:
    [day] = proof(written)["days"]
    assert day["date"] == "2026-01-05"
    cut(
        FileStorage(written, read_only=True),
        FileStorage(tmp_path / "new"),
        Moment(last=day["command"]),
    )
    assert proof(tmp_path / "new")["head"] == day["link"]


def test_damage_of_the_commands_names_record_and_offset(written: Path) -> None:
    spoil(written / "commands.log", 5_000)
    with pytest.raises(LogDamaged, match=r"commands\.log: record 1 at offset \d+"):
        proof(written)


def test_damage_of_the_events_before_the_last_snapshot_is_found_though_a_start_does_not_look(
    written: Path,
) -> None:
    spoil(written / "events.log", 5_000)
    Sequencer.open(written, clock=ManualClock(2_000)).close()
    [problem] = proof(written)["problems"]
    assert problem.startswith(
        "events.log: event 1 at offset 4096: the records are not what was written"
    )
    (written / "events.log").unlink()
    Sequencer.open(written, clock=ManualClock(2_000)).close()
    assert proof(written)["problems"] == []


def test_damage_of_the_commands_before_the_last_snapshot_is_found_though_a_start_does_not_look(
    written: Path,
) -> None:
    spoil(written / "commands.log", 5_000)
    Sequencer.open(written, clock=ManualClock(2_000)).close()
    with pytest.raises(LogDamaged, match="record 1 at offset"):
        proof(written)


def test_events_torn_at_the_end_are_no_problem(written: Path) -> None:
    path = written / "events.log"
    path.write_bytes(path.read_bytes()[:-100])
    assert proof(written)["problems"] == []


def test_events_of_another_log_are_a_problem(written: Path, tmp_path: Path) -> None:
    Sequencer.open(tmp_path / "other", clock=ManualClock(5), capacity=SMALL).close()
    (written / "events.log").write_bytes((tmp_path / "other" / "events.log").read_bytes())
    assert proof(written)["problems"] == ["events.log was not derived from this commands.log"]


def test_of_a_snapshot_that_would_not_be_used_is_said_why(written: Path) -> None:
    newest = sorted(written.glob("snapshot-*"))[-1]
    spoil(newest, -1)
    assert proof(written)["snapshots"][-1] == {
        "name": newest.name,
        "problem": "its content is not what was written",
    }


def test_a_running_venue_can_be_proven(written: Path) -> None:
    with closing(Sequencer.open(written, clock=ManualClock(2_000))) as sequencer:
        sequencer.process(deposit(101))
        assert proof(written)["problems"] == []


def test_a_log_without_events_is_proven(written: Path) -> None:
    (written / "events.log").unlink()
    found = proof(written)
    assert (found["problems"], found["events_recorded"], found["days"]) == ([], 0, [])


def test_no_log_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match=r"there is no commands\.log"):
        proof(tmp_path)
