"""Answers to the operations on representatives, and what members ask for by the rights of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import entities
from settlement_bridge.books.first_answers import Done
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import MEMBER, PAGE_MAX
from settlement_bridge.operations.representatives import Right
from settlement_bridge.representatives import (
    ACTS,
    FOR_EVER,
    RESULTS,
    TRANSFERS,
    Mandate,
    Person,
    foresight,
    give,
    mandates_of,
    may_read,
    proposals,
    words,
)
from settlement_bridge.representatives.proposals import Proposal

OF_PROPOSALS = ("proposals", "rights")
NO_TITLE = "representative"
UNITS_SAID_MAX = 100  # spans of serial numbers


def needs_right(operation: str, role: str) -> bool:
    """Whether a key of this role asks for this by the rights of a representative."""
    return role in MEMBER and operation in ACTS


async def act(office: Office, operation: str, fields: Fields, grant: Grant) -> Fields:
    """Do what a member asks for, by its rights.

    Raises RequestError, `approval_needed` when a second representative has to agree.
    """
    plain = {
        name: value.decode() if isinstance(value, bytes) else value
        for name, value in fields.items()
    }
    given = (operation, plain, _person(office, grant.key), office.today(), office.now_ns())
    turn = office.transfers.carried if operation in TRANSFERS else office.transfers.turn.apart
    return await _finish(office, await turn(lambda connection: proposals.ask(connection, *given)))


async def check_reading(office: Office, operation: str, grant: Grant) -> None:
    """Raise RequestError when a key may not read its account: its entity has representatives and
    it is none of them.
    """
    person, of_proposals = _person(office, grant.key), operation in OF_PROPOSALS
    await office.read(_may_read, grant.account, person, office.today(), of_proposals)


async def _finish(office: Office, done: Done | Refusal) -> Fields:
    """The reply to something done; a transfer is done when the exchange has applied it."""
    if isinstance(done, Refusal):
        raise as_error(done)
    if done.operation in TRANSFERS:
        outcome = await office.transfers.answered(done.number)
        if isinstance(outcome, Refusal):
            raise as_error(outcome)
    office.between.look()
    return {RESULTS[done.operation]: done.number}


async def answer_foresee(office: Office, fields: Fields, grant: Grant) -> Fields:
    """What giving units up would do."""
    plain = fields | {"instrument": fields["instrument"].decode()}
    operation = plain.pop("act")
    person = _person(office, grant.key) if grant.role in MEMBER else None
    given = (operation, plain, person, office.today(), office.now_ns())
    found = await office.trial(foresight.foresee, *given)
    movement, spans = found.entry.movement, found.entry.spans
    return {
        "kind": movement.kind.name.lower(),
        "quantity": movement.quantity,
        "to_state": movement.target.state.name.lower(),
        "units": [[span.first, span.last] for span in spans[:UNITS_SAID_MAX]],
        "unit_spans": len(spans),
        "owed_before": found.owed_before,
        "owed_after": found.owed_after,
        "approval": found.approval,
    }


def _person(office: Office, key: str) -> Person:
    entry = office.keys.entry(key)
    return Person(key, entry.public_key if entry else "")


async def answer_give_rights(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The change of the register."""
    entity, days = fields["entity"], (fields.get("first", 0), fields.get("last", FOR_EVER))
    if days[0] > days[1]:
        message, value = "the last day is before the first", format_date(days[1])
        raise RequestError("field_out_of_range", message, field="last", value=value)
    await _check_key(office, fields["key"], entity)
    named = (fields["name"], fields.get("title", NO_TITLE))
    what = (_person(office, fields["key"]), named, Right(fields["rights"]), days)
    given = (entity, *what, signed(fields, grant), office.now_ns())
    return {"change": await office.do(give, *given)}


async def _check_key(office: Office, key: str, entity: int) -> None:
    """The key must be a member's or viewer's, of an account of the entity.

    Raises RequestError.
    """
    entry = office.keys.entry(key)
    account = entry.account if entry is not None and not entry.revoked else 0
    found = await office.read(entities.one_account, account) if account else None
    if found is None or found.entity != entity:
        message = f"no such key of a member or viewer with an account of entity {entity}"
        raise RequestError("key_not_of_entity", message, field="key", value=key)


async def answer_rights(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The representatives of an entity, by its number or an account's."""
    entity = await _entity(office, fields)
    found = await office.read(mandates_of, entity)
    return {"entity": entity, "rights": [_mandate_row(row) for row in found]}


async def _entity(office: Office, fields: Fields) -> int:
    if "account" not in fields and "entity" in fields:
        named: int = fields["entity"]
        return named
    number = fields.get("account", 0)
    account = await office.read(entities.one_account, number)
    if account is None or not account.entity:
        message = "name an entity or one of its accounts"
        raise RequestError("account_unknown", message, field="account", value=number)
    return account.entity


async def answer_proposals(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Proposals, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    wanted = (fields.get("account"), fields.get("waiting", False), after, limit + 1)
    found = await office.read(proposals.some, *wanted)
    return page("proposals", found, limit, "number", _proposal_row)


async def answer_approve_proposal(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The proposal, and the number of what was done."""
    given = _decision(office, fields, grant)
    done = await office.transfers.carried(lambda connection: proposals.approve(connection, *given))
    return {"proposal": fields["proposal"]} | await _finish(office, done)


async def answer_reject_proposal(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The proposal."""
    given = _decision(office, fields, grant)
    return {"proposal": await office.do(proposals.reject, *given)}


def _decision(office: Office, fields: Fields, grant: Grant) -> tuple[Any, ...]:
    person, note = _person(office, grant.key), fields.get("note", "")
    what = (fields["proposal"], fields["account"], person, note)
    return *what, office.today(), office.now_ns()


def _may_read(
    connection: Connection, account: int, person: Person, today: int, of_proposals: bool
) -> Refusal | None:
    found = entities.register(connection, [account]).get(account)
    if found is None:
        return None  # the question itself is refused for an unknown account
    return may_read(connection, found.entity, person, today, of_proposals)


def _mandate_row(row: Mandate) -> Fields:
    last = None if row.last == FOR_EVER else format_date(row.last)
    return row._asdict() | {
        "rights": words(row.rights),
        "first": format_date(row.first) or None,
        "last": last,
    }


def _proposal_row(row: Proposal) -> Fields:
    return row._asdict() | {
        "status": row.status.name.lower(),
        "event": row.event or None,
        "checker": row.checker or None,
    }
