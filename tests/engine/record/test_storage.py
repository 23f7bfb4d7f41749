import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import LogInUse, StorageFailed
from engine.record.storage import LOCK_NAME, FileStorage


def test_a_created_file_holds_its_content_and_leaves_no_draft(tmp_path: Path) -> None:
    file = FileStorage(tmp_path / "log").create("a.log", b"head")
    assert file.read(0, 100) == b"head"
    assert [path.name for path in (tmp_path / "log").iterdir()] == ["a.log"]
    assert (tmp_path / "log" / "a.log").stat().st_mode & 0o777 == 0o600


def test_a_placed_file_is_written_piece_by_piece_and_replaces_an_older_one(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    for pieces in ([b"old"], [b"new ", memoryview(b"content")]):
        storage.place("a.snap", pieces)
    assert (tmp_path / "a.snap").read_bytes() == b"new content"
    assert storage.names() == ["a.snap"]


def test_a_file_whose_pieces_fail_is_not_there_and_leaves_no_draft(tmp_path: Path) -> None:
    def pieces():
        yield b"begun"
        raise StorageFailed("the next piece cannot be read")

    with pytest.raises(StorageFailed, match="next piece"):
        FileStorage(tmp_path).place("a.snap", pieces())
    assert FileStorage(tmp_path).names() == []


def test_a_full_disk_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.pwrite", lambda descriptor, content, position: 0)
    with pytest.raises(StorageFailed, match="the disk is full"):
        FileStorage(tmp_path).place("a.snap", [b"content"])
    assert FileStorage(tmp_path).names() == []


def test_a_removed_file_is_gone_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    storage.place("a.snap", [b"x"])
    storage.remove("a.snap")
    assert storage.names() == []
    with pytest.raises(StorageFailed, match=r"cannot remove .*a\.snap: No such file"):
        storage.remove("a.snap")


def test_what_is_written_at_a_position_is_read_there(tmp_path: Path) -> None:
    file = FileStorage(tmp_path).create("a.log", b"")
    file.write(10, b"orders")
    file.sync()
    assert file.size() == 16
    assert file.read(8, 4) == b"\0\0or"
    assert file.read(14, 100) == b"rs"
    assert file.read(100, 1) == b""


def test_a_cut_file_ends_where_it_was_cut(tmp_path: Path) -> None:
    file = FileStorage(tmp_path).create("a.log", b"abcdef")
    file.truncate(2)
    assert file.read(0, 10) == b"ab"


def test_a_write_that_the_system_takes_in_pieces_arrives_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.pwrite
    monkeypatch.setattr(
        "os.pwrite", lambda descriptor, content, position: real(descriptor, content[:7], position)
    )
    file = FileStorage(tmp_path).create("a.log", bytes(range(100)))
    assert file.read(0, 100) == bytes(range(100))


def test_a_write_that_the_system_does_not_take_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = FileStorage(tmp_path).create("a.log", b"")
    monkeypatch.setattr("os.pwrite", lambda descriptor, content, position: 0)
    with pytest.raises(StorageFailed, match=r"cannot write .*a\.log: the disk is full"):
        file.write(0, b"x")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"cannot open .*a\.log: No such file"):
        FileStorage(tmp_path).open("a.log")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match=r"cannot make the folder .*file/log"):
        FileStorage(tmp_path / "file" / "log")


def test_a_read_only_storage_makes_no_folder_and_writes_nothing(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path / "log", read_only=True)
    assert not storage.exists("a.log")
    assert not (tmp_path / "log").exists()
    FileStorage(tmp_path).create("a.log", b"head").close()
    with pytest.raises(StorageFailed, match="cannot write"):
        FileStorage(tmp_path, read_only=True).open("a.log").write(0, b"x")


def test_a_second_lock_is_refused_and_names_the_process(tmp_path: Path) -> None:
    first = FileStorage(tmp_path)
    first.lock()
    with pytest.raises(LogInUse, match=f"in use by process {os.getpid()}"):
        FileStorage(tmp_path).lock()
    first.close()
    second = FileStorage(tmp_path)
    second.lock()
    second.close()


def test_the_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from engine.record.storage import FileStorage; "
        "FileStorage(pathlib.Path(sys.argv[1])).lock(); os._exit(9)"
    )
    assert (
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 9
    )
    assert (tmp_path / LOCK_NAME).exists()
    storage = FileStorage(tmp_path)
    storage.lock()
    storage.close()
