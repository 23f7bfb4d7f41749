"""Answers to the operations of sanctions: decisions, their ends, and their computations."""

from __future__ import annotations

from engine.units import format_date
from gateway.protocol.auth import Grant
from settlement_bridge.books.cuts import CUT
from settlement_bridge.books.scopes import seen_by
from settlement_bridge.compliance import decisions, sanctions
from settlement_bridge.compliance.decisions import FINE, MULTIPLE, ORDER, STOP, Decided
from settlement_bridge.compliance.owners import owner_of
from settlement_bridge.compliance.sanctions import Charge
from settlement_bridge.office import Fields, Office, signed
from settlement_bridge.operations.fields import OWN, PAGE_MAX


async def answer_order_to_correct(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Order an entity to correct something by a day."""
    return await _decide(office, fields, grant, ORDER)


async def answer_impose_fine(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Fine an entity: an amount, or with a factor a multiple."""
    return await _decide(office, fields, grant, MULTIPLE if "factor" in fields else FINE)


async def answer_cut_allocation(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Cut the next allocations of an entity."""
    return await _decide(office, fields, grant, CUT)


async def answer_stop_production(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Order an entity to stop production."""
    return await _decide(office, fields, grant, STOP)


async def _decide(office: Office, fields: Fields, grant: Grant, measure: str) -> Fields:
    named = {"offence_date": "offence_day"}
    given = {named.get(name, name): value for name, value in fields.items()}
    known = {name: value for name, value in given.items() if name in Charge._fields}
    charge = Charge(**known | {"measure": measure})
    when = (signed(fields, grant), office.today(), office.now_ns())
    return {"sanction": await office.do(sanctions.decide, charge, *when)}


async def answer_end_sanction(office: Office, fields: Fields, grant: Grant) -> Fields:
    """End a sanction."""
    given = (fields["sanction"], fields["how"], signed(fields, grant))
    return {"act": await office.do(decisions.end, *given, office.today(), office.now_ns())}


async def answer_sanctions(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Sanctions, a page at a time: an account's key reads those of its entity, an authority's
    those of its scope.
    """
    named = grant.role in OWN or "account" in fields
    entity = await owner_of(office, fields) if named else fields.get("entity")
    given = (entity, fields.get("after", 0), PAGE_MAX + 1, seen_by(grant))
    found = [_row(each) for each in await office.read(decisions.listed, *given)]
    following = found[PAGE_MAX - 1]["sanction"] if len(found) > PAGE_MAX else None
    return {"sanctions": found[:PAGE_MAX], "next": following}


async def answer_sanction(office: Office, fields: Fields, grant: Grant) -> Fields:
    """A sanction with its computation, found again; another entity's is none to an account's
    key, nor one outside its scope to an authority's.
    """
    entity = await owner_of(office, fields) if grant.role in OWN else None
    found = await office.read(decisions.one, fields["sanction"], entity, seen_by(grant))
    how = await office.read(decisions.computed, found)
    days = [day._asdict() | {"date": format_date(day.date)} for day in how.days]
    return {"sanction": _row(found), "computation": how._asdict() | {"days": days}}


def _row(found: Decided) -> Fields:
    """A decision as replies have it."""
    row = found.row
    plain = ("entity", "year", "offence", "stage", "measure", "quantity", "low", "high", "factor")
    signed_by = ("amount_fen", "gains_fen", "source", "mark", "time_ns", "who", "role")
    days = ("offence_day", "date", "until", "window_first", "window_last")
    return (
        {"sanction": row.number, "status": found.status, "worked_off": found.worked_off}
        | {name: getattr(row, name) for name in (*plain, *signed_by, "document", "note")}
        | {name: format_date(getattr(row, name)) or None for name in days}
        | {"methods": row.methods.split()}
    )
