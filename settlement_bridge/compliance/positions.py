"""What entities have given up for a year and hold against what they owe; surrenders taken back do
not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from settlement_bridge.books import CASH, DayStatus, State, TradeStatus, events
from settlement_bridge.books.scopes import Seen, only
from settlement_bridge.compliance import PENDING, Position, is_credit, offset_most
from settlement_bridge.compliance import ApplicationKind as Kind
from settlement_bridge.compliance.offsets import coverings, offsets_of
from settlement_bridge.law import VintageRule
from settlement_bridge.law.in_force import WHOLE_DAY, Law, allowed, minute_of, takes
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.authority_tables import applications, entrusted, entrusted_ends
from settlement_bridge.store.entity_tables import accounts, entities, obligations, surrenders
from settlement_bridge.store.registry_tables import holdings, sign_offs
from settlement_bridge.store.settlement_tables import days, trades

PART = 500  # entities asked for in one statement
_WITHHELD = (
    State.FROZEN,
    State.FROZEN_BY_NUMBER,
    State.PLEDGED,
    State.CARRY_OVER,
    State.APPLIED,
    State.IN_TRANSIT,
)
_AVAILABLE = (State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)
SURRENDERED, OFFSET = "surrendered", "offset"
SURRENDERED_INELIGIBLE = "surrendered_ineligible"
APPLIED, APPLIED_CREDITS, ENTRUSTED = "applied", "applied_credits", "entrusted"
OFFSET_PENDING = "offset_pending"
TO_RECEIVE, TO_DELIVER = "to_receive", "to_deliver"
ON_TIME = 0  # a day before every deadline
Held = Counter[tuple[str, State]]  # by (code, state)
Traded = Counter[tuple[str, str]]  # by (TO_RECEIVE or TO_DELIVER, code)


def positions(
    connection: Connection,
    year: int,
    after: int = 0,
    limit: int = 2**31 - 1,
    day: int = ON_TIME,
    seen: Seen = None,
) -> list[Position]:
    """The positions of entities above `after` for a year, in order, of those that are `seen`.
    O(obligations of the year).

    What they hold counts as it may pay on a day; without one, on time.
    """
    query = select(obligations).where(obligations.c.year == year, _latest(year))
    query = query.where(obligations.c.entity > after, *only(obligations.c.entity, seen))
    query = query.order_by(obligations.c.entity).limit(limit)
    return _positions(connection, query, year, day)


def position(connection: Connection, entity: int, year: int, day: int = ON_TIME) -> Position | None:
    """One entity's position on a day, without one on time; None without an obligation."""
    query = select(obligations).where(obligations.c.entity == entity, obligations.c.year == year)
    query = query.order_by(obligations.c.number.desc()).limit(1)
    found = _positions(connection, query, year, day)
    return found[0] if found else None


def _latest(year: int) -> ColumnElement[bool]:
    newest = (
        select(func.max(obligations.c.number))
        .where(obligations.c.year == year)
        .group_by(obligations.c.entity)
    )
    return obligations.c.number.in_(newest)


def standing_surrenders(year: int) -> Select[*tuple[Any, ...]]:
    """Surrenders and offsets of a year that were not taken back."""
    return select(surrenders).where(
        surrenders.c.year == year, surrenders.c.event.not_in(events.taken_back())
    )


def short_at_deadline(connection: Connection, law: Law, entity: int, year: int) -> int:
    """What was missing of an entity's obligation when its deadline had passed, to the hour, t; 0
    without an obligation. Surrenders taken back since do not count.
    """
    due = select(obligations.c.due).where(
        obligations.c.entity == entity, obligations.c.year == year, _latest(year)
    )
    given = standing_surrenders(year).where(surrenders.c.entity == entity).subquery()
    signed = given.join(sign_offs, sign_offs.c.event == given.c.event)
    query = select(given.c.quantity, given.c.date, sign_offs.c.time_ns).select_from(signed)
    paid = sum(
        int(row.quantity)
        for row in connection.execute(query)
        if not law.late(year, row.date, minute_of(row.time_ns))
    )
    paid += sum(
        quantity
        for quantity, date, time_ns in coverings(connection, entity, year)
        if not law.late(year, date, minute_of(time_ns))
    )
    return max(int(connection.scalar(due) or 0) - paid, 0)


def _positions(
    connection: Connection, query: Select[*tuple[Any, ...]], year: int, day: int
) -> list[Position]:
    law, found = law_of(connection), []
    paying, _ = law.paying(year, day)
    owed = connection.execute(query).all()
    for part in (owed[start : start + PART] for start in range(0, len(owed), PART)):
        numbers = [row.entity for row in part]
        named = select(entities).where(entities.c.entity.in_(numbers))
        owners = {row.entity: row for row in connection.execute(named)}
        given = _given(connection, law, year, numbers)
        given.update(_applied(connection, year, numbers))
        given.update(_entrusted(connection, year, numbers))
        held, traded = _held(connection, numbers), _undelivered(connection, numbers)
        for row in part:
            own = Own(given, held[row.entity], traded[row.entity])
            found.append(_position(row, owners[row.entity], own, law, paying))
    return found


def _given(
    connection: Connection, law: Law, year: int, numbers: Sequence[int]
) -> Counter[tuple[int, str]]:
    """Given up by (entity, what); what an older version took counts until it is reversed."""
    standing = standing_surrenders(year).where(surrenders.c.entity.in_(numbers)).subquery()
    key = [standing.c[name] for name in ("entity", "credit", "instrument", "date")]
    query = select(*key, func.sum(standing.c.quantity).label("quantity")).group_by(*key)
    given: Counter[tuple[int, str]] = Counter()
    for row in connection.execute(query):
        pays = any(takes(rule, row.instrument) for rule in _rules_of_day(law, year, row.date))
        given[row.entity, OFFSET if row.credit else SURRENDERED] += int(row.quantity)
        if not (row.credit or pays):
            given[row.entity, SURRENDERED_INELIGIBLE] += int(row.quantity)
    elsewhere = offsets_of(connection, year, numbers)
    for what, tonnes in ((OFFSET, elsewhere.covered), (OFFSET_PENDING, elsewhere.pending)):
        for entity, quantity in tonnes.items():
            given[entity, what] += quantity
    return given


def _rules_of_day(law: Law, year: int, day: int) -> list[VintageRule | None]:
    """What paid on a day: on the last one of a year until its hour and after it."""
    return [law.paying(year, day, minute)[0] for minute in (0, WHOLE_DAY)]


def _applied(connection: Connection, year: int, numbers: Sequence[int]) -> Counter[tuple[int, str]]:
    """What applications that wait would give up, by (entity, what)."""
    column = applications.c
    waits = column.status.in_(PENDING) & column.kind.in_((Kind.SURRENDER, Kind.OFFSET))
    query = select(column.entity, column.kind, func.sum(column.quantity))
    query = query.where(column.year == year, column.entity.in_(numbers), waits)
    found: Counter[tuple[int, str]] = Counter()
    for entity, kind, quantity in connection.execute(query.group_by(column.entity, column.kind)):
        found[entity, APPLIED] += int(quantity)
        if kind == Kind.OFFSET:
            found[entity, APPLIED_CREDITS] += int(quantity)
    return found


def _entrusted(
    connection: Connection, year: int, numbers: Sequence[int]
) -> Counter[tuple[int, str]]:
    """What provinces hold for entities, by (entity, what)."""
    column = entrusted.c
    query = select(column.entity, func.sum(column.quantity)).where(*open_entrusted())
    query = query.where(column.year == year, column.entity.in_(numbers))
    found = connection.execute(query.group_by(column.entity))
    return Counter({(entity, ENTRUSTED): int(quantity) for entity, quantity in found})


def open_entrusted() -> list[ColumnElement[bool]]:
    """The conditions of issues to a province that neither ended nor were taken back."""
    ends = entrusted_ends.c
    ended = select(ends.issue).where(ends.event.not_in(events.taken_back()))
    return [entrusted.c.event.not_in(ended), entrusted.c.event.not_in(events.taken_back())]


def free_units(connection: Connection, numbers: Sequence[int]) -> dict[int, Counter[str]]:
    """The allowances that entities can give up once today's trades are delivered, by code."""
    found: dict[int, Counter[str]] = {}
    for part in (numbers[start : start + PART] for start in range(0, len(numbers), PART)):
        held, traded = _held(connection, part), _undelivered(connection, part)
        found |= {number: _free(held[number], traded[number]) for number in part}
    return found


def _free(held: Held, traded: Traded) -> Counter[str]:
    free: Counter[str] = Counter()
    for (code, state), quantity in held.items():
        if state in _AVAILABLE and not is_credit(code):
            free[code] += quantity
    for (name, code), quantity in traded.items():
        free[code] += quantity if name == TO_RECEIVE else -quantity
    return free


def _held(connection: Connection, numbers: Sequence[int]) -> dict[int, Held]:
    """What entities hold in all their accounts."""
    owned = holdings.join(accounts, accounts.c.account == holdings.c.account)
    query = select(
        accounts.c.entity, holdings.c.instrument, holdings.c.state, func.sum(holdings.c.quantity)
    )
    query = query.select_from(owned).where(
        holdings.c.instrument != CASH, accounts.c.entity.in_(numbers)
    )
    held: dict[int, Held] = {number: Counter() for number in numbers}
    for entity, code, state, quantity in connection.execute(
        query.group_by(accounts.c.entity, holdings.c.instrument, holdings.c.state)
    ):
        held[entity][code, State(state)] += int(quantity)
    return held


def _undelivered(connection: Connection, numbers: Sequence[int]) -> dict[int, Traded]:
    """Allowances that entities have bought and sold and that are not delivered yet."""
    traded: dict[int, Traded] = {number: Counter() for number in numbers}
    for name, account in ((TO_RECEIVE, trades.c.buyer), (TO_DELIVER, trades.c.seller)):
        query = select(accounts.c.entity, trades.c.instrument, func.sum(trades.c.quantity))
        query = query.select_from(trades.join(accounts, accounts.c.account == account))
        query = query.where(
            trades.c.date.in_(_days_under_way()), trades.c.status == TradeStatus.COLLECTED
        )
        query = query.where(accounts.c.entity.in_(numbers)).group_by(
            accounts.c.entity, trades.c.instrument
        )
        for entity, code, quantity in connection.execute(query):
            if not is_credit(code):
                traded[entity][name, code] += int(quantity)
    return traded


def _days_under_way() -> Select[*tuple[Any, ...]]:
    return select(days.c.date).where(days.c.status < DayStatus.DELIVERED)


class Own(NamedTuple):
    """What entities have given up for a year or applied for, and what one of them holds and has
    traded.
    """

    given: Counter[tuple[int, str]]
    held: Held
    traded: Traded


def _position(
    owed: Row[*tuple[Any, ...]],
    owner: Row[*tuple[Any, ...]],
    own: Own,
    law: Law,
    paying: VintageRule | None,
) -> Position:
    given, held, traded = own
    share = law.offset(owed.year)
    pays = partial(takes, paying)
    waiting = (OFFSET_PENDING, APPLIED, APPLIED_CREDITS, ENTRUSTED)
    kinds = (SURRENDERED, OFFSET, SURRENDERED_INELIGIBLE, *waiting)
    paid = {what: given[owed.entity, what] for what in kinds}
    return Position(
        entity=owed.entity,
        name=owner.name,
        province=owner.province,
        year=owed.year,
        emissions=owed.emissions,
        due=owed.due,
        offset_most=offset_most(owed.due, share.share_bp if share else 0),
        registry_available=_sum(held, pays, State.REGISTRY_AVAILABLE),
        trading_available=_sum(held, pays, State.TRADING_AVAILABLE),
        withheld=_sum(held, pays, *_WITHHELD),
        credits=_sum(held, is_credit, State.REGISTRY_AVAILABLE),
        deadline=law.deadline(owed.year),
        to_receive=sum(traded[end] for end in traded if end[0] == TO_RECEIVE and pays(end[1])),
        to_deliver=sum(traded[end] for end in traded if end[0] == TO_DELIVER and pays(end[1])),
        ineligible=_sum(held, lambda code: not (is_credit(code) or pays(code)), *_AVAILABLE),
        vintages=allowed(paying),
        **paid,
    )


def _sum(held: Held, chosen: Callable[[str], bool], *states: State) -> int:
    return sum(held[end] for end in held if end[1] in states and chosen(end[0]))
