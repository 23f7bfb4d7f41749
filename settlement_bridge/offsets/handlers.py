"""Answers to the operations on offsets between two registries."""

from __future__ import annotations

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import KeyFileError, RequestError
from settlement_bridge.books import SignOff, scopes
from settlement_bridge.books.offset_words import WORDS, Step
from settlement_bridge.compliance import offset_statements
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.offsets import PEER, Wanted, links, orders, requested, rows
from settlement_bridge.offsets.links import NO_LINK, Link
from settlement_bridge.offsets.orders import Asking, Order
from settlement_bridge.offsets.rows import Requested
from settlement_bridge.operations.fields import AUTHORITY, PAGE_MAX

LOOK_MS = 500  # of an answer that waits, between two looks

# The registry of allowances.


async def answer_link_registry(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    to = Link(*(fields[name] for name in Link._fields))
    try:
        office.between.key_of(to.key)
    except KeyFileError as error:
        raise RequestError("key_unknown", error.message, field="key", value=to.key) from error
    return await _link(office, to, signed(fields, grant))


async def answer_unlink_registry(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    return await _link(office, NO_LINK, signed(fields, grant))


async def _link(office: Office, to: Link, sign_off: SignOff) -> Fields:
    change = await office.do(links.set_link, to, sign_off, office.now_ns())
    office.between.look()
    return {"change": change}


async def answer_registry_link(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """The link, and what keeps offsets waiting."""
    found = await office.read(links.link) or NO_LINK
    waiting = await office.read(rows.to_ask, PAGE_MAX)
    said = {name: value or None for name, value in found._asdict().items()}
    return said | {"problem": office.between.problem() or None, "waiting": len(waiting)}


async def answer_offset(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The offset's number."""
    when = (signed(fields, grant), office.today(), office.now_ns())
    number = await office.do(requested.request, *_units(fields), *when)
    office.between.look()
    return {"offset": number}


def _units(fields: Fields) -> tuple[int, str, int, int, tuple[str, ...]]:
    """Account, code, tonnes, year and serial numbers of a request."""
    what = (fields["account"], fields["instrument"].decode(), fields["quantity"], fields["year"])
    return *what, tuple(fields.get("serials", ()))


async def answer_withdraw_offset(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The offset's number."""
    what = (fields["offset"], fields.get("account"), signed(fields, grant))
    number = await office.do(requested.withdraw, *what, office.today(), office.now_ns())
    office.between.look()
    return {"offset": number}


async def answer_approve_offset(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The offset's number; an authority decides on those of its own."""
    if grant.role in AUTHORITY:
        found = await _offset(office, fields, grant)
        await office.read(scopes.not_deciding, scopes.scope_of(grant), found.entity)
    what = (fields["offset"], signed(fields, grant), office.today(), office.now_ns())
    number = await office.do(requested.approve, *what)
    office.between.look()
    return {"offset": number}


async def answer_offsets(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Offsets, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    of = tuple(fields.get(name) for name in ("account", "entity", "year"))
    paged = (fields.get("after", 0), limit + 1)
    found = await office.read(rows.some, *of, *paged, scopes.seen_by(grant))
    return page("offsets", found, limit, "number", _offset_row)


async def answer_offset_state(office: Office, fields: Fields, grant: Grant) -> Fields:
    """One offset; the answer waits until it rests."""
    found = await _offset(office, fields, grant)
    left_ms = fields.get("wait_ms", 0)
    while left_ms > 0 and not await office.read(rows.rests, found):
        await office.between.moved(min(left_ms, LOOK_MS) / 1000)
        found, left_ms = await _offset(office, fields, grant), left_ms - LOOK_MS
    return {"offset": _offset_row(found)}


async def _offset(office: Office, fields: Fields, grant: Grant) -> Requested:
    found = await office.read(rows.one, fields["offset"], scopes.seen_by(grant))
    if found is None or fields.get("account") not in (None, found.wanted.account):
        message = "no such offset"
        raise RequestError("offset_unknown", message, field="offset", value=fields["offset"])
    return found


def _offset_row(found: Requested) -> Fields:
    wanted, said = found.wanted, found.statement
    return {
        "offset": found.number,
        "reference": found.reference,
        "entity": found.entity,
        "account": wanted.account,
        "year": wanted.year,
        "instrument": wanted.instrument,
        "quantity": wanted.quantity,
        "status": found.status.name.lower(),
        "words": WORDS[found.status],
        "code": found.code or None,
        "message": found.message or None,
        "date": format_date(found.date) or None,
        "time_ns": found.time_ns,
        "who": found.sign_off.who,
        "document": found.sign_off.document or None,
        "decided_by": found.decided_by or None,
        "project": (said.project if said else "") or None,
        "project_name": (said.project_name if said else "") or None,
        "methodology": (said.methodology if said else "") or None,
        "production_year": (said.production_year if said else 0) or None,
        "registered": format_date(said.registered if said else 0) or None,
        "units": [list(ends) for ends in said.units] if said else [],
        "cancellation": (said.cancellation if said else 0) or None,
        "ended": format_date(found.ended_date) or None,
    }


# The registry of credits.


async def answer_bind_account(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    entry = office.keys.entry(fields["peer"])
    if entry is None or entry.role != PEER:
        message = "no key of another registry with this id: `ceax keys add ID KEY --role peer`"
        raise RequestError("key_unknown", message, field="peer", value=fields["peer"])
    what = (fields["account"], fields["peer"], fields["peer_account"], signed(fields, grant))
    return {"change": await office.do(links.bind, *what, office.now_ns())}


async def answer_unbind_account(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    what = (fields["peer"], fields["peer_account"], signed(fields, grant))
    return {"change": await office.do(links.unbind, *what, office.now_ns())}


async def answer_bindings(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Bindings, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    given = (fields.get("account"), fields.get("after", 0), limit + 1)
    found = await office.read(links.bindings, *given)
    return page("bindings", found, limit, "number", lambda row: row._asdict())


async def answer_offset_order(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What this registry states of the order, signed."""
    account, instrument, quantity, year, serials = _units(fields)
    code = fields.get("credit_code", "")
    wanted = Wanted(account, code, year, instrument, quantity, serials)
    asking = Asking(grant.key, fields["reference"], office.today(), office.now_ns())
    made = await office.do(orders.carry_out, Step(fields["step"]), wanted, asking)
    said = await office.read(orders.statement, made, office.exchange.venue)
    text = offset_statements.text_of(said)
    signature = office.between.sign(offset_statements.SIGNED + text)
    return {"statement": offset_statements.written(text, signature)}


async def answer_offset_orders(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Orders, a page at a time; a registry of allowances reads its own."""
    limit, own = fields.get("limit", PAGE_MAX), grant.role == PEER
    account = None if own else fields.get("account")
    of = (grant.key if own else None, account, fields.get("after", 0), limit + 1)
    found = await office.read(orders.some, *of)
    return page("orders", found, limit, "number", _order_row)


def _order_row(made: Order) -> Fields:
    wanted = made.wanted
    return {
        "number": made.number,
        "peer": made.peer,
        "reference": made.reference,
        "peer_account": wanted.account,
        "account": made.account or None,
        "year": wanted.year,
        "instrument": wanted.instrument,
        "quantity": wanted.quantity,
        "status": made.status.name.lower(),
        "code": made.code or None,
        "message": made.message or None,
        "date": format_date(made.date) or None,
        "time_ns": made.time_ns,
    }
