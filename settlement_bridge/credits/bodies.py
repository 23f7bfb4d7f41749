"""Validation and verification bodies (审定与核查机构), and owners that may not apply.

A body is an entity of the registry that is accredited for some fields between two days. The last
accreditation of an entity counts; one that was struck off stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select

from engine.units import format_date
from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.credit_words import field_of
from settlement_bridge.books.entities import ENTITY, note_change, unknown_entity
from settlement_bridge.books.parties import EntityKind
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import accreditations, owner_bars

FIELDS_MAX = 26  # fields have a letter each


class Accreditation(NamedTuple):
    """What a body may do: in which fields, between which days (last 0: open)."""

    number: int
    entity: int
    fields: tuple[int, ...]
    first: int
    last: int
    struck_off: bool
    document: str


class Bar(NamedTuple):
    """An owner that may not apply between two days (last 0: for good)."""

    number: int
    entity: int
    first: int
    last: int
    document: str


def accredit(
    connection: Connection,
    entity: int,
    fields: Sequence[int],
    days: tuple[int, int],
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Accredit a body for fields between two days, in place of what it had: the row's number."""
    known = entities.one_entity(connection, entity)
    if known is None:
        return unknown_entity(entity)
    if known.kind is not EntityKind.BODY:
        message = f"entity {entity} is registered as {known.kind.name.lower()}"
        return Refusal("not_a_body", "entity", entity, "body", message)
    before = accreditation(connection, entity)
    if before is not None and before.struck_off:
        return _struck_off(before)
    return _write(connection, entity, sorted(set(fields)), days, False, sign_off, time_ns)


def strike_off(
    connection: Connection, entity: int, today: int, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Strike a body off for good (撤销): the row's number."""
    before = accreditation(connection, entity)
    if before is None or before.struck_off:
        return _struck_off(before) if before else _not_accredited(entity, "entity", 0)
    days = (before.first, today)
    return _write(connection, entity, before.fields, days, True, sign_off, time_ns)


def _write(
    connection: Connection,
    entity: int,
    fields: Sequence[int],
    days: tuple[int, int],
    struck_off: bool,
    sign_off: SignOff,
    time_ns: int,
) -> int:
    number = next_number(connection, accreditations.c.number)
    said = ",".join(map(str, fields))
    what = (number, entity, said, *days, int(struck_off), sign_off.document)
    connection.execute(insert(accreditations).values((*what, time_ns, sign_off.who)))
    change = (ENTITY, entity, "accreditation", "", "struck off" if struck_off else f"fields {said}")
    note_change(connection, change, sign_off, time_ns)
    return number


def accreditation(connection: Connection, entity: int) -> Accreditation | None:
    """What a body may do now, or None."""
    query = select(accreditations).where(accreditations.c.entity == entity)
    row = connection.execute(query.order_by(accreditations.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _accreditation(row)


def all_bodies(connection: Connection) -> list[Accreditation]:
    """The last accreditation of each body, in order of their numbers."""
    last = select(func.max(accreditations.c.number)).group_by(accreditations.c.entity)
    query = select(accreditations).where(accreditations.c.number.in_(last))
    rows = connection.execute(query.order_by(accreditations.c.entity))
    return [_accreditation(row) for row in rows]


def _accreditation(row: Row[*tuple[Any, ...]]) -> Accreditation:
    fields = tuple(int(field) for field in row.fields.split(",") if field)
    days = (row.first, row.last, bool(row.struck_off))
    return Accreditation(row.number, row.entity, fields, *days, row.document)


def may_not_judge(
    connection: Connection, entity: int, methodology: str, today: int, named: str = "body"
) -> Refusal | None:
    """Why a body may not judge projects of a methodology on a day, or None."""
    found = accreditation(connection, entity)
    field = field_of(methodology)
    if found is not None and found.struck_off:
        return _struck_off(found, named)
    in_time = found is not None and found.first <= today <= (found.last or today)
    if found is None or not in_time or field not in found.fields:
        return _not_accredited(entity, named, field)
    return None


def _struck_off(found: Accreditation, named: str = "entity") -> Refusal:
    message = f"this body was struck off on {format_date(found.last)}"
    return Refusal("body_struck_off", named, found.entity, None, message)


def _not_accredited(entity: int, named: str, field: int) -> Refusal:
    what = f"for field {field} today" if field else "for anything"
    message = f"entity {entity} is not accredited {what}"
    return Refusal("body_not_accredited", named, entity, field or None, message)


def bar(
    connection: Connection,
    entity: int,
    days: tuple[int, int],
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Let an owner apply for nothing between two days (last 0: for good): the row's number."""
    if entities.one_entity(connection, entity) is None:
        return unknown_entity(entity)
    if days[1] and days[1] < days[0]:
        message = "the last day is before the first"
        return Refusal("field_out_of_range", "last", days[1], days[0], message)
    number = next_number(connection, owner_bars.c.number)
    row = (number, entity, *days, sign_off.document, time_ns, sign_off.who)
    connection.execute(insert(owner_bars).values(row))
    until = format_date(days[1]) if days[1] else "for good"
    change = (ENTITY, entity, "barred", "", f"{format_date(days[0])} to {until}")
    note_change(connection, change, sign_off, time_ns)
    return number


def bars(connection: Connection) -> list[Bar]:
    """The last bar of each owner, in order of their numbers."""
    last = select(func.max(owner_bars.c.number)).group_by(owner_bars.c.entity)
    query = select(owner_bars).where(owner_bars.c.number.in_(last)).order_by(owner_bars.c.entity)
    return [Bar(*row[:5]) for row in connection.execute(query)]


def barred(connection: Connection, entity: int, today: int) -> Refusal | None:
    """Why an owner may not apply on a day, or None."""
    query = select(owner_bars).where(owner_bars.c.entity == entity)
    row = connection.execute(query.order_by(owner_bars.c.number.desc()).limit(1)).one_or_none()
    if row is None or today < row.first or 0 < row.last < today:
        return None
    until = f"until {format_date(row.last)}" if row.last else "for good"
    message = f"entity {entity} may not apply {until}: {row.document}"
    return Refusal("owner_barred", "account", entity, format_date(row.last) or None, message)
