"""Answers to the operations of the registrar, and to the questions to the books."""

from __future__ import annotations

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import (
    blocks,
    cuts,
    entities,
    events,
    ledger_rows,
    lots,
    scopes,
    settings,
    venue_rules,
)
from settlement_bridge.books.market import of_other_market
from settlement_bridge.books.parties import Entity, EntityKind, Sector, Status, Task
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import allowances
from settlement_bridge.credits import kinds
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX
from settlement_bridge.server import (
    account_row,
    block_row,
    entity_row,
    entry_row,
    event_row,
    trace_row,
)

BREAKS_MAX = 500
STEPS_MAX = 500  # of a tonne's history, its last moves
UNITS_MAX = 100  # spans of an entry of one event

# Writing.


async def answer_open_entity(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The entity's number."""
    entity = Entity(
        fields["entity"],
        fields["name"],
        EntityKind[fields["kind"].upper()],
        fields.get("province", 0),
        Sector[fields.get("sector", "none").upper()],
        fields.get("credit_code"),
        Status.ACTIVE,
    )
    given = (entity, office.today(), signed(fields, grant), office.now_ns())
    return {"entity": await office.do(kinds.open_entity, *given)}


async def answer_set_city(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    what = (fields["entity"], fields["city"], signed(fields, grant), office.now_ns())
    return {"change": await office.do(scopes.set_city, *what)}


async def answer_set_entity_status(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    return await _set_status(office, entities.ENTITY, fields, grant)


async def answer_set_account_status(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    return await _set_status(office, entities.ACCOUNT, fields, grant)


async def _set_status(office: Office, subject: str, fields: Fields, grant: Grant) -> Fields:
    what = (subject, fields[subject], Status[fields["status"].upper()])
    given = (*what, signed(fields, grant), office.now_ns())
    return {"change": await office.do(entities.set_status, *given)}


async def answer_name_representative(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    given = (fields["entity"], fields["name"], signed(fields, grant), office.now_ns())
    return {"change": await office.do(entities.name_representative, *given)}


async def answer_set_transfer_window(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    ends = (fields.get("opens", 0), fields.get("closes", settings.DAY_MINUTES))
    if ends[0] >= ends[1]:
        message, value = "a window closes after it opens", settings.clock(ends[1])
        raise RequestError("field_out_of_range", message, field="closes", value=value)
    window = settings.Window(*ends) if "opens" in fields or "closes" in fields else None
    given = (Task[fields["direction"].upper()], window, signed(fields, grant), office.now_ns())
    return {"change": await office.do(venue_rules.set_window, *given)}


async def answer_reverse(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The reversing event."""
    given = (fields["event"], signed(fields, grant), office.today(), office.now_ns())
    return {"event": await office.do(events.reverse, *given)}


async def answer_upload(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """How many characters of the file have arrived."""
    length = office.uploads.add(fields["digest"], fields["offset"], fields["text"])
    if isinstance(length, Refusal):
        raise as_error(length)
    return {"length": length}


async def answer_allocate_file(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that issued the units."""
    text = office.uploaded(fields)
    issues = allowances.read(text)
    if not isinstance(issues, Refusal):
        await office.transfers.learn({row.instrument for row in issues})
    when = (office.today(), office.now_ns(), fields.get("again", ""))
    given = (text, fields["reference"], signed(fields, grant), *when)
    event = await office.do(allowances.take_in, *given)
    office.uploads.forget(fields["digest"])
    found = await office.read(cuts.cut_in, [event])
    return {"event": event, "cut": found.get(event, 0)}


async def answer_open_instrument(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    code = fields["instrument"].decode()
    refusal = of_other_market(code, office.market)
    if refusal is not None:
        raise as_error(refusal)
    what = (code, fields.get("year"), signed(fields, grant), office.now_ns())
    return {"change": await office.do(venue_rules.open_instrument, *what)}


# Reading.


async def answer_instruments(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """Instruments that are open, with their years."""
    found = await office.read(venue_rules.opened)
    return {"instruments": [{"instrument": code, "year": year} for code, year in found.items()]}


async def answer_entities(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Entities, a page at a time."""
    chosen = scopes.only(entities.NUMBER, scopes.seen_by(grant))
    found = await office.read(entities.all_entities, fields.get("after", 0), PAGE_MAX + 1, chosen)
    return page("entities", found, PAGE_MAX, "entity", entity_row)


async def answer_entity(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """An entity with its representative and its accounts."""
    number = fields.get("entity")
    if "account" in fields:
        account = await office.read(entities.one_account, fields["account"])
        number = account.entity if account else 0
    entity = await office.read(entities.one_entity, number or 0)
    if entity is None:
        message = "no such entity in the registry"
        raise RequestError("entity_unknown", message, field="entity", value=number)
    accounts = await office.read(entities.accounts_of, entity.entity)
    return entity_row(entity) | {
        "representative": await office.read(entities.representative, entity.entity),
        "accounts": [account_row(account) for account in accounts],
    }


async def answer_transfer_windows(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """The hours of each direction."""
    found = await office.read(venue_rules.windows)
    return {task.name.lower(): settings.written(found.get(task)) for task in settings.DIRECTIONS}


async def answer_trace(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Where the tonne is, and its last moves."""
    return trace_row(
        await office.read(lots.trace, fields["serial"], STEPS_MAX, fields.get("account"))
    )


async def answer_blocks(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Blocks of an account, a page at a time."""
    if "account" not in fields:
        raise RequestError("field_missing", "name the account", field="account")
    after = (fields.get("after_instrument", b"").decode(), fields.get("after", 0))
    given = (fields["account"], after, PAGE_MAX + 1)
    found = await office.read(blocks.holding_blocks, *given)
    last = found[PAGE_MAX - 1][0] if len(found) > PAGE_MAX else None
    following = {"after_instrument": last.instrument, "after": last.first} if last else None
    page = [block_row(block, series) for block, series in found[:PAGE_MAX]]
    return {"blocks": page, "next": following}


async def answer_events(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Signed events, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    found = await office.read(events.signed_events, fields.get("from", 1), limit + 1)
    following = found[limit].event if len(found) > limit else None
    return {"events": [event_row(event) for event in found[:limit]], "next": following}


async def answer_event(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """An event with its entries, a page of them at a time."""
    number, limit = fields["event"], fields.get("limit", PAGE_MAX)
    wanted = (number, fields.get("from", 1), limit + 1)
    found = await office.read(ledger_rows.event_entries, *wanted)
    if not found:
        raise RequestError("event_unknown", "no such event", field="event", value=number)
    signed_event = await office.read(events.signed_event, number)
    return {
        "signed": event_row(signed_event) if signed_event else None,
        "entries": [entry_row(entry, UNITS_MAX) for entry in found[:limit]],
        "next": found[limit].number if len(found) > limit else None,
    }


async def answer_changes(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Changes of the register, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    found = await office.read(entities.changes_from, fields.get("from", 1), limit + 1)
    following = found[limit].number if len(found) > limit else None
    return {"changes": [change._asdict() for change in found[:limit]], "next": following}


async def answer_check(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """What does not add up in the books."""
    found = await office.worker.aside(office.registry.snapshot, disagreements)
    breaks = [row._asdict() | {"instrument": row.instrument or None} for row in found[:BREAKS_MAX]]
    return {"breaks": breaks, "break_count": len(found)}
