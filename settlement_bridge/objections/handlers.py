"""Answers to the operations of objections."""

from __future__ import annotations

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.objections import objections
from settlement_bridge.objections.acceptance import market_of, opened_after
from settlement_bridge.objections.objections import About, Objection
from settlement_bridge.office import Fields, Office, signed
from settlement_bridge.records import PAGE_MAX, DayStatus


async def answer_object(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    exchange = office.part(Exchange)
    if not exchange.connected.is_set():
        message = "whether trading has opened again cannot be known now"
        raise RequestError("exchange_away", message)
    method = fields.get("method", "listed") if "trade" in fields else ""
    about = About(fields["account"], fields["date"], method, fields.get("trade", 0))
    given = (about, fields["text"], market_of(exchange), signed(fields, grant), office.now_ns())
    number = await office.do(objections.object_to, *given)
    office.look()
    return {"objection": number}


async def answer_objections(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Objections, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = (fields.get("account"), fields.get("date"), after, limit + 1)
    found = await office.read(objections.listed, *wanted)
    following = found[limit - 1].number if len(found) > limit else None
    return {"objections": [objection_row(row) for row in found[:limit]], "next": following}


async def answer_result(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Whether the day's result is accepted."""
    date = fields["date"]
    day = await office.read(trading_days.day, date)
    if day is None:
        message, value = "no trade and no close of that day", format_date(date)
        raise RequestError("date_unknown", message, field="date", value=value)
    opened = 0
    if day.status >= DayStatus.DELIVERED:
        opened = await office.read(opened_after, date, market_of(office.part(Exchange)))
    return {
        "date": format_date(date),
        "status": day.status.name.lower(),
        "accepted": bool(opened),
        "objections_until": f"trading opened on {format_date(opened)}"
        if opened
        else "trading opens on the next trading day",
    }


async def answer_uphold_objection(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that takes back what was objected to."""
    what = (fields["objection"], fields["reason"], fields.get("event"), signed(fields, grant))
    event = await office.do(objections.uphold, *what, office.today(), office.now_ns())
    office.look()
    return {"event": event}


async def answer_reject_objection(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    what = (fields["objection"], fields["reason"], signed(fields, grant))
    number = await office.do(objections.reject, *what, office.now_ns())
    office.look()
    return {"objection": number}


def objection_row(row: Objection) -> Fields:
    """An objection and its answer as the fields of a reply."""
    about = row.about
    status = "open" if row.upheld is None else "upheld" if row.upheld else "rejected"
    return {
        "objection": row.number,
        "time_ns": row.time_ns,
        "account": about.account,
        "date": format_date(about.date),
        "method": about.method or None,
        "trade": about.trade or None,
        "text": row.text,
        "who": row.who,
        "status": status,
        "reason": row.reason or None,
        "event": row.event or None,
        "answered_by": row.answered_by or None,
    }
