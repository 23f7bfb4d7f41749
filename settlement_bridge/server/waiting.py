"""What waits for a key: of an authority, of the registry's staff, of a member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from settlement_bridge.books import entities, held_acts
from settlement_bridge.books.scopes import Seen, seen_by
from settlement_bridge.compliance import (
    ApplicationStatus,
    alerts,
    application_rows,
    notices,
    result_objections,
)
from settlement_bridge.compliance.application_rows import Application
from settlement_bridge.office import Fields, Office
from settlement_bridge.operations.fields import AUTHORITY, OPERATOR, PAGE_MAX
from settlement_bridge.representatives import proposals

RETURNED_MAX = 100  # applications that came back, the last ones


async def answer_waiting(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What waits, in order of its kinds."""
    if grant.role in AUTHORITY:
        return {"waiting": await office.read(_of_authority, seen_by(grant))}
    if grant.role in OPERATOR:
        return {"waiting": await office.read(_of_staff, grant.key, office.now_ns())}
    return {"waiting": await office.read(_of_member, fields["account"], grant.key)}


def _of_authority(connection: Connection, seen: Seen) -> list[Fields]:
    filed = application_rows.some(connection, seen, None, True, 0, PAGE_MAX)
    raised = alerts.standing(connection, seen)[:PAGE_MAX]
    noted = notices.acknowledged(connection, [row.number for row in raised])
    objected = result_objections.some(connection, seen, None, True, 0, PAGE_MAX)
    return [
        *_applications(row for row in filed if row.status == ApplicationStatus.WAITING),
        *(
            _row("objection", row.number, row.entity, row.text, row.time_ns, row.until)
            for row in objected
        ),
        *(
            _row("alert", row.number, row.alert.entity, row.alert.kind.value, row.time_ns)
            for row in raised
            if row.number not in noted
        ),
    ]


def _of_staff(connection: Connection, key: str, now_ns: int) -> list[Fields]:
    held = held_acts.some(connection, True, 0, PAGE_MAX, now_ns)
    filed = application_rows.some(connection, None, None, True, 0, PAGE_MAX)
    approved = [row for row in filed if row.status == ApplicationStatus.APPROVED]
    return [
        *(
            _row("approval", row.number, 0, row.operation, row.time_ns)
            for row in held
            if row.maker != key
        ),
        *(_row("carry_over", row.held, row.entity, _words(row), row.time_ns) for row in approved),
    ]


def _of_member(connection: Connection, account: int, key: str) -> list[Fields]:
    found = entities.one_account(connection, account)
    entity = found.entity if found else 0
    waiting = proposals.some(connection, account, True, 0, PAGE_MAX)
    filed = application_rows.some(connection, None, (account, entity), False, 0, PAGE_MAX)
    back = [row for row in filed if row.status == ApplicationStatus.RETURNED][-RETURNED_MAX:]
    return [
        *(
            _row("proposal", row.number, row.entity, row.operation, row.time_ns)
            for row in waiting
            if row.maker != key
        ),
        *(
            _row("returned", row.number, row.entity, f"{_words(row)}: {row.reason}", row.decided_ns)
            for row in back
        ),
    ]


def _applications(found: Iterable[Application]) -> Iterator[Fields]:
    return (_row("application", row.number, row.entity, _words(row), row.time_ns) for row in found)


def _words(row: Application) -> str:
    kind = row.kind.name.lower().replace("_", "-")
    return f"{kind} of {row.quantity} t of {row.instrument}, {row.year}"


def _row(what: str, number: int, entity: int, words: str, since_ns: int, until: int = 0) -> Fields:
    return {
        "what": what,
        "number": number,
        "entity": entity or None,
        "words": words,
        "since_ns": since_ns,
        "until": format_date(until) or None,
    }
