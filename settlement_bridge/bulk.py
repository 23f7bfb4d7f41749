"""Many rows through one statement at the driver's own speed: compiled once for a dialect, given as plain tuples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Executable, Table, bindparam, delete, insert, update
from sqlalchemy.sql.dml import UpdateBase


@lru_cache(maxsize=64)
def insertion(table: Table) -> UpdateBase:
    """The insert of whole rows of a table, in the order of its columns."""
    return insert(table).values({column.name: bindparam(column.name) for column in table.columns})


@lru_cache(maxsize=64)
def change(table: Table, changed: tuple[str, ...], keys: tuple[str, ...]) -> UpdateBase:
    """The update of some columns where others have given values; its rows hold the changed values first, then the keys."""
    query = update(table).values({name: bindparam(f"new_{name}") for name in changed})
    return query.where(*[table.columns[name] == bindparam(f"at_{name}") for name in keys])


@lru_cache(maxsize=64)
def removal(table: Table, keys: tuple[str, ...]) -> UpdateBase:
    """The deletion of rows where some columns have given values."""
    return delete(table).where(*[table.columns[name] == bindparam(f"at_{name}") for name in keys])


def query_rows(connection: Connection, statement: Executable, values: Sequence[object]) -> list[tuple]:
    """All rows of a query, as the driver gives them; its values are given in the order in which its text asks for them."""
    text, names, positional = _compiled(statement, connection.dialect)
    given: object = tuple(values) if positional else dict(zip(names, values, strict=True))
    result = connection.exec_driver_sql(text, given)  # type: ignore[arg-type]
    rows = result.cursor.fetchall()
    result.close()
    return list(rows)


def execute_rows(connection: Connection, statement: UpdateBase, rows: Iterable[Sequence[object]]) -> None:
    """Execute a statement of `insertion` or `change` once for each row; without rows nothing happens."""
    listed = list(rows)
    if not listed:
        return
    text, names, positional = _compiled(statement, connection.dialect)
    given: list = listed if positional else [dict(zip(names, row, strict=True)) for row in listed]
    connection.exec_driver_sql(text, given)


@lru_cache(maxsize=64)
def _compiled(statement: Executable, dialect: Dialect) -> tuple[str, tuple[str, ...], bool]:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    names = tuple(compiled.positiontup or compiled.params)
    return str(compiled), names, bool(compiled.positional)
