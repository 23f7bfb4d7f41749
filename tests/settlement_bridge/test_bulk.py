"""Rows through one statement."""

from __future__ import annotations

from settlement_bridge.bulk import change, execute_rows, insertion
from settlement_bridge.registry_sql import SqlRegistry
from settlement_bridge.schema import day_closes

ROWS = [(20_260_105, "CEA24", 7000), (20_260_105, "CEA25", 7850)]


def test_rows_are_inserted_and_changed_by_their_keys(registry: SqlRegistry) -> None:
    with registry._writing() as connection:
        execute_rows(connection, insertion(day_closes), ROWS)
        execute_rows(connection, change(day_closes, ("price",), ("date", "instrument")), [(7100, 20_260_105, "CEA24")])
    assert registry.closes(20_260_105) == {"CEA24": 7100, "CEA25": 7850}


def test_no_rows_do_nothing(registry: SqlRegistry) -> None:
    with registry._writing() as connection:
        execute_rows(connection, insertion(day_closes), [])
    assert registry.closes(20_260_105) == {}
