"""Asking and approving: a representative's request is checked, done, or kept as a proposal until a
second one approves it.

Check, deed and what is kept of it are one transaction: an approved proposal has been done, exactly
once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.books import SignOff, entities, venue_rules
from settlement_bridge.books.entities import ENTITY, note_change
from settlement_bridge.books.first_answers import Done
from settlement_bridge.errors import Refusal
from settlement_bridge.operations.representatives import Right
from settlement_bridge.representatives import (
    ACTS,
    Person,
    act,
    lacks,
    mandate,
    may_act,
    measure,
    registered,
)
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import FIELDS_SIZE, proposals
from settlement_bridge.store.registry_tables import TEXT_SIZE

WAITING_MAX = 100  # proposals of an account without a decision
MEMBER = "member"


class ProposalStatus(IntEnum):
    """Life of a proposal. Numbers are stored and never reused."""

    WAITING = 1
    APPROVED = 2  # and done
    REJECTED = 3


class Proposal(NamedTuple):
    """A row of the table; `fields` is the request as JSON."""

    number: int
    entity: int
    account: int
    operation: str
    fields: str
    maker: str
    time_ns: int
    status: ProposalStatus
    checker: str
    decided_ns: int
    event: int
    note: str


def ask(
    connection: Connection,
    operation: str,
    fields: Mapping[str, Any],
    person: Person,
    today: int,
    time_ns: int,
) -> Done | Refusal:
    """Do what a representative asks for, or keep it as a proposal and refuse with
    `approval_needed`, whose value is the proposal's number.
    """
    account = fields["account"]
    found = entities.register(connection, [account]).get(account)
    if found is None:
        return entities.unknown_account(account)
    wanted = ACTS[operation].right
    refusal = may_act(connection, found.entity, operation, wanted, person, today)
    if refusal is not None:
        return refusal
    if needs_second(connection, found.entity, fields):
        return _propose(connection, found.entity, operation, fields, person, time_ns)
    sign_off = SignOff(person.key, MEMBER, fields.get("document", ""), fields.get("note", ""))
    number = act(connection, operation, fields, sign_off, today, time_ns)
    return number if isinstance(number, Refusal) else Done(operation, number)


def needs_second(connection: Connection, entity: int, fields: Mapping[str, Any]) -> bool:
    """Whether a second representative has to approve a request."""
    measured = measure(fields)
    if measured is None:
        return False
    above = venue_rules.rule(connection, measured[0], entity)
    return above is not None and measured[1] > above


def _propose(
    connection: Connection,
    entity: int,
    operation: str,
    fields: Mapping[str, Any],
    person: Person,
    time_ns: int,
) -> Refusal:
    if not registered(connection, entity):
        message = "this needs a second representative, and the entity has none with rights"
        return Refusal("no_representative", "op", operation, None, message)
    account, waits = fields["account"], ProposalStatus.WAITING
    mine = (proposals.c.account == account) & (proposals.c.status == waits)
    if (connection.scalar(select(func.count()).where(mine)) or 0) >= WAITING_MAX:
        message = "decide the proposals that wait first"
        return Refusal("too_many_proposals", "account", account, WAITING_MAX, message)
    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
    if len(text) > FIELDS_SIZE:
        message = "a second representative has to approve this: name fewer ranges at once"
        return Refusal("proposal_too_long", "serials", len(text), FIELDS_SIZE, message)
    number = next_number(connection, proposals.c.number)
    row = (number, entity, account, operation, text, person.key, time_ns, waits, "", 0, 0, "")
    connection.execute(insert(proposals).values(row))
    change = (ENTITY, entity, f"proposal {number}", "", f"{operation} {text}"[:TEXT_SIZE])
    note_change(connection, change, SignOff(person.key, MEMBER), time_ns)
    message = (
        f"kept as proposal {number}; a second representative has to approve it, do not ask again"
    )
    return Refusal("approval_needed", "proposal", number, None, message)


def approve(
    connection: Connection,
    number: int,
    account: int,
    person: Person,
    note: str,
    today: int,
    time_ns: int,
) -> Done | Refusal:
    """Do what another representative has proposed. What cannot be done now goes on waiting."""
    found = _waiting(connection, number, account)
    if isinstance(found, Refusal):
        return found
    refusal = _same_person(connection, found, person) or lacks(
        connection, found.entity, Right.APPROVE, person, today
    )
    refusal = refusal or _maker_lacks(connection, found, today)
    if refusal is not None:
        return refusal
    fields = json.loads(found.fields)
    notes = (f"proposal {number} approved by {person.key}", note, fields.get("note", ""))
    ground = "; ".join(part for part in notes if part)
    sign_off = SignOff(found.maker, MEMBER, fields.get("document", ""), ground[:NOTE_SIZE])
    event = act(connection, found.operation, fields, sign_off, today, time_ns)
    if isinstance(event, Refusal):
        return event
    _decide(connection, found, ProposalStatus.APPROVED, person, event, note, time_ns)
    return Done(found.operation, event)


def reject(
    connection: Connection,
    number: int,
    account: int,
    person: Person,
    note: str,
    today: int,
    time_ns: int,
) -> int | Refusal:
    """End a proposal without doing it: who made it, or who may approve it.

    The proposal's number.
    """
    found = _waiting(connection, number, account)
    if isinstance(found, Refusal):
        return found
    wanted = ACTS[found.operation].right if person.key == found.maker else Right.APPROVE
    refusal = lacks(connection, found.entity, wanted, person, today)
    if refusal is not None:
        return refusal
    _decide(connection, found, ProposalStatus.REJECTED, person, 0, note, time_ns)
    return number


def _waiting(connection: Connection, number: int, account: int) -> Proposal | Refusal:
    found = one(connection, number)
    if found is None or found.account != account:
        message = "no such proposal for this account"
        return Refusal("proposal_unknown", "proposal", number, None, message)
    if found.status != ProposalStatus.WAITING:
        message = f"this proposal is {found.status.name.lower()}"
        return Refusal("proposal_decided", "proposal", number, "one that waits", message)
    return found


def _same_person(connection: Connection, found: Proposal, person: Person) -> Refusal | None:
    """The refusal of a person that approves its own proposal, by this key or another, or None."""
    made = mandate(connection, found.entity, found.maker)
    mine = mandate(connection, found.entity, person.key)
    same_name = made is not None and mine is not None and made.name == mine.name
    if found.maker != person.key and not same_name:
        return None
    message = "who asked cannot approve; a second representative does"
    return Refusal("same_representative", "key", person.key, None, message)


def _maker_lacks(connection: Connection, found: Proposal, today: int) -> Refusal | None:
    made = mandate(connection, found.entity, found.maker)
    public_key = made.public_key if made else ""
    wanted, maker = ACTS[found.operation].right, Person(found.maker, public_key)
    return lacks(connection, found.entity, wanted, maker, today)


def _decide(
    connection: Connection,
    found: Proposal,
    status: ProposalStatus,
    person: Person,
    event: int,
    note: str,
    time_ns: int,
) -> None:
    decided = {
        "status": status,
        "checker": person.key,
        "decided_ns": time_ns,
        "event": event,
        "note": note,
    }
    connection.execute(update(proposals).where(proposals.c.number == found.number).values(decided))
    word = status.name.lower() + (f", event {event}" if event else "")
    change = (ENTITY, found.entity, f"proposal {found.number}", "waiting", word)
    note_change(connection, change, SignOff(person.key, MEMBER), time_ns)


def one(connection: Connection, number: int) -> Proposal | None:
    """One proposal, or None."""
    row = connection.execute(select(proposals).where(proposals.c.number == number)).one_or_none()
    return None if row is None else _proposal(row)


def some(
    connection: Connection, account: int | None, waiting: bool, after: int, limit: int
) -> list[Proposal]:
    """Proposals of one account or all, all or only those that wait, with a number above `after`, in
    order.
    """
    query = select(proposals).where(proposals.c.number > after)
    if account is not None:
        query = query.where(proposals.c.account == account)
    if waiting:
        query = query.where(proposals.c.status == ProposalStatus.WAITING)
    return [
        _proposal(row)
        for row in connection.execute(query.order_by(proposals.c.number).limit(limit))
    ]


def _proposal(row: Row[*tuple[Any, ...]]) -> Proposal:
    return Proposal(*row)._replace(status=ProposalStatus(row.status))
