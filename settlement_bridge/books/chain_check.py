"""The hash chain compared with the registry: every link follows from the one before, and every fact
is what its link says.

The chain is read once, in order, beside the appended tables; how the rows of the other tables were
written last is kept in a temporary database meanwhile, so that little memory is needed.
"""

from __future__ import annotations

import hashlib
import heapq
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import count, takewhile
from typing import Any

import msgpack
from sqlalchemy import Connection, Executable, Row, Select, exists, select

from settlement_bridge.books import Break
from settlement_bridge.store import facts
from settlement_bridge.store.chain import BEGINNING, columns_of, link_digest, table_of
from settlement_bridge.store.facts import APPENDED, ENDS, KEPT, digest_of, keys_of
from settlement_bridge.store.registry_tables import links, metadata

ROWS_AT_ONCE = 5_000
FOUND_MAX = 100  # differences that are named

Found = tuple[int, str]  # the link, and in words what differs
AT_THE_END = 2**63  # of what no link has


def breaks(connection: Connection) -> Iterator[Break]:
    """Everything in which chain and registry differ, the first record first; `FOUND_MAX` at most.
    O(all facts).
    """
    with closing(sqlite3.connect("")) as temporary:
        found = ChainCheck(connection, temporary).found()
        for _, words in heapq.nsmallest(FOUND_MAX, found, key=lambda each: each[0]):
            yield Break("record_differs", None, "", None, None, words)


class Appended:
    """The rows of an appended table, taken in order of their keys."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.name, self._columns = name, APPENDED[name]
        self._keys = len(keys_of(metadata.tables[name]))
        self._rows: Iterator[Row[Any]] = iter(connection.execute(appended_rows(name)))
        self._next = next(self._rows, None)
        self.last = -AT_THE_END

    def through(self, last: int) -> list[Sequence[Any]]:
        """The rows that follow, up to those of a key."""
        taken: list[Sequence[Any]] = []
        while self._next is not None and self._next[0] <= last:
            taken.append(tuple(self._next))
            self._next = next(self._rows, None)
        return taken

    def rest(self) -> Iterator[str]:
        """The names of the rows that are left."""
        while self._next is not None:
            yield self.named(self._next)
            self._next = next(self._rows, None)

    def named(self, row: Sequence[Any]) -> str:
        """What a row is called."""
        return name_of(self.name, row[: self._keys])


@cache
def appended_rows(name: str) -> Select[Any]:
    """The rows of an appended table in order of their keys."""
    query = select(*APPENDED[name]).order_by(*keys_of(metadata.tables[name]))
    return query.execution_options(yield_per=ROWS_AT_ONCE)


@cache
def kept_rows(name: str) -> Select[Any]:
    """Keys and columns of the rows of a kept table, or of how trades ended, in order of keys."""
    keys = keys_of(table_of(name))
    query = select(*keys, *columns_of(name)).order_by(*keys)
    return query.execution_options(yield_per=ROWS_AT_ONCE)


@cache
def filled() -> Executable:
    """One row that says of each kept table whether it has any: most have none in a young
    registry, and a question each takes longer than all the rest.
    """
    return select(*(exists(select(table_of(name))).label(name) for name in (*KEPT, ENDS)))


def name_of(table: str, key: Sequence[Any]) -> str:
    """What a row is called: its table and key."""
    return f"{table} {' '.join(str(part) for part in key)}"


class ChainCheck:
    """One check of a registry's chain."""

    def __init__(self, connection: Connection, temporary: sqlite3.Connection) -> None:
        self._connection, self._last_written = connection, temporary
        temporary.execute(
            "CREATE TABLE last (name TEXT, key BLOB, digest BLOB, link INTEGER,"
            " PRIMARY KEY (name, key)) WITHOUT ROWID"
        )
        self._appended = {name: Appended(connection, name) for name in APPENDED}

    def found(self) -> Iterator[Found]:
        """All that differs: first by links, then by tables."""
        before = BEGINNING
        rows = self._connection.execute(
            select(links).order_by(links.c.number).execution_options(yield_per=ROWS_AT_ONCE)
        )
        number = count(1)
        for link, expected in zip(rows, number, strict=False):
            if link.number != expected:
                yield expected, f"link {expected} of the hash chain is missing"
                return
            yield from self._link(before, link)
            before = link.digest
        yield from self._rest()
        for name, has_rows in self._connection.execute(filled()).one()._mapping.items():
            yield from self._kept(name) if has_rows else self._missing(name, 0)

    def _link(self, before: str, link: Row[Any]) -> Iterator[Found]:
        number = link.number
        if link_digest(before, number, link.time_ns, link.records) != link.digest:
            yield number, f"link {number} of the hash chain is not what was written"
            return
        kept = []
        for record in _records(link):
            if len(record) > 3:
                yield from self._run(link, *record)
            elif len(record) == 3:
                name, key, digest = record
                kept.append((name, msgpack.packb(key), digest, number))
        self._last_written.executemany("INSERT OR REPLACE INTO last VALUES (?, ?, ?, ?)", kept)

    def _run(
        self, link: Row[Any], name: str, first: int, last: int, digest: bytes, tags: bytes
    ) -> Iterator[Found]:
        table = self._appended[name]
        for row in table.through(first - 1):
            yield link.number, f"{table.named(row)} is in no link of the hash chain"
        taken = table.through(last)
        content = facts.packed_plain(taken)
        if hashlib.sha256(b"".join(content)).digest() != digest:
            there = _split(facts.tags_of(content))
            words = _first_different(table, taken, (there, _split(tags)), (first, last))
            named = words or f"{name} {first} to {last} are not what was written"
            yield link.number, f"{named}, says link {link.number} of the hash chain"

    def _rest(self) -> Iterator[Found]:
        for table in self._appended.values():
            for name in table.rest():
                yield AT_THE_END, f"{name} is in no link of the hash chain"

    def _kept(self, name: str) -> Iterator[Found]:
        """Compare the rows of a table with how each was written last."""
        width = len(keys_of(table_of(name)))
        matched = 0
        for row in self._connection.execute(kept_rows(name)):
            last = self._last(name, row[:width])
            if last is None:
                if name != ENDS or not _is_plain(row[width:]):
                    yield AT_THE_END, f"{name_of(name, row[:width])} is in no link"
                continue
            digest, number = last
            matched += 1
            if digest != digest_of(row[width:]):
                named = name_of(name, row[:width])
                yield number, f"{named} is not what link {number} of the hash chain says"
        yield from self._missing(name, matched)

    def _missing(self, name: str, matched: int) -> Iterator[Found]:
        query = "SELECT count(*) FROM last WHERE name = ? AND digest IS NOT NULL"
        (expected,) = self._last_written.execute(query, (name,)).fetchone()
        if expected == matched:
            return
        keys = select(*keys_of(table_of(name)))
        there = {msgpack.packb(list(row)) for row in self._connection.execute(keys)}
        query = "SELECT key, link FROM last WHERE name = ? AND digest IS NOT NULL"
        for key, number in self._last_written.execute(query, (name,)):
            if key not in there:
                yield number, f"{name_of(name, msgpack.unpackb(key))} is missing"

    def _last(self, name: str, key: Sequence[Any]) -> tuple[bytes | None, int] | None:
        query = "SELECT digest, link FROM last WHERE name = ? AND key = ?"
        found: tuple[bytes | None, int] | None = self._last_written.execute(
            query, (name, msgpack.packb(list(key)))
        ).fetchone()
        return found


def _is_plain(ending: Sequence[Any]) -> bool:
    """Whether a trade ended as the journal says by itself."""
    _, status, reason = ending
    return status in facts.PLAIN and not reason


def _records(link: Row[Any]) -> Iterator[Any]:
    reader = msgpack.Unpacker(max_buffer_size=len(link.records) or 1)
    reader.feed(link.records)
    return iter(reader)


def _split(tags: bytes) -> list[bytes]:
    return [tags[at : at + facts.TAG_BYTES] for at in range(0, len(tags), facts.TAG_BYTES)]


def _first_different(
    table: Appended,
    rows: Sequence[Sequence[Any]],
    tags: tuple[list[bytes], list[bytes]],
    bounds: tuple[int, int],
) -> str:
    """What happened to the first row whose tag is not the one wanted; empty where all are."""
    there, wanted = tags
    pairs = zip(there, wanted, strict=False)
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    if same == len(there) == len(wanted):
        return ""
    if there[same:] == wanted[same + 1 :]:
        if same in (0, len(there)):
            return f"{name_of(table.name, bounds[:1] if same == 0 else bounds[1:])} is missing"
        return f"{table.named(rows[same - 1])} is followed by a row that is missing"
    if there[same + 1 :] == wanted[same:]:
        return f"{table.named(rows[same])} was not written"
    at = min(same, len(rows) - 1)
    if at < 0:
        return f"{name_of(table.name, bounds[:1])} and what follows are missing"
    return f"{table.named(rows[at])} is not what was written"
