"""Applications of surrender, offset and carry-over: an emitter files, its province decides
(`reviews`), the registry executes.

The units are set aside from the day of filing, and count neither as free nor twice. Before the day
of the rule `reviewed_from` nobody reviews, and an application is done as it is filed.

With a reason that its province accepts an entity may be helped with another one's units (a frozen
bank account): the application names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from settlement_bridge.books import (
    EntryKind,
    Key,
    Movement,
    SignOff,
    State,
    entities,
    events,
    settings,
    venue_rules,
)
from settlement_bridge.books.entities import unknown_account
from settlement_bridge.compliance import (
    ApplicationKind,
    ApplicationStatus,
    Position,
    allowances,
    carry_over,
    is_credit,
)
from settlement_bridge.compliance.application_rows import NOBODY, Asked, Now, enter
from settlement_bridge.errors import Refusal

OPERATION = "file_application"


def is_reviewed(connection: Connection, day: int) -> bool:
    """Whether the province reviews what is filed on a day."""
    first = venue_rules.rule(connection, settings.REVIEWED_FROM)
    return first is not None and first <= day


def not_reviewed(connection: Connection, day: int) -> Refusal | None:
    """The refusal of an act that has to be applied for on a day, or None."""
    if not is_reviewed(connection, day):
        return None
    message = f"the province reviews this: file it with {OPERATION!r}"
    return Refusal("review_needed", "op", None, OPERATION, message)


def surrender(
    connection: Connection,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Give units up at once, where nobody reviews: the event's number."""
    given = (account, instrument, quantity, year, sign_off, date, time_ns)
    return not_reviewed(connection, date) or allowances.surrender(connection, *given)


def request_carry_over(
    connection: Connection,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Ask for carry-over where nobody reviews: the event's number."""
    given = (account, instrument, quantity, year, sign_off, date, time_ns)
    return not_reviewed(connection, date) or carry_over.request(connection, *given)


def asked(fields: Mapping[str, Any]) -> Asked:
    """What a request applies for."""
    code = fields["instrument"]
    code = code.decode() if isinstance(code, bytes) else code
    what = (fields["account"], code, fields["quantity"], fields["year"])
    helped = fields.get("for_entity", NOBODY)
    return Asked(fields["kind"] == ApplicationKind.CARRY_OVER.name.lower(), *what, helped)


def apply(
    connection: Connection, asked: Asked, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """File an application: its number, or why not."""
    file = _file_carry_over if asked.carry_over else _file_surrender
    return file(connection, asked, sign_off, (date, time_ns))


def _file_carry_over(
    connection: Connection, asked: Asked, sign_off: SignOff, now: Now
) -> int | Refusal:
    standing = entities.register(connection, [asked.account]).get(asked.account)
    if standing is None:
        return unknown_account(asked.account)
    if asked.helped:
        return _no_help("carry-over is an entity's own", asked.helped)
    given = (asked.account, asked.instrument, asked.quantity, asked.year)
    event = carry_over.request(connection, *given, sign_off, *now)
    if isinstance(event, Refusal):
        return event
    reviewed = is_reviewed(connection, now[0])
    status = ApplicationStatus.WAITING if reviewed else ApplicationStatus.APPROVED
    kind, owners = ApplicationKind.CARRY_OVER, (standing.entity, NOBODY)
    return enter(connection, kind, owners, asked, event, sign_off, now, status, 0)


def _file_surrender(
    connection: Connection, asked: Asked, sign_off: SignOff, now: Now
) -> int | Refusal:
    standing = entities.register(connection, [asked.account]).get(asked.account)
    if standing is None:
        return unknown_account(asked.account)
    giver = standing.entity if asked.helped not in (NOBODY, standing.entity) else NOBODY
    reviewed = is_reviewed(connection, now[0])
    if giver and not reviewed:
        return _no_help("no province reviews", asked.helped)
    owed = allowances.owed_by(connection, asked.helped or standing.entity, asked.year)
    if isinstance(owed, Refusal):
        return owed
    refusal = _may_help(connection, giver, owed) or allowances.may_pay(
        connection, owed, asked.instrument, asked.quantity, now
    )
    if refusal is not None:
        return refusal
    free = Key(asked.account, asked.instrument, State.REGISTRY_AVAILABLE)
    kind = ApplicationKind.OFFSET if is_credit(asked.instrument) else ApplicationKind.SURRENDER
    owners = (owed.entity, giver)
    if not reviewed:
        parcel = (free, asked.quantity, ())
        done = allowances.give_up(connection, owed, parcel, now[0], sign_off, now)
        if isinstance(done, Refusal):
            return done
        end = ApplicationStatus.DONE
        return enter(connection, kind, owners, asked, 0, sign_off, now, end, done)
    waiting = free._replace(state=State.APPLIED)
    aside = Movement(
        EntryKind.APPLICATION, free, waiting, asked.quantity, now[0], reference=asked.year
    )
    held = events.post(connection, [aside], sign_off, now[1])
    if isinstance(held, Refusal):
        return held
    status = ApplicationStatus.WAITING
    return enter(connection, kind, owners, asked, held, sign_off, now, status, 0)


def _may_help(connection: Connection, giver: int, owed: Position) -> Refusal | None:
    """Why an entity may not help another with its units in this year, or None."""
    first = venue_rules.number(connection, settings.HELP_FROM_YEAR)
    if giver and owed.year < first:
        return _no_help(f"the law has it from the year {first} on", owed.entity)
    return None


def _no_help(why: str, helped: int) -> Refusal:
    message = f"no other entity's units may be given up for it: {why}"
    return Refusal("help_not_allowed", "for_entity", helped, None, message)
