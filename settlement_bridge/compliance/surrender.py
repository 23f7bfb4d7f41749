"""Surrender (清缴) of allowances against an obligation, and offset (抵销) with credits, each one
event of the books.

Never more than is outstanding; credits never more than their share of the amount due. Units come
from registry-available. Allowances are of a vintage that pays for the year on the day of the
surrender. Both can be taken back like any event: `events.reverse`.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert

from settlement_bridge.books import (
    EntryKind,
    Key,
    Movement,
    SignOff,
    State,
    entities,
    events,
    settings,
)
from settlement_bridge.compliance import Position, is_credit, obligations
from settlement_bridge.compliance.positions import position
from settlement_bridge.errors import Refusal
from settlement_bridge.store.entity_tables import surrenders


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
    """Give up an account's units for its entity's obligation of a year: the event's number, or why
    not.
    """
    standing = entities.register(connection, [account]).get(account)
    if standing is None:
        return Refusal(
            "account_unknown", "account", account, None, "no such account in the registry"
        )
    owed = position(connection, standing.entity, year)
    if owed is None:
        return Refusal(
            "obligation_unknown",
            "year",
            year,
            None,
            f"entity {standing.entity} has no obligation for this year",
        )
    credit = is_credit(instrument)
    refusal = None if credit else _ineligible(connection, owed, instrument, date)
    refusal = refusal or _too_much(owed, instrument, quantity)
    if refusal is not None:
        return refusal
    source = Key(account, instrument, State.REGISTRY_AVAILABLE)
    target = Key(account, instrument, State.CANCELLED if credit else State.SURRENDERED)
    kind = EntryKind.OFFSET if credit else EntryKind.SURRENDER
    event = events.post(
        connection,
        [Movement(kind, source, target, quantity, date, reference=year)],
        sign_off,
        time_ns,
    )
    if isinstance(event, int):
        values = (event, owed.entity, year, account, instrument, int(credit), quantity, date)
        connection.execute(insert(surrenders).values(values))
    return event


def _ineligible(
    connection: Connection, owed: Position, instrument: str, day: int
) -> Refusal | None:
    """The refusal of allowances whose vintage does not pay for the year on this day, or None."""
    rule, late = obligations.vintage_rule(connection, owed.year, owed.deadline, day)
    return settings.vintage_not_taken(rule, instrument, owed.year, late)


def _too_much(owed: Position, instrument: str, quantity: int) -> Refusal | None:
    if quantity > owed.outstanding:
        return Refusal(
            "more_than_outstanding",
            "quantity",
            quantity,
            owed.outstanding,
            "more than is still to be surrendered",
        )
    if not is_credit(instrument):
        return None
    room = owed.offset_most - owed.offset
    if quantity > room:
        message = (
            f"credits may make up {owed.offset_most} t of what is due, {owed.offset} t are used"
        )
        return Refusal("offset_over_share", "quantity", quantity, max(room, 0), message)
    return None
