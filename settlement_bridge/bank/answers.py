"""The bank's answer to payment files (付款回单): what it has paid and what it returned, line by
line.

CSV in UTF-8, header `payment,file,date,amount,result,bank_reference,reason`, at the end
`total,ROWS,,AMOUNT,,,`. `result` is `confirmed`, or `returned` with a reason: not paid, or (of a
payment confirmed before) come back.
"""

from __future__ import annotations

from typing import NamedTuple

from settlement_bridge.bank.deposits import twins
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import cells, sheets
from settlement_bridge.intake.sheets import Malformed, Sheet
from settlement_bridge.store.tables.bank import REFERENCE_SIZE
from settlement_bridge.store.tables.registry import NOTE_SIZE

HEADER = ("payment", "file", "date", "amount", "result", "bank_reference", "reason")
SHEET = Sheet("bank_answer", HEADER, (), ("amount",))
CONFIRMED, RETURNED = "confirmed", "returned"


class Answer(NamedTuple):
    """One line."""

    payment: int
    file: int
    date: int
    amount_fen: int
    result: str
    reference: str
    reason: str


def read(text: str) -> list[Answer] | Refusal:
    """The lines of a file, or what is wrong in which line and column. O(characters)."""
    rows = sheets.read(text, SHEET, _row)
    if isinstance(rows, Refusal):
        return rows
    twice = twins([row.payment for row in rows], "payment") or twins(
        [row.reference for row in rows], "bank_reference"
    )
    return twice or rows


def _row(line: int, cell: list[str]) -> Answer:
    if cell[4] not in (CONFIRMED, RETURNED):
        raise Malformed(line, cell[4][:100], [CONFIRMED, RETURNED], "not a result", "result")
    returned = cell[4] == RETURNED
    if not returned and cell[6]:
        raise Malformed(line, cell[6][:100], "", "a reason goes with returned", "reason")
    return Answer(
        cells.number(line, "payment", cell[0]),
        cells.number(line, "file", cell[1]),
        cells.day(line, "date", cell[2]),
        cells.amount(line, "amount", cell[3]),
        cell[4],
        cells.words(line, "bank_reference", cell[5], REFERENCE_SIZE, least=1),
        cells.words(line, "reason", cell[6], NOTE_SIZE, least=1 if returned else 0),
    )
