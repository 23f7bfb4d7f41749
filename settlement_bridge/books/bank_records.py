"""What the bank's side speaks of: lines of money it told, payments and their life."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from settlement_bridge.records import CASH, OUTSIDE, SUSPENSE, Key, State


class PaymentStatus(IntEnum):
    """Life of a payment. Numbers are stored and never reused."""

    REQUESTED = 1  # the money is held as payable
    SENT = 2  # it stands in a payment file
    CONFIRMED = 3  # the bank has paid
    RETURNED = 4  # the bank has not, or the money came back
    WITHDRAWN = 5  # given up before it was sent


WAITING = (PaymentStatus.REQUESTED, PaymentStatus.SENT)  # their money is payable


class BankLine(NamedTuple):
    """A line of money the bank told of; a row of the table."""

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
