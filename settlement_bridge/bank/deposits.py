"""A bank statement of money received (入金文件), line by line.

CSV in UTF-8, header `bank_reference,date,account,amount,payer_name,payer_account`, a row for each
line, at the end `total,ROWS,,AMOUNT,,`. Amounts are CNY with two decimals; `account` is the
sub-ledger that the payer named, empty for none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from settlement_bridge.errors import Refusal
from settlement_bridge.intake import cells, sheets
from settlement_bridge.intake.sheets import Malformed, Sheet
from settlement_bridge.store.tables.bank import BANK_ACCOUNT_SIZE, PAYER_SIZE, REFERENCE_SIZE

SHEET = Sheet(
    "bank_deposits",
    ("bank_reference", "date", "account", "amount", "payer_name", "payer_account"),
    (),
    ("amount",),
)
FIRST_LINE = 2


class Deposit(NamedTuple):
    """One line: so much money came, from whom, for whom by the payer's words."""

    reference: str
    date: int
    named: str
    amount_fen: int
    payer_name: str
    payer_account: str


def read(text: str) -> list[Deposit] | Refusal:
    """The lines of a file, or what is wrong in which line and column. O(characters)."""
    rows = sheets.read(text, SHEET, _row)
    return (
        rows
        if isinstance(rows, Refusal)
        else twins([row.reference for row in rows], "bank_reference") or rows
    )


def _row(line: int, cell: list[str]) -> Deposit:
    return Deposit(
        cells.words(line, "bank_reference", cell[0], REFERENCE_SIZE, least=1),
        cells.day(line, "date", cell[1]),
        cells.words(line, "account", cell[2], PAYER_SIZE),
        cells.amount(line, "amount", cell[3]),
        cells.words(line, "payer_name", cell[4], PAYER_SIZE, least=1),
        cells.words(line, "payer_account", cell[5], BANK_ACCOUNT_SIZE, least=1),
    )


def twins(keys: list[Any], column: str) -> Refusal | None:
    """The refusal of a file in which a column that tells its rows apart says the same twice, or
    None.
    """
    seen: dict[object, int] = {}
    for line, key in enumerate(keys, FIRST_LINE):
        first = seen.setdefault(key, line)
        if first != line:
            return Malformed(line, key, None, f"the same {column} as line {first}", column).refusal
    return None
