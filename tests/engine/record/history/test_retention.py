import json
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from engine.cli import app
from engine.commands import CommandKind, Phase, command
from engine.errors import LogExists, LogUnreadable, RetentionRefused, StorageFailed
from engine.record.clock import ManualClock
from engine.record.history.proof import prove
from engine.record.history.retention import carry_out, plan
from engine.record.inspection import inspect
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, segment_names
from engine.record.sequencer import Sequencer
from engine.record.storage import DiskFile, FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.traffic import day_end, opening, random_batch

DAYS = 5


@pytest.fixture(autouse=True)
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments that are full after a few batches."""
    monkeypatch.setattr("engine.record.log.logs.SEGMENT_BYTES", 8 * 1024)
    monkeypatch.setattr("engine.record.log.logs.GROWTH_BYTES", 4 * 1024)


def settled(sequencer: Sequencer) -> None:
    """The exchange confirms the day that has ended, and settlement is done."""
    days = sequencer.state["days"][0]
    day = days[days["date"] == sequencer.state["venue"]["date"][0]][0]
    figures = {name: int(day[name]) for name in ("quantity", "amount_fen", "tape_hash")}
    sequencer.process(
        command(
            CommandKind.CLEARING_RESULT, date=int(day["date"]), value=int(day["count"]), **figures
        )
    )
    sequencer.process(command(CommandKind.SETTLEMENT_DONE, date=int(day["date"])))


@pytest.fixture
def known(folder: Path) -> str:
    """A venue of five trading days, closed in order; the hash of its state."""
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        for day in range(DAYS):
            if day:
                sequencer.process(command(CommandKind.START_DAY, date=20_260_105 + day))
                sequencer.process(command(CommandKind.SET_PHASE, phase=Phase.MORNING))
            for number in range(20):
                sequencer.process(random_batch(Random(number)))
            sequencer.process(day_end())
            settled(sequencer)
        return state_hash(sequencer.state)


def names(folder: Path, log: str = COMMANDS_NAME) -> list[str]:
    return segment_names(FileStorage(folder, read_only=True), log)


def retained(folder: Path, archive: Path | None, days: int = 1, events: bool = False) -> list[str]:
    made = plan(FileStorage(folder), days, events=events)
    carry_out(FileStorage(folder), made, FileStorage(archive) if archive else None)
    return [each.name for each in made.leaving]


@pytest.mark.parametrize("events", [False, True])
def test_what_leaves_is_not_missed_by_a_start(
    events: bool, known: str, folder: Path, tmp_path: Path
) -> None:
    left = retained(folder, tmp_path / "archive", events=events)
    assert left[0] == COMMANDS_NAME
    assert (EVENTS_NAME in left) == events
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        assert state_hash(again.state) == known
        again.process(command(CommandKind.START_DAY, date=20_260_201))
        known = state_hash(again.state)
    found = inspect(FileStorage(folder, read_only=True), compare=True)
    assert (state_hash(found.state), found.snapshots.problems) == (known, [])
    assert prove(FileStorage(folder, read_only=True)).problems == []


def test_the_newest_two_snapshots_can_both_be_started_from(known: str, folder: Path) -> None:
    retained(folder, None, events=True)
    sorted(folder.glob("snapshot-*"))[-1].unlink()
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        assert state_hash(again.state) == known


@pytest.mark.parametrize("days", [1, 2, 3])
def test_the_days_asked_for_stay_whole(days: int, known: str, folder: Path) -> None:
    retained(folder, None, days=days)
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))) as again:
        kept = again.commands(again.first_command, 65_536)
        assert int((kept["kind"] == CommandKind.START_DAY).sum()) >= days


def test_days_that_were_taken_back_are_not_counted(known: str, folder: Path) -> None:
    before = plan(FileStorage(folder), 2, events=False).day
    with closing(Sequencer.open(folder, clock=ManualClock(1_000))) as sequencer:
        for _ in range(5):
            sequencer.process(command(CommandKind.START_DAY, date=20_290_105))
            sequencer.process(command(CommandKind.TAKE_BACK_DAY, date=20_290_105))
    assert plan(FileStorage(folder), 2, events=False).day == before


@pytest.mark.parametrize("days", [DAYS, DAYS + 1])
def test_nothing_leaves_when_there_are_no_more_days_than_asked_for(
    days: int, known: str, folder: Path
) -> None:
    before = names(folder)
    assert retained(folder, None, days=days) == []
    assert names(folder) == before


def test_segments_put_back_make_the_whole_log_again(
    known: str, folder: Path, tmp_path: Path
) -> None:
    head, before = prove(FileStorage(folder, read_only=True)).commands.link, names(folder)
    for name in retained(folder, tmp_path / "archive"):
        (tmp_path / "archive" / name).rename(folder / name)
    assert names(folder) == before
    for path in folder.glob("snapshot-*"):
        path.unlink()
    assert prove(FileStorage(folder, read_only=True)).commands.link == head
    assert state_hash(inspect(FileStorage(folder, read_only=True), compare=True).state) == known


def test_an_archive_can_be_proven_by_itself_and_goes_on_where_it_ended(
    known: str, folder: Path, tmp_path: Path
) -> None:
    first = retained(folder, tmp_path / "archive", days=3)
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))):
        pass
    assert retained(folder, tmp_path / "archive", days=1)[0] not in first
    found = prove(FileStorage(tmp_path / "archive", read_only=True))
    assert found.problems == []
    kept = prove(FileStorage(folder, read_only=True))
    assert kept.segments[0].header.previous == found.commands.link.hex()


def test_without_two_good_snapshots_nothing_may_leave(known: str, folder: Path) -> None:
    for path in sorted(folder.glob("snapshot-*"))[1:]:
        path.unlink()
    with pytest.raises(RetentionRefused, match="1 snapshots can be used, 2 must be there"):
        plan(FileStorage(folder), 1, events=False)


@pytest.mark.parametrize("days", [0, -1, 10_001])
def test_days_are_within_their_range(days: int, known: str, folder: Path) -> None:
    with pytest.raises(RetentionRefused, match=f"days is {days}, allowed are 1 to 10000"):
        plan(FileStorage(folder), days, events=False)


def test_another_file_in_the_archive_is_not_written_over(
    known: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / COMMANDS_NAME).write_bytes(b"another log")
    before = names(folder)
    with pytest.raises(LogExists, match=r"the archive holds another commands\.log"):
        retained(folder, tmp_path / "archive")
    assert names(folder) == before


def test_a_run_that_was_interrupted_is_taken_up_again(
    known: str, folder: Path, tmp_path: Path
) -> None:
    made = plan(FileStorage(folder), 1, events=False)
    content = (folder / COMMANDS_NAME).read_bytes()[: made.leaving[0].length]
    FileStorage(tmp_path / "archive").place(COMMANDS_NAME, (content,))
    assert retained(folder, tmp_path / "archive")[0] == COMMANDS_NAME
    assert COMMANDS_NAME not in names(folder)


def test_a_copy_that_is_not_what_was_written_leaves_the_original(
    known: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = DiskFile.write
    monkeypatch.setattr(
        DiskFile,
        "write",
        lambda file, position, content: whole(file, position, bytes(len(content))),
    )
    with pytest.raises(
        StorageFailed,
        match=r"the copy of commands\.log is not what was written; the original stays",
    ):
        retained(folder, tmp_path / "archive")
    assert COMMANDS_NAME in names(folder)


def test_on_the_command_line_it_first_only_tells(known: str, folder: Path, tmp_path: Path) -> None:
    run, before = CliRunner(), names(folder)
    told = json.loads(
        run.invoke(app, ["log", "retain", str(folder), "--days", "1", "--json"]).stdout
    )
    assert names(folder) == before
    moved = run.invoke(
        app, ["log", "retain", str(folder), "--days", "1", "--archive", str(tmp_path / "archive")]
    )
    assert (moved.exit_code, f"moved to {tmp_path / 'archive'}" in moved.stdout) == (0, True)
    assert [name for name in before if name not in names(folder)] == told["segments"]
    both = run.invoke(
        app, ["log", "retain", str(folder), "--days", "1", "--remove", "--archive", str(tmp_path)]
    )
    assert both.exit_code == 2


def test_a_running_venue_keeps_everything(known: str, folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(2_000))):
        refused = CliRunner().invoke(app, ["log", "retain", str(folder), "--days", "1", "--remove"])
    assert (refused.exit_code, "in use by process" in refused.stderr) == (1, True)


def test_a_copy_up_to_a_moment_needs_the_beginning(
    known: str, folder: Path, tmp_path: Path
) -> None:
    retained(folder, None)
    cut = CliRunner().invoke(app, ["log", "cut", str(folder), str(tmp_path / "new"), "--to", "200"])
    assert (cut.exit_code, "put the archived segments back" in cut.stderr) == (1, True)
    with pytest.raises(LogUnreadable):
        inspect(FileStorage(tmp_path / "new", read_only=True))
