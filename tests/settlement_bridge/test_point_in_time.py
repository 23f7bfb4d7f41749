"""A registry on PostgreSQL brought back to a moment from a base backup and its write-ahead log, as
gateway/BACKUP.md says. Played on demand: ``CEAX_EXAMPLES=2``.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from settlement_bridge.books import entities
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge.reconcile import disagreements
from tests.settlement_bridge import at_once, postgres_server
from tests.settlement_bridge.postgres_server import QUICK, Server, running_server

PAGE = Path(__file__).parents[2] / "gateway" / "BACKUP.md"
pytestmark = pytest.mark.skipif(
    int(os.environ.get("CEAX_EXAMPLES", "1")) < 2, reason="played on demand: CEAX_EXAMPLES=2"
)


def as_server(*command: object) -> None:
    """Run a program as the user that the server runs as."""
    who = postgres_server.as_who()
    subprocess.run([str(word) for word in command], check=True, **who)


def endow(url: str, account: int) -> None:
    registry = open_registry(url)
    allocation = Instruction(Task.ALLOCATE, account, "CEA25", 100, date=20_260_105)
    assert (
        at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, account, name="a"), allocation])[0]
        == 0
    )
    registry.close()


def ask(url: str, query: str) -> str:
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return str(row[0])


@contextmanager
def archiving(archive: str) -> Iterator[Server]:
    """A server that archives its write-ahead log as the page says."""
    command = f"test ! -f {archive}/%f && cp %p {archive}/%f"
    with running_server((*QUICK, "archive_mode=on", f"archive_command={command}")) as server:
        yield server


def test_a_registry_is_brought_back_to_a_moment() -> None:
    with running_server() as place:  # a folder that the server's user may write into
        folder = place.folder
        place.stop()
        as_server("mkdir", folder / "wal")
        with archiving(f"{folder}/wal") as server:
            url = server.new_database()
            endow(url, 1)
            where = ("--host=127.0.0.1", f"--port={server.port}", "--username=ceax")
            as_server(
                postgres_server.programs() / "pg_basebackup",
                *where,
                f"--pgdata={folder}/base",
                "--wal-method=none",
                "--checkpoint=fast",
            )
            endow(url, 2)
            moment = ask(url, "SELECT clock_timestamp()")
            endow(url, 3)
            ask(url, "SELECT pg_switch_wal()")
            server.stop()
        as_server("mkdir", folder / "restored")
        as_server("cp", "-a", f"{folder}/base", f"{folder}/restored/data")
        for line in (
            f"restore_command = 'cp {folder}/wal/%f %p'",
            f"recovery_target_time = '{moment}'",
            "recovery_target_action = 'promote'",
        ):
            name = line.partition(" ")[0]
            assert name in PAGE.read_text(encoding="utf-8")
            with (folder / "restored" / "data" / "postgresql.auto.conf").open("a") as settings:
                settings.write(line + "\n")
        as_server("touch", folder / "restored" / "data" / "recovery.signal")
        restored = Server(folder / "restored", QUICK, server.port)
        restored.start()
        try:
            registry = open_registry(url)
            assert [row.account for row in registry.read(entities.all_accounts)] == [0, 1, 2]
            assert registry.snapshot(disagreements) == []
            registry.close()
        finally:
            restored.stop()
            place.start()
