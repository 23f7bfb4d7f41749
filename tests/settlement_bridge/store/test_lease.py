"""One bridge on one registry."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from settlement_bridge.errors import RegistryInUse
from settlement_bridge.store import AdvisoryLease, FileLease
from tests.settlement_bridge.postgres_server import Server

HOLDER = (
    "import sys, time; from pathlib import Path; from settlement_bridge.store import"
    " FileLease\nlease = FileLease(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
)


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


def test_a_second_lease_on_a_server_is_refused_until_the_first_is_given_back(
    postgres: Server,
) -> None:
    engine = create_engine(postgres.new_database())
    held = AdvisoryLease(engine)
    with pytest.raises(RegistryInUse, match="another settlement bridge"):
        AdvisoryLease(engine)
    held.release()
    AdvisoryLease(engine).release()
    engine.dispose()


def test_a_lease_on_a_server_is_taken_again_when_its_connection_was_lost(postgres: Server) -> None:
    engine = create_engine(postgres.new_database())
    held = AdvisoryLease(engine)
    assert held._connection is not None
    held._connection.invalidate()
    held.renew()
    with pytest.raises(RegistryInUse):
        AdvisoryLease(engine)
    held.renew()
    held.release()
    engine.dispose()
