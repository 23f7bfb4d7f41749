"""Backup points: what is in them, what is left out, and that an interrupted one costs nothing."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.record.clock import ManualClock
from engine.record.history.cut import Moment, cut
from engine.record.history.proof import prove
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from gateway.backup import parts, take
from gateway.backup.manifest import BackupRefused, file_copy
from gateway.backup.points import points_of, sole_writer
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.documents import copies
from tests.gateway.backup.conftest import Folder
from tests.settlement_bridge import at_once
from tests.simulation.traffic import deposit


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_point_holds_the_whole_venue_but_no_private_key(venue: Folder) -> None:
    point = venue.back_up()
    assert names(point.folder) == [
        "closures.json",
        "feed/history.sqlite3",
        "keys.journal",
        "keys.json",
        "keys.last",
        "manifest.json",
        "registry/registry.sqlite3",
    ]
    known = point.manifest
    assert (known.venue, known.data) == ("shanghai-1", str(venue.data))
    assert known.head.commands == venue.sequencer.next_command - 1
    assert known.registry_entries == 1
    assert known.left_out == {"tls.pem": "it holds a private key"}
    for name, expected in known.files.items():
        assert file_copy(point.folder / name, lambda count: None) == expected
    whole = b"".join(path.read_bytes() for path in venue.backup.rglob("*") if path.is_file())
    assert b"PRIVATE KEY" not in whole


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('registry = "postgresql://ceax:secret@db/registry"', "it holds a password"),
        ("registry = 'postgresql+psycopg://:secret@/registry'", "it holds a password"),
        ("password: secret", "it holds a password"),
        ('registry = "postgresql://ceax@db:5432/registry"', ""),
        ("# the password comes by CEAX_REGISTRY", ""),
    ],
)
def test_a_file_with_a_password_is_left_out_and_named(
    tmp_path: Path, content: str, why: str
) -> None:
    (tmp_path / "ceax.toml").write_text(content)
    assert parts.left_out(tmp_path) == ({"ceax.toml": why} if why else {})
    assert [path.name for path in parts.small_files(tmp_path)] == ([] if why else ["ceax.toml"])


def test_points_share_one_copy_of_the_log_which_grows(venue: Folder) -> None:
    one = venue.back_up()
    venue.go_on(3)
    two = venue.back_up()
    assert one.manifest.history == two.manifest.history
    proof = prove(FileStorage(venue.backup / two.manifest.history, read_only=True))
    assert (proof.problems, proof.commands.link) == ([], two.manifest.head.last.link)
    assert [point.manifest.head.commands for point in points_of(venue.backup)] == [
        one.manifest.head.commands,
        one.manifest.head.commands + 3,
    ]


def test_the_registry_never_knows_what_the_log_of_its_point_does_not(
    venue: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The venue goes on between the log's first part and the moment of the registry, and after
    it.
    """
    copy_books = take._copy_books

    def at_work(
        path: Path, data: Path, draft: Path, at_moment: Callable[[], None], work: take.Work
    ) -> int | None:
        if path != parts.REGISTRY:
            return copy_books(path, data, draft, at_moment, work)
        venue.go_on()

        def moment() -> None:
            at_moment()
            venue.go_on()

        return copy_books(path, data, draft, moment, work)

    before = venue.sequencer.next_command - 1
    monkeypatch.setattr(take, "_copy_books", at_work)
    point = venue.back_up()
    assert point.manifest.head.commands == before + 1
    assert point.manifest.registry_entries == 2
    assert venue.sequencer.next_command - 1 == before + 2


@pytest.mark.parametrize("step", ["extend", "file_copy", "write_manifest"])
def test_an_interrupted_backup_leaves_the_points_of_before(
    step: str, venue: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue.back_up()
    venue.go_on(2)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(take, step, full)
        with pytest.raises(OSError, match="No space left"):
            venue.back_up()
    (left,) = points_of(venue.backup)
    assert len(list((venue.backup / "points").iterdir())) == 1
    assert left.manifest.head.commands < venue.back_up().manifest.head.commands


def test_what_a_kill_has_left_is_removed_by_the_next_backup(venue: Folder) -> None:
    draft = venue.backup / "points" / "20260105T000000.new"
    draft.mkdir(parents=True)
    (venue.backup / "history-1").mkdir()
    (venue.backup / "history-1" / "commands.log").write_bytes(b"half of a header")
    point = venue.back_up()
    assert not draft.exists()
    assert [each.name for each in points_of(venue.backup)] == [point.name]


def test_a_later_point_has_a_later_name_when_the_clock_has_gone_back(venue: Folder) -> None:
    one = venue.back_up()
    venue.now_ns -= 3_600 * 10**9
    venue.go_on()
    two = venue.back_up()
    assert one.name < two.name == points_of(venue.backup)[-1].name
    assert two.manifest.time_ns < one.manifest.time_ns


def test_only_the_newest_points_are_kept(venue: Folder) -> None:
    for _ in range(3):
        venue.go_on()
        venue.back_up()
    venue.back_up(keep=2)
    assert [point.name for point in points_of(venue.backup)] == [
        point.name for point in venue.points[-2:]
    ]


def test_a_log_that_went_on_otherwise_begins_another_copy(venue: Folder, tmp_path: Path) -> None:
    venue.go_on(2)
    one = venue.back_up()
    venue.close()
    log = venue.data / "log"
    before = tmp_path / "before"
    log.rename(before)
    cut(
        FileStorage(before, read_only=True),
        FileStorage(log),
        Moment(one.manifest.head.commands - 1),
    )
    venue.sequencer = Sequencer.open(log, clock=ManualClock(9_000))
    venue.sequencer.process(deposit(999))
    two = venue.back_up()
    assert (one.manifest.history, two.manifest.history) == ("history-1", "history-2")
    venue.back_up(keep=1)
    assert not (venue.backup / "history-1").exists()
    assert (venue.backup / "history-2").exists()


def test_a_backup_belongs_to_one_venue_and_one_writer(venue: Folder, tmp_path: Path) -> None:
    venue.back_up()
    with sole_writer(venue.backup), pytest.raises(BackupRefused, match="another backup writes"):
        venue.back_up()
    other = tmp_path / "other"
    Sequencer.open(other / "log", clock=ManualClock(1), capacity=SMALL).close()
    venue.data = other
    with pytest.raises(BackupRefused, match="is the backup of venue 'shanghai-1', not of 'ceax'"):
        venue.back_up()
    venue.data = tmp_path / "nothing"
    with pytest.raises(BackupRefused, match="there is no venue"):
        venue.back_up()


def test_a_folder_of_something_else_is_not_written_into(venue: Folder) -> None:
    venue.backup.mkdir()
    (venue.backup / "letters").write_text("dear")
    with pytest.raises(BackupRefused, match="something else than backups"):
        venue.back_up()
    assert [path.name for path in venue.backup.iterdir()] == ["letters"]


def test_a_venue_with_its_registry_elsewhere_is_copied_without_it(venue: Folder) -> None:
    venue.close_registry()
    (venue.data / parts.REGISTRY).unlink()
    (venue.data / parts.FEED).unlink()
    point = venue.back_up()
    assert point.manifest.registry_entries is None
    assert "registry/registry.sqlite3" not in point.manifest.files


def test_a_damaged_registry_is_found_out_and_makes_no_point(venue: Folder) -> None:
    venue.close_registry()
    with sqlite3.connect(venue.data / parts.REGISTRY) as books:
        books.execute("UPDATE holdings SET quantity = quantity + 1 WHERE account > 0")
    books.close()
    with pytest.raises(Exception, match="does not add up"):
        venue.back_up()
    assert points_of(venue.backup) == []


def test_the_exchanges_books_of_cash_are_in_a_point_and_come_back_with_it(
    venue: Folder, empty_registry: Path, tmp_path: Path
) -> None:
    cash = venue.data / parts.CASH
    cash.parent.mkdir()
    with closing(open_registry(f"sqlite:///{shutil.copy(empty_registry, cash)}")) as books:
        paid_in = Instruction(Task.DEPOSIT, 3, quantity=1_250)
        at_once.record(books, [Instruction(Task.OPEN_ACCOUNT, 3, name="a"), paid_in])
    point = venue.back_up()
    assert str(parts.CASH) in point.manifest.files
    venue.close()
    venue.restore(tmp_path / "new")
    assert copies.check(tmp_path / "new" / parts.CASH) == copies.check(cash) == 1


def test_damaged_books_of_cash_make_no_point(venue: Folder, empty_registry: Path) -> None:
    (venue.data / parts.CASH).parent.mkdir()
    (venue.data / parts.CASH).write_bytes(empty_registry.read_bytes()[:-4_096])
    with pytest.raises(Exception, match="malformed"):
        venue.back_up()
    assert points_of(venue.backup) == []
