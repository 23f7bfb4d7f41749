"""One bridge on one registry."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from settlement_bridge.errors import RegistryInUse
from settlement_bridge.lease import FileLease

HOLDER = "import sys, time; from pathlib import Path; from settlement_bridge.lease import FileLease\n\
lease = FileLease(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_a_second_lease_is_refused_and_says_which_database(tmp_path: Path) -> None:
    held = FileLease(tmp_path / "registry.sqlite3")
    with pytest.raises(RegistryInUse, match=r"registry\.sqlite3"):
        FileLease(tmp_path / "registry.sqlite3")
    held.release()


def test_a_released_lease_can_be_taken_again(tmp_path: Path) -> None:
    FileLease(tmp_path / "registry.sqlite3").release()
    FileLease(tmp_path / "registry.sqlite3").release()


def test_a_lease_ends_with_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RegistryInUse):
            FileLease(path)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    FileLease(path).release()
