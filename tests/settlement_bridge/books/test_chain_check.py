"""The hash chain over the registry's facts finds every change that the registry did not make, and
names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, String, Table, delete, insert, text, update

from settlement_bridge.books import chain_check
from settlement_bridge.books.registry import MIGRATIONS, open_registry
from settlement_bridge.server.books_check import BooksCheck
from settlement_bridge.store import Worker, chain, facts
from settlement_bridge.store.bulk import change, execute_rows, insertion
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import journal, metadata
from settlement_bridge.store.settlement_tables import trades

NUMBERS = (100, 120, 140, 160)
TABLES = [metadata.tables[name] for name in sorted(facts.FACTS)]


def row_of(table: Table, number: int) -> tuple[Any, ...]:
    """A row whose values are all others than those of its neighbours."""
    values = [
        f"{number}-{place}"[: column.type.length]
        if isinstance(column.type, String)
        else number + place
        for place, column in enumerate(table.columns)
    ]
    return tuple(values)


def words(connection: Connection) -> list[str]:
    return [each.message for each in chain_check.breaks(connection)]


def found(registry: Registry) -> list[str]:
    return registry.read(words)


@pytest.fixture
def filled(registry: Registry) -> Registry:
    """A registry with some rows in every table of facts."""
    return fill(registry)


def fill(registry: Registry) -> Registry:
    """Write rows by each way that there is."""
    for number in NUMBERS:
        with registry.writing() as connection:
            for table in TABLES:
                if number % 40:
                    execute_rows(connection, insertion(table), [row_of(table, number)])
                else:
                    connection.execute(insert(table).values(row_of(table, number)))
    with registry.writing() as connection:
        connection.execute(update(trades).values(status=2, reason=""))
    assert found(registry) == []
    return registry


def behind(registry: Registry, statement: str, **values: Any) -> None:
    """What somebody with the database in hand does."""
    with registry.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount != 0


def place_of(table: Table, row: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    keys = [column.name for column in facts.keys_of(table)]
    where = " AND ".join(f"{name} = :at_{name}" for name in keys)
    return where, {f"at_{name}": row[table.columns.keys().index(name)] for name in keys}


def test_every_cell_of_every_fact_is_watched(filled: Registry) -> None:
    """One cell of each table is changed at a time, in rows drawn from a seed, and put back."""
    random = Random(7)
    for place in range(max(len(table.columns) for table in TABLES)):
        pairs = {
            table: pair_of(table, place, random.choice(NUMBERS))
            for table in TABLES
            if place < len(table.columns)
        }
        for table, (row, other) in pairs.items():
            exchange(filled, table, row, other)
        said = found(filled)
        for table in pairs:
            ending = table is trades and table.columns[place].name in facts.ENDING
            name = facts.ENDS if ending else table.name
            assert any(each.startswith(f"{name} ") for each in said), name
        for table, (row, other) in pairs.items():
            exchange(filled, table, other, row)
    assert found(filled) == []


def pair_of(table: Table, place: int, number: int) -> tuple[list[Any], list[Any]]:
    """A row as it is, and with another value in one place, which the table allows."""
    row, name = list(row_of(table, number)), table.columns[place].name
    if table is trades and name in facts.ENDING:
        row[place] = 2 if name == "status" else ""
    value = row[place]
    if isinstance(value, str):
        return row, [*row[:place], "9", *row[place + 1 :]]
    new = value - 1 if name in ("opens", "first") else value + 1
    return row, [*row[:place], new, *row[place + 1 :]]


def exchange(registry: Registry, table: Table, row: list[Any], other: list[Any]) -> None:
    """Change the one column in which two rows differ."""
    ((name, value),) = [
        (column.name, new)
        for column, old, new in zip(table.columns, row, other, strict=True)
        if old != new
    ]
    where, at = place_of(table, row)
    behind(registry, f'UPDATE {table.name} SET "{name}" = :new WHERE {where}', new=value, **at)


@pytest.mark.parametrize("number", NUMBERS[:2])
def test_rows_that_were_taken_out_are_named(filled: Registry, number: int) -> None:
    for table in TABLES:
        where, at = place_of(table, row_of(table, number))
        behind(filled, f"DELETE FROM {table.name} WHERE {where}", **at)
    missing = [each for each in found(filled) if "missing" in each]
    for table in TABLES:
        assert any(each.startswith(f"{table.name} {number}") for each in missing), table.name


@pytest.mark.parametrize("number", [50, 130, 200])
def test_rows_that_were_put_in_are_named(filled: Registry, number: int) -> None:
    with filled.engine.begin() as connection:
        for table in TABLES:
            execute_rows(connection, insertion(table), [row_of(table, number)])
    said = found(filled)
    for table in TABLES:
        assert any(each.startswith(f"{table.name} {number}") for each in said), table.name


def test_the_first_difference_comes_first(filled: Registry) -> None:
    for number in NUMBERS[:0:-1]:
        behind(filled, "UPDATE sign_offs SET document = 'another' WHERE event = :at", at=number)
    behind(filled, "UPDATE journal SET quantity = quantity + 1 WHERE number = 120")
    first, second, *_ = found(filled)
    assert first.startswith("journal 120 is not what was written") and " 120 " in second


def test_links_hang_together(filled: Registry) -> None:
    """One that is changed, or taken out of the middle, is named."""
    behind(filled, "UPDATE links SET time_ns = time_ns + 1 WHERE number = 3")
    assert found(filled)[0] == "link 3 of the hash chain is not what was written"
    behind(filled, "UPDATE links SET time_ns = time_ns - 1 WHERE number = 3")
    behind(filled, "UPDATE links SET digest = :new WHERE number = 2", new="0" * 64)
    assert found(filled)[0] == "link 2 of the hash chain is not what was written"
    behind(filled, "DELETE FROM links WHERE number = 2")
    assert found(filled)[0] == "link 2 of the hash chain is missing"


def test_every_way_to_write_is_chained(filled: Registry) -> None:
    with filled.writing() as connection:
        connection.execute(update(metadata.tables["payments"]).values(reason="returned"))
        connection.execute(delete(metadata.tables["rules"]).where(text("entity = 121")))
        execute_rows(connection, change(trades, ("status", "reason"), ("seq",)), [(3, "x", 100)])
    assert found(filled) == []
    behind(filled, "UPDATE trades SET reason = '' WHERE seq = 100")
    assert found(filled) == ["trade_ends 100 is not what link 7 of the hash chain says"]


def test_a_transaction_that_is_rolled_back_leaves_no_link(filled: Registry) -> None:
    before = filled.read(chain.head)
    with pytest.raises(ZeroDivisionError), filled.writing() as connection:
        execute_rows(connection, insertion(journal), [row_of(journal, 300)])
        raise ZeroDivisionError
    assert filled.read(chain.head) == before
    assert found(filled) == []


def tables_since(revision: str) -> list[str]:
    """The tables that migrations after a revision make."""
    files = sorted((MIGRATIONS / "versions").glob("v*.py"))
    later = [path.read_text() for path in files if path.name[: len(revision)] > revision]
    return [name for text in later for name in re.findall(r'create_table\(\s*"(\w+)"', text)]


def test_a_registry_without_a_chain_gets_one_when_it_is_opened(database: str) -> None:
    with closing(open_registry(database)) as before:
        fill(before)
        for name in tables_since("v0010"):
            behind(before, f"DROP TABLE {name}")
        behind(before, "UPDATE alembic_version SET version_num = 'v0010'")
    with closing(open_registry(database)) as registry:
        assert found(registry) == []
        behind(registry, "UPDATE journal SET who = 'another' WHERE number = 140")
        assert found(registry)[0].startswith("journal 140 is not what was written")


async def test_a_start_reports_what_was_changed_before_it(filled: Registry) -> None:
    worker = Worker()
    check = BooksCheck(filled, worker)
    await check.run()
    assert check.condition == (True, "as link 6 of the hash chain says")
    behind(filled, "UPDATE trades SET price = 1 WHERE seq = 140")
    await check.run()
    assert not check.condition.ok
    assert check.condition.says.startswith("trades 140 is not what was written")
    worker.close()
