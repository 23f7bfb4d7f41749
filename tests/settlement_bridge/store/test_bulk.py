"""Rows through one statement."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import trading_days
from settlement_bridge.errors import StorageFailed
from settlement_bridge.store.bulk import array, change, execute_rows, insertion, removal
from settlement_bridge.store.database import Registry
from settlement_bridge.store.entity_tables import representatives
from settlement_bridge.store.registry_tables import files
from settlement_bridge.store.settlement_tables import day_closes
from tests.settlement_bridge.postgres_server import Server

ROWS = [(20_260_105, "CEA24", 7000), (20_260_105, "CEA25", 7850)]


def test_rows_are_inserted_and_changed_by_their_keys(registry: Registry) -> None:
    with registry.writing() as connection:
        execute_rows(connection, insertion(day_closes), ROWS)
        execute_rows(
            connection,
            change(day_closes, ("price",), ("date", "instrument")),
            [(7100, 20_260_105, "CEA24")],
        )
    assert registry.read(trading_days.closes, 20_260_105) == {"CEA24": 7100, "CEA25": 7850}


def test_rows_are_removed_by_their_keys(registry: Registry) -> None:
    with registry.writing() as connection:
        execute_rows(connection, insertion(day_closes), ROWS)
        execute_rows(
            connection,
            removal(day_closes, ("date", "instrument")),
            [(20_260_105, "CEA25"), (20_260_106, "CEA24")],
        )
    assert registry.read(trading_days.closes, 20_260_105) == {"CEA24": 7000}


@pytest.mark.parametrize(
    "text", ["", "NULL", '"', "\\", "{a,b}", "a, b", " blank ", "汉江电力", "new\nline", '\\"']
)
def test_every_text_comes_back_as_it_was_written(registry: Registry, text: str) -> None:
    rows = [(1, 1, text, None), (2, 1, "other", 7)]
    with registry.writing() as connection:
        execute_rows(connection, insertion(representatives), rows)
        assert [
            tuple(row) for row in connection.execute(select(representatives).order_by("entity"))
        ] == rows


def test_a_text_that_is_too_long_is_refused_and_not_cut(
    postgres: Server, registry_template: str
) -> None:
    registry = open_registry(postgres.new_database(registry_template))
    with pytest.raises(StorageFailed, match="too long"), registry.writing() as connection:
        row = ("a" * 65, "kind", "reference", 0, 1, "who", 1, 1, None)
        execute_rows(connection, insertion(files), [row])
    registry.close()


def test_a_column_is_of_whole_numbers_and_texts_only() -> None:
    assert array([1, None, True, "a"]) == '{1,NULL,1,"a"}'
    with pytest.raises(TypeError, match=r"1\.5"):
        array([1, 1.5])


def test_no_rows_do_nothing(registry: Registry) -> None:
    with registry.writing() as connection:
        execute_rows(connection, insertion(day_closes), [])
    assert registry.read(trading_days.closes, 20_260_105) == {}
