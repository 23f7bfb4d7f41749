"""What a venue writes is readable by its owner only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.protocol.private_files import keep_for_owner


@pytest.fixture(autouse=True)
def _rights_as_usual() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder.parent)): path.stat().st_mode & 0o777
        for path in (folder, *folder.rglob("*"))
    }


def test_a_folder_of_an_earlier_build_loses_the_rights_of_others(tmp_path: Path) -> None:
    data = tmp_path / "v"
    (data / "registry").mkdir(parents=True)
    (data / "registry" / "registry.sqlite3").touch()
    (data / "keys.json").touch()
    (data / "mine").mkdir()
    (data / "mine" / "notes").touch()
    keep_for_owner(data)
    (data / "logs").mkdir()
    (data / "logs" / "feed.log").touch()
    assert modes(data) == {
        "v": 0o700,
        "v/registry": 0o700,
        "v/registry/registry.sqlite3": 0o600,
        "v/keys.json": 0o600,
        "v/mine": 0o755,
        "v/mine/notes": 0o644,
        "v/logs": 0o700,
        "v/logs/feed.log": 0o600,
    }


def test_a_folder_of_something_else_and_what_a_link_leads_to_are_left(tmp_path: Path) -> None:
    other, data = tmp_path / "other", tmp_path / "v"
    other.mkdir()
    (other / "file").touch()
    (data / "log").mkdir(parents=True)
    (data / "log" / "link").symlink_to(other / "file")
    keep_for_owner(other)
    keep_for_owner(data)
    assert modes(other) == {"other": 0o755, "other/file": 0o644}
