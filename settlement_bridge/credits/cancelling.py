"""Credits cancelled for ever (注销): by their holder, for a use, or by order of an authority.

Each is an event of the books and a row of the public record. Which codes were cancelled is in the
journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from settlement_bridge.books import (
    EntryKind,
    Key,
    Movement,
    Range,
    SignOff,
    Span,
    State,
    entities,
    events,
    lots,
)
from settlement_bridge.books.credit_words import OF_HOLDERS, CancellationKind, Cancelled
from settlement_bridge.books.parties import EntityKind, Status
from settlement_bridge.credits.registered import credit_of, note_cancellation
from settlement_bridge.errors import Refusal

FORCIBLE = (State.REGISTRY_AVAILABLE, State.FROZEN, State.PLEDGED, State.FROZEN_BY_NUMBER)


def cancel(
    connection: Connection,
    fields: Mapping[str, Any],
    ranges: Sequence[Range],
    sign_off: SignOff,
    today: int,
    time_ns: int,
) -> int | Refusal:
    """Cancel a holder's credits, by quantity or those that `ranges` name: the cancellation's number
    in the public record.
    """
    kind = CancellationKind(fields["kind"])
    refusal = _may_not(connection, fields, kind)
    if refusal is not None:
        return refusal
    place = Key(fields["account"], fields["instrument"], State.REGISTRY_AVAILABLE)
    spans = _spans(connection, place, ranges)
    if isinstance(spans, Refusal):
        return spans
    movement = Movement(
        EntryKind.CREDIT_CANCELLATION,
        place,
        place._replace(state=State.CANCELLED),
        fields["quantity"],
        today,
        spans=spans,
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, Refusal):
        return event
    made = Cancelled(event, place.account, place.instrument, movement.quantity, kind)
    said = made._replace(beneficiary=fields["beneficiary"], purpose=fields.get("purpose", ""))
    return note_cancellation(connection, said._replace(date=today), sign_off.who, time_ns)


def _may_not(
    connection: Connection, fields: Mapping[str, Any], kind: CancellationKind
) -> Refusal | None:
    """Why credits are not cancelled for this, or None."""
    if credit_of(connection, fields["instrument"]) is None:
        return unknown_credit(fields["instrument"])
    found = entities.register(connection, [fields["account"]]).get(fields["account"])
    if found is None:
        return entities.unknown_account(fields["account"])
    if found.status is Status.SUSPENDED:
        message = "account or entity is suspended"
        return Refusal("account_suspended", "account", fields["account"], None, message)
    owner = entities.one_entity(connection, found.entity)
    emitter = owner is not None and owner.kind is EntityKind.EMITTER
    if kind is CancellationKind.PILOT_OFFSET and not emitter:
        message = "an offset in a pilot market is a key emitter's"
        return Refusal("not_an_emitter", "account", fields["account"], "emitter", message)
    assert kind in OF_HOLDERS
    return None


def _spans(
    connection: Connection, place: Key, ranges: Sequence[Range]
) -> tuple[Span, ...] | Refusal:
    """The units that ranges name, all of them in one holding; none without ranges."""
    found = lots.lots(connection, place.instrument, ranges)
    if isinstance(found, Refusal) or any(lot.place != place for lot in found):
        message = f"not all of these units lie in account {place.account}; nothing was done"
        return Refusal("units_elsewhere", "serials", None, None, message)
    return tuple(Span(lot.first, lot.last, lot.issue) for lot in found)


def force(
    connection: Connection,
    place: Key,
    quantity: int,
    sign_off: SignOff,
    today: int,
    time_ns: int,
) -> int | Refusal:
    """Cancel credits by order of an authority (强制注销), out of whichever state they are in: the
    cancellation's number.
    """
    if credit_of(connection, place.instrument) is None:
        return unknown_credit(place.instrument)
    ended = place._replace(state=State.CANCELLED)
    movement = Movement(EntryKind.FORCED_CANCELLATION, place, ended, quantity, today)
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, Refusal):
        return event
    kind = CancellationKind.FORCED
    made = Cancelled(event, place.account, place.instrument, quantity, kind, date=today)
    said = made._replace(purpose=sign_off.document)
    return note_cancellation(connection, said, sign_off.who, time_ns)


def unknown_credit(instrument: str) -> Refusal:
    """The refusal of a code of which no credits were issued."""
    message = "no credits with this code were issued"
    return Refusal("credit_unknown", "instrument", instrument, None, message)
