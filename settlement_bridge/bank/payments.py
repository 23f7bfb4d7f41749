"""Payments out of the settlement account (出金): asked for, withdrawn, and how much may go.

Sale money may leave the settlement account from the next trading day on, at the registry or at the
exchange (次日可出金). The exchange keeps the day's sale money in the trading account; this rule
does the same for cash in the registry. An account's cash at the registry and at the exchange
together, less what it was paid for sales of days that are not over, may go; purchases are not held
against sales, as at the exchange. How many trading days it waits is the rule `sale_money_days`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from settlement_bridge.books import (
    CASH,
    EntryKind,
    Movement,
    SignOff,
    State,
    events,
    settings,
    venue_rules,
)
from settlement_bridge.books.bank_money import Payee, Payment, free, payable
from settlement_bridge.books.entities import ACCOUNT, note_change, register
from settlement_bridge.books.parties import PaymentStatus, Status
from settlement_bridge.errors import Refusal
from settlement_bridge.store.registry_tables import holdings, journal
from settlement_bridge.store.settlement_tables import bank_accounts, days, payments, trades

OWN_CASH = (State.CASH_REGISTRY, State.CASH_AVAILABLE, State.CASH_IN_TRANSIT)


class MayGo(NamedTuple):
    """Fen of registry cash that an account may ask to be paid out on a trading day, and the sale
    money kept back on it.
    """

    withdrawable: int
    sale_money: int


def set_payee(
    connection: Connection, account: int, payee: Payee, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Say to which bank account an account's money is paid: the change's number."""
    if account not in register(connection, [account]) or account < 1:
        return Refusal(
            "account_unknown", "account", account, None, "no such account in the registry"
        )
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
        return Refusal(
            "account_unknown", "account", account, None, "no such account in the registry"
        )
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


def may_go(connection: Connection, account: int, today: int) -> MayGo:
    """What may leave the settlement account for an account. O(the account's journal entries)."""
    query = select(holdings.c.state, holdings.c.quantity).where(
        holdings.c.account == account, holdings.c.instrument == CASH
    )
    held = {row.state: row.quantity for row in connection.execute(query)}
    whole = sum(held.get(state, 0) for state in OWN_CASH)
    kept = sale_money(connection, account, today)
    return MayGo(max(0, min(held.get(State.CASH_REGISTRY, 0), whole - kept)), kept)


def sale_money(connection: Connection, account: int, today: int) -> int:
    """What an account was paid for sales, less its fees, on days whose money may not leave yet."""
    first = first_day_kept(
        connection, today, venue_rules.number(connection, settings.SALE_MONEY_DAYS)
    )
    if first is None:
        return 0
    column = trades.c
    paid = func.sum(
        column.amount_fen - column.seller_trading_fee_fen - column.seller_settlement_fee_fen
    )
    same = and_(column.method == journal.c.method, column.trade == journal.c.trade)
    sold = and_(
        journal.c.to_account == account,
        journal.c.kind == EntryKind.TRADE_CASH,
        journal.c.date >= first,
    )
    return int(
        connection.scalar(select(paid).select_from(journal.join(trades, same)).where(sold)) or 0
    )


def first_day_kept(connection: Connection, today: int, waits: int) -> int | None:
    """The first trading day whose sale money is kept today; None: none is.

    With 1 it is today, with 2 the day before it too.
    """
    if waits == 0:
        return None
    query = (
        select(days.c.date).where(days.c.date < today).order_by(days.c.date.desc()).limit(waits - 1)
    )
    result: int | None = min([today, *connection.scalars(query)])
    return result


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
