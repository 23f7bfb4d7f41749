"""Alerts of compliance risk (履约风险预警): who may come to lack units, from holdings, offers for sale, and the days left.

An alert is raised, changes and is lifted (shortfall 0); each of these is a row, so that whoever listens hears of it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, Row, func, select

from settlement_bridge.bulk import execute_rows, insertion
from settlement_bridge.compliance.obligations_sql import Position, positions, years
from settlement_bridge.compliance.schema import alerts
from settlement_bridge.schema import accounts, entities

DAYS_WARNED = 60  # before the deadline a shortfall is no alert earlier than this


class AlertKind(StrEnum):
    """What an alert is about."""

    SHORTFALL = "shortfall"  # all that is held does not cover what is outstanding, and the deadline is near
    OVER_SELLING = "over_selling"  # what is held covers it, but not when what is offered for sale is sold
    OVERDUE = "overdue"  # the deadline has passed


class Alert(NamedTuple):
    """An entity's risk for a year, t."""

    entity: int
    year: int
    kind: AlertKind
    shortfall: int  # tonnes that are or would be missing; 0: lifted
    outstanding: int
    available: int  # allowances that can be had: registry- and trading-available
    offered: int  # of them in sell orders and intents at the exchange
    days_left: int  # calendar days to the deadline, negative after it


class Raised(NamedTuple):
    """An alert as it was raised, changed or lifted."""

    number: int
    time_ns: int
    date: int
    name: str
    alert: Alert


def risks(found: Iterable[Position], offered: Mapping[int, int], today: int) -> list[Alert]:
    """The alerts that stand for some positions; `offered` says how much each entity offers for sale at the exchange."""
    return [
        alert
        for row in found
        if row.outstanding and row.deadline
        for alert in [_risk(row, offered.get(row.entity, 0), today)]
        if alert
    ]


def _risk(row: Position, offered: int, today: int) -> Alert | None:
    available = row.registry_available + row.trading_available
    left = (_day(row.deadline) - _day(today)).days
    if left < 0:
        kind, missing = AlertKind.OVERDUE, row.outstanding
    elif row.shortfall:
        kind, missing = AlertKind.SHORTFALL, row.shortfall if left <= DAYS_WARNED else 0
    else:
        kind, missing = AlertKind.OVER_SELLING, max(row.outstanding - (available - offered), 0)
    if missing == 0:
        return None
    return Alert(row.entity, row.year, kind, missing, row.outstanding, available, offered, left)


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def assess(connection: Connection, offered: Mapping[int, int], today: int, time_ns: int) -> int:
    """Write what has changed since the last time: how many alerts were raised, changed or lifted. `offered` is by account."""
    by_entity = _by_entity(connection, offered)
    present = [alert for year in years(connection) for alert in risks(positions(connection, year), by_entity, today)]
    before = _standing(connection)
    now = {(alert.entity, alert.year, alert.kind): alert for alert in present}
    news = [alert for key, alert in now.items() if key not in before or before[key].shortfall != alert.shortfall]
    news += [alert._replace(shortfall=0) for key, alert in before.items() if key not in now]
    number = connection.scalar(select(func.max(alerts.c.number))) or 0
    rows = [(number + place, time_ns, today, *_columns(alert)) for place, alert in enumerate(news, 1)]
    execute_rows(connection, insertion(alerts), rows)
    return len(rows)


def _columns(alert: Alert) -> tuple[object, ...]:
    return (alert.entity, alert.year, alert.kind.value, *alert[3:])


def _by_entity(connection: Connection, offered: Mapping[int, int]) -> dict[int, int]:
    totals: dict[int, int] = {}
    for account, entity in connection.execute(select(accounts.c.account, accounts.c.entity)):
        totals[entity] = totals.get(entity, 0) + offered.get(account, 0)
    return totals


def _standing(connection: Connection) -> dict[tuple[int, int, AlertKind], Alert]:
    newest = select(func.max(alerts.c.number)).group_by(alerts.c.entity, alerts.c.year, alerts.c.kind)
    rows = connection.execute(select(alerts).where(alerts.c.number.in_(newest), alerts.c.shortfall > 0))
    return {(row.entity, row.year, AlertKind(row.kind)): _alert(row) for row in rows}


def _alert(row: Row) -> Alert:
    kind = AlertKind(row.kind)
    return Alert(row.entity, row.year, kind, row.shortfall, row.outstanding, row.available, row.offered, row.days_left)


def raised(connection: Connection, after: int, limit: int) -> list[Raised]:
    """Alerts raised, changed or lifted behind a number, in order."""
    query = select(alerts, entities.c.name).join(entities, entities.c.entity == alerts.c.entity)
    rows = connection.execute(query.where(alerts.c.number > after).order_by(alerts.c.number).limit(limit))
    return [Raised(row.number, row.time_ns, row.date, row.name, _alert(row)) for row in rows]
