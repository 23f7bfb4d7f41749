"""A bank statement of money received (入金文件), taken in whole or not at all; each file, reference
and bank reference once.

CSV in UTF-8, header `bank_reference,date,account,amount,payer_name,payer_account`, a row for each
line, at the end `total,ROWS,,AMOUNT,,`. Amounts are CNY with two decimals; `account` is the
sub-ledger that the payer named, empty for none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from gateway.protocol.fields import ACCOUNT_MAX
from settlement_bridge import intake
from settlement_bridge.asked import BANK_ACCOUNT_SIZE
from settlement_bridge.books import (
    EXCHANGE,
    SUSPENSE,
    EntryKind,
    Movement,
    SignOff,
    entities,
    events,
)
from settlement_bridge.books.bank_money import BANK, free
from settlement_bridge.books.parties import Standing, Status
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Malformed, Sheet
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.registry_tables import journal
from settlement_bridge.store.settlement_tables import PAYER_SIZE, REFERENCE_SIZE, bank_lines

SHEET = Sheet(
    "bank_deposits",
    ("bank_reference", "date", "account", "amount", "payer_name", "payer_account"),
    (),
    ("amount",),
)
FIRST_LINE = 2
REFERENCES_AT_ONCE = 500


class Deposit(NamedTuple):
    """One line: an amount, its payer, and the account that the payer named."""

    reference: str
    date: int
    named: str
    amount_fen: int
    payer_name: str
    payer_account: str


def read(text: str) -> list[Deposit] | Refusal:
    """The lines of a file, or what is wrong in which line and column. O(characters)."""
    rows = intake.read(text, SHEET, _row)
    return (
        rows
        if isinstance(rows, Refusal)
        else twins([row.reference for row in rows], "bank_reference") or rows
    )


def _row(line: int, cell: list[str]) -> Deposit:
    return Deposit(
        intake.name(line, "bank_reference", cell[0], REFERENCE_SIZE, least=1),
        intake.day(line, "date", cell[1]),
        intake.name(line, "account", cell[2], PAYER_SIZE),
        intake.amount(line, "amount", cell[3]),
        intake.words(line, "payer_name", cell[4], PAYER_SIZE, least=1),
        intake.name(line, "payer_account", cell[5], BANK_ACCOUNT_SIZE, least=1),
    )


def twins(keys: list[Any], column: str) -> Refusal | None:
    """The refusal of a file with the same value twice in a column that identifies its rows, or
    None.
    """
    seen: dict[object, int] = {}
    for line, key in enumerate(keys, FIRST_LINE):
        first = seen.setdefault(key, line)
        if first != line:
            return Malformed(line, key, None, f"the same {column} as line {first}", column).refusal
    return None


class Taken(NamedTuple):
    """What became of a file."""

    event: int
    lines: int
    amount_fen: int
    suspense: int  # lines without a known owner
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
    """Book a file as one event, or refuse the whole file.

    With `suspense`, lines without a known owner go there.
    """
    rows = read(text)
    if isinstance(rows, Refusal):
        return rows
    file = intake.Handed(SHEET.kind, text, rows, reference, sign_off, again)
    total = sum(row.amount_fen for row in rows)
    signed = sign_off._replace(document=reference)
    book = partial(_book, connection, rows, suspense, signed, date, time_ns)
    event = intake.once(connection, file, total, time_ns, book)
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
    refusal = taken_before(connection, [row.reference for row in rows])
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
    """Number and sum of the lines of a file that went to suspense when it was taken in."""
    lost = (journal.c.event == event, journal.c.kind == EntryKind.BANK_SUSPENSE)
    query = select(journal.c.quantity).where(journal.c.number >= event, *lost)
    found = connection.scalars(query).all()
    return len(found), sum(map(int, found))


def taken_before(connection: Connection, references: Sequence[str]) -> Refusal | None:
    """The refusal of a file with a bank reference of an earlier file, or None."""
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
            message = "this line was in another file of the bank before"
            place = f"line {line}, column bank_reference"
            return Refusal(
                "bank_reference_taken_before", place, reference, "one not in use", message
            )
    return None


def _owners(connection: Connection, rows: Sequence[Deposit], suspense: bool) -> list[int] | Refusal:
    """The owner of each line; SUSPENSE for lines without a known owner, if that is allowed."""
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
            "no such account in the registry; --suspense takes such lines without an owner"
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
