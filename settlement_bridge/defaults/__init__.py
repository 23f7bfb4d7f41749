"""Delivery defaults (交收违约): trades set aside at delivery, topped up, covered by the reserve or
cancelled; recourse.

Here is what happened to them, in a table that is only ever added to.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.settlement_tables import default_acts


class ActKind(IntEnum):
    """What happened to a default. Numbers are stored and never reused."""

    OPENED = 1  # set aside at delivery
    DEADLINE_SET = 2
    DELIVERED = 3  # topped up in time, delivered late
    COVERED = 4  # the reserve paid what was short, and the trade is delivered
    CANCELLED = 5  # the trade has failed, the exchange takes it back
    REPAID = 6
    WRITTEN_OFF = 7


ENDS = (ActKind.DELIVERED, ActKind.COVERED, ActKind.CANCELLED)


class Act(NamedTuple):
    """One thing that happened to a default; a row of the table."""

    number: int
    default: int
    kind: ActKind
    time_ns: int
    date: int
    amount_fen: int
    deadline_ns: int
    event: int
    who: str
    role: str
    document: str
    note: str


def write_acts(connection: Connection, acts: Iterable[Act]) -> None:
    """Write acts, numbered on; their own numbers are not looked at."""
    number = (connection.scalar(select(func.max(default_acts.c.number))) or 0) + 1
    execute_rows(
        connection,
        insertion(default_acts),
        [(place, *act[1:]) for place, act in enumerate(acts, number)],
    )


def acts_of(connection: Connection, default: int) -> list[Act]:
    """All that happened to a default, in order."""
    query = (
        select(default_acts)
        .where(default_acts.c.of_default == default)
        .order_by(default_acts.c.number)
    )
    return [as_act(row) for row in connection.execute(query)]


def as_act(row: Row[*tuple[Any, ...]]) -> Act:
    return Act(*row)._replace(kind=ActKind(row.kind))
