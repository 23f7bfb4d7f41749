"""The registry in a real SQLite file: opening, versions, transactions."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from settlement_bridge.books import CASH, State, entities, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import RegistryInUse, RegistryUnreadable, StorageAway, StorageFailed
from settlement_bridge.store.database import Registry
from settlement_bridge.store.entity_tables import accounts
from tests.settlement_bridge import at_once


def open_at(path: Path) -> Registry:
    return open_registry(f"sqlite:///{path}")


def test_a_new_registry_has_the_exchanges_account_and_nothing_in_it(registry: Registry) -> None:
    assert [
        (account.account, account.name) for account in registry.read(entities.all_accounts)
    ] == [(0, "Exchange: fee income")]
    assert registry.read(ledger_rows.nonzero_holdings) == []
    assert registry.snapshot(disagreements) == []


def test_what_was_recorded_is_there_after_opening_again(tmp_path: Path) -> None:
    first = open_at(tmp_path / "r.sqlite3")
    at_once.record(
        first,
        [
            Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng"),
            Instruction(Task.ALLOCATE, 1, "CEA25", 5),
        ],
    )
    first.close()
    second = open_at(tmp_path / "r.sqlite3")
    assert second.read(entities.all_accounts)[-1].name == "Huaneng"
    assert second.read(ledger_rows.nonzero_holdings, 1) == [
        (1, "CEA25", State.REGISTRY_AVAILABLE, 5)
    ]
    second.close()


def test_sqlite_runs_in_wal_with_full_synchronisation(tmp_path: Path) -> None:
    registry = open_at(tmp_path / "r.sqlite3")
    with registry.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    registry.close()


def test_a_second_bridge_on_the_same_registry_is_refused(tmp_path: Path) -> None:
    registry = open_at(tmp_path / "r.sqlite3")
    with pytest.raises(RegistryInUse):
        open_at(tmp_path / "r.sqlite3")
    registry.close()
    open_at(tmp_path / "r.sqlite3").close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite3"
    path.write_bytes(b"these are not the tables you are looking for" * 40)
    with pytest.raises(RegistryUnreadable, match="not a database"):
        open_at(path)
    assert path.read_bytes().startswith(b"these are not")


def test_a_registry_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite3"
    open_at(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'v9999'")
    with pytest.raises(RegistryUnreadable, match="version 'v9999'"):
        open_at(path)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "nonsense", "nosuchdatabase://x/y"]
)
def test_an_address_that_can_hold_no_registry_is_refused(url: str) -> None:
    with pytest.raises(RegistryUnreadable):
        open_registry(url)


def test_the_database_itself_refuses_a_negative_holding(tmp_path: Path) -> None:
    registry = open_at(tmp_path / "r.sqlite3")
    at_once.record(
        registry,
        [Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng"), Instruction(Task.DEPOSIT, 1, CASH, 5)],
    )
    with (
        pytest.raises(StorageFailed, match="holding_not_negative"),
        registry.writing() as connection,
    ):
        connection.exec_driver_sql("UPDATE holdings SET quantity = -1 WHERE account = 1")
    registry.close()


def test_a_full_disk_refuses_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    registry = open_at(tmp_path / "r.sqlite3")
    at_once.record(
        registry,
        [
            Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng"),
            Instruction(Task.ALLOCATE, 1, "CEA25", 5),
        ],
    )
    with registry.reading() as connection:
        # SQLite keeps the pages there are and adds none
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(StorageFailed, match="full"):
        codes = [f"CEA{number % 4 + 21}" for number in range(1_000)]
        at_once.record(registry, [Instruction(Task.ALLOCATE, 1, code, 5) for code in codes])
    assert registry.read(ledger_rows.nonzero_holdings, 1) == [
        (1, "CEA25", State.REGISTRY_AVAILABLE, 5)
    ]
    assert registry.snapshot(disagreements) == []
    registry.close()


def test_one_account_is_found_by_its_number(registry: Registry) -> None:
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng")])
    assert registry.read(entities.one_account, 2) is None
    found = registry.read(entities.one_account, 1)
    assert found is not None
    assert found.name == "Huaneng"


def test_a_snapshot_sees_one_moment_while_another_thread_writes(registry: Registry) -> None:
    def count(connection: Connection) -> int:
        return connection.scalar(select(func.count()).select_from(accounts)) or 0

    def before_and_after(connection: Connection) -> tuple[int, int]:
        before = count(connection)
        opening = Instruction(Task.OPEN_ACCOUNT, 9, name="new")
        writing = threading.Thread(target=at_once.record, args=(registry, [opening]))
        writing.start()
        writing.join(10)
        assert not writing.is_alive()
        return before, count(connection)

    before, after = registry.snapshot(before_and_after)
    assert before == after
    assert registry.read(count) == before + 1


def test_a_server_that_is_away_is_no_damage() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StorageAway, match="cannot be opened"):
        open_registry("postgresql+psycopg://ceax@127.0.0.1:1/registry")
