"""Registries of earlier versions are brought to the present form when they are opened, with
everything in them.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from settlement_bridge.bridge.registry_sql import SqlRegistry, open_registry
from settlement_bridge.defaults import reserve
from settlement_bridge.errors import RegistryUnreadable
from settlement_bridge.records import CASH, EntryKind, Instruction, SignOff, State, Task, Verdict
from settlement_bridge.store import migrations
from settlement_bridge.store.tables.registry import metadata
from tests.settlement_bridge.postgres_server import Server

OLD = Path(__file__).parent / "registries" / "registry-0.1.0.sql"
DATE = 20_260_106


def statements() -> list[str]:
    """The old registry's dump, a statement each."""
    return [statement for statement in OLD.read_text().split(";\n") if statement.strip()]


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a registry made by version 0.1.0: accounts 1 to 3, a settled day and one that
    has begun.
    """
    if request.param == "sqlite":
        with sqlite3.connect(tmp_path / "old.sqlite3") as raw:
            raw.executescript(OLD.read_text())
        raw.close()
        return f"sqlite:///{tmp_path}/old.sqlite3"
    server: Server = request.getfixturevalue("postgres")
    url = server.new_database()
    engine = create_engine(url)
    with engine.begin() as connection:
        migrations.upgrade_to(connection, migrations.FIRST)
        connection.execute(text("DROP TABLE alembic_version"))
        for statement in statements():
            if "INSERT INTO" in statement:
                connection.exec_driver_sql(statement[statement.index("INSERT INTO") :])
    engine.dispose()
    return url


def opened(url: str) -> SqlRegistry:
    return open_registry(url, clock=lambda: 7)


def test_an_old_registry_opens_with_all_that_was_in_it_and_everything_adds_up(old: str) -> None:
    registry = opened(old)
    assert registry.conservation() == []
    held = {(row.account, row.instrument, row.state): row.quantity for row in registry.holdings(1)}
    assert held == {
        (1, CASH, State.CASH_AVAILABLE): 921_490,
        (1, "CEA", State.REGISTRY_AVAILABLE): 500,
        (1, "CEA25", State.REGISTRY_AVAILABLE): 400,
        (1, "CEA25", State.TRADING_AVAILABLE): 610,
    }
    assert [(account.account, account.name, account.entity) for account in registry.accounts()][
        1
    ] == (1, "Huaneng Power", 1)
    assert registry.settled_dates() == [20_260_105]
    assert [transfer.task for transfer in registry.pending_transfers(10)] == [Task.WITHDRAW]
    registry.close()


def test_units_of_an_old_registry_get_numbers_holding_after_holding(old: str) -> None:
    registry = opened(old)
    numbered = [
        entry
        for entry in registry.entries(None, 1, 1_000)
        if entry.movement.kind == EntryKind.NUMBERING
    ]
    told = [
        (
            e.movement.source.account,
            e.movement.source.instrument,
            e.spans[0].first,
            e.spans[-1].last,
        )
        for e in numbered
    ]
    assert told[:4] == [
        (1, "CEA", 1, 500),
        (1, "CEA25", 1, 400),
        (1, "CEA25", 401, 1_010),
        (2, "CEA", 501, 930),
    ]
    assert sum(last - first + 1 for _, _, first, last in told) == 7_500
    registry.close()


def test_an_old_registrys_trades_are_events_of_all_their_entries(old: str) -> None:
    registry = opened(old)
    entries = registry.entries(None, 1, 1_000)
    units = next(entry for entry in entries if entry.movement.kind == EntryKind.TRADE_UNITS)
    own = [entry.movement.kind.name for entry in entries if entry.event == units.number]
    assert own == ["TRADE_UNITS", "TRADE_CASH", "TRADING_FEE", "SETTLEMENT_FEE", "TRADING_FEE"]
    registry.close()


def test_an_old_registry_goes_on_working(old: str) -> None:
    registry = opened(old)
    (pending,) = registry.pending_transfers(10)
    registry.conclude([Verdict(pending.reference, "")], "bridge")
    done = registry.record(
        [
            Instruction(Task.ALLOCATE, 3, "CEA25", 9, date=DATE),
            Instruction(Task.FREEZE, 1, "CEA", 450),
        ]
    )
    assert all(isinstance(number, int) for number in done)
    assert registry.deliver(DATE, 10, "bridge").delivered == 1
    assert registry.conservation() == []
    registry.close()


def test_an_old_registry_has_a_settlement_reserve(old: str) -> None:
    registry = opened(old)
    paid = registry.write(reserve.pay_in, 500, SignOff("lin", "bridge", "contribution"), DATE, 7)
    assert isinstance(paid, int)
    assert registry.read(reserve.balance).available_fen == 500
    assert -2 not in [account.account for account in registry.accounts()]
    assert registry.conservation() == []
    registry.close()


def test_an_upgraded_registry_opens_again_as_it_is(old: str) -> None:
    opened(old).close()
    registry = opened(old)
    assert registry.read(migrations.revision) == head()
    assert registry.conservation() == []
    registry.close()


def test_migrations_make_the_tables_that_the_schema_says(old: str) -> None:
    registry = opened(old)
    assert registry.read(differences) == []
    registry.close()


def test_a_new_registry_is_of_the_last_revision_and_has_the_tables_that_the_schema_says(
    registry: SqlRegistry,
) -> None:
    assert registry.read(migrations.revision) == head()
    assert registry.read(differences) == []


def test_a_registry_of_an_unknown_revision_is_refused(database: str) -> None:
    registry = opened(database)
    registry.write(
        lambda connection: connection.execute(
            text("UPDATE alembic_version SET version_num = 'v9999'")
        )
    )
    registry.close()
    with pytest.raises(RegistryUnreadable, match="v9999"):
        opened(database)


def differences(connection: Connection) -> list:
    return compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True}), metadata
    )


def head() -> str | None:
    """The one last revision; Alembic raises when there are two."""
    return ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
