"""`ceax registry backup` and `restore` on a running house."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.documents import copies
from tests.settlement_bridge import at_once


def test_a_running_registry_is_copied_and_the_copy_kept_from_replacing_it(
    ceax: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    code, output = ceax("backup", str(copy), "--json")
    said = json.loads(output.splitlines()[-1])
    assert (code, said["file"], said["size"]) == (0, str(copy), copy.stat().st_size)
    assert said["entries"] > 0
    assert ceax("restore", str(copy), "--replace")[0] == 1
    assert ceax("backup", str(copy))[0] == 1


def test_a_registry_on_a_server_is_left_to_its_own_tools(ceax: Any, tmp_path: Path) -> None:
    code, output = ceax(
        "backup", str(tmp_path / "copy"), "--registry", "postgresql+psycopg://host/registry"
    )
    assert code == 2
    assert "pg_dump" in output


def test_a_restored_copy_says_what_the_registry_before_had_more(tmp_path: Path) -> None:
    path, copy = tmp_path / "registry" / "registry.sqlite3", tmp_path / "copy.sqlite3"
    registry = open_registry(f"sqlite:///{path}")
    ceax = partial(CliRunner(env={"COLUMNS": "200"}).invoke, root())
    assert ceax(["registry", "backup", str(copy), "--data", str(tmp_path)]).exit_code == 0
    at_once.record(
        registry,
        [Instruction(Task.OPEN_ACCOUNT, 1, name="a"), Instruction(Task.ALLOCATE, 1, "CEA25", 5)],
    )
    registry.close()
    output = ceax(["registry", "restore", str(copy), "--replace", "--data", str(tmp_path)]).output
    assert "kept as registry.sqlite3.before-" in output
    assert (
        "1 journal entries beyond the copy: start the bridge and ask `ceax registry standing`"
        in output
    )


def test_registries_replaced_within_one_second_are_all_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy = tmp_path / "registry" / "registry.sqlite3", tmp_path / "copy.sqlite3"
    open_registry(f"sqlite:///{path}").close()
    ceax = partial(CliRunner().invoke, root())
    assert ceax(["registry", "backup", str(copy), "--data", str(tmp_path)]).exit_code == 0
    monkeypatch.setattr(copies.time, "strftime", lambda form: "20260105T153000")
    for _ in range(3):
        restored = ceax(["registry", "restore", str(copy), "--replace", "--data", str(tmp_path)])
        assert restored.exit_code == 0, restored.output
    kept = sorted(each.name for each in path.parent.glob("*.before-*") if "wal" not in each.name)
    assert kept == [f"{path.name}.before-20260105T153000{more}" for more in ("", "-1", "-2")]
