"""Answers to the operations of compliance.

What a year asks for, what is given up for it, what is carried over, alerts, certificates and
figures.
"""

from __future__ import annotations

from engine.units import format_date
from gateway.client import RequestRefused
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import SignOff
from settlement_bridge.books.scopes import seen_by
from settlement_bridge.compliance import (
    Position,
    alerts,
    applications,
    carry_over,
    late,
    notices,
    obligations,
    positions,
    reviews,
)
from settlement_bridge.compliance.alerts import Raised
from settlement_bridge.compliance.assessing import alert_row
from settlement_bridge.compliance.notices import Acknowledged
from settlement_bridge.compliance.owners import owner_of
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX


async def answer_emissions_file(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Take in verified emissions and what is due for them."""
    text, correction = office.uploaded(fields), fields.get("correction", False)
    who = signed(fields, grant), office.now_ns(), fields.get("again", "")
    count = await office.do(obligations.take_in, text, fields["reference"], correction, *who)
    office.uploads.forget(fields["digest"])
    return {"obligations": count}


async def answer_position(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """An entity against its obligation of a year."""
    entity = await owner_of(office, fields)
    found = await office.read(positions.position, entity, fields["year"], office.today())
    if found is None:
        rule = f"entity {entity} has no obligation for this year"
        raise RequestError("obligation_unknown", rule, field="year", value=fields["year"])
    return {"position": _position_row(found)}


async def answer_positions(office: Office, fields: Fields, grant: Grant) -> Fields:
    """All entities against their obligations of a year, a page at a time."""
    paged = (fields.get("after", 0), PAGE_MAX + 1)
    given = (fields["year"], *paged, office.today(), seen_by(grant))
    found = await office.read(positions.positions, *given)
    return page("positions", found, PAGE_MAX, "entity", _position_row)


async def answer_surrender(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Give up units for an obligation."""
    return {"event": await office.do(applications.surrender, *_units_of(office, fields, grant))}


async def answer_carry_over_room(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """How much an entity may carry over."""
    entity = await owner_of(office, fields)
    room = await office.read(carry_over.room, entity, fields["year"], office.today())
    return {"room": room._asdict() | {"left": max(room.most - room.asked, 0)}}


async def answer_request_carry_over(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Ask for carry-over."""
    given = _units_of(office, fields, grant)
    return {"event": await office.do(applications.request_carry_over, *given)}


async def answer_grant_carry_over(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Issue the new units for a request."""
    given = (fields["request"], signed(fields, grant), office.today(), office.now_ns())
    return {"event": await office.do(reviews.grant, *given)}


async def answer_release_carry_over(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Give a request's units back."""
    given = (fields["request"], signed(fields, grant), office.today(), office.now_ns())
    return {"event": await office.do(reviews.release, *given)}


async def answer_late(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Who is late for a year; prices in ticks, fines in fen."""
    methods = fields.get("methods")
    if "all_methods" in fields:
        methods = "all" if fields["all_methods"] else "listed"
    asked = (fields["year"], fields.get("window"), methods, seen_by(grant))
    found = await office.read(late.late_figures, *asked)
    days = {"methods": list(found.methods)} | {
        name: format_date(getattr(found, name)) for name in ("deadline", "first", "last")
    }
    rows = [row._asdict() for row in found.late[:PAGE_MAX]]
    return found._asdict() | days | {"late": rows, "late_count": len(found.late)}


async def answer_assess_alerts(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """Assess alerts now."""
    try:
        return {"alerts": await office.assess()}
    except ExchangeAway as away:
        raise RequestError("exchange_away", str(away)) from away
    except RequestRefused as refused:
        message = f"the exchange refused: {refused.message}"
        raise RequestError(refused.code, message) from refused


async def answer_alerts(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Alerts after a number; the answer may wait for the next."""
    after = fields.get("after", 0)
    entity = await owner_of(office, fields) if "account" in fields else None
    given = (after, fields.get("limit", PAGE_MAX), seen_by(grant), entity)
    found = await office.read(alerts.raised, *given)
    if not found and fields.get("wait_ms"):
        await office.assessed(fields["wait_ms"] / 1000)
        found = await office.read(alerts.raised, *given)
    last = found[-1].number if found else after
    noted = await office.read(notices.acknowledged, [row.number for row in found])
    return {"alerts": [_alert_row(row, noted.get(row.number)) for row in found], "last": last}


def _alert_row(row: Raised, noted: Acknowledged | None) -> Fields:
    by, at_ns = noted or (None, 0)
    return alert_row(row) | {"acknowledged_by": by, "acknowledged_ns": at_ns}


async def answer_follow_alerts(office: Office, _fields: Fields, grant: Grant) -> Fields:
    """Begin to be sent alerts."""
    return {"last": await office.read(alerts.last_number, seen_by(grant))}


def _units_of(
    office: Office, fields: Fields, grant: Grant
) -> tuple[int, str, int, int, SignOff, int, int]:
    """Account, code, tonnes and year of a request, who signs for it, its day and time."""
    what = (fields["account"], fields["instrument"].decode(), fields["quantity"], fields["year"])
    return *what, signed(fields, grant), office.today(), office.now_ns()


def _position_row(position: Position) -> Fields:
    """A position with what follows from it."""
    follows = {
        "available": position.available,
        "outstanding": position.outstanding,
        "shortfall": position.shortfall,
    }
    return position._asdict() | follows | {"deadline": format_date(position.deadline) or None}
