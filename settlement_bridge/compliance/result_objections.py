"""Objections (异议) of emitters to an allocation or a verification result: filed within the law's
working days of the result (7), decided by the province within others (10).

A decision is a record. What follows from one that was upheld is done as such: a correction of the
emissions file, or the reversal of the issue and another one.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from engine.units import format_date
from settlement_bridge.books import EntryKind, SignOff, entities, ledger_rows, scopes
from settlement_bridge.books.scopes import Scope, Seen
from settlement_bridge.defaults import calendar_of, date_of
from settlement_bridge.errors import Refusal
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.authority_tables import result_objections
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import obligations
from settlement_bridge.store.registry_tables import TEXT_SIZE

ACTS = ("objection_to_verification", "objection_to_allocation")  # in the law of reviews
WAITING_MAX = 20  # of one entity
_ISSUES = (EntryKind.ISSUE, EntryKind.ENTRUSTED_ISSUE)


class Subject(IntEnum):
    """What an objection is to. Numbers are stored and never reused."""

    ALLOCATION = 1  # 配额分配
    VERIFICATION = 2  # 核查结果


class ObjectionStatus(IntEnum):
    """Life of an objection. Numbers are stored and never reused."""

    WAITING = 1  # 待答复
    UPHELD = 2  # 已采纳
    REJECTED = 3  # 已驳回


STATUS_WORDS = {
    ObjectionStatus.WAITING: "待答复",
    ObjectionStatus.UPHELD: "已采纳",
    ObjectionStatus.REJECTED: "已驳回",
}


class ResultObjection(NamedTuple):
    """A row of the table."""

    number: int
    subject: Subject
    entity: int
    account: int
    year: int
    event: int
    text: str
    date: int
    until: int
    time_ns: int
    who: str
    status: ObjectionStatus
    decided_by: str
    decided_ns: int
    reason: str


def file(
    connection: Connection,
    account: int,
    year: int,
    event: int,
    text: str,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Object to the issue that is `event`, or with 0 to the verification result of a year: the
    objection's number.
    """
    standing = entities.register(connection, [account]).get(account)
    if standing is None:
        return entities.unknown_account(account)
    today = date if event else date_of(time_ns)  # results are entered at the clock's time
    entity = standing.entity
    day = _issued(connection, account, event) if event else _verified(connection, entity, year)
    review = law_of(connection).review(ACTS[bool(event)], year)
    terms = (review.ask_days, review.decide_days) if review else (0, 0)
    refusal = day if isinstance(day, Refusal) else _too_late(connection, day, today, terms[0])
    if refusal is not None:
        return refusal
    waiting = select(func.count()).where(
        result_objections.c.entity == entity,
        result_objections.c.status == ObjectionStatus.WAITING,
    )
    if (connection.scalar(waiting) or 0) >= WAITING_MAX:
        message = "have the objections that wait decided first"
        return Refusal("too_many_objections", "account", account, WAITING_MAX, message)
    number = next_number(connection, result_objections.c.number)
    until = calendar_of(connection).working_days_after(today, terms[1])
    subject = Subject.ALLOCATION if event else Subject.VERIFICATION
    what = (entity, account, year, event, text, today, until, time_ns, sign_off.who)
    row = (number, subject, *what, ObjectionStatus.WAITING, "", 0, "")
    connection.execute(insert(result_objections).values(row))
    return number


def _issued(connection: Connection, account: int, event: int) -> int | Refusal:
    """The day of an issue to an account."""
    for entry in ledger_rows.event_entries(connection, event):
        movement = entry.movement
        if movement.kind in _ISSUES and movement.target.account == account:
            return movement.date or date_of(entry.time_ns)
    message = "no issue to this account"
    return Refusal("event_unknown", "event", event, None, message)


def _verified(connection: Connection, entity: int, year: int) -> int | Refusal:
    """The day on which the result of a year was entered."""
    query = select(obligations.c.time_ns).where(
        obligations.c.entity == entity, obligations.c.year == year
    )
    time_ns = connection.scalar(query.order_by(obligations.c.number.desc()).limit(1))
    if time_ns is not None:
        return date_of(time_ns)
    message = f"entity {entity} has no obligation for this year"
    return Refusal("obligation_unknown", "year", year, None, message)


def _too_late(connection: Connection, result: int, date: int, days: int) -> Refusal | None:
    last = calendar_of(connection).working_days_after(result, days)
    if date <= last:
        return None
    said = format_date(last)
    message = f"{days} working days after the result of {format_date(result)} ended on {said}"
    return Refusal("objection_out_of_term", None, format_date(date), said, message)


def decide(
    connection: Connection,
    number: int,
    upheld: bool,
    by: tuple[Scope | None, Seen],
    reason: str,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Uphold or reject an objection that waits, with a reason: its number, or why not."""
    found = one(connection, number)
    if found is None or not scopes.sees(connection, by[1], found.entity):
        message = "no such objection"
        return Refusal("objection_unknown", "objection", number, None, message)
    refusal = scopes.not_deciding(connection, by[0], found.entity)
    if refusal is None and found.status != ObjectionStatus.WAITING:
        message = f"this objection is {found.status.name.lower()}"
        refusal = Refusal("objection_answered", "objection", number, "one that waits", message)
    if refusal is not None:
        return refusal
    status = ObjectionStatus.UPHELD if upheld else ObjectionStatus.REJECTED
    said = {"decided_by": sign_off.who, "decided_ns": time_ns, "reason": reason}
    this = result_objections.c.number == number
    connection.execute(update(result_objections).where(this).values(said | {"status": status}))
    words = ("waiting", f"{status.name.lower()} {reason}"[:TEXT_SIZE])
    change = (entities.ENTITY, found.entity, f"objection {number}", *words)
    entities.note_change(connection, change, sign_off, time_ns)
    return number


def one(connection: Connection, number: int) -> ResultObjection | None:
    """One objection, or None."""
    query = select(result_objections).where(result_objections.c.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else _objection(row)


def some(
    connection: Connection,
    seen: Seen,
    entity: int | None,
    waiting: bool,
    after: int,
    limit: int,
) -> list[ResultObjection]:
    """Objections of the entities that are `seen`, or of one, all or only those that wait, with a
    number above `after`, in order.
    """
    column = result_objections.c
    query = select(result_objections).where(
        column.number > after, *scopes.only(column.entity, seen)
    )
    if entity is not None:
        query = query.where(column.entity == entity)
    if waiting:
        query = query.where(column.status == ObjectionStatus.WAITING)
    rows = connection.execute(query.order_by(column.number).limit(limit))
    return [_objection(row) for row in rows]


def _objection(row: Row[*tuple[Any, ...]]) -> ResultObjection:
    subject, status = Subject(row.subject), ObjectionStatus(row.status)
    return ResultObjection(*row)._replace(subject=subject, status=status)
