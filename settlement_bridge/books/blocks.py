"""Blocks of serial numbers in tables: fetched in order as they are needed, written back as few rows
as changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    SmallInteger,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from settlement_bridge.books import Key, Series, Span, State
from settlement_bridge.books.held_units import AnyKey, Block, Changes, Fetch, HeldUnits, Units
from settlement_bridge.books.ledger import Issue
from settlement_bridge.books.serials import fork
from settlement_bridge.store.bulk import (
    array,
    change,
    execute_rows,
    insertion,
    query_rows,
    removal,
    takes_arrays,
)
from settlement_bridge.store.registry_tables import blocks, issues, moved_spans

FETCH_MAX = 64  # blocks of one holding fetched at once
AHEAD_BLOCKS = 2  # blocks of each holding fetched at once for many holdings
AHEAD_HOLDINGS = 32  # holdings in one statement of these
AHEAD_HOLDINGS_MAX = 8_192  # the same where they are given as arrays

_AT = ("instrument", "first")
_RELOCATE = change(blocks, ("last", "issue", "account", "state"), _AT)
_FROM_THE_FIRST: ColumnElement[int] = literal_column(
    "0"
)  # written out, else SQLite gets it as a value
_REMOVE = removal(blocks, _AT)


Moved = tuple[int, str, Sequence[Units]]  # entry, instrument, its units


def fetching(connection: Connection) -> Fetch:
    """The blocks of this transaction's database, fetched as they are needed."""
    return lambda key, after, quantity: _fetch(connection, key, after, quantity)


def _fetch(
    connection: Connection, key: AnyKey, after: int, quantity: int
) -> tuple[list[Units], bool]:
    found: list[Units] = []
    while quantity > 0:
        page: list[Units] = query_rows(connection, _FETCH, (*key, after))
        found += page
        if len(page) < FETCH_MAX:
            return found, True
        quantity -= sum(last - first + 1 for first, last, _ in page)
        after = page[-1][1]
    return found, False


def fetch_ahead(connection: Connection, held: HeldUnits, keys: Iterable[AnyKey]) -> None:
    """Fetch the first blocks of many holdings of which they know none, in few
    statements. O(holdings).
    """
    first_blocks, at_once = (
        (_by_arrays, AHEAD_HOLDINGS_MAX)
        if takes_arrays(connection)
        else (_one_by_one, AHEAD_HOLDINGS)
    )
    waiting = filter(held.lacks, keys)
    while part := list(islice(waiting, at_once)):
        found: list[list[Units]] = [[] for _ in range(at_once)]
        for place, *units in sorted(first_blocks(connection, part)):
            found[place].append(tuple(units))
        for key, spans in zip(part, found, strict=False):
            held.know(key, spans, len(spans) < AHEAD_BLOCKS)


def _one_by_one(connection: Connection, keys: Sequence[AnyKey]) -> list[tuple[Any, ...]]:
    padded = [*keys, *[keys[0]] * (AHEAD_HOLDINGS - len(keys))]
    return query_rows(connection, _AHEAD, [value for key in padded for value in key])


def _by_arrays(connection: Connection, keys: Sequence[AnyKey]) -> list[tuple[Any, ...]]:
    return query_rows(
        connection, _AHEAD_BY_ARRAYS, [array(values) for values in zip(*keys, strict=True)]
    )


def _in_holding(name: str) -> Select[*tuple[Any, ...]]:
    here = and_(
        *[
            blocks.c[column] == bindparam(f"{column}{name}")
            for column in ("account", "instrument", "state")
        ]
    )
    return (
        select(blocks.c.first, blocks.c.last, blocks.c.issue).where(here).order_by(blocks.c.first)
    )


_FETCH = (
    _in_holding("")
    .where(blocks.c.first > bindparam("after"))
    .limit(literal_column(str(FETCH_MAX)))
    .offset(_FROM_THE_FIRST)
)


def _first_blocks(place: int) -> Select[*tuple[Any, ...]]:
    few = (
        _in_holding(f"_{place}")
        .limit(literal_column(str(AHEAD_BLOCKS)))
        .offset(_FROM_THE_FIRST)
        .subquery()
    )
    return select(literal_column(str(place)), few)


_AHEAD = union_all(*[_first_blocks(place) for place in range(AHEAD_HOLDINGS)])


def _first_blocks_by_arrays() -> Select[*tuple[Any, ...]]:
    columns = [("account", Integer), ("instrument", Text), ("state", SmallInteger)]
    arrays: list[Any] = [bindparam(name, type_=ARRAY(kind)) for name, kind in columns]
    names = [name for name, _ in columns]
    wanted = (
        func.unnest(*arrays)
        .table_valued(*names, with_ordinality="place", name="wanted")
        .render_derived()
    )
    here = and_(*[blocks.c[name] == wanted.c[name] for name in names])
    few = select(blocks.c.first, blocks.c.last, blocks.c.issue).where(here).order_by(blocks.c.first)
    each = few.limit(literal_column(str(AHEAD_BLOCKS))).lateral()
    return select(wanted.c.place - literal_column("1"), each).select_from(wanted.join(each, true()))


_AHEAD_BY_ARRAYS = _first_blocks_by_arrays()


def save(
    connection: Connection, changes: Changes, issued: Iterable[Issue], moved: Iterable[Moved]
) -> None:
    """Write what became of blocks, new issues, and which numbers each entry moved."""
    execute_rows(connection, _REMOVE, changes.removed)
    execute_rows(connection, _RELOCATE, changes.changed)
    execute_rows(connection, insertion(blocks), changes.added)
    execute_rows(connection, insertion(issues), [(*issue[:4], *issue.series) for issue in issued])
    execute_rows(connection, insertion(moved_spans), _moved_rows(moved))


def _moved_rows(moved: Iterable[Moved]) -> Iterator[tuple[object, ...]]:
    for entry, instrument, spans in moved:
        for first, last, _ in spans:
            yield entry, first, last, instrument, fork(first, last)


def next_serials(connection: Connection) -> Mapping[str, int]:
    """The next serial number of each instrument ever issued."""
    query = select(issues.c.instrument, func.max(issues.c.last) + 1).group_by(issues.c.instrument)
    return {row[0]: row[1] for row in connection.execute(query)}


def spans_of(connection: Connection, entries: Iterable[int]) -> dict[int, list[Span]]:
    """The units that journal entries moved, by entry, in order."""
    inside = and_(
        issues.c.instrument == moved_spans.c.instrument,
        moved_spans.c.first.between(issues.c.first, issues.c.last),
    )
    query = select(
        moved_spans.c.entry, moved_spans.c.first, moved_spans.c.last, issues.c.issue
    ).join(issues, inside)
    query = query.where(moved_spans.c.entry.in_(list(entries))).order_by(
        moved_spans.c.entry, moved_spans.c.first
    )
    found: dict[int, list[Span]] = {}
    for entry, *span in connection.execute(query):
        found.setdefault(entry, []).append(Span(*span))
    return found


def is_in(connection: Connection, key: Key, span: Span) -> bool:
    """Whether these units are all in one holding, in one piece or several."""
    column = blocks.c
    here = (
        column.instrument == key.instrument,
        column.account == key.account,
        column.state == key.state,
    )
    whole = select(column.first, column.last).where(
        *here, column.last >= span.first, column.first <= span.last
    )
    covered = sum(
        min(last, span.last) - max(first, span.first) + 1
        for first, last in connection.execute(whole)
    )
    result: bool = covered == span.last - span.first + 1
    return result


def holding_blocks(
    connection: Connection, account: int, after: tuple[str, int], limit: int
) -> list[tuple[Block, Series]]:
    """An account's blocks with their series after a place, in order of instrument and number."""
    instrument, first = after
    behind = (blocks.c.instrument > instrument) | (
        (blocks.c.instrument == instrument) & (blocks.c.first > first)
    )
    query = select(blocks, issues.c.year, issues.c.province).join(
        issues, issues.c.issue == blocks.c.issue
    )
    query = (
        query.where(blocks.c.account == account, behind)
        .order_by(blocks.c.instrument, blocks.c.first)
        .limit(limit)
    )
    rows = connection.execute(query)
    return [(_block(row), Series(row.year, row.province)) for row in rows]


def _block(row: Row[*tuple[Any, ...]]) -> Block:
    return Block(row.instrument, row.first, row.last, row.issue, row.account, State(row.state))
