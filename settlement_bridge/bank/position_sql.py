"""The bank's balance of a day beside the books: for the operator, the reconciliation and the
bulletin.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, func, select

from settlement_bridge.bank import balances_sql, comparison, rows
from settlement_bridge.records import Break
from settlement_bridge.store.tables.bank import bank_lines

TOLD = ("balance_fen", "expected_fen", "difference_fen")


def position(
    connection: Connection, date: int | None = None
) -> tuple[dict[str, Any] | None, list[Break]]:
    """The comparison of a day, or of the last day the bank told of, and its breaks; None when it
    told nothing.
    """
    balance = balances_sql.balance_of(connection, date)
    if balance is None:
        return None, []
    books = balances_sql.books(connection, balance.date)
    compared = comparison.compare(balance, books)
    return rows.comparison_row(compared, books), comparison.breaks(compared)


def day_figures(connection: Connection, date: int) -> dict[str, int | None]:
    """What bank files booked on a trading day brought and took, and the bank's balance of that day;
    null when it told none.
    """
    amount = bank_lines.c.amount_fen
    sums = [
        func.sum(case((amount > 0, amount), else_=0)),
        func.sum(case((amount < 0, -amount), else_=0)),
    ]
    moved = connection.execute(select(*sums).where(bank_lines.c.booked == date)).one()
    found, _ = position(connection, date)
    told = {name: found[name] if found else None for name in TOLD}
    return {"received_fen": int(moved[0] or 0), "paid_fen": int(moved[1] or 0), **told}
