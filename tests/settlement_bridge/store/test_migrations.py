"""A new registry has the tables that the schema says; one of the oldest revision that is read opens
with everything in it, and older ones are refused.
"""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from settlement_bridge import store
from settlement_bridge.asked import Asked
from settlement_bridge.books import (
    CASH,
    RESERVE,
    EntryKind,
    Market,
    SignOff,
    State,
    entities,
    events,
    first_answers,
    ledger_rows,
    lots,
    settings,
    venue_rules,
)
from settlement_bridge.books.market import write_market
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import MIGRATIONS, migrate, open_registry, revision
from settlement_bridge.books.serials import read
from settlement_bridge.bridge import Verdict, outbox, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import allowances, positions
from settlement_bridge.defaults import reserve, rules_of
from settlement_bridge.documents import audit
from settlement_bridge.errors import Refusal, RegistryUnreadable
from settlement_bridge.intake import digest_of
from settlement_bridge.law.in_force import allowed
from settlement_bridge.law.kept import law_of
from settlement_bridge.store import chain
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import metadata
from tests.settlement_bridge import at_once
from tests.settlement_bridge.postgres_server import Server

OLDEST = Path(__file__).parent / "registry-v0009.sql"
DATE, TIME = 20_260_107, 1_700_000_000_000_000_000
LIN = SignOff("lin", "bridge")
FILE = "account,instrument,year,province,quantity\n1,CEA25,2025,42,30\ntotal,1,,,30\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def oldest(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a registry of the first revision: accounts 1 to 3, a settled day and one that
    has begun, and a row of each subject.
    """
    if request.param == "sqlite":
        with sqlite3.connect(tmp_path / "oldest.sqlite3") as raw:
            raw.executescript(OLDEST.read_text(encoding="utf-8"))
        raw.close()
        return f"sqlite:///{tmp_path}/oldest.sqlite3"
    server: Server = request.getfixturevalue("postgres")
    url = server.new_database()
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate(connection)
        for statement in OLDEST.read_text(encoding="utf-8").split(";\n"):
            if statement.startswith("INSERT INTO") and "alembic_version" not in statement:
                connection.exec_driver_sql(statement)
        write_market(connection, Market.ALLOWANCES, TIME)
        chain.take_over(connection, "begun with a registry of v0009", lambda: TIME)
    engine.dispose()
    return url


def opened(url: str) -> Registry:
    return open_registry(url, clock=lambda: TIME + 1)


def execute(url: str, statement: str, **values: object) -> None:
    """Change a registry from outside."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement), values)
    engine.dispose()


def head() -> str | None:
    """The one last revision; Alembic raises when there are two."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def differences(connection: Connection) -> list:
    """What the tables of a database and those of the schema do not have in common."""
    for module in pkgutil.iter_modules(store.__path__, f"{store.__name__}."):
        if module.name.endswith("_tables"):
            importlib.import_module(module.name)
    return compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True}), metadata
    )


def test_a_new_registry_is_of_the_last_revision_and_has_the_tables_that_the_schema_says(
    registry: Registry,
) -> None:
    assert registry.read(revision) == head()
    assert registry.read(differences) == []


def test_the_oldest_registry_comes_to_the_same_tables_and_stays_as_it_is(oldest: str) -> None:
    opened(oldest).close()
    registry = opened(oldest)
    assert registry.read(revision) == head()
    assert registry.read(differences) == []
    assert registry.snapshot(disagreements) == []
    registry.close()


def test_the_oldest_registry_opens_with_its_accounts_days_and_holdings(oldest: str) -> None:
    registry = opened(oldest)
    held = {
        (row.instrument, row.state): row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings, 1)
    }
    assert held == {
        (CASH, State.CASH_AVAILABLE): 921_490,
        ("CEA", State.REGISTRY_AVAILABLE): 500,
        ("CEA25", State.REGISTRY_AVAILABLE): 370,
        ("CEA25", State.TRADING_AVAILABLE): 610,
        ("CEA25", State.FROZEN): 10,
        ("CEA25", State.SURRENDERED): 20,
    }
    accounts = {row.account: (row.name, row.entity) for row in registry.read(entities.all_accounts)}
    assert accounts[1] == ("Huaneng Power", 1)
    assert registry.read(trading_days.settled_dates) == [20_260_105]
    traded = registry.read(trading_days.day_trades, 20_260_105)
    assert traded and registry.read(trading_days.orders_of, traded) == {}
    assert [transfer.task for transfer in registry.read(outbox.pending, 10)] == [Task.WITHDRAW]
    known = registry.read(venue_rules.opened)
    assert (known["CEA25"], known["CCER24"]) == (2025, 2024)
    registry.close()


def test_the_oldest_registry_opens_with_the_history_of_its_units(oldest: str) -> None:
    registry = opened(oldest)
    trace = registry.read(lots.trace, read("CEA25-2000-00-000000000007"), 10)
    assert isinstance(trace, lots.Trace)
    place, last = trace.place, trace.steps[-1].entry.movement
    assert (place.account, place.state, last.kind) == (1, State.FROZEN, EntryKind.FREEZE)
    acts, _ = registry.read(audit.acts, audit.START, TIME, TIME + 1, 10)
    assert [(act.who, act.quantity) for act in acts if act.what == "freeze"] == [("lin", 10)]
    assert registry.read(venue_rules.windows) == {Task.TRANSFER_IN: settings.Window(540, 930)}
    registry.close()


def test_the_oldest_registry_opens_with_its_obligations_and_rules(oldest: str) -> None:
    registry = opened(oldest)
    owed = registry.read(positions.position, 1, 2024)
    assert owed is not None
    assert (owed.due, owed.surrendered, owed.deadline) == (500, 20, 20_261_231)
    rule, _ = registry.read(law_of).paying(2031, 0)
    assert rule is not None
    assert (allowed(rule), rule.source) == ("CEA29 to CEA31", "plan 2030")
    assert registry.read(venue_rules.number, settings.SALE_MONEY_DAYS) == 2
    assert registry.read(rules_of).fee_share_bp == 100
    registry.close()


def test_the_oldest_registry_knows_what_was_done_once(oldest: str) -> None:
    registry = opened(oldest)
    same = Asked(0, "old-1", "deposit", "0" * 64, "lin")
    (known,) = registry.read(first_answers.kept, [same]).values()
    assert known == first_answers.Kept("deposit", "0" * 64, 7)
    registry.close()


def test_the_oldest_registry_goes_on_working(oldest: str) -> None:
    registry = opened(oldest)
    (pending,) = registry.read(outbox.pending, 10)
    at_once.conclude(registry, [Verdict(pending.reference, "")], "bridge")
    unfreeze = Instruction(Task.UNFREEZE, 1, "CEA25", 10, who="lin", date=DATE)
    (unfrozen,) = at_once.record(registry, [unfreeze])
    assert isinstance(unfrozen, int)
    assert isinstance(registry.write(events.reverse, unfrozen, LIN, DATE, TIME + 2), int)
    assert at_once.deliver(registry, 20_260_106, 10, "bridge").delivered == 1
    assert isinstance(registry.write(reserve.pay_in, 500, LIN, DATE, TIME + 2), int)
    assert [row.quantity for row in registry.read(ledger_rows.nonzero_holdings, RESERVE)] == [5_500]
    assert registry.snapshot(disagreements) == []
    registry.close()


def test_a_file_whose_rows_were_not_kept_is_known_by_its_bytes(oldest: str) -> None:
    taken = {"digest": digest_of(FILE), "time": TIME}
    execute(
        oldest,
        "INSERT INTO files VALUES (:digest, 'allocation', '2025-1', 38, :time, 'lin', 1, 30, NULL)",
        **taken,
    )
    registry = opened(oldest)
    again = registry.write(allowances.take_in, FILE, "2025-2", LIN, DATE, TIME + 1)
    assert isinstance(again, Refusal)
    assert (again.code, "2025-1" in again.message) == ("file_taken_before", True)
    assert registry.write(allowances.take_in, FILE, "2025-1", LIN, DATE, TIME + 1) == 38
    registry.close()


@pytest.mark.parametrize("version", ["v0001", "v0008", "v9999"])
def test_a_registry_of_a_revision_that_is_not_read_is_refused_by_its_name(
    database: str, version: str
) -> None:
    opened(database).close()
    execute(database, "UPDATE alembic_version SET version_num = :version", version=version)
    with pytest.raises(RegistryUnreadable, match=version) as refused:
        opened(database)
    assert ("'v0009', then with this one" in str(refused.value)) == (version < "v0009")


def test_a_registry_from_before_there_were_revisions_is_refused_by_its_version(
    database: str,
) -> None:
    opened(database).close()
    execute(database, "DROP TABLE alembic_version")
    with pytest.raises(RegistryUnreadable, match=r"'0\.1\.0'.*'v0009', then with this one"):
        opened(database)
