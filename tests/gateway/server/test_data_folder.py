"""A venue is started only on its own folder, one prepared for it, or an empty one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from gateway.server.data_folder import DataFolderRefused, check_data_folder


def log_in(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(), capacity=SMALL)):
        pass


def refusal(folder: Path) -> str:
    with pytest.raises(DataFolderRefused) as refused:
        check_data_folder(folder)
    assert refused.value.value == str(folder)
    return refused.value.message


def test_a_new_an_empty_and_a_prepared_folder_are_taken(tmp_path: Path) -> None:
    check_data_folder(tmp_path / "new")
    check_data_folder(tmp_path)
    (tmp_path / "keys").mkdir()
    for name in ("keys.json", "keys.lock", "closures.json", "hours.json", ".gitignore"):
        (tmp_path / name).write_text("{}")
    check_data_folder(tmp_path)


def test_a_venue_s_folder_is_taken_whatever_else_lies_in_it(tmp_path: Path) -> None:
    log_in(tmp_path / "log")
    (tmp_path / "notes.txt").write_text("ours")
    check_data_folder(tmp_path)


def test_a_log_without_a_data_folder_around_it_is_refused(tmp_path: Path) -> None:
    log_in(tmp_path)
    assert "it holds a commands.log itself" in refusal(tmp_path)


def test_the_folder_of_a_registry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite3").write_bytes(b"")
    assert "it holds a registry" in refusal(tmp_path)


def test_a_folder_of_strangers_is_refused_and_they_are_named(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"letter{number}.txt").write_text("dear")
    assert "it holds letter0.txt, letter1.txt" in refusal(tmp_path)
    assert refusal(tmp_path).endswith("letter4.txt, ...")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refusal(tmp_path / "file").endswith("it is no folder")
