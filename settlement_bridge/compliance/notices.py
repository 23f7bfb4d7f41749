"""Alerts reach the provinces: acknowledged by their authorities, and as dated files.

On the first assessment of a day the bridge writes for each province with alerts in force
`alerts/2026-01-05/42.csv` under the registry's folder; 00 has the entities without a province. How
often is a row of the law (`alert_intervals`): daily near the nearest deadline, on Mondays before.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from engine.texts.csv_files import csv_text
from engine.units import day_of, format_date
from settlement_bridge.books import SignOff, scopes
from settlement_bridge.books.scopes import Seen
from settlement_bridge.compliance import alerts
from settlement_bridge.compliance.alerts import Raised
from settlement_bridge.errors import Refusal
from settlement_bridge.law.in_force import Law
from settlement_bridge.store.authority_tables import acknowledgements
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import alerts as alert_rows
from settlement_bridge.store.entity_tables import entities

COLUMNS = (
    *("number", "date", "entity", "name", "year", "kind", "missing_t", "outstanding_t"),
    *("available_t", "offered_t", "days_left", "level"),
)


class Acknowledged(NamedTuple):
    """Who has taken note of an alert, and when."""

    who: str
    time_ns: int


def acknowledge(
    connection: Connection, alert: int, seen: Seen, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Note that an authority has taken note of an alert of its scope: the alert's number."""
    column = alert_rows.c
    entity = connection.scalar(select(column.entity).where(column.number == alert))
    if entity is None or not scopes.sees(connection, seen, entity):
        return Refusal("alert_unknown", "alert", alert, None, "no such alert")
    number = next_number(connection, acknowledgements.c.number)
    row = (number, alert, time_ns, sign_off.who, sign_off.note)
    connection.execute(insert(acknowledgements).values(row))
    return alert


def acknowledged(connection: Connection, numbers: Sequence[int]) -> dict[int, Acknowledged]:
    """Who was the first to take note of each of these alerts."""
    column = acknowledgements.c
    first = select(func.min(column.number)).where(column.alert.in_(numbers)).group_by(column.alert)
    rows = connection.execute(select(acknowledgements).where(column.number.in_(first)))
    return {row.alert: Acknowledged(row.who, row.time_ns) for row in rows}


def is_due(today: int, found: Iterable[Raised], law: Law) -> bool:
    """Whether files of these alerts are written on a day; every seventh day is a Monday."""
    nearest = min((row.alert for row in found), key=lambda alert: alert.days_left, default=None)
    every = law.alert_interval(nearest.year, nearest.days_left) if nearest else None
    return every is not None and day_of(today).toordinal() % every == 1 % every


def by_province(connection: Connection) -> dict[int, list[Raised]]:
    """The alerts in force, by the province of their entities."""
    standing = alerts.standing(connection)
    numbers = {row.alert.entity for row in standing}
    query = select(entities.c.entity, entities.c.province).where(entities.c.entity.in_(numbers))
    province = {row.entity: row.province for row in connection.execute(query)}
    found: dict[int, list[Raised]] = defaultdict(list)
    for row in standing:
        found[province[row.alert.entity]].append(row)
    return found


def written(rows: Iterable[Raised]) -> str:
    """A file of alerts: CSV in UTF-8 with a line of headings."""
    return csv_text([COLUMNS, *map(_cells, rows)])


def _cells(row: Raised) -> list[Any]:
    alert = row.alert
    whose = (row.number, format_date(row.date), alert.entity, row.name, alert.year)
    figures = (alert.shortfall, alert.outstanding, alert.available, alert.offered)
    return [*whose, alert.kind.value, *figures, alert.days_left, alert.level]


def write_files(folder: Path, today: int, found: dict[int, list[Raised]], law: Law) -> int:
    """Write the files of a day, unless they are there: how many. Raises OSError."""
    place = folder / format_date(today)
    everything = [row for rows in found.values() for row in rows]
    if place.exists() or not is_due(today, everything, law):
        return 0
    draft = folder / f".{place.name}.{os.getpid()}"
    draft.mkdir(parents=True, exist_ok=True)
    for province, rows in found.items():
        path = draft / f"{province:02}.csv"
        path.write_text(written(rows), encoding="utf-8")
    draft.rename(place)
    return len(found)
