"""Payment files (付款文件): payments collected into numbered files, each in one file and never in
another.

A file is written from the table of payments, so it can be written again at any time, and is the
same to the last byte.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from engine.texts.csv_files import csv_text
from engine.units import format_hundredths
from settlement_bridge.bank.payments import as_payment
from settlement_bridge.books import SUSPENSE
from settlement_bridge.books.bank_money import Payment
from settlement_bridge.books.first_answers import PaymentFile
from settlement_bridge.books.parties import PaymentStatus, Status
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import sheets
from settlement_bridge.intake.sheets import Sheet
from settlement_bridge.store.entity_tables import accounts, entities
from settlement_bridge.store.registry_tables import files
from settlement_bridge.store.settlement_tables import payments

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
    number = (connection.scalar(select(func.max(payments.c.file))) or 0) + 1
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
    sheets.note_given(connection, SHEET.kind, text, str(number), counted, who, time_ns)
    return PaymentFile(number, sheets.digest_of(text), *counted)


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
