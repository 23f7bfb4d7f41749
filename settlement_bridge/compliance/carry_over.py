"""Carry-over (结转): an entity asks, its old units are frozen, and equal new ones are issued for
them or they are freed.

How much may be asked for follows from net sales and holdings as the books know them
(`rules.carry_over_most`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, insert, select

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
from settlement_bridge.compliance import CarryOverRules, carry_over_most, is_credit
from settlement_bridge.compliance.allowances import held_on, net_sales
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import carry_over_ends, carry_over_rules, carry_overs
from settlement_bridge.store.registry_tables import sign_offs


class Room(NamedTuple):
    """How much an entity may carry over, and from what it follows, t."""

    entity: int
    net_sold: int
    held: int
    most: int
    asked: int  # by requests that are open or were granted


def set_rules(
    connection: Connection, rules: CarryOverRules, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Set a round of carry-over; the number of this setting. The last one set for a year counts."""
    known = venue_rules.opened(connection)
    refusal = venue_rules.not_opened([rules.instrument], known)
    year = refusal or venue_rules.year_of(rules.instrument, rules.year, known)
    if isinstance(year, Refusal):
        return year
    number = next_number(connection, carry_over_rules.c.number)
    connection.execute(insert(carry_over_rules).values((number, *rules, time_ns, sign_off.who)))
    return number


def rules_of(connection: Connection, year: int) -> CarryOverRules | None:
    """The round of a year, or None."""
    query = select(carry_over_rules).where(carry_over_rules.c.year == year)
    row = connection.execute(
        query.order_by(carry_over_rules.c.number.desc()).limit(1)
    ).one_or_none()
    return (
        None
        if row is None
        else CarryOverRules(*[getattr(row, name) for name in CarryOverRules._fields])
    )


def room(connection: Connection, entity: int, rules: CarryOverRules) -> Room | Refusal:
    """How much an entity may carry over in a round.

    Raises nothing; entities without a sector get a Refusal.
    """
    owner = entities.one_entity(connection, entity)
    if owner is None:
        return unknown_entity(entity)
    if rules.base(owner.sector) is None:
        return Refusal(
            "sector_takes_no_part",
            "entity",
            entity,
            None,
            "this entity's sector takes no part in carry-over",
        )
    own = [account.account for account in entities.accounts_of(connection, entity)]
    net_sold, held = net_sales(connection, own, rules), held_on(connection, own, rules.sold_to)
    asked = int(connection.scalar(_standing(rules.year, entity)) or 0)
    return Room(entity, net_sold, held, carry_over_most(rules, owner.sector, net_sold, held), asked)


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
    rules = rules_of(connection, year)
    if rules is None:
        return Refusal("no_carry_over", "year", year, None, "no round of carry-over into this year")
    if is_credit(instrument) or instrument == rules.instrument:
        return Refusal(
            "not_carried_over",
            "instrument",
            instrument,
            None,
            "units of this code are not carried over",
        )
    standing = entities.register(connection, [account]).get(account)
    if standing is None:
        return unknown_account(account)
    found = room(connection, standing.entity, rules)
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


def grant(
    connection: Connection, request: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """End a request's units and issue as many of the new year to the same account: the event's
    number, or why not.
    """
    asked = _open(connection, request)
    if isinstance(asked, Refusal):
        return asked
    rules = rules_of(connection, asked.year)
    assert rules is not None, "a request has a round"
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
    source = Key(OUTSIDE, rules.instrument, State.ISSUED)
    target = Key(asked.account, rules.instrument, State.REGISTRY_AVAILABLE)
    series = Series(rules.year, province)
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
