"""Restores: to the end, a command, a time; which registry comes with it; what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import LogDamaged, LogInUse
from engine.record.clock import ManualClock
from engine.record.log.segments import COMMANDS_NAME, read_segment
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from gateway.backup import parts
from gateway.backup import restore as restoring
from gateway.backup.manifest import BackupRefused
from gateway.launch.local_keys import make_local_keys
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import KeyFile
from gateway.protocol.server_keys import OwnKey
from gateway.server.data_folder import DataFolderRefused, check_data_folder
from gateway.supervision.surveillance.case_events import CaseEvent
from gateway.supervision.surveillance.case_records import Act
from gateway.supervision.surveillance.cases import Cases
from settlement_bridge.books import Trade
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import trading_days
from settlement_bridge.documents import copies
from tests.gateway.backup.conftest import Folder, end
from tests.gateway.supervision.test_cases import FOUND
from tests.simulation.traffic import deposit


@pytest.fixture
def trade() -> Trade:
    """The first of the settlement stream."""
    terms = ("CEA25", 1, 7_850, 10, 78_500)
    return Trade(1, 20_260_105, "listed", 1, *terms, 1, 2, 0, 0, 0, 0)


def heads(venue: Folder) -> list[int]:
    return [point.manifest.head.commands for point in venue.points]


def test_the_end_of_a_backup_is_a_sound_venue_of_a_later_epoch(
    ended: Folder, tmp_path: Path
) -> None:
    new, last = tmp_path / "new", heads(ended)[-1]
    restored = ended.restore(new)
    known = ended.points[-1].manifest
    assert (restored.commands, restored.head) == (last, known.head.last.link.hex())
    assert (restored.registry_at, restored.registry_entries) == (last, 7)
    assert (restored.venue, restored.epoch, restored.problems) == ("shanghai-1", 1_000, [])
    assert not (new / "keys").exists()
    assert (new / "closures.json").read_text() == "[]"
    check_data_folder(new)
    sequencer = Sequencer.open(new / "log", clock=ManualClock(10_000), venue="shanghai-1")
    assert sequencer.epoch == 1_001
    sequencer.close()


@pytest.mark.parametrize(("before", "point"), [(0, 1), (1, 0), (2, 0)])
def test_a_command_comes_with_the_newest_registry_that_knows_nothing_after_it(
    before: int, point: int, ended: Folder, tmp_path: Path
) -> None:
    wished = heads(ended)[1] - before
    restored = ended.restore(tmp_path / "new", until=wished)
    assert restored.commands == wished
    assert restored.registry_at == heads(ended)[point]
    assert copies.check(tmp_path / "new" / parts.REGISTRY) == 3 + 2 * point


def test_a_command_before_the_first_registry_is_refused(ended: Folder, tmp_path: Path) -> None:
    first = heads(ended)[0]
    with pytest.raises(BackupRefused, match=f"up to command {first}, and asked for is command 3"):
        ended.restore(tmp_path / "new", until=3)
    assert not list(tmp_path.glob("new*"))


def test_a_time_and_a_named_point_are_found(venue: Folder, tmp_path: Path) -> None:
    clock = ManualClock(2_000)
    venue.back_up()
    venue.sequencer.close()
    venue.sequencer = Sequencer.open(venue.data / "log", clock=clock)
    venue.go_on()
    last = venue.sequencer.next_command - 1
    clock.set(3_000)
    venue.go_on()
    venue.back_up()
    venue.close()
    assert venue.restore(tmp_path / "one", at_ns=2_500).commands == last
    name = venue.points[0].name
    assert venue.restore(tmp_path / "two", point=name).commands == heads(venue)[0]
    with pytest.raises(BackupRefused, match="no point 'yesterday'"):
        venue.restore(tmp_path / "three", point="yesterday")
    with pytest.raises(BackupRefused, match=f"the backup ends with command {heads(venue)[-1]}"):
        venue.restore(tmp_path / "three", until=1_000)


def test_beside_the_running_venue_only_one_of_its_own_is_made(
    venue: Folder, tmp_path: Path
) -> None:
    venue.back_up()
    with pytest.raises(BackupRefused, match=r"the venue shanghai-1 runs .* --as NAME"):
        venue.restore(tmp_path / "new")
    restored = venue.restore(tmp_path / "new", venue="drill")
    assert (restored.venue, restored.epoch, restored.problems) == ("drill", 1, [])
    log = FileStorage(tmp_path / "new" / "log", read_only=True)
    assert read_segment(log, COMMANDS_NAME).header.venue == "drill"
    keys = PublicKeys(tmp_path / "new" / "keys.json")
    for name in ("exchange", "feed", "bridge"):
        entry = keys.entry(name)
        assert entry is not None
        own = KeyFile.load(tmp_path / "new" / "keys" / f"{name}.pem").public_key
        theirs = KeyFile.load(venue.data / "keys" / f"{name}.pem").public_key
        assert own == entry.public_key != theirs
    check_data_folder(venue.data)


@pytest.mark.parametrize("name", [None, "drill"])
def test_cases_come_back_with_their_history_and_are_those_of_the_venue_that_is_made(
    name: str | None, venue: Folder, tmp_path: Path
) -> None:
    with Cases(venue.data) as cases:  # open, as in a running venue
        cases.record([FOUND])
        close = CaseEvent(20, 2, 1, Act.CLOSED, "spoke with both", 12, "inquiry")
        cases.take_in([close], str)
        closed = cases.case(1)
        cases.keep_place("shanghai-1", 5, "{}")
        venue.back_up()
        cases.take_in([CaseEvent(30, 3, 1, Act.NOTED, "after the backup", 12)], str)
    venue.close()
    venue.restore(tmp_path / "new", venue=name)
    with Cases(tmp_path / "new") as restored:
        assert restored.all() == [closed]
        assert restored.place() == (name or "shanghai-1", 5, {})
    assert [path.name for path in (tmp_path / "new" / "surveillance").iterdir()] == [
        "cases.sqlite3"
    ]


def test_a_registry_of_a_venue_of_its_own_settles_for_it(
    venue: Folder, tmp_path: Path, trade: Trade
) -> None:
    venue.registry.write(trading_days.collect, "shanghai-1", [trade], [])
    venue.back_up()
    venue.restore(tmp_path / "new", venue="drill")
    books = open_registry(f"sqlite:///{tmp_path / 'new' / parts.REGISTRY}")
    assert books.read(trading_days.cursor) == ("drill", 2)
    books.close()


def test_a_venue_whose_place_was_taken_does_not_start(ended: Folder, tmp_path: Path) -> None:
    ended.restore(tmp_path / "new")
    with pytest.raises(DataFolderRefused, match="a restored copy has taken the place"):
        check_data_folder(ended.data)
    check_data_folder(tmp_path / "new")
    assert json.loads((ended.data / "replaced.json").read_text())["by"] == str(tmp_path / "new")
    with pytest.raises(BackupRefused, match=r"has taken the place .* back up that one"):
        ended.back_up()


def test_the_registry_of_a_point_comes_back_alone(ended: Folder, tmp_path: Path) -> None:
    point = ended.points[0]
    target = ended.data / parts.REGISTRY
    kept, beyond = copies.restore(point.folder / parts.REGISTRY, target, True, lambda *_: None)
    assert kept is not None and beyond == 4
    assert copies.check(target) == point.manifest.registry_entries


def kept_keys(venue: Folder, folder: Path) -> Path:
    """A copy of the venue's folder of keys, kept elsewhere."""
    OwnKey(venue.data, "gateway").of("shanghai-1")
    shutil.copytree(venue.data / "keys", folder)
    return folder


def test_kept_keys_make_a_venue_that_starts_and_that_its_clients_know(
    ended: Folder, tmp_path: Path
) -> None:
    kept, new = kept_keys(ended, tmp_path / "safe"), tmp_path / "new"
    restored = ended.restore(new, keys=kept)
    assert restored.keys_missing == ["keys/servers/feed.json", "keys/servers/registry.json"]
    make_local_keys(new)  # refuses where one is missing or another
    known = OwnKey(ended.data, "gateway").of("shanghai-1").public_key
    assert OwnKey(new, "gateway").of("shanghai-1").public_key == known
    assert {path.stat().st_mode & 0o777 for path in (new / "keys").rglob("*.*")} == {0o600}


def test_lost_keys_are_made_anew(ended: Folder, tmp_path: Path) -> None:
    restored = ended.restore(tmp_path / "new", new_keys=True)
    assert [name for name in restored.keys_missing if name.endswith(".pem")] == []
    make_local_keys(tmp_path / "new")
    old, new = (
        PublicKeys(each / "keys.json").entry("exchange") for each in (ended.data, tmp_path / "new")
    )
    assert old and new and old.number == new.number and old.public_key != new.public_key


SPOILED: dict[str, Callable[[Path], object]] = {
    "feed.pem is missing: name a copy": lambda kept: (kept / "feed.pem").unlink(),
    "bridge.pem is not the key 'bridge'": lambda kept: shutil.copy(
        kept / "feed.pem", kept / "bridge.pem"
    ),
    "is a key of the venue 'elsewhere', this is 'shanghai-1'": lambda kept: OwnKey(
        kept.parent, "registry"
    ).of("elsewhere"),
}


@pytest.mark.parametrize("problem", SPOILED)
def test_keys_of_another_venue_are_refused_and_nothing_is_made(
    problem: str, ended: Folder, tmp_path: Path
) -> None:
    kept = kept_keys(ended, tmp_path / "keys")
    SPOILED[problem](kept)
    with pytest.raises(BackupRefused, match=problem):
        ended.restore(tmp_path / "new", keys=kept)
    assert not (tmp_path / "new").exists()


def test_what_was_damaged_since_is_found_out(ended: Folder, tmp_path: Path) -> None:
    books = ended.points[-1].folder / parts.REGISTRY
    content = bytearray(books.read_bytes())
    content[-1] ^= 1
    books.write_bytes(content)
    with pytest.raises(BackupRefused, match="is not what was written"):
        ended.restore(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_venue_restored_to_where_it_lay_starts(ended: Folder, tmp_path: Path) -> None:
    ended.data.rename(tmp_path / "lost")
    assert ended.restore(ended.data).replaced is None
    check_data_folder(ended.data)


def test_the_venue_itself_cannot_start_while_its_place_is_taken(
    ended: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> list[str]:
        with pytest.raises(LogInUse):
            Sequencer.open(ended.data / "log", clock=ManualClock(10_000))
        return []

    monkeypatch.setattr(restoring, "_problems", start)
    assert ended.restore(tmp_path / "new").replaced == str(ended.data)


def test_a_restore_that_cannot_name_its_folder_leaves_the_venue_as_it_was(
    ended: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if target.name == "new":
            raise OSError("no room")
        return rename(path, target)

    with monkeypatch.context() as disk, pytest.raises(OSError, match="no room"):
        disk.setattr(Path, "rename", full)
        ended.restore(tmp_path / "new")
    check_data_folder(ended.data)
    assert not list(tmp_path.glob("*new*"))


def test_a_venue_whose_log_is_damaged_is_replaced(ended: Folder, tmp_path: Path) -> None:
    (ended.data / "log" / COMMANDS_NAME).write_bytes(b"nothing" * 100)
    assert ended.restore(tmp_path / "new").replaced == str(ended.data)


def test_another_venue_that_lies_where_it_lay_is_left_alone(ended: Folder, tmp_path: Path) -> None:
    ended.data.rename(tmp_path / "lost")
    other = Sequencer.open(ended.data / "log", clock=ManualClock(1), capacity=SMALL, venue="b")
    assert ended.restore(tmp_path / "new").replaced is None
    other.close()


def test_folders_beside_the_new_one_are_left_alone_and_leftovers_are_not(
    ended: Folder, tmp_path: Path
) -> None:
    for name in ("new.part", ".new.restoring"):
        (tmp_path / name / "log").mkdir(parents=True)
        (tmp_path / name / "log" / "commands.log").write_bytes(b"somebody's")
        (tmp_path / name / "letter").write_bytes(b"somebody's")
    assert ended.restore(tmp_path / "new").problems == []
    assert sorted(each.name for each in tmp_path.glob("*new*")) == ["new", "new.part"]
    assert (tmp_path / "new.part" / "letter").exists()
    assert not (tmp_path / "new" / "letter").exists()


def test_two_restores_to_one_folder_do_not_mix(
    ended: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = restoring.cut

    def meanwhile(*how: object) -> object:
        with pytest.raises(BackupRefused, match="another restore makes"):
            ended.restore(tmp_path / "new", venue="other")
        return cut(*how)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "cut", meanwhile)
    assert ended.restore(tmp_path / "new").venue == "shanghai-1"


def test_a_folder_is_named_in_any_way(
    ended: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    assert ended.restore(tmp_path / "link", venue="a").problems == []
    assert (tmp_path / "empty" / "log").is_dir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert ended.restore(Path(), venue="b").problems == []
    for place in ("new", "points/new"):
        with pytest.raises(BackupRefused, match="lies in the backup"):
            ended.restore(ended.backup / place, venue="c")


def test_a_log_of_another_history_in_the_backup_is_found_out(ended: Folder, tmp_path: Path) -> None:
    log = Sequencer.open(
        tmp_path / "forged", clock=ManualClock(1_000), capacity=SMALL, venue="shanghai-1"
    )
    for number in range(20):
        log.process(deposit(1 + number))
    log.close()
    copy = ended.backup / ended.points[-1].manifest.history / COMMANDS_NAME
    copy.write_bytes((tmp_path / "forged" / COMMANDS_NAME).read_bytes())
    with pytest.raises(LogDamaged, match="it holds another history"):
        ended.restore(tmp_path / "new")
    assert not list(tmp_path.glob("*new*"))


def test_what_is_restored_is_for_its_owner_only(venue: Folder, tmp_path: Path) -> None:
    (venue.data / "closures.json").chmod(0o644)
    venue.backup.mkdir(0o755)
    end(venue).restore(tmp_path / "new")
    private = (tmp_path / "new", tmp_path / "new" / "registry", tmp_path / "new" / "feed")
    for folder in (venue.backup, venue.backup / "points", venue.points[0].folder, *private):
        assert folder.stat().st_mode & 0o777 == 0o700, folder
    for folder in (venue.backup, tmp_path / "new"):
        for path in (each for each in folder.rglob("*") if each.is_file()):
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_that_is_there_is_not_written_over(ended: Folder, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="is there already"):
        ended.restore(ended.data)
    with pytest.raises(BackupRefused, match="no backup point"):
        ended.backup = tmp_path / "empty"
        ended.restore(tmp_path / "new")
