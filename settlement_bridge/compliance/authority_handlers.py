"""Answers to the operations of authorities: distribution, forced surrender, objections to results,
succession, alerts taken note of.
"""

from __future__ import annotations

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from settlement_bridge.books import distributions, entities, scopes
from settlement_bridge.books.scopes import Seen, scope_of, seen_by
from settlement_bridge.compliance import (
    distribution,
    notices,
    result_objections,
    successions,
)
from settlement_bridge.compliance.result_objections import STATUS_WORDS, ResultObjection
from settlement_bridge.compliance.successions import Succession
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import AUTHORITY, PAGE_MAX


async def _check_decides(office: Office, fields: Fields, grant: Grant) -> None:
    """Raise RequestError where an authority that sees an entity does not decide about it."""
    if grant.role in AUTHORITY:
        await office.read(scopes.not_deciding, scope_of(grant), fields["entity"])


async def answer_set_distribution(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    await _check_decides(office, fields, grant)
    what = (fields["entity"], fields["year"], fields["differentiated"])
    given = (*what, signed(fields, grant), office.now_ns())
    return {"change": await office.do(distributions.state, *given)}


async def answer_distributions(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Emitters, a page at a time."""
    wanted = (seen_by(grant), fields["year"], fields.get("after", 0), PAGE_MAX + 1)
    found = await office.read(distribution.listed, *wanted)
    return page("distributions", found, PAGE_MAX, "entity", lambda row: row._asdict())


async def answer_issue_entrusted(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event."""
    code = fields["instrument"].decode()
    await office.transfers.learn({code})
    what = (fields["entity"], fields["year"], fields["account"], code, fields["quantity"])
    given = (signed(fields, grant), office.today(), office.now_ns())
    return {"event": await office.do(distribution.issue, *what, *given)}


async def answer_force_surrender(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What it came to."""
    await _check_decides(office, fields, grant)
    what = (fields["entity"], fields["year"], fields["account"])
    given = (*what, signed(fields, grant), office.today(), office.now_ns())
    event = await office.do(distribution.force, *given)
    return (await office.read(distribution.came_to, event))._asdict()


async def answer_object_to_result(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    what = (fields["account"], fields["year"], fields.get("event", 0), fields["text"])
    given = (*what, signed(fields, grant), office.today(), office.now_ns())
    return {"objection": await office.do(result_objections.file, *given)}


async def answer_result_objections(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Objections, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = (seen_by(grant), fields.get("account"), fields.get("waiting", False))
    found = await office.read(_objections, *wanted, after, limit + 1)
    return page("objections", found, limit, "number", _objection_row)


def _objections(
    connection: Connection, seen: Seen, account: int | None, waiting: bool, after: int, limit: int
) -> list[ResultObjection]:
    entity = None
    if account is not None:
        found = entities.one_account(connection, account)
        entity = found.entity if found else 0
    return result_objections.some(connection, seen, entity, waiting, after, limit)


def _objection_row(row: ResultObjection) -> Fields:
    return row._asdict() | {
        "subject": row.subject.name.lower(),
        "event": row.event or None,
        "date": format_date(row.date),
        "until": format_date(row.until),
        "status": row.status.name.lower(),
        "words": STATUS_WORDS[row.status],
        "decided_by": row.decided_by or None,
    }


async def answer_decide_objection(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    by = (scope_of(grant), seen_by(grant))
    what = (fields["objection"], fields["upheld"], by, fields["reason"])
    given = (*what, signed(fields, grant), office.now_ns())
    return {"objection": await office.do(result_objections.decide, *given)}


async def answer_merge_entity(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The record."""
    return await _succeed(office, "merge_entity", fields, grant)


async def answer_split_entity(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The record."""
    return await _succeed(office, "split_entity", fields, grant)


async def answer_close_entity(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The record."""
    return await _succeed(office, "close_entity", fields, grant)


async def _succeed(office: Office, operation: str, fields: Fields, grant: Grant) -> Fields:
    change = successions.change_of(operation, fields)
    given = (change, signed(fields, grant), office.today(), office.now_ns())
    return {"succession": await office.do(successions.succeed, *given)}


async def answer_successions(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Records, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    return await office.read(_successions, after, limit)


def _successions(connection: Connection, after: int, limit: int) -> Fields:
    found = successions.some(connection, after, limit + 1)
    return page("successions", found, limit, "number", lambda row: _succession(connection, row))


def _succession(connection: Connection, row: Succession) -> Fields:
    names = {
        number: found.name
        for number in (row.entity, row.successor)
        if (found := entities.one_entity(connection, number)) is not None
    }
    kept = ("number", "entity", "share_bp", "tonnes", "owed", "document")
    return {name: getattr(row, name) for name in kept} | {
        "kind": row.kind.name.lower(),
        "name": names.get(row.entity, ""),
        "successor": row.successor or None,
        "successor_name": names.get(row.successor),
        "event": row.event or None,
        "date": format_date(row.date),
    }


async def answer_acknowledge_alert(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The alert."""
    given = (fields["alert"], seen_by(grant), signed(fields, grant), office.now_ns())
    return {"alert": await office.do(notices.acknowledge, *given)}
