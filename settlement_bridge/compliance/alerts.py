"""Alerts of compliance risk (履约风险预警): who may come to lack units, from holdings, offers for
sale, and the days left.

What counts as available is held, or traded and not delivered yet, and of a vintage that pays for
the year. An offer for sale that has not traded may take units away (its units are locked), so it
is held against them; a bid to buy that has not traded brings none, and is not counted. What is
due for an earlier deadline takes its units first, the oldest vintages of those that pay for it.
An alert is raised, changes and is lifted (shortfall 0); each of these is a row, so that a listener
hears of it once. One that goes on is a row again after the interval that the law of the year names
for the days left. How grave it is follows from its share of what is due and from whether the
entity's cash buys what is missing at the last price.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from engine.instrument_codes import vintage_of
from settlement_bridge.books.scopes import Seen, only
from settlement_bridge.compliance import Position
from settlement_bridge.compliance.buying_power import free_cash, last_price
from settlement_bridge.compliance.obligations import years
from settlement_bridge.compliance.positions import free_units, position, positions
from settlement_bridge.defaults import cases, date_of
from settlement_bridge.defaults.cases import Wanted
from settlement_bridge.law import VintageRule
from settlement_bridge.law.in_force import Law, takes
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.bulk import execute_rows, insertion, next_number
from settlement_bridge.store.entity_tables import accounts, alerts, entities
from settlement_bridge.store.law_tables import alert_levels
from settlement_bridge.store.settlement_tables import defaults

Offered = Mapping[int, Mapping[str, int]]  # t for sale by account or entity, then by code


class AlertKind(StrEnum):
    """What an alert is about."""

    # all that is held does not cover what is outstanding, and the deadline is near
    SHORTFALL = "shortfall"
    # what is offered for sale, once sold, leaves too little or still less
    OVER_SELLING = "over_selling"
    OVERDUE = "overdue"  # the deadline has passed
    # 交收违约: a trade was set aside because this entity was short of units or cash
    DELIVERY_DEFAULT = "delivery_default"


class Alert(NamedTuple):
    """An entity's risk for a year, t."""

    entity: int
    year: int
    kind: AlertKind
    # tonnes that are or would be missing, or that are in default by the entity; 0: lifted
    shortfall: int
    outstanding: int
    available: int  # allowances that can be had for this year
    offered: int  # of them in sell orders and intents at the exchange
    days_left: int  # calendar days to the deadline, negative after it
    level: str = ""  # how grave; empty where it is not about a year's obligation, or lifted
    due: int = 0
    cash_fen: int = 0  # of the entity, at the exchange and in the registry
    price: int = 0  # the lowest last close of a vintage that pays, ticks; 0: none has traded


class Raised(NamedTuple):
    """An alert as it was raised, changed or lifted."""

    number: int
    time_ns: int
    date: int
    name: str
    alert: Alert


def risks(
    found: Iterable[Position],
    offered: Mapping[int, int],
    before: Mapping[int, int],
    today: int,
    law: Law,
) -> list[Alert]:
    """The alerts in force for some positions.

    `offered` is how much each entity offers for sale at the exchange, `before` how much of what it
    has available goes to earlier deadlines.
    """
    owing = (row for row in found if row.outstanding and row.deadline)
    return [
        alert
        for row in owing
        for alert in _risks(row, offered.get(row.entity, 0), before.get(row.entity, 0), today, law)
    ]


def _risks(row: Position, offered: int, before: int, today: int, law: Law) -> Iterator[Alert]:
    available, left = row.available - before, (_day(row.deadline) - _day(today)).days
    alert = Alert(
        row.entity,
        row.year,
        AlertKind.OVERDUE,
        row.outstanding,
        row.outstanding,
        available,
        offered,
        left,
        due=row.due,
    )
    if left < 0:
        yield alert
        return
    missing = max(row.lacking - available, 0)
    if missing and law.alert_interval(row.year, left):
        yield alert._replace(kind=AlertKind.SHORTFALL, shortfall=missing)
    missing_then = row.lacking - (available - offered)
    if offered and missing_then > 0:
        yield alert._replace(kind=AlertKind.OVER_SELLING, shortfall=missing_then)


def _present(connection: Connection, offered: Offered, today: int) -> list[Alert]:
    """The alerts of all years with a deadline, in order of their deadlines."""
    found, law = list[Alert](), law_of(connection)
    by_year = [positions(connection, year, day=today) for year in years(connection)]
    by_year = [rows for rows in by_year if rows and rows[0].deadline]
    owing = sorted({row.entity for rows in by_year for row in rows})
    left = free_units(connection, owing)
    for rows in sorted(by_year, key=lambda rows: rows[0].deadline):
        rule, _ = law.paying(rows[0].year, today)
        before = {row.entity: row.available - paying(left[row.entity], rule) for row in rows}
        for_sale = {entity: paying(codes, rule) for entity, codes in offered.items()}
        alerts_now = risks(rows, for_sale, before, today, law)
        found += _graded(connection, law, alerts_now, rule)
        for row in rows:
            _give_up(left[row.entity], rule, row.lacking)
    return found


def paying(codes: Mapping[str, int], rule: VintageRule | None) -> int:
    """The tonnes of some codes that a rule takes."""
    return sum(quantity for code, quantity in codes.items() if takes(rule, code))


def _give_up(codes: Counter[str], rule: VintageRule | None, quantity: int) -> None:
    """Take units that a rule takes for what is due, the oldest vintages first."""
    for code in sorted(codes, key=lambda code: vintage_of(code) or 0):
        if takes(rule, code):
            given = min(max(codes[code], 0), quantity)
            codes[code] -= given
            quantity -= given


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def assess(connection: Connection, offered: Offered, today: int, time_ns: int) -> int:
    """Write what has changed since the last time: how many alerts were raised, changed or lifted.

    `offered` says by account, then by code, what is for sale.
    """
    by_entity = _by_entity(connection, offered)
    present = [
        *_present(connection, by_entity, today),
        *in_default(connection, by_entity, date_of(time_ns)),
    ]
    before = _standing(connection)
    now = {(alert.entity, alert.year, alert.kind): alert for alert in present}
    law = law_of(connection)
    news = [alert for key, alert in now.items() if _is_news(law, alert, before.get(key), today)]
    news += [
        _lifted(connection, sent.alert, by_entity, today)
        for key, sent in before.items()
        if key not in now
    ]
    number = last_number(connection)
    rows = [
        (number + place, time_ns, today, *_columns(alert)) for place, alert in enumerate(news, 1)
    ]
    execute_rows(connection, insertion(alerts), rows)
    grades = [(number + place, *alert[8:]) for place, alert in enumerate(news, 1)]
    execute_rows(connection, insertion(alert_levels), grades)
    return len(rows)


def _is_news(law: Law, alert: Alert, before: Sent | None, today: int) -> bool:
    """Whether an alert in force is raised, changed, or due to be sent again."""
    if before is None or before.alert.shortfall != alert.shortfall:
        return True
    if alert.kind == AlertKind.DELIVERY_DEFAULT:
        return False
    every = law.alert_interval(alert.year, alert.days_left)
    return every is not None and (_day(today) - _day(before.date)).days >= every


def _graded(
    connection: Connection, law: Law, found: Sequence[Alert], rule: VintageRule | None
) -> list[Alert]:
    """Alerts of a year with their levels."""
    if not found:
        return []
    price, cash = last_price(connection, rule), free_cash(connection, {row.entity for row in found})
    return [_with_level(law, alert, price, cash[alert.entity]) for alert in found]


def _with_level(law: Law, alert: Alert, price: int, cash_fen: int) -> Alert:
    covers = bool(price) and cash_fen >= alert.shortfall * price
    level = law.alert_level(alert.year, alert.shortfall, alert.due, covers)
    return alert._replace(level=level, cash_fen=cash_fen, price=price)


def _lifted(connection: Connection, alert: Alert, offered: Offered, today: int) -> Alert:
    """An alert that is lifted, with the figures of now."""
    codes = offered.get(alert.entity, {})
    over = alert._replace(shortfall=0, offered=sum(codes.values()), level="")
    row = position(connection, alert.entity, alert.year, today)
    if row is None or not row.deadline or alert.kind == AlertKind.DELIVERY_DEFAULT:
        return over
    left = (_day(row.deadline) - _day(today)).days
    rule, _ = law_of(connection).paying(row.year, today)
    over = over._replace(offered=paying(codes, rule), available=row.available)
    return over._replace(outstanding=row.outstanding, days_left=left)


def in_default(connection: Connection, offered: Offered, today: int) -> list[Alert]:
    """An alert for each entity and year of its open delivery defaults, over the tonnes of those
    trades.

    Their deadlines are times of the clock, so `today` is its date, not the exchange's.
    """
    found: dict[tuple[int, int], Alert] = {}
    for row in cases.listed(connection, Wanted(open_only=True)):
        year, left = row.trade.date // 10_000, (_day(date_of(row.deadline_ns)) - _day(today)).days
        for_sale = sum(offered.get(row.entity, {}).values())
        none = Alert(row.entity, year, AlertKind.DELIVERY_DEFAULT, 0, 0, 0, for_sale, left)
        before = found.get((row.entity, year), none)
        tonnes = before.shortfall + row.trade.quantity
        found[row.entity, year] = before._replace(
            shortfall=tonnes, outstanding=tonnes, days_left=min(before.days_left, left)
        )
    return list(found.values())


def anything(connection: Connection) -> bool:
    """Whether there is anything to assess."""
    return bool(years(connection)) or next_number(connection, defaults.c.number) > 1


def _columns(alert: Alert) -> tuple[object, ...]:
    return (alert.entity, alert.year, alert.kind.value, *alert[3:8])


def _by_entity(connection: Connection, offered: Offered) -> dict[int, Counter[str]]:
    totals: dict[int, Counter[str]] = {}
    for account, entity in connection.execute(select(accounts.c.account, accounts.c.entity)):
        totals.setdefault(entity, Counter()).update(offered.get(account, {}))
    return totals


class Sent(NamedTuple):
    """An alert in force, and the day on which it was sent last."""

    date: int
    alert: Alert


def _standing(connection: Connection) -> dict[tuple[int, int, AlertKind], Sent]:
    newest = select(func.max(alerts.c.number)).group_by(
        alerts.c.entity, alerts.c.year, alerts.c.kind
    )
    found = _read(connection, alerts.c.number.in_(newest) & (alerts.c.shortfall > 0), None)
    return {row.alert[:3]: Sent(row.date, row.alert) for row in found}


def _alert(row: Row[*tuple[Any, ...]]) -> Alert:
    figures = (row.shortfall, row.outstanding, row.available, row.offered, row.days_left)
    grade = (row.level or "", row.due or 0, row.cash_fen or 0, row.price or 0)
    return Alert(row.entity, row.year, AlertKind(row.kind), *figures, *grade)


def standing(connection: Connection, seen: Seen = None) -> list[Raised]:
    """The alerts in force of the entities that are `seen`, in order of their numbers."""
    newest = select(func.max(alerts.c.number)).group_by(
        alerts.c.entity, alerts.c.year, alerts.c.kind
    )
    there = (alerts.c.number.in_(newest), alerts.c.shortfall > 0)
    return _read(connection, and_(*there, *only(alerts.c.entity, seen)), None)


def last_number(connection: Connection, seen: Seen = None) -> int:
    """Of the last alert of the entities that are `seen`, 0 before the first."""
    query = select(func.max(alerts.c.number)).where(*only(alerts.c.entity, seen))
    return connection.scalar(query) or 0


def accounts_of(connection: Connection, entity_numbers: Iterable[int]) -> dict[int, list[int]]:
    """The accounts of entities, whom the exchange knows by them."""
    found: dict[int, list[int]] = {number: [] for number in entity_numbers}
    query = select(accounts.c.entity, accounts.c.account).where(accounts.c.entity.in_(list(found)))
    for entity, account in connection.execute(query.order_by(accounts.c.account)):
        found[entity].append(account)
    return found


def raised(
    connection: Connection, after: int, limit: int, seen: Seen = None, entity: int | None = None
) -> list[Raised]:
    """Alerts raised, changed or lifted after a number, of the entities that are `seen`, or of one,
    in order.
    """
    one = () if entity is None else (alerts.c.entity == entity,)
    return _read(
        connection, and_(alerts.c.number > after, *only(alerts.c.entity, seen), *one), limit
    )


def _read(connection: Connection, chosen: ColumnElement[bool], limit: int | None) -> list[Raised]:
    query = (
        select(alerts, entities.c.name, *list(alert_levels.c)[1:])
        .join(entities, entities.c.entity == alerts.c.entity)
        .outerjoin(alert_levels, alert_levels.c.number == alerts.c.number)
        .where(chosen)
    )
    rows = connection.execute(query.order_by(alerts.c.number).limit(limit))
    return [Raised(row.number, row.time_ns, row.date, row.name, _alert(row)) for row in rows]
