"""A bank statement of money received, taken in whole or not at all; each file, reference and bank
reference once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, select

from gateway.protocol.fields import ACCOUNT_MAX
from settlement_bridge.bank import deposits
from settlement_bridge.bank.deposits import FIRST_LINE, SHEET, Deposit
from settlement_bridge.books import entities, events
from settlement_bridge.books.bank_money import BANK, free
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import sheets
from settlement_bridge.records import (
    EXCHANGE,
    SUSPENSE,
    EntryKind,
    Movement,
    SignOff,
    Standing,
    Status,
)
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.tables.bank import bank_lines
from settlement_bridge.store.tables.registry import journal

REFERENCES_AT_ONCE = 500


class Taken(NamedTuple):
    """What became of a file."""

    event: int
    lines: int
    amount_fen: int
    suspense: int  # lines of which nobody is known to be the owner
    suspense_fen: int


def take_in(
    connection: Connection,
    text: str,
    reference: str,
    suspense: bool,
    sign_off: SignOff,
    date: int,
    time_ns: int,
    again: str = "",
) -> Taken | Refusal:
    """Book all that a file says as one event, or nothing.

    With `suspense`, lines without a known owner go there.
    """
    rows = deposits.read(text)
    if isinstance(rows, Refusal):
        return rows
    file = sheets.Handed(SHEET.kind, text, rows, reference, sign_off, again)
    total = sum(row.amount_fen for row in rows)
    signed = sign_off._replace(document=reference)
    book = partial(_book, connection, rows, suspense, signed, date, time_ns)
    event = sheets.once(connection, file, total, time_ns, book)
    if isinstance(event, Refusal):
        return event
    return Taken(event, len(rows), total, *_in_suspense(connection, event))


def _book(
    connection: Connection,
    rows: Sequence[Deposit],
    suspense: bool,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    refusal = told_before(connection, [row.reference for row in rows])
    owners = _owners(connection, rows, suspense)
    if refusal is not None or isinstance(owners, Refusal):
        return refusal or owners  # type: ignore[return-value]
    event = events.post(connection, list(_movements(rows, owners, date)), sign_off, time_ns)
    if isinstance(event, Refusal):
        return event
    owned = enumerate(zip(rows, owners, strict=True))
    lines = [_line(event + place, row, owner, date) for place, (row, owner) in owned]
    execute_rows(connection, insertion(bank_lines), lines)
    return event


def _in_suspense(connection: Connection, event: int) -> tuple[int, int]:
    """How many lines of a file were nobody's when it was taken in, and how much that was."""
    lost = (journal.c.event == event, journal.c.kind == EntryKind.BANK_SUSPENSE)
    query = select(journal.c.quantity).where(journal.c.number >= event, *lost)
    found = connection.scalars(query).all()
    return len(found), sum(map(int, found))


def told_before(connection: Connection, references: Sequence[str]) -> Refusal | None:
    """The refusal of a file one of whose bank references was told of before, or None."""
    known: set[str] = set()
    for start in range(0, len(references), REFERENCES_AT_ONCE):
        part = references[start : start + REFERENCES_AT_ONCE]
        known |= set(
            connection.scalars(
                select(bank_lines.c.reference).where(bank_lines.c.reference.in_(part))
            )
        )
    for line, reference in enumerate(references, FIRST_LINE):
        if reference in known:
            message = "the bank told of this line before, in another file"
            place = f"line {line}, column bank_reference"
            return Refusal(
                "bank_reference_taken_before", place, reference, "one not in use", message
            )
    return None


def _owners(connection: Connection, rows: Sequence[Deposit], suspense: bool) -> list[int] | Refusal:
    """Whose each line is; SUSPENSE where nobody can be named, if that is allowed."""
    numbers = {int(row.named) for row in rows if _is_account(row.named)}
    register: dict[int, Standing] = {}
    for part in _parts(sorted(numbers)):
        register |= entities.register(connection, part)
    owners = []
    for line, row in enumerate(rows, FIRST_LINE):
        owner = int(row.named) if _is_account(row.named) else 0
        refusal = _not_open(line, row, owner, register)
        if refusal is not None and not suspense:
            return refusal
        owners.append(SUSPENSE if refusal else owner)
    return owners


def _is_account(named: str) -> bool:
    return (
        named.isascii()
        and named.isdigit()
        and len(named) <= len(str(ACCOUNT_MAX))
        and EXCHANGE < int(named) <= ACCOUNT_MAX
    )


def _parts(numbers: Sequence[int]) -> Iterator[Collection[int]]:
    for start in range(0, len(numbers), REFERENCES_AT_ONCE):
        yield numbers[start : start + REFERENCES_AT_ONCE]


def _not_open(line: int, row: Deposit, owner: int, register: dict[int, Standing]) -> Refusal | None:
    place = f"line {line}, column account"
    if owner not in register:
        message = (
            "no such account in the registry; --suspense takes such lines as nobody's yet"
            " (待确认资金)"
        )
        return Refusal("account_unknown", place, row.named, "an open account", message)
    if register[owner].status == Status.CLOSED:
        return Refusal(
            "account_closed",
            place,
            row.named,
            "an open account",
            "this account or its entity is closed",
        )
    return None


def _movements(rows: Sequence[Deposit], owners: Sequence[int], date: int) -> Iterator[Movement]:
    for row, owner in zip(rows, owners, strict=True):
        kind = EntryKind.BANK_SUSPENSE if owner == SUSPENSE else EntryKind.BANK_DEPOSIT
        yield Movement(kind, BANK, free(owner), row.amount_fen, date)


def _line(number: int, row: Deposit, owner: int, booked: int) -> tuple[object, ...]:
    return (
        number,
        row.reference,
        row.date,
        booked,
        row.amount_fen,
        owner,
        row.named,
        row.payer_name,
        row.payer_account,
        None,
    )
