"""The bank's closing balance (银行日终余额): a file of one or more days.

CSV in UTF-8, header `date,settlement_account,closing_balance`, at the end `total,ROWS,BALANCES`,
the sum of the balances.
"""

from __future__ import annotations

from typing import NamedTuple

from settlement_bridge.bank.deposits import twins
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import cells, sheets
from settlement_bridge.intake.sheets import Sheet
from settlement_bridge.store.tables.bank import BANK_ACCOUNT_SIZE

SHEET = Sheet(
    "bank_balance", ("date", "settlement_account", "closing_balance"), (), ("closing_balance",)
)


class Balance(NamedTuple):
    """What the settlement account held at the end of a day."""

    date: int
    settlement_account: str
    balance_fen: int


def read(text: str) -> list[Balance] | Refusal:
    """The days of a file, or what is wrong in which line and column. O(characters)."""
    rows = sheets.read(text, SHEET, _row)
    return rows if isinstance(rows, Refusal) else twins([row.date for row in rows], "date") or rows


def _row(line: int, cell: list[str]) -> Balance:
    return Balance(
        cells.day(line, "date", cell[0]),
        cells.words(line, "settlement_account", cell[1], BANK_ACCOUNT_SIZE, least=1),
        cells.amount(line, "closing_balance", cell[2], least=0),
    )
