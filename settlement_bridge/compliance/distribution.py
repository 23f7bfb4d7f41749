"""Differentiated distribution (差异化发放) and forced surrender (强制履约).

An emitter with an evident risk gets no units of a year itself: they are issued once its amounts are
fixed, into its province's account, where nobody but the registry moves them. On the province's
entrustment the registry gives up for the emitter what is due; the rest goes to the emitter, and a
lack remains owed. 国环规气候〔2024〕1号 §5(4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from settlement_bridge.books import (
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    Series,
    SignOff,
    Span,
    State,
    blocks,
    distributions,
    entities,
    events,
    ledger_rows,
    venue_rules,
)
from settlement_bridge.books.entities import unknown_account, unknown_entity
from settlement_bridge.books.parties import EntityKind
from settlement_bridge.books.scopes import Seen
from settlement_bridge.compliance import Position, allowances
from settlement_bridge.compliance.positions import open_entrusted, position
from settlement_bridge.errors import Refusal
from settlement_bridge.store.authority_tables import entrusted, entrusted_ends

Now = tuple[int, int]  # trading day and time, ns


class HeldFor(NamedTuple):
    """What a province holds for an emitter, t."""

    entity: int
    held: int


class Forced(NamedTuple):
    """What a forced surrender came to, t."""

    event: int
    surrendered: int
    rest: int  # to the emitter
    owed: int  # still


def issue(
    connection: Connection,
    entity: int,
    year: int,
    account: int,
    instrument: str,
    quantity: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Issue units of a year for an emitter into its province's account: the event's number."""
    refusal = _not_differentiated(connection, entity, year) or _not_its_province(
        connection, entity, account
    )
    known = venue_rules.opened(connection)
    refusal = refusal or venue_rules.not_opened([instrument], known)
    printed = refusal or venue_rules.year_of(instrument, year, known)
    if isinstance(printed, Refusal):
        return printed
    owed = allowances.owed_by(connection, entity, year)
    if isinstance(owed, Refusal):  # units come at the fixing stage only
        return owed
    source = Key(OUTSIDE, instrument, State.ISSUED)
    target = Key(account, instrument, State.ENTRUSTED)
    series = Series(printed, owed.province)
    kind = EntryKind.ENTRUSTED_ISSUE
    movement = Movement(kind, source, target, quantity, date, reference=entity, series=series)
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        row = (event, entity, year, account, instrument, quantity)
        connection.execute(insert(entrusted).values(row))
    return event


def _not_differentiated(connection: Connection, entity: int, year: int) -> Refusal | None:
    if distributions.is_differentiated(connection, entity, year):
        return None
    message = f"units of {year} are distributed to entity {entity} itself"
    return Refusal("not_differentiated", "entity", entity, None, message)


def _not_its_province(connection: Connection, entity: int, account: int) -> Refusal | None:
    emitter = entities.one_entity(connection, entity)
    found = entities.one_account(connection, account)
    owner = entities.one_entity(connection, found.entity) if found else None
    if emitter is None:
        return unknown_entity(entity)
    if found is None:
        return unknown_account(account)
    is_province = owner is not None and owner.kind == EntityKind.PROVINCE
    if owner is not None and is_province and owner.province == emitter.province:
        return None
    message = "units of differentiated distribution go to the account of the emitter's province"
    return Refusal("not_its_province", "account", account, emitter.province, message)


def force(
    connection: Connection,
    entity: int,
    year: int,
    account: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Give up for an emitter what its province holds for it, as much as is due; the rest goes into
    the emitter's `account`. The event's number.
    """
    refusal = _not_its_own(connection, entity, account)
    owed = refusal or allowances.owed_by(connection, entity, year)
    if isinstance(owed, Refusal):
        return owed
    found = _open(connection, entity, year)
    if not found:
        message = f"its province holds no units of {year} for entity {entity}"
        return Refusal("nothing_entrusted", "entity", entity, None, message)
    instrument = found[0].instrument
    here = [row for row in found if row.instrument == instrument]
    due = min(owed.uncovered, sum(row.quantity for row in here))
    refusal = (
        allowances.may_pay(connection, owed, instrument, due, (date, time_ns)) if due else None
    )
    if refusal is not None:
        return refusal
    return _move(connection, owed, here, (account, due), sign_off, (date, time_ns))


def _not_its_own(connection: Connection, entity: int, account: int) -> Refusal | None:
    found = entities.one_account(connection, account)
    if found is not None and found.entity == entity:
        return None
    return unknown_account(account)


def _open(connection: Connection, entity: int, year: int) -> Sequence[Row[Any]]:
    """The issues for an emitter that neither ended nor were taken back, in order."""
    column = entrusted.c
    query = select(entrusted).where(column.entity == entity, column.year == year)
    return connection.execute(query.where(*open_entrusted()).order_by(column.event)).all()


def _move(
    connection: Connection,
    owed: Position,
    found: Sequence[Row[Any]],
    to: tuple[int, int],
    sign_off: SignOff,
    now: Now,
) -> int | Refusal:
    """One event: of each issue what is due, in the emitter's name, and the rest to its account."""
    (account, due), movements, ends = to, list[Movement](), []
    left = due
    for row in found:
        units = ledger_rows.event_entries(connection, row.event)[0].spans
        place = Key(row.account, row.instrument, State.ENTRUSTED)
        gone = next((span for span in units if not blocks.is_in(connection, place, span)), None)
        if gone is not None:
            message = f"a court has frozen some of units {gone.first} to {gone.last} by number"
            return Refusal("units_moved_on", "entity", owed.entity, None, message)
        given = min(left, row.quantity)
        paid, over = parted(units, given)
        ended = Key(account, row.instrument, State.SURRENDERED)
        free = Key(account, row.instrument, State.REGISTRY_AVAILABLE)
        for kind, target, spans in (
            (EntryKind.FORCED_SURRENDER, ended, paid),
            (EntryKind.ENTRUSTED_REST, free, over),
        ):
            size = sum(span.last - span.first + 1 for span in spans)
            moved = Movement(kind, place, target, size, now[0], reference=row.event, spans=spans)
            movements += [moved] if spans else []
        left -= given
        ends.append((row.event, given, row.quantity - given))
    movements.sort(key=lambda movement: movement.kind)  # the kind of the event is its first entry's
    event = events.post(connection, movements, sign_off, now[1])
    if isinstance(event, Refusal):
        return event
    for issue_event, given, over_quantity in ends:
        connection.execute(
            insert(entrusted_ends).values((issue_event, event, given, over_quantity))
        )
    if due:
        source = Key(account, found[0].instrument, State.ENTRUSTED)
        allowances.note_given(connection, event, owed, source, due, now[0])
    return event


def came_to(connection: Connection, event: int) -> Forced:
    """What a forced surrender came to."""
    column = entrusted_ends.c
    query = select(column.surrendered, column.rest, entrusted.c.entity, entrusted.c.year)
    query = query.join(entrusted, entrusted.c.event == column.issue).where(column.event == event)
    found = connection.execute(query).all()
    owed = position(connection, found[0].entity, found[0].year)
    surrendered, rest = sum(row.surrendered for row in found), sum(row.rest for row in found)
    return Forced(event, surrendered, rest, owed.outstanding if owed else 0)


def parted(spans: Iterable[Span], quantity: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Spans as two: the first `quantity` units, and those after them."""
    first: list[Span] = []
    others: list[Span] = []
    for span in spans:
        size = span.last - span.first + 1
        taken = min(size, quantity)
        quantity -= taken
        if taken:
            first.append(span._replace(last=span.first + taken - 1))
        if taken < size:
            others.append(span._replace(first=span.first + taken))
    return tuple(first), tuple(others)


def held_for(connection: Connection, entity: int, year: int) -> int:
    """Tonnes that the province holds for an emitter."""
    return sum(row.quantity for row in _open(connection, entity, year))


def listed(connection: Connection, seen: Seen, year: int, after: int, limit: int) -> list[HeldFor]:
    """The emitters under differentiated distribution for a year, with what is held for each."""
    numbers = distributions.of_year(connection, seen, year, after, limit)
    return [HeldFor(number, held_for(connection, number, year)) for number in numbers]
