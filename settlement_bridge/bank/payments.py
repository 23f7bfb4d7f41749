"""Payments out of the settlement account (出金): asked for, withdrawn, and collected into numbered
files (付款文件), each in one file and never in another.

A file is written from the table of payments, so it can be written again at any time, and is the
same to the last byte.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from engine.texts.csv_files import csv_text
from engine.units import format_hundredths
from settlement_bridge import intake
from settlement_bridge.bank import may_go
from settlement_bridge.books import SUSPENSE, EntryKind, Movement, SignOff, events
from settlement_bridge.books.bank_money import (
    Payee,
    Payment,
    as_payment,
    free,
    one_payment,
    payable,
    payee_of,
)
from settlement_bridge.books.entities import register, unknown_account
from settlement_bridge.books.first_answers import PaymentFile
from settlement_bridge.books.parties import PaymentStatus, Status
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Sheet
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import accounts, entities
from settlement_bridge.store.registry_tables import files
from settlement_bridge.store.settlement_tables import payments


def request(
    connection: Connection,
    account: int,
    amount_fen: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Ask for registry cash to be paid out; it is payable from then on.

    The payment's number, or why not.
    """
    payee = _payee(connection, account)
    if isinstance(payee, Refusal):
        return payee
    movement = Movement(
        EntryKind.PAYMENT_REQUEST, free(account), payable(account), amount_fen, date
    )
    free_to_go, kept = may_go(connection, account, date)
    if amount_fen > free_to_go and kept:
        message = "sale money may leave the settlement account from the next trading day on"
        return Refusal(
            "cash_of_sales_not_yet_withdrawable", "amount_fen", amount_fen, free_to_go, message
        )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        what = (event, account, amount_fen, *payee)
        row = Payment(*what, PaymentStatus.REQUESTED, date, None, None, None, "")
        connection.execute(insert(payments).values(row))
    return event


def _payee(connection: Connection, account: int) -> Payee | Refusal:
    """Where to pay an account's money; the refusal of an account that cannot be paid."""
    payee = payee_of(connection, account)
    message = "the registry knows no bank account to pay this account's money to"
    unknown = Refusal("payee_unknown", "account", account, None, message)
    return _may_not(connection, account) or payee or unknown


def _may_not(connection: Connection, account: int) -> Refusal | None:
    found = register(connection, [account]).get(account)
    if found is None or account < 1:
        return unknown_account(account)
    if found.status != Status.ACTIVE:
        word = found.status.name.lower()
        return Refusal(
            f"account_{word}", "account", account, None, f"this account or its entity is {word}"
        )
    return None


def withdraw(
    connection: Connection,
    payment: int,
    account: int | None,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Give up a payment that was not sent yet (of `account`, or of any): the event that frees its
    money.
    """
    found = one_payment(connection, payment)
    if found is None or account not in (None, found.account):
        return Refusal("payment_unknown", "payment", payment, None, "no such payment")
    if found.status != PaymentStatus.REQUESTED:
        message = f"this payment is {found.status.name.lower()}"
        return Refusal(
            "payment_not_requested", "payment", payment, "one that was not sent", message
        )
    source, target = payable(found.account), free(found.account)
    movement = Movement(
        EntryKind.PAYMENT_WITHDRAWN, source, target, found.amount_fen, date, reference=payment
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        connection.execute(
            update(payments)
            .where(payments.c.payment == payment)
            .values(status=PaymentStatus.WITHDRAWN)
        )
    return event


SHEET = Sheet(
    "payments",
    ("payment", "file", "account", "amount", "payee_name", "payee_bank", "payee_account"),
    (),
    ("amount",),
)
FILE_ROWS_MAX = 10_000


def cut(
    connection: Connection, who: str, date: int, time_ns: int, limit: int = FILE_ROWS_MAX
) -> PaymentFile | Refusal:
    """Collect what was asked for into the next file, oldest first; what a suspended account asked
    for waits.
    """
    number = next_number(connection, payments.c.file)
    chosen = payments.c.payment.in_(_collectable().limit(limit).scalar_subquery())
    values = {"status": PaymentStatus.SENT, "file": number, "sent": date}
    count = connection.execute(update(payments).where(chosen).values(values)).rowcount
    if count == 0:
        return Refusal("nothing_to_pay", None, None, None, "no payment waits to be sent")
    text = file_text(connection, number)
    amount_fen = connection.scalar(
        select(func.sum(payments.c.amount_fen)).where(payments.c.file == number)
    )
    counted = (count, int(amount_fen or 0))
    intake.note_given(connection, SHEET.kind, text, str(number), counted, who, time_ns)
    return PaymentFile(number, intake.digest_of(text), *counted)


def _collectable() -> Select[*tuple[Any, ...]]:
    owned = payments.join(accounts, accounts.c.account == payments.c.account)
    owned = owned.outerjoin(entities, entities.c.entity == accounts.c.entity)
    of_entity = func.coalesce(entities.c.status, Status.ACTIVE)
    free_to_act = (accounts.c.status == Status.ACTIVE) & (of_entity == Status.ACTIVE)
    query = (
        select(payments.c.payment)
        .select_from(owned)
        .where(payments.c.status == PaymentStatus.REQUESTED, free_to_act)
    )
    return query.order_by(payments.c.payment)


def file_text(connection: Connection, file: int) -> str:
    """A payment file, from its header to its totals line."""
    query = select(payments).where(payments.c.file == file).order_by(payments.c.payment)
    rows = [_cells(as_payment(row)) for row in connection.execute(query)]
    return csv_text([SHEET.header, *rows, SHEET.totals(rows)])


def _cells(payment: Payment) -> list[str]:
    account = "" if payment.account == SUSPENSE else str(payment.account)
    amount = format_hundredths(payment.amount_fen)
    return [
        str(payment.payment),
        str(payment.file),
        account,
        amount,
        payment.holder,
        payment.bank,
        payment.bank_account,
    ]


def file_of(connection: Connection, file: int) -> PaymentFile | None:
    """What was noted of a file when it was made, or None."""
    noted = select(files.c.digest, files.c.rows, files.c.total).where(
        files.c.kind == SHEET.kind, files.c.reference == str(file)
    )
    row = connection.execute(noted).one_or_none()
    return None if row is None else PaymentFile(file, *row)


def all_files(connection: Connection, after: int, limit: int) -> list[PaymentFile]:
    """Payment files with a number above `after`, in order."""
    query = (
        select(payments.c.file)
        .where(payments.c.file > after)
        .group_by(payments.c.file)
        .order_by(payments.c.file)
        .limit(limit)
    )
    found = (file_of(connection, number) for number in connection.scalars(query).all())
    return [file for file in found if file is not None]
