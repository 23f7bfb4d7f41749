"""Carry-over (结转): an entity asks, its old units are frozen, and equal new ones are issued for
them or they are freed.

How much may be asked for follows from net sales and holdings as the books know them
(`carry_over_most`); which vintages, until when, and who takes no part from the law of the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, insert, select

from engine.units import format_date
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
    entities,
    events,
    ledger_rows,
    venue_rules,
)
from settlement_bridge.books.entities import unknown_account, unknown_entity
from settlement_bridge.compliance import carry_over_most
from settlement_bridge.compliance.allowances import codes_of, held_on, net_sales
from settlement_bridge.compliance.positions import short_at_deadline
from settlement_bridge.errors import Refusal
from settlement_bridge.law import Round, kept
from settlement_bridge.law.in_force import Law
from settlement_bridge.law.kept import Signed
from settlement_bridge.store.entity_tables import carry_over_ends, carry_overs
from settlement_bridge.store.registry_tables import sign_offs


class Room(NamedTuple):
    """How much an entity may carry over, and from what it follows, t."""

    entity: int
    net_sold: int
    held: int
    most: int
    asked: int  # by requests that are open or were granted


def set_round(
    connection: Connection, of: Round, bases: tuple[int, int], signed: Signed
) -> int | Refusal:
    """Set a round of carry-over with the bases of power and of the other sectors; the number of its
    last row. The last one set for a year counts.
    """
    known = venue_rules.opened(connection)
    refusal = venue_rules.not_opened([of.instrument], known)
    year = refusal or venue_rules.year_of(of.instrument, of.first_year, known)
    if isinstance(year, Refusal):
        return year
    rows = [("carry_over", of), *kept.bases_of(of.first_year, *bases, of.source)]
    return kept.keep(connection, rows, signed)


def room(connection: Connection, entity: int, year: int, day: int) -> Room | Refusal:
    """How much an entity may carry over into a year, or why it takes no part in the round."""
    law, owner = kept.law_of(connection), entities.one_entity(connection, entity)
    of = law.round(year)
    if of is None:
        return Refusal("no_carry_over", "year", year, None, "no round of carry-over into this year")
    if owner is None:
        return unknown_entity(entity)
    base = law.round_base(year, owner.sector.name.lower())
    if base is None:
        message = "this entity's sector takes no part in carry-over"
        return Refusal("sector_takes_no_part", "entity", entity, None, message)
    late = next((each for each in of.barred if _was_late(connection, law, entity, each, day)), None)
    if late is not None:
        message = f"who did not surrender in time for {late} takes no part ({of.source})"
        return Refusal("late_takes_no_part", "entity", entity, None, message)
    own = [account.account for account in entities.accounts_of(connection, entity)]
    net_sold, held = net_sales(connection, own, of), held_on(connection, own, of)
    asked = int(connection.scalar(_standing(year, entity)) or 0)
    return Room(entity, net_sold, held, carry_over_most(of, base, net_sold, held), asked)


def _was_late(connection: Connection, law: Law, entity: int, year: int, day: int) -> bool:
    """Whether something was missing when the deadline of a year had passed."""
    return law.late(year, day) and short_at_deadline(connection, law, entity, year) > 0


def _standing(year: int, entity: int) -> Select[*tuple[Any, ...]]:
    """Tonnes of requests that were neither released nor taken back."""
    released = select(carry_over_ends.c.request).join(
        sign_offs, sign_offs.c.event == carry_over_ends.c.event
    )
    released = released.where(
        sign_offs.c.kind == EntryKind.CARRY_OVER_RELEASE,
        sign_offs.c.event.not_in(events.taken_back()),
    )
    return select(func.sum(carry_overs.c.quantity)).where(
        carry_overs.c.year == year,
        carry_overs.c.entity == entity,
        carry_overs.c.event.not_in(released),
        carry_overs.c.event.not_in(events.taken_back()),
    )


def request(
    connection: Connection,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Ask for carry-over: the units are frozen. The event's number, or why not."""
    of = kept.law_of(connection).round(year)
    if of is None:
        return Refusal("no_carry_over", "year", year, None, "no round of carry-over into this year")
    refusal = _not_asked_for(of, instrument, date)
    if refusal is not None:
        return refusal
    standing = entities.register(connection, [account]).get(account)
    if standing is None:
        return unknown_account(account)
    found = room(connection, standing.entity, year, date)
    if isinstance(found, Refusal):
        return found
    if quantity > found.most - found.asked:
        message = (
            f"{found.most} t may be carried over (net sold {found.net_sold}, held {found.held}),"
            f" {found.asked} t are asked for"
        )
        return Refusal(
            "more_than_carried_over",
            "quantity",
            quantity,
            max(found.most - found.asked, 0),
            message,
        )
    source, target = (
        Key(account, instrument, state) for state in (State.REGISTRY_AVAILABLE, State.CARRY_OVER)
    )
    movement = Movement(
        EntryKind.CARRY_OVER_REQUEST, source, target, quantity, date, reference=year
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        connection.execute(
            insert(carry_overs).values(
                (event, year, standing.entity, account, instrument, quantity)
            )
        )
    return event


def _not_asked_for(of: Round, instrument: str, date: int) -> Refusal | None:
    """The refusal of units that are not carried over, or of a request that is too late, or None."""
    codes = codes_of(of)
    if instrument not in codes:
        message = "units of this code are not carried over"
        return Refusal("not_carried_over", "instrument", instrument, codes[-10:], message)
    if of.apply_until and date > of.apply_until:
        until = format_date(of.apply_until)
        message = f"carry-over could be asked for until {until}"
        return Refusal("carry_over_late", "year", of.first_year, until, message)
    return None


def grant(
    connection: Connection, request: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """End a request's units and issue as many of the new year to the same account: the event's
    number, or why not.
    """
    asked = _open(connection, request)
    if isinstance(asked, Refusal):
        return asked
    of = kept.law_of(connection).round(asked.year)
    assert of is not None, "a request has a round"
    province = entities.register(connection, [asked.account])[asked.account].province
    frozen = Key(asked.account, asked.instrument, State.CARRY_OVER)
    old = Movement(
        EntryKind.CARRY_OVER,
        frozen,
        frozen._replace(state=State.CANCELLED),
        asked.quantity,
        date,
        reference=request,
    )
    source = Key(OUTSIDE, of.instrument, State.ISSUED)
    target = Key(asked.account, of.instrument, State.REGISTRY_AVAILABLE)
    series = Series(asked.year, province)
    new = Movement(
        EntryKind.CARRY_OVER_ISSUE,
        source,
        target,
        asked.quantity,
        date,
        reference=request,
        series=series,
    )
    spans = _frozen(connection, request)
    taken = _taken_away(connection, request, frozen, spans)
    return taken or _end(connection, request, [old._replace(spans=spans), new], sign_off, time_ns)


def release(
    connection: Connection, request: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give a request's units back: the event's number, or why not."""
    asked = _open(connection, request)
    if isinstance(asked, Refusal):
        return asked
    frozen = Key(asked.account, asked.instrument, State.CARRY_OVER)
    back = frozen._replace(state=State.REGISTRY_AVAILABLE)
    movement = Movement(
        EntryKind.CARRY_OVER_RELEASE, frozen, back, asked.quantity, date, reference=request
    )
    spans = _frozen(connection, request)
    taken = _taken_away(connection, request, frozen, spans)
    return taken or _end(connection, request, [movement._replace(spans=spans)], sign_off, time_ns)


def _frozen(connection: Connection, request: int) -> tuple[Span, ...]:
    """The units that a request froze."""
    return ledger_rows.event_entries(connection, request)[0].spans


def _taken_away(
    connection: Connection, request: int, waiting: Key, spans: Sequence[Span]
) -> Refusal | None:
    """The refusal of a request whose units a court has frozen by number since, or None."""
    gone = next((span for span in spans if not blocks.is_in(connection, waiting, span)), None)
    if gone is None:
        return None
    message = f"a court has frozen some of units {gone.first} to {gone.last} by number"
    return Refusal("units_moved_on", "request", request, None, message)


def _open(connection: Connection, request: int) -> Row[*tuple[Any, ...]] | Refusal:
    row = connection.execute(
        select(carry_overs).where(carry_overs.c.event == request)
    ).one_or_none()
    if row is None:
        return Refusal(
            "request_unknown", "request", request, None, "no such request for carry-over"
        )
    ends = select(carry_over_ends.c.event).where(carry_over_ends.c.request == request)
    ended = connection.scalar(ends.where(carry_over_ends.c.event.not_in(events.taken_back())))
    ended = ended or connection.scalar(
        select(sign_offs.c.event).where(sign_offs.c.reverses == request)
    )
    if ended is not None:
        return Refusal(
            "request_ended", "request", request, None, f"event {ended} has ended this request"
        )
    return row


def _end(
    connection: Connection, request: int, movements: list[Movement], sign_off: SignOff, time_ns: int
) -> int | Refusal:
    event = events.post(connection, movements, sign_off, time_ns)
    if isinstance(event, int):
        connection.execute(insert(carry_over_ends).values((event, request)))
    return event
