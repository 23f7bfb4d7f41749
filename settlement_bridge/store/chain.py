"""The hash chain over facts, as it is written: what a transaction has written of them becomes one
link, in the same transaction.

A link's records are MessagePack arrays, one after the other:

- `[table, first, last, SHA-256, tags]` for rows of an appended table: the keys (of several columns
  the first) of the first and last row, the SHA-256 of their bytes in order, and a CRC-32 of each;
- `[table, key, SHA-256]` for a row of another table as it is now; nil in the place of the SHA-256
  where it was removed;
- `["", words]` for a note.

A link's digest is the SHA-256 of the digest before it, of the MessagePack array of its number and
time, and of its records. The first follows on the SHA-256 of `ceax registry chain 1`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import msgpack
from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    event,
    or_,
    select,
    tuple_,
)

from settlement_bridge.store import facts
from settlement_bridge.store.bulk import WRITTEN
from settlement_bridge.store.facts import APPENDED, ENDING, ENDS, FACTS, KEPT, digest_of, keys_of
from settlement_bridge.store.registry_tables import links, metadata
from settlement_bridge.store.settlement_tables import trades

BEGINNING = hashlib.sha256(b"ceax registry chain 1").hexdigest()
AT_ONCE = 500  # rows read by key in one query
TAKEN_AT_ONCE = 50_000  # rows of one link where a chain begins in a registry that has some
# Of a statement: what it changes follows from facts that are chained.
FOLLOWS = "follows_from_facts"

_LAST_LINK = select(links.c.number, links.c.digest).order_by(links.c.number.desc()).limit(1)
_NEW_LINK = links.insert()

Key = tuple[Any, ...]


class Head(NamedTuple):
    """The last link: its number, 0 where there is none, and its digest."""

    number: int
    digest: str


class Written:
    """What a transaction has written of facts so far."""

    def __init__(self) -> None:
        self._appended: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._touched: dict[str, dict[Key, None]] = defaultdict(dict)

    def inserted(self, table: Any, rows: Iterable[Any]) -> None:
        """Whole rows, in the order of the columns, were inserted."""
        if table.name in APPENDED:
            self._appended[table.name] += rows  # their keys come first, so they sort by them
        elif table.name in KEPT:
            places = [table.columns.keys().index(column.name) for column in keys_of(table)]
            self.touched(table, [tuple(row[place] for place in places) for row in rows])

    def touched(self, table: Table, keys: Iterable[Key]) -> None:
        """Rows were changed, removed or inserted."""
        name = ENDS if table is trades else table.name
        if name == ENDS or name in KEPT:
            self._touched[name].update(dict.fromkeys(keys))

    def records(self, connection: Connection) -> list[list[Any]]:
        """The records of a link."""
        appended = [run_of(name, sorted(rows)) for name, rows in self._appended.items()]
        return [*appended, *_kept_records(connection, self._touched)]


def run_of(name: str, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The record of rows of an appended table, in order of their keys."""
    width = len(APPENDED[name])
    whole = len(rows[0]) == width
    content = facts.packed_plain(rows if whole else [row[:width] for row in rows])
    digest = hashlib.sha256(b"".join(content)).digest()
    return [name, rows[0][0], rows[-1][0], digest, facts.tags_of(content)]


def _kept_records(
    connection: Connection, touched: dict[str, dict[Key, None]]
) -> Iterator[list[Any]]:
    for name, keys in touched.items():
        waiting = iter(keys)
        while part := list(islice(waiting, AT_ONCE)):
            now = dict(_digests(connection, name, part))
            yield from ([name, list(key), now.get(key)] for key in part)


def _digests(connection: Connection, name: str, keys: list[Key]) -> Iterator[tuple[Key, bytes]]:
    width = len(keys_of(table_of(name)))
    wanted: list[Any] = [key[0] for key in keys] if width == 1 else keys
    for row in connection.execute(_rows_by_key(name), {"keys": wanted}):
        yield tuple(row[:width]), digest_of(row[width:])


@cache
def _rows_by_key(name: str) -> Select[Any]:
    """Keys and columns of rows with given keys: the same statement each time, which is built and
    compiled once.
    """
    here = keys_of(table_of(name))
    key = here[0] if len(here) == 1 else tuple_(*here)
    return select(*here, *columns_of(name)).where(key.in_(bindparam("keys", expanding=True)))


def table_of(name: str) -> Table:
    """Where the rows of a kept table, or how trades ended, are."""
    return trades if name == ENDS else KEPT[name]


def columns_of(name: str) -> list[Any]:
    """The columns that a row of a kept table, or how a trade ended, is known by."""
    if name == ENDS:
        return [trades.c.seq, *(trades.c[column] for column in ENDING)]
    return list(KEPT[name].columns)


def listen(engine: Engine) -> None:
    """Have what statements of SQLAlchemy change noted as well."""
    event.listen(engine, "before_execute", _before)
    event.listen(engine, "after_execute", _after)


def _noted(connection: Connection, statement: Any) -> Written | None:
    """What a statement's transaction notes in; None where it changes no fact."""
    if not isinstance(statement, (Insert, Update, Delete)):
        return None
    assert isinstance(statement.table, Table)
    if statement.table.name not in FACTS or statement.get_execution_options().get(FOLLOWS):
        return None
    noted: Written | None = connection.info.get(WRITTEN)
    return noted


def _before(
    connection: Connection, statement: Any, _many: Any, _params: Any, _options: Any
) -> None:
    noted = _noted(connection, statement)
    if noted is not None and not isinstance(statement, Insert):
        keys = select(*keys_of(statement.table))
        if statement.whereclause is not None:
            keys = keys.where(statement.whereclause)
        noted.touched(statement.table, [tuple(row) for row in connection.execute(keys)])


def _after(
    connection: Connection, statement: Any, _many: Any, _params: Any, _options: Any, result: Any
) -> None:
    noted = _noted(connection, statement)
    if noted is not None and isinstance(statement, Insert):
        columns, given = list(statement.table.columns), result.context.compiled_parameters
        rows = [tuple([row.get(column.name) for column in columns]) for row in given]
        noted.inserted(statement.table, rows)


@contextmanager
def chained(connection: Connection, now_ns: Callable[[], int]) -> Iterator[None]:
    """Note what is written inside, and add it to the chain at the end."""
    info = connection.info  # a connection that is lost meanwhile gives none any more
    noted = info[WRITTEN] = Written()
    try:
        yield
        add_link(connection, noted.records(connection), now_ns)
    finally:
        del info[WRITTEN]


def add_link(connection: Connection, records: list[list[Any]], now_ns: Callable[[], int]) -> None:
    """Add a link with these records; without any nothing happens."""
    if not records:
        return
    before, time_ns = head(connection), now_ns()
    content = b"".join(msgpack.packb(record) for record in records)
    number = before.number + 1
    digest = link_digest(before.digest, number, time_ns, content)
    row = {"number": number, "time_ns": time_ns, "digest": digest, "records": content}
    connection.execute(_NEW_LINK, row)


def link_digest(before: str, number: int, time_ns: int, records: bytes) -> str:
    """The digest of a link."""
    said: bytes = msgpack.packb([number, time_ns])
    return hashlib.sha256(bytes.fromhex(before) + said + records).hexdigest()


def head(connection: Connection) -> Head:
    """The last link."""
    row = connection.execute(_LAST_LINK).one_or_none()
    return Head(0, BEGINNING) if row is None else Head(*row)


def take_over(connection: Connection, words: str, now_ns: Callable[[], int]) -> None:
    """Begin the chain in a registry that has facts already: as they are now they count as true."""
    add_link(connection, [["", words]], now_ns)
    for name, columns in APPENDED.items():
        table = metadata.tables[name]
        rows = connection.execute(select(*columns).order_by(*keys_of(table)))
        for part in rows.partitions(TAKEN_AT_ONCE):
            add_link(connection, [run_of(name, [tuple(row) for row in part])], now_ns)
    for name in [*KEPT, ENDS]:
        add_link(connection, list(_present(connection, name)), now_ns)


def _present(connection: Connection, name: str) -> Iterator[list[Any]]:
    table = table_of(name)
    query = select(*keys_of(table), *columns_of(name))
    if name == ENDS:
        query = query.where(or_(trades.c.status.not_in(facts.PLAIN), trades.c.reason != ""))
    width = len(keys_of(table))
    for row in connection.execute(query):
        yield [name, list(row[:width]), digest_of(row[width:])]
