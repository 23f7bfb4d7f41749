"""The archive of a venue that runs: written by its own process, and again from the log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from marketdata.archive.cli import app
from marketdata.errors import FolderInUse
from marketdata.folder_lock import sole_process


def ceax(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / "allowances").rglob("*"))
        if path.is_file()
    }


def test_days_are_written_once_and_again_with_the_same_bytes(house: Any, tmp_path: Path) -> None:
    data, archive = house.data, house.data / "archive"
    process = (sys.executable, "-m", "marketdata.archive.process", "--data", str(data))
    key = ("--gateway", house.gateway, "--key", str(data / "keys" / "feed.pem"))
    subprocess.run([*process, *key], check=True, timeout=60)
    first = archive / "allowances" / "2026-01-05"
    assert (first / "trades.csv").read_text().count("listed") == 3
    assert (archive / "state").exists()
    assert "no day to write" in ceax("write", "--data", str(data)).stdout
    assert (
        "2026-01-05 written" in ceax("rebuild", "--data", str(data), "--out", str(tmp_path)).stdout
    )
    assert files_of(tmp_path) == files_of(archive)
    assert ceax("verify", str(archive)).exit_code == 0
    with sole_process(archive):
        assert isinstance(ceax("write", "--data", str(data)).exception, FolderInUse)
        refused = subprocess.run([*process, *key], capture_output=True, text=True, timeout=60)
        assert (refused.returncode, "another process works on" in refused.stderr) == (1, True)
    (first / "depth.csv").write_text("")
    found = ceax("verify", str(archive))
    assert (found.exit_code, "depth.csv is another file" in found.stdout) == (1, True)
    unknown = ceax("rebuild", "--data", str(data), "--out", str(tmp_path), "--date", "2020-01-06")
    assert unknown.exit_code == 2
