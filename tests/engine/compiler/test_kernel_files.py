"""Compiled kernels on disk: whole or not there, one folder a version, one process at a time."""

from __future__ import annotations

import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.compiler import kernel_files


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the kernels of all versions."""
    monkeypatch.setenv(kernel_files.PLACE, str(tmp_path))
    kernel_files.folder.cache_clear()
    yield tmp_path
    kernel_files.folder.cache_clear()


def test_what_was_written_is_read_again() -> None:
    assert not kernel_files.exists("run")
    kernel_files.write("run", b"machine code")
    assert kernel_files.exists("run")
    assert kernel_files.read("run") == b"machine code"
    assert kernel_files.read("another") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 100])
def test_a_damaged_file_is_as_good_as_none(damage: bytes) -> None:
    kernel_files.write("run", b"machine code")
    (kernel_files.folder() / "run").write_bytes(damage)
    assert kernel_files.read("run") is None


def test_every_flipped_bit_is_noticed() -> None:
    kernel_files.write("run", b"code")
    path = kernel_files.folder() / "run"
    sound = path.read_bytes()
    for place in range(len(sound)):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert kernel_files.read("run") is None


def test_a_switch_of_numba_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kernel_files.version()
    monkeypatch.setenv("NUMBA_OPT", "1")
    assert kernel_files.version() != before
    assert kernel_files.version().startswith(before[:-8])


def test_without_a_folder_that_can_be_written_kernels_are_kept_for_this_process_only(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (place / "file").write_text("")
    monkeypatch.setenv(kernel_files.PLACE, str(place / "file" / "below"))
    kernel_files.write("run", b"machine code")
    assert kernel_files.read("run") == b"machine code"
    assert place not in kernel_files.folder().parents
    assert "each start compiles anew" in caplog.text


def test_who_finds_another_at_it_waits_for_his_turn() -> None:
    def take_turn() -> bool:
        with kernel_files.taking_turns("run"):
            return True

    with (kernel_files.folder() / "run.lock").open("ab") as file, ThreadPoolExecutor() as threads:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = threads.submit(take_turn)
        assert not waiting.done()
        fcntl.flock(file, fcntl.LOCK_UN)
        assert waiting.result(60)
