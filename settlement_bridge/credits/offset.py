"""The books' side of an offset (抵销) of surrender: credits frozen, cancelled or given back.

An offset is known by a reference that both registries use. Each of the three acts may be asked
again with the same reference: what was done is answered again, and nothing is done twice.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from settlement_bridge.books import (
    EntryKind,
    Key,
    Movement,
    SignOff,
    Span,
    State,
    entities,
    events,
    ledger_rows,
)
from settlement_bridge.books.credit_words import CancellationKind, Cancelled, HoldStatus
from settlement_bridge.books.parties import Status
from settlement_bridge.credits.registered import (
    Credit,
    Units,
    credit_of,
    note_cancellation,
    units_of,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.store.credit_tables import offset_holds


class Wanted(NamedTuple):
    """What is to be offset: credits of an account of this registry, for a year's obligation of an
    emitter, named as the allowance registry names it.
    """

    reference: str
    account: int
    instrument: str
    quantity: int
    year: int
    emitter: str


class Hold(NamedTuple):
    """Credits frozen for an offset; `ended` is the event that cancelled or released them, 0 before.

    `credit` says what they are: project and production year. `units` are their codes, range by
    range, each with the day on which it was registered.
    """

    wanted: Wanted
    event: int
    status: HoldStatus
    ended: int
    credit: Credit
    units: list[Units]


def freeze(
    connection: Connection,
    wanted: Wanted,
    sign_off: SignOff,
    date: int,
    time_ns: int,
    spans: tuple[Span, ...] = (),
) -> Hold | Refusal:
    """Freeze registry-available credits for an offset, or why not; by the same reference and
    content again the hold as it is now. `spans`: which units; else those with the lowest numbers.

    Refusals: `offset_reference_taken` (the reference is of something else), `credit_unknown` (no
    credits with this code), `account_unknown`, `account_suspended`, `units_insufficient`.
    """
    before = hold(connection, wanted.reference)
    if before is not None:
        return before if before.wanted == wanted else _taken(wanted.reference)
    refusal = _not_free(connection, wanted)
    if refusal is not None:
        return refusal
    there = Key(wanted.account, wanted.instrument, State.OFFSET_FROZEN)
    source = there._replace(state=State.REGISTRY_AVAILABLE)
    movement = Movement(EntryKind.OFFSET_FREEZE, source, there, wanted.quantity, date, spans=spans)
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, Refusal):
        return event
    _insert(connection, wanted, event, date, sign_off.who, time_ns)
    return _known(connection, wanted.reference)


def cancel(
    connection: Connection, reference: str, sign_off: SignOff, date: int, time_ns: int
) -> Hold | Refusal:
    """Cancel what was frozen for an offset, for ever, and note it in the public record; again:
    the hold as it is. Refusals: `offset_unknown`, `offset_ended` (it was released).
    """
    found = hold(connection, reference)
    if found is None or found.status is HoldStatus.CANCELLED:
        return found or _unknown(reference)
    event = _end(connection, found, HoldStatus.CANCELLED, sign_off, date, time_ns)
    if isinstance(event, Refusal):
        return event
    of = found.wanted
    made = Cancelled(event, of.account, of.instrument, of.quantity, CancellationKind.OFFSET)
    said = made._replace(beneficiary=of.emitter, purpose=reference, year=of.year, date=date)
    note_cancellation(connection, said, sign_off.who, time_ns)
    return _known(connection, reference)


def release(
    connection: Connection, reference: str, sign_off: SignOff, date: int, time_ns: int
) -> Hold | Refusal:
    """Give back what was frozen for an offset; again: the hold as it is. Refusals:
    `offset_unknown`, `offset_ended` (it was cancelled).
    """
    found = hold(connection, reference)
    if found is None or found.status is HoldStatus.RELEASED:
        return found or _unknown(reference)
    event = _end(connection, found, HoldStatus.RELEASED, sign_off, date, time_ns)
    return event if isinstance(event, Refusal) else _known(connection, reference)


def hold(connection: Connection, reference: str) -> Hold | None:
    """What was frozen under a reference, or None."""
    query = select(offset_holds).where(offset_holds.c.reference == reference)
    row = connection.execute(query).one_or_none()
    return None if row is None else _hold(connection, row)


def holds_of(connection: Connection, account: int | None, after: str, limit: int) -> list[Hold]:
    """Holds of an account, or all, with references above one, in order."""
    query = select(offset_holds).where(offset_holds.c.reference > after)
    if account is not None:
        query = query.where(offset_holds.c.account == account)
    rows = connection.execute(query.order_by(offset_holds.c.reference).limit(limit)).all()
    return [_hold(connection, row) for row in rows]


_ENDS = {
    HoldStatus.CANCELLED: (EntryKind.CREDIT_OFFSET, State.CANCELLED),
    HoldStatus.RELEASED: (EntryKind.OFFSET_RELEASE, State.REGISTRY_AVAILABLE),
}


def _end(
    connection: Connection,
    found: Hold,
    status: HoldStatus,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Move the very units that were frozen, and write how the hold ended: the event."""
    if found.status is not HoldStatus.FROZEN:
        message = f"these credits are {found.status.name.lower()}, event {found.ended}"
        return Refusal("offset_ended", "reference", found.wanted.reference, None, message)
    kind, state = _ENDS[status]
    (entry,) = ledger_rows.event_entries(connection, found.event)
    source = entry.movement.target
    movement = Movement(kind, source, source._replace(state=state), found.wanted.quantity, date)
    named = movement._replace(spans=entry.spans, reference=found.event)
    event = events.post(connection, [named], sign_off, time_ns)
    if isinstance(event, int):
        here = offset_holds.c.reference == found.wanted.reference
        connection.execute(update(offset_holds).where(here).values(status=status, ended=event))
    return event


def _not_free(connection: Connection, wanted: Wanted) -> Refusal | None:
    if credit_of(connection, wanted.instrument) is None:
        message = "no credits with this code were issued"
        return Refusal("credit_unknown", "instrument", wanted.instrument, None, message)
    found = entities.register(connection, [wanted.account]).get(wanted.account)
    if found is None:
        return entities.unknown_account(wanted.account)
    if found.status is Status.SUSPENDED:
        message = "account or entity is suspended"
        return Refusal("account_suspended", "account", wanted.account, None, message)
    return None


def _insert(
    connection: Connection, wanted: Wanted, event: int, date: int, who: str, time_ns: int
) -> None:
    of = wanted
    row = (of.reference, event, of.account, of.instrument, of.quantity, of.year, of.emitter)
    values = (*row, HoldStatus.FROZEN, 0, date, time_ns, who)
    connection.execute(insert(offset_holds).values(values))


def _hold(connection: Connection, row: Row[*tuple[Any, ...]]) -> Hold:
    ordered = (row.reference, row.account, row.instrument, row.quantity, row.year, row.emitter)
    credit = credit_of(connection, row.instrument)
    assert credit is not None
    (entry,) = ledger_rows.event_entries(connection, row.event)
    units = units_of(connection, credit, entry.spans)
    return Hold(Wanted(*ordered), row.event, HoldStatus(row.status), row.ended, credit, units)


def _known(connection: Connection, reference: str) -> Hold:
    found = hold(connection, reference)
    assert found is not None
    return found


def _taken(reference: str) -> Refusal:
    message = "this reference is of another offset"
    return Refusal("offset_reference_taken", "reference", reference, "one not in use", message)


def _unknown(reference: str) -> Refusal:
    message = "nothing is frozen under this reference"
    return Refusal("offset_unknown", "reference", reference, None, message)
