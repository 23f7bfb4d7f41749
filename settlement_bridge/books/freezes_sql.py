"""The check that units frozen by number lie where acts that may move them put them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from settlement_bridge.books.shelves import Shelves, nothing_more
from settlement_bridge.records import Break, EntryKind, State
from settlement_bridge.store.tables.registry import blocks, journal, moved_spans

_ORDERS = (EntryKind.FREEZE, EntryKind.UNFREEZE, EntryKind.COURT_TRANSFER)
MAY_MOVE = (*_ORDERS, EntryKind.INHERITANCE, EntryKind.REVERSAL)
_COLUMNS = (
    "number",
    "kind",
    "instrument",
    "from_account",
    "from_state",
    "to_account",
    "to_state",
)
_FROZEN = int(State.FROZEN_BY_NUMBER)
_NO_ISSUE = 0  # spans are compared by their numbers alone

Placed = tuple[int, str, int, int]  # account, instrument, first, last


def breaks(connection: Connection) -> Iterator[Break]:
    """Moves of frozen units by other acts, and units frozen in blocks or journal only.

    O(all entries), in memory for the moves of frozen units.
    """
    shelves = Shelves(nothing_more)
    yield from _replayed(connection, shelves)
    told = {(row[4], row[0], row[1], row[2]) for row in shelves.changes().added}
    there = _in_blocks(connection)
    for account, instrument, first, last in sorted(told ^ there):
        here = "blocks" if (account, instrument, first, last) in there else "journal"
        message = f"units {first} to {last} are frozen by number in the {here} only"
        yield Break("freeze_differs", account, instrument, last - first + 1, None, message)


def _replayed(connection: Connection, shelves: Shelves) -> Iterator[Break]:
    """Put and take what the journal says was frozen by number.

    An entry of a kind that may not move it, or of units that are not frozen, is a break.
    """
    column = journal.c
    query = select(*[column[name] for name in _COLUMNS], moved_spans.c.first, moved_spans.c.last)
    query = query.join(moved_spans, moved_spans.c.entry == column.number)
    query = query.where(or_(column.from_state == _FROZEN, column.to_state == _FROZEN))
    rows = connection.execute(query.order_by(column.number, moved_spans.c.first))
    for entry, moved in groupby(rows, key=_entry):
        number, kind, instrument, giver, left, taker, reached = entry
        spans = [(row.first, row.last, _NO_ISSUE) for row in moved]
        source, target = (giver, instrument, left), (taker, instrument, reached)
        if kind not in MAY_MOVE:
            yield _moved(giver, instrument, f"entry {number} moves units frozen by number")
        if left == _FROZEN and shelves.has(source, spans):
            shelves.take_spans(source, spans)
        elif left == _FROZEN:
            yield _moved(giver, instrument, f"entry {number} moves units that were not frozen")
        if reached == _FROZEN:
            shelves.put(target, spans)


def _entry(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(row)[: len(_COLUMNS)]


def _moved(account: int, instrument: str, message: str) -> Break:
    return Break("frozen_moved", account, instrument, None, None, message)


def _in_blocks(connection: Connection) -> set[Placed]:
    """The frozen units of each account as the blocks have them, joined where they meet."""
    shelves = Shelves(nothing_more)
    query = select(blocks.c.account, blocks.c.instrument, blocks.c.first, blocks.c.last)
    query = query.where(blocks.c.state == _FROZEN)
    for account, instrument, first, last in connection.execute(query):
        shelves.put((account, instrument, _FROZEN), [(first, last, _NO_ISSUE)])
    return {(row[4], row[0], row[1], row[2]) for row in shelves.changes().added}
