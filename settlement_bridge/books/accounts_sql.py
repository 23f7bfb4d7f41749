"""Queries on holdings and turnovers, and the check that everything adds up, done by the
database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, select, union_all

from settlement_bridge.records import (
    EntryKind,
    Holding,
    State,
    Turnover,
)
from settlement_bridge.store.tables.registry import holdings, journal


def nonzero_holdings(connection: Connection, account: int | None) -> list[Holding]:
    """Holdings that are not zero, of one account or of all."""
    query = select(holdings).where(holdings.c.quantity != 0)
    if account is not None:
        query = query.where(holdings.c.account == account)
    rows = connection.execute(
        query.order_by(holdings.c.account, holdings.c.instrument, holdings.c.state)
    )
    return [Holding(row.account, row.instrument, State(row.state), row.quantity) for row in rows]


def turnovers(
    connection: Connection, account: int, first_date: int, last_date: int
) -> list[Turnover]:
    """An account's journal entries of some days, both included, added up by kind, instrument, state
    and direction.
    """
    within = and_(journal.c.date >= first_date, journal.c.date <= last_date)
    incoming = _turnover(journal.c.to_state, 1).where(within, journal.c.to_account == account)
    outgoing = _turnover(journal.c.from_state, 0).where(within, journal.c.from_account == account)
    both = [query.group_by(*list(query.selected_columns)[:3]) for query in (incoming, outgoing)]
    rows = connection.execute(union_all(*both))
    return [
        Turnover(EntryKind(row[0]), row[1], State(row[2]), bool(row[3]), int(row[4]))
        for row in rows
    ]


def _turnover(state: ColumnElement[Any], incoming: int) -> Select[*tuple[Any, ...]]:
    total = func.sum(journal.c.quantity)
    result: Select[*tuple[Any, ...]] = select(
        journal.c.kind, journal.c.instrument, state, literal(incoming), total
    )
    return result
