"""`ceax registry backup` and `restore` on a running house."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_a_running_registry_is_copied_and_the_copy_kept_from_replacing_it(ceax: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    code, output = ceax("backup", str(copy), "--json")
    said = json.loads(output.splitlines()[-1])
    assert (code, said["file"], said["size"]) == (0, str(copy), copy.stat().st_size)
    assert said["entries"] > 0
    assert ceax("restore", str(copy), "--replace")[0] == 1
    assert ceax("backup", str(copy))[0] == 1


def test_a_registry_on_a_server_is_left_to_its_own_tools(ceax: Any, tmp_path: Path) -> None:
    code, output = ceax("backup", str(tmp_path / "copy"), "--registry", "postgresql+psycopg://host/registry")
    assert code == 2
    assert "pg_dump" in output
