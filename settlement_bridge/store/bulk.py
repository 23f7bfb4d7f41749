"""Many rows through one statement: compiled once for a dialect, given as plain tuples.

SQLite takes them one after the other through one prepared statement, which is its own speed.
PostgreSQL gets each column as one array and unnests them: one statement for all rows, where a
statement for each costs several times as much on both ends. Also the numbers that fresh rows get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Executable,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.sql.type_api import TypeEngine

ARRAYS = "psycopg"  # the driver that takes columns as arrays
WRITTEN = "written"  # what a connection notes its transaction's facts in (`chain.Written`)


class Rows(NamedTuple):
    """A statement for many rows, in both forms."""

    each: UpdateBase  # executed once for each row
    columns: Callable[[], UpdateBase]  # executed once, with the columns
    table: Table
    keys: int | None = None  # how many values of a row, its last, say where; None: a row is whole


@lru_cache(maxsize=64)
def insertion(table: Table) -> Rows:
    """The insert of whole rows of a table, in the order of its columns."""
    names = [column.name for column in table.columns]
    each = insert(table).values({name: bindparam(name) for name in names})
    return Rows(
        each,
        lambda: insert(table).from_select(
            names, select(_given([(c.name, c) for c in table.columns]))
        ),
        table,
    )


@lru_cache(maxsize=64)
def change(table: Table, changed: tuple[str, ...], keys: tuple[str, ...]) -> Rows:
    """The update of some columns where others have given values; its rows hold the changed values
    first, then the keys.

    No two rows have the same keys.
    """
    query = update(table).values({name: bindparam(f"new_{name}") for name in changed})
    each = query.where(*[table.columns[name] == bindparam(f"at_{name}") for name in keys])

    def columns() -> UpdateBase:
        named = [(f"new_{name}", table.columns[name]) for name in changed]
        given = _given([*named, *[(f"at_{name}", table.columns[name]) for name in keys]])
        query = update(table).values({name: given.c[f"new_{name}"] for name in changed})
        return query.where(*[table.columns[name] == given.c[f"at_{name}"] for name in keys])

    return Rows(each, columns, table, len(keys))


@lru_cache(maxsize=64)
def removal(table: Table, keys: tuple[str, ...]) -> Rows:
    """The deletion of rows where some columns have given values."""
    each = delete(table).where(*[table.columns[name] == bindparam(f"at_{name}") for name in keys])

    def columns() -> UpdateBase:
        given = _given([(f"at_{name}", table.columns[name]) for name in keys])
        return delete(table).where(*[table.columns[name] == given.c[f"at_{name}"] for name in keys])

    return Rows(each, columns, table, len(keys))


def takes_arrays(connection: Connection) -> bool:
    """Whether columns can be given as arrays."""
    return connection.dialect.driver == ARRAYS


def query_rows(
    connection: Connection, statement: Executable, values: Sequence[object]
) -> list[tuple[Any, ...]]:
    """All rows of a query, as the driver gives them; its values are given in the order in which its
    text asks for them.
    """
    text, names, positional = _compiled(statement, connection.dialect)
    given: object = tuple(values) if positional else dict(zip(names, values, strict=True))
    result = connection.exec_driver_sql(text, given)  # type: ignore[arg-type]
    rows = result.cursor.fetchall()
    result.close()
    return list(rows)


def execute_rows(connection: Connection, statement: Rows, rows: Iterable[Sequence[object]]) -> None:
    """Execute a statement of `insertion`, `change` or `removal` for all rows; without rows nothing
    happens.
    """
    listed = list(rows)
    if not listed:
        return
    _note(connection, statement, listed)
    if takes_arrays(connection):
        text, names = _compiled_columns(statement, connection.dialect)
        columns = [array(values) for values in zip(*listed, strict=True)]
        connection.exec_driver_sql(text, dict(zip(names, columns, strict=True)))
        return
    text, names, positional = _compiled(statement.each, connection.dialect)
    given: list[Any] = (
        listed if positional else [dict(zip(names, row, strict=True)) for row in listed]
    )
    connection.exec_driver_sql(text, given)


def _note(connection: Connection, statement: Rows, rows: list[Sequence[object]]) -> None:
    """Have the transaction note what it writes, for the hash chain."""
    noted = connection.info.get(WRITTEN)
    if noted is None:
        return
    if statement.keys is None:
        noted.inserted(statement.table, rows)
    else:
        noted.touched(statement.table, [tuple(row[-statement.keys :]) for row in rows])


def array(values: Sequence[object]) -> str:
    """A column of whole numbers, texts or nothing as PostgreSQL reads an array."""
    element = cache(_element)  # a column of texts says the same few again and again
    return (
        "{"
        + ",".join([str(value) if type(value) is int else element(value) for value in values])
        + "}"
    )


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is neither a whole number nor a text")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _given(columns: Sequence[tuple[str, Column[Any]]]) -> TableValuedAlias:
    arrays = [bindparam(name, type_=ARRAY(_unbounded(column))) for name, column in columns]
    return (
        func.unnest(*arrays)
        .table_valued(*[name for name, _ in columns], name="given")
        .render_derived()
    )


def _unbounded(column: Column[Any]) -> TypeEngine[Any]:
    """A column's type for an array: a text that is too long is refused by the table, where a cast
    would cut it.
    """
    return Text() if isinstance(column.type, String) else column.type


@lru_cache(maxsize=64)
def _compiled(statement: Executable, dialect: Dialect) -> tuple[str, tuple[str, ...], bool]:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    names = tuple(compiled.positiontup or compiled.params)
    return str(compiled), names, bool(compiled.positional)


@lru_cache(maxsize=64)
def _compiled_columns(statement: Rows, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    compiled = statement.columns().compile(dialect=dialect)
    return str(compiled), tuple(compiled.params)


def next_number(connection: Connection, column: Column[int]) -> int:
    """One more than the greatest number in a column; it holds inside a writing transaction."""
    return (connection.scalar(select(func.max(column))) or 0) + 1
