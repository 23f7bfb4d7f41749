"""Offsets that emitters have asked for, as the registry of allowances keeps them."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, insert, select

from settlement_bridge.books import SignOff, settings, venue_rules
from settlement_bridge.books.offset_words import ENDED, OffsetStatus, Step
from settlement_bridge.books.scopes import Seen, only
from settlement_bridge.compliance.offset_statements import Statement, read
from settlement_bridge.offsets import STEP_OF, Wanted
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.offset_tables import offsets

REFERENCE_DIGITS = 32


class Requested(NamedTuple):
    """An offset and how far it has come; `statement` is the last one of the credits registry."""

    number: int
    reference: str
    entity: int
    wanted: Wanted
    status: OffsetStatus
    code: str
    message: str
    sign_off: SignOff
    date: int
    time_ns: int
    decided_by: str
    decided_ns: int
    statement: Statement | None
    signed_by: str
    ended_date: int
    ended_ns: int

    @property
    def step(self) -> Step | None:
        """What the credits registry is to be asked; None: nothing."""
        return STEP_OF.get(self.status)


def add(
    connection: Connection,
    entity: int,
    wanted: Wanted,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int:
    """Write one that is asked for now: its number."""
    number = next_number(connection, offsets.c.number)
    row = {
        "number": number,
        "reference": reference_of(number, entity, wanted, time_ns),
        "entity": entity,
        "account": wanted.account,
        "credit_code": wanted.credit_code,
        "year": wanted.year,
        "instrument": wanted.instrument,
        "quantity": wanted.quantity,
        "serials": json.dumps(wanted.serials) if wanted.serials else "",
        "date": date,
        "time_ns": time_ns,
        "who": sign_off.who,
        "role": sign_off.role,
        "document": sign_off.document,
        "note": sign_off.note,
    }
    blank = dict.fromkeys(("code", "message", "decided_by", "statement", "signed_by"), "")
    zero = dict.fromkeys(("decided_ns", "ended_date", "ended_ns"), 0)
    fresh = row | blank | zero | {"status": int(OffsetStatus.ASKED)}
    connection.execute(insert(offsets).values(fresh))
    return number


def reference_of(number: int, entity: int, wanted: Wanted, time_ns: int) -> str:
    """The name of an offset in both registries. With the time in it a registry that was brought
    back from a copy gives no reference a second time.
    """
    said = json.dumps([number, entity, wanted, time_ns], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:REFERENCE_DIGITS]


def one(connection: Connection, number: int, seen: Seen = None) -> Requested | None:
    """An offset by its number, or None; only of those seen."""
    chosen = (offsets.c.number == number, *only(offsets.c.entity, seen))
    found = _some(connection, select(offsets).where(*chosen))
    return found[0] if found else None


def rests(connection: Connection, found: Requested) -> bool:
    """Whether an offset waits for nobody but a person: it has ended, or needs approval."""
    if found.status is OffsetStatus.PENDING:
        return needs_approval(connection)
    return found.status in ENDED


def needs_approval(connection: Connection) -> bool:
    """Whether frozen credits wait for somebody who approves."""
    return venue_rules.number(connection, settings.OFFSET_APPROVAL) == 1


def pending(connection: Connection) -> list[Requested]:
    """Offsets whose credits are frozen and that are not decided on, in order."""
    return _some(connection, select(offsets).where(offsets.c.status == OffsetStatus.PENDING))


def any_pending(connection: Connection) -> bool:
    """Whether something is frozen and not decided on."""
    waiting = offsets.c.status == OffsetStatus.PENDING
    return connection.scalar(select(offsets.c.number).where(waiting).limit(1)) is not None


def to_ask(connection: Connection, limit: int) -> list[Requested]:
    """Offsets of which the credits registry has something to answer, in order."""
    waiting = offsets.c.status.in_([int(status) for status in STEP_OF])
    return _some(connection, select(offsets).where(waiting).limit(limit))


def some(
    connection: Connection,
    account: int | None,
    entity: int | None,
    year: int | None,
    after_number: int,
    limit: int,
    seen: Seen = None,
) -> list[Requested]:
    """Offsets with numbers above one, of an account, an entity, a year, or all that are seen, in
    order.
    """
    chosen = (offsets.c.number > after_number, *only(offsets.c.entity, seen))
    query = select(offsets).where(*chosen)
    named = {"account": account, "entity": entity, "year": year}
    for name, value in named.items():
        if value is not None:
            query = query.where(offsets.c[name] == value)
    return _some(connection, query.limit(limit))


def _some(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[Requested]:
    rows = connection.execute(query.order_by(offsets.c.number)).all()
    return [_requested(row) for row in rows]


def _requested(row: Row[*tuple[Any, ...]]) -> Requested:
    serials = tuple(json.loads(row.serials)) if row.serials else ()
    return Requested(
        row.number,
        row.reference,
        row.entity,
        Wanted(row.account, row.credit_code, row.year, row.instrument, row.quantity, serials),
        OffsetStatus(row.status),
        row.code,
        row.message,
        SignOff(row.who, row.role, row.document, row.note),
        row.date,
        row.time_ns,
        row.decided_by,
        row.decided_ns,
        read(row.statement) if row.statement else None,
        row.signed_by,
        row.ended_date,
        row.ended_ns,
    )
