"""What entities owe for a year and have given up for it: the latest obligation counts, surrenders taken back do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select

from settlement_bridge.books import events_sql
from settlement_bridge.bulk import execute_rows, insertion
from settlement_bridge.compliance import emissions
from settlement_bridge.compliance.emissions import Verified
from settlement_bridge.compliance.rules import YearRules, is_credit, offset_most
from settlement_bridge.compliance.schema import obligations, surrenders, year_rules
from settlement_bridge.desk import sheets
from settlement_bridge.errors import Refusal
from settlement_bridge.records import CASH, DayStatus, EntityKind, SignOff, State, TradeStatus
from settlement_bridge.schema import accounts, days, entities, holdings, trades

PART = 500  # entities asked for in one statement
_WITHHELD = (State.FROZEN, State.FROZEN_BY_NUMBER, State.PLEDGED, State.CARRY_OVER, State.IN_TRANSIT)
TO_RECEIVE, TO_DELIVER = "to_receive", "to_deliver"
Held = Counter[tuple[bool, State]]  # by (whether a credit, state)
Traded = Counter[str]  # TO_RECEIVE, TO_DELIVER


class Position(NamedTuple):
    """An entity against its obligation of a year, t."""

    entity: int
    name: str
    province: int
    year: int
    emissions: int
    due: int
    surrendered: int
    offset: int
    offset_most: int  # credits that may be used in all
    registry_available: int  # allowances
    trading_available: int
    withheld: int  # allowances frozen, pledged, requested for carry-over or on their way
    credits: int  # registry-available
    deadline: int  # yyyymmdd; 0: not set
    to_receive: int = 0  # allowances bought and not delivered yet
    to_deliver: int = 0  # allowances sold and not delivered yet: part of what is trading-available

    @property
    def outstanding(self) -> int:
        """What is still to be given up."""
        return max(self.due - self.surrendered - self.offset, 0)

    @property
    def available(self) -> int:
        """Allowances that can be had once today's trades are delivered; orders do not count before they trade."""
        return self.registry_available + self.trading_available + self.to_receive - self.to_deliver

    @property
    def shortfall(self) -> int:
        """What is missing when all allowances that can be had are given up."""
        return max(self.outstanding - self.available, 0)


def take_in(
    connection: Connection, text: str, reference: str, correction: bool, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Write the obligations of a file; its number of rows, or why nothing was done.

    A correction replaces obligations that are there, any other file may name none that is there. Entities must be known emitters.
    """
    kind = emissions.CORRECTION if correction else emissions.SHEET.kind
    rows = emissions.read(text)
    refusal = sheets.taken_before(connection, kind, text, reference)
    if refusal is None and isinstance(rows, list):
        refusal = _unknown(connection, rows) or _misplaced(connection, rows, correction)
    if refusal is not None or isinstance(rows, Refusal):
        return refusal or rows  # type: ignore[return-value]
    number = connection.scalar(select(func.max(obligations.c.number))) or 0
    values = [(number + place, *row, time_ns, sign_off.who) for place, row in enumerate(rows, 1)]
    execute_rows(connection, insertion(obligations), values)
    counted = (len(rows), sum(row.due for row in rows))
    sheets.note_taken(connection, kind, text, reference, 0, counted, sign_off.who, time_ns)
    return len(rows)


def _unknown(connection: Connection, rows: Sequence[Verified]) -> Refusal | None:
    emitters = set(connection.scalars(select(entities.c.entity).where(entities.c.kind == EntityKind.EMITTER)))
    for line, row in enumerate(rows, 2):
        if row.entity not in emitters:
            return Refusal(
                "entity_unknown", f"line {line}", row.entity, "a registered emitter", "no such emitter in the registry"
            )
    return None


def _misplaced(connection: Connection, rows: Sequence[Verified], correction: bool) -> Refusal | None:
    years = {row.year for row in rows}
    known = select(obligations.c.entity, obligations.c.year).where(obligations.c.year.in_(years))
    there = {(row.entity, row.year) for row in connection.execute(known)}
    for line, row in enumerate(rows, 2):
        if ((row.entity, row.year) in there) != correction:
            said = "is not there to be corrected" if correction else "is there already; a correction replaces it"
            code = "obligation_unknown" if correction else "obligation_exists"
            return Refusal(code, f"line {line}", row.entity, None, f"the obligation of entity {row.entity} for {row.year} {said}")
    return None


def set_rules(connection: Connection, rules: YearRules, sign_off: SignOff, time_ns: int) -> int:
    """Set what applies to a year; the number of this setting."""
    number = (connection.scalar(select(func.max(year_rules.c.number))) or 0) + 1
    connection.execute(insert(year_rules).values((number, *rules, time_ns, sign_off.who)))
    return number


def rules_of(connection: Connection, year: int) -> YearRules:
    """What applies to a year; the defaults, with no deadline, when nothing was set."""
    query = select(year_rules).where(year_rules.c.year == year).order_by(year_rules.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return YearRules(year, 0) if row is None else YearRules(year, row.deadline, row.offset_bp, row.fine_low, row.fine_high)


def years(connection: Connection) -> list[int]:
    """Years with obligations, in order."""
    return list(connection.scalars(select(obligations.c.year).distinct().order_by(obligations.c.year)))


def positions(connection: Connection, year: int, after: int = 0, limit: int = 2**31 - 1) -> list[Position]:
    """The positions of entities above `after` for a year, in order. O(obligations of the year)."""
    query = select(obligations).where(obligations.c.year == year, _latest(year)).order_by(obligations.c.entity)
    return _positions(connection, query.where(obligations.c.entity > after).limit(limit), year)


def position(connection: Connection, entity: int, year: int) -> Position | None:
    """One entity's position, None without an obligation."""
    query = select(obligations).where(obligations.c.entity == entity, obligations.c.year == year)
    found = _positions(connection, query.order_by(obligations.c.number.desc()).limit(1), year)
    return found[0] if found else None


def _latest(year: int) -> ColumnElement[bool]:
    newest = select(func.max(obligations.c.number)).where(obligations.c.year == year).group_by(obligations.c.entity)
    return obligations.c.number.in_(newest)


def standing_surrenders(year: int) -> Select:
    """Surrenders and offsets of a year that were not taken back."""
    return select(surrenders).where(surrenders.c.year == year, surrenders.c.event.not_in(events_sql.taken_back()))


def _positions(connection: Connection, query: Select, year: int) -> list[Position]:
    rules, found = rules_of(connection, year), []
    owed = connection.execute(query).all()
    for part in (owed[start : start + PART] for start in range(0, len(owed), PART)):
        numbers = [row.entity for row in part]
        owners = {row.entity: row for row in connection.execute(select(entities).where(entities.c.entity.in_(numbers)))}
        given, held, traded = _given(connection, year, numbers), _held(connection, numbers), _undelivered(connection, numbers)
        found += [_position(row, owners[row.entity], given, held[row.entity], traded[row.entity], rules) for row in part]
    return found


def _given(connection: Connection, year: int, numbers: Sequence[int]) -> dict[tuple[int, int], int]:
    """Given up by (entity, credit)."""
    standing = standing_surrenders(year).where(surrenders.c.entity.in_(numbers)).subquery()
    query = select(standing.c.entity, standing.c.credit, func.sum(standing.c.quantity))
    rows = connection.execute(query.group_by(standing.c.entity, standing.c.credit))
    return {(entity, credit): int(quantity) for entity, credit, quantity in rows}


def _held(connection: Connection, numbers: Sequence[int]) -> dict[int, Held]:
    """What entities hold in all their accounts."""
    owned = holdings.join(accounts, accounts.c.account == holdings.c.account)
    query = select(accounts.c.entity, holdings.c.instrument, holdings.c.state, func.sum(holdings.c.quantity))
    query = query.select_from(owned).where(holdings.c.instrument != CASH, accounts.c.entity.in_(numbers))
    held: dict[int, Held] = {number: Counter() for number in numbers}
    for entity, code, state, quantity in connection.execute(
        query.group_by(accounts.c.entity, holdings.c.instrument, holdings.c.state)
    ):
        held[entity][is_credit(code), State(state)] += int(quantity)
    return held


def _undelivered(connection: Connection, numbers: Sequence[int]) -> dict[int, Traded]:
    """Allowances that entities have bought and sold and that are not delivered yet."""
    traded: dict[int, Traded] = {number: Counter() for number in numbers}
    for name, account in ((TO_RECEIVE, trades.c.buyer), (TO_DELIVER, trades.c.seller)):
        query = select(accounts.c.entity, trades.c.instrument, func.sum(trades.c.quantity))
        query = query.select_from(trades.join(accounts, accounts.c.account == account))
        query = query.where(trades.c.date.in_(_days_under_way()), trades.c.status == TradeStatus.COLLECTED)
        query = query.where(accounts.c.entity.in_(numbers)).group_by(accounts.c.entity, trades.c.instrument)
        for entity, code, quantity in connection.execute(query):
            traded[entity][name] += 0 if is_credit(code) else int(quantity)
    return traded


def _days_under_way() -> Select:
    return select(days.c.date).where(days.c.status < DayStatus.DELIVERED)


def _position(owed: Row, owner: Row, given: dict[tuple[int, int], int], held: Held, traded: Traded, rules: YearRules) -> Position:
    return Position(
        entity=owed.entity,
        name=owner.name,
        province=owner.province,
        year=owed.year,
        emissions=owed.emissions,
        due=owed.due,
        surrendered=given.get((owed.entity, 0), 0),
        offset=given.get((owed.entity, 1), 0),
        offset_most=offset_most(owed.due, rules.offset_bp),
        registry_available=held[False, State.REGISTRY_AVAILABLE],
        trading_available=held[False, State.TRADING_AVAILABLE],
        withheld=sum(held[False, state] for state in _WITHHELD),
        credits=held[True, State.REGISTRY_AVAILABLE],
        deadline=rules.deadline,
        to_receive=traded[TO_RECEIVE],
        to_deliver=traded[TO_DELIVER],
    )
