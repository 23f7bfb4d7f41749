"""Records of the bank's side: payments and their life, and money that is nobody's yet (待确认资金).
A signed event finds its owner, or it goes back to its payer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from settlement_bridge.books import (
    CASH,
    OUTSIDE,
    SUSPENSE,
    EntryKind,
    Key,
    Movement,
    SignOff,
    State,
    events,
)
from settlement_bridge.books.entities import ACCOUNT, note_change, register, unknown_account
from settlement_bridge.books.parties import PaymentStatus
from settlement_bridge.errors import Refusal
from settlement_bridge.store.settlement_tables import bank_accounts, bank_lines, payments

WAITING = (PaymentStatus.REQUESTED, PaymentStatus.SENT)  # their money is payable


class BankLine(NamedTuple):
    """A line of money that the bank reported; a row of the table."""

    number: int
    reference: str
    date: int
    booked: int
    amount_fen: int
    account: int
    named: str
    payer_name: str
    payer_account: str
    assigned: int | None


class Payee(NamedTuple):
    """Where an account's money is paid out to."""

    holder: str
    bank: str
    bank_account: str


class Payment(NamedTuple):
    """A payment out of the settlement account; a row of the table."""

    payment: int
    account: int
    amount_fen: int
    holder: str
    bank: str
    bank_account: str
    status: PaymentStatus
    requested: int
    line: int | None
    file: int | None
    sent: int | None
    reason: str


BANK = Key(OUTSIDE, CASH, State.BANK)
NOBODYS = Key(SUSPENSE, CASH, State.CASH_SUSPENSE)


def free(account: int) -> Key:
    """Where an account's money lies when it is not on its way: its registry cash, or the suspense
    sub-ledger.
    """
    return NOBODYS if account == SUSPENSE else Key(account, CASH, State.CASH_REGISTRY)


def payable(account: int) -> Key:
    """Where an account's money waits for the bank."""
    return Key(account, CASH, State.CASH_PAYABLE)


GONE = (PaymentStatus.REQUESTED, PaymentStatus.SENT, PaymentStatus.CONFIRMED)


def is_open() -> ColumnElement[bool]:
    """That a line's money still lies in suspense: no owner found, or that was taken back, and not
    on its way back.
    """
    unowned = or_(bank_lines.c.assigned.is_(None), bank_lines.c.assigned.in_(events.taken_back()))
    given_back = exists().where(payments.c.line == bank_lines.c.number, payments.c.status.in_(GONE))
    return and_(bank_lines.c.account == SUSPENSE, bank_lines.c.amount_fen > 0, unowned, ~given_back)


def open_lines(connection: Connection, after: int, limit: int) -> list[BankLine]:
    """Lines in suspense with a number above `after`, in order."""
    query = (
        select(bank_lines)
        .where(is_open(), bank_lines.c.number > after)
        .order_by(bank_lines.c.number)
        .limit(limit)
    )
    return [BankLine(*row) for row in connection.execute(query)]


def assign(
    connection: Connection, line: int, account: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give a line's money to the account whose it is: the event's number."""
    found = _open_line(connection, line)
    if isinstance(found, Refusal):
        return found
    if account < 1:
        return unknown_account(account)
    movement = Movement(
        EntryKind.SUSPENSE_ASSIGNMENT,
        NOBODYS,
        free(account),
        found.amount_fen,
        date,
        reference=line,
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        connection.execute(
            update(bank_lines).where(bank_lines.c.number == line).values(assigned=event)
        )
    return event


def give_back(
    connection: Connection, line: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Ask for a line's money to be paid back to where it came from: the payment's number.

    The bank's name is not known.
    """
    found = _open_line(connection, line)
    if isinstance(found, Refusal):
        return found
    movement = Movement(
        EntryKind.SUSPENSE_RETURN,
        NOBODYS,
        payable(SUSPENSE),
        found.amount_fen,
        date,
        reference=line,
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        what = (event, SUSPENSE, found.amount_fen, found.payer_name, "", found.payer_account)
        row = Payment(*what, PaymentStatus.REQUESTED, date, line, None, None, "")
        connection.execute(insert(payments).values(row))
    return event


def _open_line(connection: Connection, line: int) -> BankLine | Refusal:
    row = connection.execute(
        select(bank_lines).where(bank_lines.c.number == line, is_open())
    ).one_or_none()
    if row is None:
        return Refusal(
            "line_not_in_suspense",
            "line",
            line,
            None,
            "no such line of the bank, or its money is not in suspense",
        )
    return BankLine(*row)


def set_payee(
    connection: Connection, account: int, payee: Payee, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Say to which bank account an account's money is paid: the change's number."""
    if account not in register(connection, [account]) or account < 1:
        return unknown_account(account)
    before = payee_of(connection, account)
    connection.execute(delete(bank_accounts).where(bank_accounts.c.account == account))
    connection.execute(insert(bank_accounts).values((account, *payee)))
    change = (ACCOUNT, account, "bank_account", ", ".join(before or ()), ", ".join(payee))
    return note_change(connection, change, sign_off, time_ns)


def payee_of(connection: Connection, account: int) -> Payee | None:
    """Where an account's money is paid out to, or None."""
    row = connection.execute(
        select(bank_accounts).where(bank_accounts.c.account == account)
    ).one_or_none()
    return None if row is None else Payee(*row[1:])


def one_payment(connection: Connection, payment: int) -> Payment | None:
    """One payment, or None."""
    row = connection.execute(select(payments).where(payments.c.payment == payment)).one_or_none()
    return None if row is None else as_payment(row)


def payments_of(
    connection: Connection,
    account: int | None,
    status: PaymentStatus | None,
    after: int,
    limit: int,
) -> list[Payment]:
    """Payments of one account or all, in one state or all, with a number above `after`, in
    order.
    """
    query = select(payments).where(payments.c.payment > after)
    if account is not None:
        query = query.where(payments.c.account == account)
    if status is not None:
        query = query.where(payments.c.status == status)
    return [
        as_payment(row)
        for row in connection.execute(query.order_by(payments.c.payment).limit(limit))
    ]


def unanswered(connection: Connection, last_sent: int) -> Sequence[Payment]:
    """Payments in files up to a trading day that the bank has not answered yet, in order."""
    query = select(payments).where(
        payments.c.status == PaymentStatus.SENT, payments.c.sent <= last_sent
    )
    return [as_payment(row) for row in connection.execute(query.order_by(payments.c.payment))]


def as_payment(row: Row[*tuple[Any, ...]]) -> Payment:
    return Payment(*row)._replace(status=PaymentStatus(row.status))
