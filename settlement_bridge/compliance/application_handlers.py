"""Answers to the operations on applications of surrender, offset and carry-over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from settlement_bridge.books import entities
from settlement_bridge.books.scopes import scope_of, seen_by
from settlement_bridge.compliance import (
    STATUS_WORDS,
    ApplicationKind,
    application_rows,
    applications,
    reviews,
)
from settlement_bridge.compliance.application_rows import Application
from settlement_bridge.defaults import calendar_of
from settlement_bridge.law.kept import law_of
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX


async def answer_file_application(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The application's number."""
    given = (signed(fields, grant), office.today(), office.now_ns())
    number = await office.do(applications.apply, applications.asked(fields), *given)
    return {"application": number}


async def answer_applications(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Applications, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = (seen_by(grant), fields.get("account"), fields.get("waiting", False))
    return await office.read(_page, wanted, after, limit)


async def answer_approve_application(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What became of it."""
    return await _decided(
        office, fields, await office.do(reviews.approve, *_of(office, fields, grant))
    )


async def answer_return_application(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What became of it."""
    number, scope, seen, *signed_now = _of(office, fields, grant)
    given = (number, scope, seen, fields["reason"], *signed_now)
    return await _decided(office, fields, await office.do(reviews.send_back, *given))


async def answer_withdraw_application(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The application's number."""
    what = (fields["application"], fields["account"], signed(fields, grant))
    return {
        "application": await office.do(reviews.withdraw, *what, office.today(), office.now_ns())
    }


def _of(office: Office, fields: Fields, grant: Grant) -> tuple[Any, ...]:
    """An application and whose decision it is."""
    by = (scope_of(grant), seen_by(grant), signed(fields, grant))
    return (fields["application"], *by, office.today(), office.now_ns())


async def _decided(office: Office, fields: Fields, number: int) -> Fields:
    found = await office.read(application_rows.one, number)
    assert found is not None, "it was decided on"
    status = found.status.name.lower()
    return {"application": number, "status": status, "event": found.event or None}


def _page(connection: Connection, wanted: tuple[Any, ...], after: int, limit: int) -> Fields:
    seen, account, waiting = wanted
    owner = entities.register(connection, [account]).get(account) if account is not None else None
    whose = None if account is None else (account, owner.entity if owner else 0)
    found = application_rows.some(connection, seen, whose, waiting, after, limit + 1)
    return page("applications", found, limit, "number", lambda row: _row(connection, row))


def _row(connection: Connection, row: Application) -> Fields:
    act = "carry_over" if row.kind == ApplicationKind.CARRY_OVER else "surrender"
    review = law_of(connection).review(act, row.year)
    days = review.decide_days if review else 0
    until = calendar_of(connection).working_days_after(row.date, days) if days else 0
    return row._asdict() | {
        "kind": row.kind.name.lower(),
        "giver": row.giver or None,
        "date": format_date(row.date),
        "until": format_date(until) or None,
        "status": row.status.name.lower(),
        "words": STATUS_WORDS[row.status],
        "decided_by": row.decided_by or None,
        "held": row.held or None,
        "event": row.event or None,
    }
