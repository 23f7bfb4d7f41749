"""Ledgers out of tables and back: balances are loaded at once, changed in memory and written in a
few statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, or_, select

from settlement_bridge.books import blocks_sql
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.books.shelves import AnyKey, Shelves
from settlement_bridge.records import (
    OUTSIDE,
    Entry,
    EntryKind,
    Key,
    Movement,
    Span,
    State,
)
from settlement_bridge.store.bulk import change, execute_rows, insertion, query_rows
from settlement_bridge.store.tables.registry import holdings, journal

ACCOUNTS_AT_ONCE = 64  # accounts whose holdings one statement reads

_HELD = select(holdings).where(
    holdings.c.account.in_([bindparam(f"account_{place}") for place in range(ACCOUNTS_AT_ONCE)])
)
_REBALANCE = change(holdings, ("quantity",), ("account", "instrument", "state"))


def load(
    connection: Connection, accounts: Collection[int], time_ns: int, states: Collection[State] = ()
) -> Ledger:
    """A ledger with the balances of these accounts and of OUTSIDE, in all states or the given
    ones.
    """
    shelves, serials = Shelves(blocks_sql.fetching(connection)), blocks_sql.next_serials(connection)
    return Ledger(
        balances(connection, {*accounts, OUTSIDE}, states),
        next_number(connection),
        time_ns,
        shelves,
        serials,
    )


def balances(
    connection: Connection, accounts: Collection[int], states: Collection[State] = ()
) -> dict[AnyKey, int]:
    """What accounts hold, in all states or the given ones."""
    wanted = frozenset(states or State)
    held = _held(connection, sorted(accounts))
    return {
        (account, instrument, state): quantity
        for account, instrument, state, quantity in held
        if state in wanted
    }


def _held(connection: Connection, accounts: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(accounts), ACCOUNTS_AT_ONCE):
        part = accounts[start : start + ACCOUNTS_AT_ONCE]
        yield from query_rows(
            connection, _HELD, [*part, *[part[0]] * (ACCOUNTS_AT_ONCE - len(part))]
        )


def next_number(connection: Connection) -> int:
    """The number the next journal entry gets. Holds good inside a writing transaction."""
    return (connection.scalar(select(func.max(journal.c.number))) or 0) + 1


def save(connection: Connection, ledger: Ledger) -> None:
    """Write a ledger's entries, changed balances and moved units."""
    if not ledger.rows:
        return
    execute_rows(connection, insertion(journal), ledger.rows)
    changed: list[AnyKey] = []
    new: list[AnyKey] = []
    for key in ledger.changed:
        (changed if ledger.is_loaded(key) else new).append(key)
    execute_rows(connection, _REBALANCE, [(ledger.balances[key], *key) for key in changed])
    execute_rows(connection, insertion(holdings), [(*key, ledger.balances[key]) for key in new])
    blocks_sql.save(connection, ledger.shelves.changes(), ledger.issues, ledger.moved)


def entries(connection: Connection, account: int | None, first: int, limit: int) -> list[Entry]:
    """Journal entries from number `first` on, of one account or of all."""
    query = select(journal).where(journal.c.number >= first).order_by(journal.c.number).limit(limit)
    if account is not None:
        query = query.where(or_(journal.c.from_account == account, journal.c.to_account == account))
    return _read_entries(connection, query)


def event_entries(
    connection: Connection, event: int, first: int = 1, limit: int | None = None
) -> list[Entry]:
    """The entries of one event, all or some from a number on; none when there is no such event."""
    later = (
        select(func.min(journal.c.number))
        .where(journal.c.number > event, journal.c.event != event)
        .scalar_subquery()
    )
    query = select(journal).where(journal.c.number >= max(event, first), journal.c.event == event)
    query = query.where(or_(later.is_(None), journal.c.number < later)).order_by(journal.c.number)
    return _read_entries(connection, query.limit(limit))


def numbered_entries(connection: Connection, numbers: Collection[int]) -> list[Entry]:
    """The entries with these numbers, in order."""
    return _read_entries(
        connection, select(journal).where(journal.c.number.in_(numbers)).order_by(journal.c.number)
    )


def _read_entries(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[Entry]:
    rows = connection.execute(query).all()
    spans = blocks_sql.spans_of(connection, [row.number for row in rows if row.instrument])
    return [_entry(row, spans.get(row.number, [])) for row in rows]


def _entry(row: Row[*tuple[Any, ...]], spans: list[Span]) -> Entry:
    source = Key(row.from_account, row.instrument, State(row.from_state))
    target = Key(row.to_account, row.instrument, State(row.to_state))
    kind = EntryKind(row.kind)
    movement = Movement(
        kind, source, target, row.quantity, row.date, row.method, row.trade, row.reference, row.who
    )
    return Entry(row.number, row.time_ns, movement, row.event, tuple(spans))
