"""The province decides on applications, and the registry executes what is approved.

What is approved is given up in the same transaction, on the day of filing; carry-over waits for the
registry's run (`grant`). What is returned, with a reason, or withdrawn is free again.
"""

from __future__ import annotations

from sqlalchemy import Connection

from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.books import (
    EntryKind,
    Movement,
    SignOff,
    Span,
    State,
    blocks,
    entities,
    events,
    ledger_rows,
    scopes,
)
from settlement_bridge.books.scopes import Scope, Seen
from settlement_bridge.compliance import (
    ApplicationKind,
    ApplicationStatus,
    allowances,
    carry_over,
)
from settlement_bridge.compliance.application_rows import (
    Application,
    Now,
    decide,
    of_request,
    one,
    unknown_application,
    waiting,
)
from settlement_bridge.errors import Refusal


def approve(
    connection: Connection,
    number: int,
    scope: Scope | None,
    seen: Seen,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Approve an application that waits, which executes it: its number, or why not."""
    found = _to_decide(connection, number, scope, seen)
    if isinstance(found, Refusal):
        return found
    if found.kind == ApplicationKind.CARRY_OVER:
        decide(connection, found, ApplicationStatus.APPROVED, sign_off, time_ns)
        return number
    event = _execute(connection, found, sign_off, (date, time_ns))
    if isinstance(event, Refusal):
        return event
    decide(connection, found, ApplicationStatus.DONE, sign_off, time_ns, event)
    return number


def _execute(
    connection: Connection, found: Application, sign_off: SignOff, now: Now
) -> int | Refusal:
    """Give up what an application has set aside: the event's number."""
    owed = allowances.owed_by(connection, found.entity, found.year)
    if isinstance(owed, Refusal):
        return owed
    others = owed._replace(
        applied=owed.applied - found.quantity,
        applied_credits=owed.applied_credits
        - found.quantity * (found.kind == ApplicationKind.OFFSET),
    )
    spans = _units(connection, found)
    refusal = allowances.too_much(others, found.instrument, found.quantity) or _gone(
        connection, found, spans
    )
    if refusal is not None:
        return refusal
    signed = sign_off._replace(note=_ground(connection, found, sign_off))
    back = _free_again(connection, found, spans, signed, now)
    if isinstance(back, Refusal):
        return back
    free = found.place._replace(state=State.REGISTRY_AVAILABLE)
    parcel = (free, found.quantity, spans)
    event = allowances.give_up(connection, owed, parcel, found.date, signed, now)
    assert isinstance(event, int), "the units are free, and nothing else was asked for"
    return event


def _ground(connection: Connection, found: Application, sign_off: SignOff) -> str:
    """The note of what an application has led to; it names an entity that has helped."""
    helper = entities.one_entity(connection, found.giver) if found.giver else None
    helps = f"helped by entity {found.giver}, {helper.name}" if helper else ""
    parts = (f"application {found.number} of {found.who}", helps, sign_off.note)
    return "; ".join(part for part in parts if part)[:NOTE_SIZE]


def send_back(
    connection: Connection,
    number: int,
    scope: Scope | None,
    seen: Seen,
    reason: str,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Return an application that waits to its emitter, with a reason: its number, or why not."""
    found = _to_decide(connection, number, scope, seen)
    if isinstance(found, Refusal):
        return found
    end = (ApplicationStatus.RETURNED, reason)
    return _end(connection, found, end, sign_off, (date, time_ns))


def withdraw(
    connection: Connection, number: int, account: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Withdraw an account's application that waits: its number, or why not."""
    filed = one(connection, number)
    if filed is None or filed.account != account:
        return unknown_application(number)
    found = waiting(connection, number)
    if isinstance(found, Refusal):
        return found
    end = (ApplicationStatus.WITHDRAWN, sign_off.note)
    return _end(connection, found, end, sign_off, (date, time_ns))


def _end(
    connection: Connection,
    found: Application,
    end: tuple[ApplicationStatus, str],
    sign_off: SignOff,
    now: Now,
) -> int | Refusal:
    """End an application without doing it: its units are free again."""
    if found.kind == ApplicationKind.CARRY_OVER:
        event = carry_over.release(connection, found.held, sign_off, *now)
    else:
        spans = _units(connection, found)
        gone = _gone(connection, found, spans)
        event = gone or _free_again(connection, found, spans, sign_off, now)
    if isinstance(event, Refusal):
        return event
    decide(connection, found, end[0], sign_off, now[1], event, end[1])
    return found.number


def grant(
    connection: Connection, request: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Grant carry-over, of what was applied for once its province has approved: the event."""
    found = of_request(connection, request)
    if found is not None and found.status == ApplicationStatus.WAITING:
        message = f"application {found.number} waits for the province"
        return Refusal("review_needed", "request", request, None, message)
    event = carry_over.grant(connection, request, sign_off, date, time_ns)
    if isinstance(event, int) and found is not None:
        decide(connection, found, ApplicationStatus.DONE, sign_off, time_ns, event)
    return event


def release(
    connection: Connection, request: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give a request for carry-over back, which ends its application: the event."""
    event = carry_over.release(connection, request, sign_off, date, time_ns)
    found = of_request(connection, request)
    if isinstance(event, int) and found is not None:
        end = ApplicationStatus.RETURNED
        decide(connection, found, end, sign_off, time_ns, event, sign_off.note)
    return event


def _units(connection: Connection, found: Application) -> tuple[Span, ...]:
    """The units that an application has set aside."""
    return ledger_rows.event_entries(connection, found.held)[0].spans


def _gone(connection: Connection, found: Application, spans: tuple[Span, ...]) -> Refusal | None:
    """The refusal of an application whose units a court has frozen by number since, or None."""
    gone = next((span for span in spans if not blocks.is_in(connection, found.place, span)), None)
    if gone is None:
        return None
    message = f"a court has frozen some of units {gone.first} to {gone.last} by number"
    return Refusal("units_moved_on", "application", found.number, None, message)


def _free_again(
    connection: Connection,
    found: Application,
    spans: tuple[Span, ...],
    sign_off: SignOff,
    now: Now,
) -> int | Refusal:
    place, kind = found.place, EntryKind.APPLICATION_END
    free = place._replace(state=State.REGISTRY_AVAILABLE)
    back = Movement(kind, place, free, found.quantity, now[0], reference=found.held, spans=spans)
    return events.post(connection, [back], sign_off, now[1])


def _to_decide(
    connection: Connection, number: int, scope: Scope | None, seen: Seen
) -> Application | Refusal:
    """An application that waits for this authority, or why it is none."""
    found = waiting(connection, number)
    if isinstance(found, Refusal) and found.code != "application_decided":
        return found
    entity = one(connection, number)
    if entity is None or not scopes.sees(connection, seen, entity.entity):
        return unknown_application(number)
    return scopes.not_deciding(connection, scope, entity.entity) or found
