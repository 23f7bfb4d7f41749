"""The check of the bank's side: payable is what payments wait for, suspense what its open lines add
up to.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, union_all

from settlement_bridge.books.bank_records import WAITING
from settlement_bridge.books.suspense_sql import is_open
from settlement_bridge.records import CASH, SUSPENSE, Break, State
from settlement_bridge.store.tables.bank import bank_lines, payments
from settlement_bridge.store.tables.registry import holdings


def breaks(connection: Connection) -> list[Break]:
    """Everything on the bank's side that does not add up; empty when sound."""
    return [*_payable(connection), *_suspense(connection)]


def _payable(connection: Connection) -> Iterator[Break]:
    waiting = select(payments.c.account, -payments.c.amount_fen).where(
        payments.c.status.in_(WAITING)
    )
    held = select(holdings.c.account, holdings.c.quantity).where(
        holdings.c.state == State.CASH_PAYABLE
    )
    both = union_all(held, waiting).subquery()
    account, amount = both.c
    total = func.sum(amount)
    for owner, difference in connection.execute(
        select(account, total).group_by(account).having(total != 0)
    ):
        yield Break(
            "payable_differs",
            owner,
            CASH,
            int(difference),
            None,
            "payable that no payment waits for",
        )


def _suspense(connection: Connection) -> Iterator[Break]:
    listed = connection.scalar(select(func.sum(bank_lines.c.amount_fen)).where(is_open())) or 0
    query = select(func.sum(holdings.c.quantity)).where(holdings.c.state == State.CASH_SUSPENSE)
    held = connection.scalar(query) or 0
    if held != listed:
        message = f"the lines in suspense add up to {int(listed)} fen"
        yield Break("suspense_differs", SUSPENSE, CASH, int(held), None, message)
