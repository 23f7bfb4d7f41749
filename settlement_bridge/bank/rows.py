"""Lines, payments, files and comparisons as the fields of replies."""

from __future__ import annotations

from typing import Any

from engine.units import format_date
from settlement_bridge.bank.comparison import Books, Comparison
from settlement_bridge.books.bank_money import BankLine, Payment
from settlement_bridge.records import SUSPENSE

Fields = dict[str, Any]


def line_row(line: BankLine) -> Fields:
    """A line of the bank; `line` is its number here."""
    return {
        "line": line.number,
        "bank_reference": line.reference,
        "date": format_date(line.date),
        "amount_fen": line.amount_fen,
        "named": line.named,
        "payer_name": line.payer_name,
        "payer_account": line.payer_account,
    }


def payment_row(payment: Payment) -> Fields:
    """A payment; `account` is null for money that was nobody's."""
    own = payment.account if payment.account != SUSPENSE else None
    sent = format_date(payment.sent) if payment.sent is not None else None
    words = {
        "account": own,
        "status": payment.status.name.lower(),
        "sent": sent,
        "reason": payment.reason or None,
    }
    return payment._asdict() | words | {"requested": format_date(payment.requested) or None}


def comparison_row(compared: Comparison, books: Books) -> Fields:
    """A day's comparison, with the sub-ledgers it begins with."""
    return {
        "date": format_date(compared.balance.date),
        "settlement_account": compared.balance.settlement_account,
        "balance_fen": compared.balance.balance_fen,
        "sub_ledgers": {f"{name}_fen": amount for name, amount in books.held.items()},
        "held_fen": compared.held_fen,
        "came_since_fen": books.came_since_fen,
        "went_since_fen": books.went_since_fen,
        "booked_fen": compared.booked_fen,
        "timing": [timing._asdict() for timing in compared.timing],
        "expected_fen": compared.expected_fen,
        "unanswered_fen": compared.unanswered_fen,
        "difference_fen": compared.difference_fen,
    }
