"""What entities owe for a year and have given up for it: the latest obligation counts, surrenders
taken back do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select

from settlement_bridge.books import events, vintages
from settlement_bridge.books.vintages import VintageRule
from settlement_bridge.compliance import emissions, vintages_sql
from settlement_bridge.compliance.emissions import Verified
from settlement_bridge.compliance.rules import YearRules, is_credit, offset_most
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import sheets
from settlement_bridge.records import CASH, DayStatus, EntityKind, SignOff, State, TradeStatus
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.tables.compliance import obligations, surrenders, year_rules
from settlement_bridge.store.tables.registry import accounts, days, entities, holdings, trades

PART = 500  # entities asked for in one statement
_WITHHELD = (
    State.FROZEN,
    State.FROZEN_BY_NUMBER,
    State.PLEDGED,
    State.CARRY_OVER,
    State.IN_TRANSIT,
)
_AVAILABLE = (State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)
SURRENDERED, OFFSET = "surrendered", "offset"
SURRENDERED_INELIGIBLE = "surrendered_ineligible"
TO_RECEIVE, TO_DELIVER = "to_receive", "to_deliver"
ON_TIME = 0  # a day before every deadline
Held = Counter[tuple[str, State]]  # by (code, state)
Traded = Counter[tuple[str, str]]  # by (TO_RECEIVE or TO_DELIVER, code)


class Position(NamedTuple):
    """An entity against its obligation of a year, t; allowances are those that pay for it."""

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
    ineligible: int = 0  # allowances available of vintages that do not pay for this year
    surrendered_ineligible: int = 0  # of what is surrendered: of vintages that did not pay then
    vintages: str = ""  # the codes that pay; empty where the rule is not known

    @property
    def outstanding(self) -> int:
        """What is still to be given up."""
        return max(self.due - self.surrendered - self.offset, 0)

    @property
    def available(self) -> int:
        """Allowances that can be had once today's trades are delivered; orders do not count before
        they trade.
        """
        return self.registry_available + self.trading_available + self.to_receive - self.to_deliver

    @property
    def shortfall(self) -> int:
        """What is missing when all allowances that can be had are given up."""
        return max(self.outstanding - self.available, 0)


def take_in(
    connection: Connection,
    text: str,
    reference: str,
    correction: bool,
    sign_off: SignOff,
    time_ns: int,
    again: str = "",
) -> int | Refusal:
    """Write the obligations of a file; its number of rows, or why nothing was done. The same rows
    once (`sheets.once`).

    A correction replaces obligations that are there, any other file may name none that is there.
    Entities must be known emitters.
    """
    rows = emissions.read(text)
    if isinstance(rows, Refusal):
        return rows
    kind = emissions.CORRECTION if correction else emissions.SHEET.kind
    file = sheets.Handed(kind, text, rows, reference, sign_off, again)
    write = partial(_write, connection, rows, correction, sign_off.who, time_ns)
    done = sheets.once(connection, file, sum(row.due for row in rows), time_ns, write)
    return done if isinstance(done, Refusal) else len(rows)


def _write(
    connection: Connection,
    rows: Sequence[Verified],
    correction: bool,
    who: str,
    time_ns: int,
) -> int | Refusal:
    """Write the rows as obligations: 0, which is no event, or why not."""
    refusal = _unknown(connection, rows) or _misplaced(connection, rows, correction)
    if refusal is not None:
        return refusal
    number = connection.scalar(select(func.max(obligations.c.number))) or 0
    values = [(number + place, *row, time_ns, who) for place, row in enumerate(rows, 1)]
    execute_rows(connection, insertion(obligations), values)
    return 0


def _unknown(connection: Connection, rows: Sequence[Verified]) -> Refusal | None:
    emitters = set(
        connection.scalars(select(entities.c.entity).where(entities.c.kind == EntityKind.EMITTER))
    )
    for line, row in enumerate(rows, 2):
        if row.entity not in emitters:
            return Refusal(
                "entity_unknown",
                f"line {line}",
                row.entity,
                "a registered emitter",
                "no such emitter in the registry",
            )
    return None


def _misplaced(
    connection: Connection, rows: Sequence[Verified], correction: bool
) -> Refusal | None:
    years = {row.year for row in rows}
    known = select(obligations.c.entity, obligations.c.year).where(obligations.c.year.in_(years))
    there = {(row.entity, row.year) for row in connection.execute(known)}
    for line, row in enumerate(rows, 2):
        if ((row.entity, row.year) in there) != correction:
            said = (
                "is not there to be corrected"
                if correction
                else "is there already; a correction replaces it"
            )
            code = "obligation_unknown" if correction else "obligation_exists"
            return Refusal(
                code,
                f"line {line}",
                row.entity,
                None,
                f"the obligation of entity {row.entity} for {row.year} {said}",
            )
    return None


def set_rules(connection: Connection, rules: YearRules, sign_off: SignOff, time_ns: int) -> int:
    """Set what applies to a year; the number of this setting."""
    number = (connection.scalar(select(func.max(year_rules.c.number))) or 0) + 1
    connection.execute(insert(year_rules).values((number, *rules, time_ns, sign_off.who)))
    return number


def rules_of(connection: Connection, year: int) -> YearRules:
    """What applies to a year; the defaults, with no deadline, when nothing was set."""
    query = (
        select(year_rules)
        .where(year_rules.c.year == year)
        .order_by(year_rules.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (
        YearRules(year, 0)
        if row is None
        else YearRules(year, row.deadline, row.offset_bp, row.fine_low, row.fine_high)
    )


def years(connection: Connection) -> list[int]:
    """Years with obligations, in order."""
    return list(
        connection.scalars(select(obligations.c.year).distinct().order_by(obligations.c.year))
    )


def positions(
    connection: Connection,
    year: int,
    after: int = 0,
    limit: int = 2**31 - 1,
    day: int = ON_TIME,
) -> list[Position]:
    """The positions of entities above `after` for a year, in order. O(obligations of the year).

    What they hold counts as it may pay on a day; without one, on time.
    """
    query = select(obligations).where(obligations.c.year == year, _latest(year))
    query = query.where(obligations.c.entity > after).order_by(obligations.c.entity).limit(limit)
    return _positions(connection, query, year, day)


def position(
    connection: Connection,
    entity: int,
    year: int,
    day: int = ON_TIME,
) -> Position | None:
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


def _positions(
    connection: Connection, query: Select[*tuple[Any, ...]], year: int, day: int
) -> list[Position]:
    rules, found = rules_of(connection, year), []
    rows = vintages_sql.rules(connection)
    late = vintages.in_arrears(rules.deadline, day)
    paying = vintages.rule_for(rows, year, late, day or rules.deadline)
    owed = connection.execute(query).all()
    for part in (owed[start : start + PART] for start in range(0, len(owed), PART)):
        numbers = [row.entity for row in part]
        named = select(entities).where(entities.c.entity.in_(numbers))
        owners = {row.entity: row for row in connection.execute(named)}
        given = _given(connection, rules, rows, numbers)
        held, traded = _held(connection, numbers), _undelivered(connection, numbers)
        for row in part:
            own = Own(given, held[row.entity], traded[row.entity])
            found.append(_position(row, owners[row.entity], own, rules, paying))
    return found


def _given(
    connection: Connection,
    of_year: YearRules,
    rules: Sequence[VintageRule],
    numbers: Sequence[int],
) -> Counter[tuple[int, str]]:
    """Given up by (entity, what); what an older version took counts until it is reversed."""
    standing = standing_surrenders(of_year.year).where(surrenders.c.entity.in_(numbers)).subquery()
    key = [standing.c[name] for name in ("entity", "credit", "instrument", "date")]
    query = select(*key, func.sum(standing.c.quantity).label("quantity")).group_by(*key)
    given: Counter[tuple[int, str]] = Counter()
    for row in connection.execute(query):
        late = vintages.in_arrears(of_year.deadline, row.date)
        rule = vintages.rule_for(rules, of_year.year, late, row.date)
        pays = rule is not None and rule.takes(row.instrument)
        given[row.entity, OFFSET if row.credit else SURRENDERED] += int(row.quantity)
        if not (row.credit or pays):
            given[row.entity, SURRENDERED_INELIGIBLE] += int(row.quantity)
    return given


def free_units(
    connection: Connection,
    numbers: Sequence[int],
) -> dict[int, Counter[str]]:
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
    """What entities have given up for a year, and what one of them holds and has traded."""

    given: Counter[tuple[int, str]]
    held: Held
    traded: Traded


def _position(
    owed: Row[*tuple[Any, ...]],
    owner: Row[*tuple[Any, ...]],
    own: Own,
    rules: YearRules,
    paying: VintageRule | None,
) -> Position:
    given, held, traded = own
    takes = paying.takes if paying else lambda _code: False
    kinds = (SURRENDERED, OFFSET, SURRENDERED_INELIGIBLE)
    paid = {what: given[owed.entity, what] for what in kinds}
    return Position(
        entity=owed.entity,
        name=owner.name,
        province=owner.province,
        year=owed.year,
        emissions=owed.emissions,
        due=owed.due,
        offset_most=offset_most(owed.due, rules.offset_bp),
        registry_available=_sum(held, takes, State.REGISTRY_AVAILABLE),
        trading_available=_sum(held, takes, State.TRADING_AVAILABLE),
        withheld=_sum(held, takes, *_WITHHELD),
        credits=_sum(held, is_credit, State.REGISTRY_AVAILABLE),
        deadline=rules.deadline,
        to_receive=sum(traded[end] for end in traded if end[0] == TO_RECEIVE and takes(end[1])),
        to_deliver=sum(traded[end] for end in traded if end[0] == TO_DELIVER and takes(end[1])),
        ineligible=_sum(held, lambda code: not (is_credit(code) or takes(code)), *_AVAILABLE),
        vintages=paying.allowed if paying else "",
        **paid,
    )


def _sum(held: Held, chosen: Callable[[str], bool], *states: State) -> int:
    return sum(held[end] for end in held if end[1] in states and chosen(end[0]))
