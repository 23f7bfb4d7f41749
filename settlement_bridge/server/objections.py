"""Answers to the operations of objections, and the results that are accepted when trading opens
again.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import Connection, insert, select

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import DayStatus
from settlement_bridge.bridge import objections, trading_days
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.objections import About, Market, Objection, opened_after
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX
from settlement_bridge.store.settlement_tables import acceptances, days

ACCEPT_EVERY_S = 5.0
NOT_OPENED = ("no_day", "pre_open")  # phases of a day on which trading has not opened

log = logging.getLogger(__name__)


async def answer_object(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    exchange = office.exchange
    if not exchange.connected.is_set():
        message = "whether trading has opened again cannot be known now"
        raise RequestError("exchange_away", message)
    method = fields.get("method", "listed") if "trade" in fields else ""
    about = About(fields["account"], fields["date"], method, fields.get("trade", 0))
    given = (about, fields["text"], market_of(exchange), signed(fields, grant), office.now_ns())
    number = await office.do(objections.object_to, *given)
    office.settlement.look()
    return {"objection": number}


async def answer_objections(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Objections, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = (fields.get("account"), fields.get("date"), after, limit + 1)
    found = await office.read(objections.listed, *wanted)
    return page("objections", found, limit, "number", objection_row)


async def answer_result(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Whether the day's result is accepted."""
    date = fields["date"]
    day = await office.read(trading_days.day, date)
    if day is None:
        message, value = "no trade and no close of that day", format_date(date)
        raise RequestError("date_unknown", message, field="date", value=value)
    opened = 0
    if day.status >= DayStatus.DELIVERED:
        opened = await office.read(opened_after, date, market_of(office.exchange))
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
    office.settlement.look()
    return {"event": event}


async def answer_reject_objection(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The objection's number."""
    what = (fields["objection"], fields["reason"], signed(fields, grant))
    number = await office.do(objections.reject, *what, office.now_ns())
    office.settlement.look()
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


async def keep_accepting(office: Office) -> None:
    """Count results as accepted when trading has opened again, until cancelled."""
    while True:
        try:
            await accept_now(office)
        except RequestError as barred:
            log.warning("results are not accepted: %s", barred)
        await asyncio.sleep(ACCEPT_EVERY_S)


async def accept_now(office: Office) -> None:
    """Count results as accepted, if trading has opened. Raises RequestError."""
    market = market_of(office.exchange)
    if await office.read(to_be_accepted, market):
        await office.do(accept, market, office.now_ns())


def market_of(exchange: Exchange) -> Market:
    """The exchange's date and phase, as objections ask for them."""
    return Market(exchange.date, exchange.phase not in NOT_OPENED)


def accept(connection: Connection, market: Market, time_ns: int) -> int:
    """Count as accepted every result before the day on which trading has opened: how many more they
    are.
    """
    fresh = [] if not market.opened else _not_accepted(connection, market.date)
    for date in fresh:
        opened = opened_after(connection, date, market)
        connection.execute(insert(acceptances).values(date=date, opened=opened, time_ns=time_ns))
    return len(fresh)


def to_be_accepted(connection: Connection, market: Market) -> bool:
    """Whether `accept` would find something."""
    return market.opened and bool(_not_accepted(connection, market.date))


def _not_accepted(connection: Connection, before: int) -> list[int]:
    known = select(acceptances.c.date)
    query = select(days.c.date).where(
        days.c.date < before, days.c.status >= DayStatus.DELIVERED, days.c.date.not_in(known)
    )
    return list(connection.scalars(query.order_by(days.c.date)))
