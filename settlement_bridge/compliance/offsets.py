"""What offsets with credits of another registry come to for a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from settlement_bridge.books.offset_words import HOLDING, OffsetStatus
from settlement_bridge.compliance.offset_statements import Statement, read
from settlement_bridge.store.offset_tables import offsets


class OfYear(NamedTuple):
    """Tonnes by entity that count for a year, and those that wait."""

    covered: Counter[int]
    pending: Counter[int]


def offsets_of(connection: Connection, year: int, numbers: Sequence[int]) -> OfYear:
    """What offsets of these entities come to."""
    column = offsets.c
    counts = (OffsetStatus.COVERED, *HOLDING)
    query = select(column.entity, column.status, func.sum(column.quantity)).where(
        column.year == year, column.entity.in_(numbers), column.status.in_(counts)
    )
    found = OfYear(Counter(), Counter())
    for entity, status, quantity in connection.execute(
        query.group_by(column.entity, column.status)
    ):
        of = found.covered if status == OffsetStatus.COVERED else found.pending
        of[entity] += int(quantity)
    return found


def coverings(connection: Connection, entity: int, year: int) -> list[tuple[int, int, int]]:
    """Of each offset that counts its tonnes, and the day and time on which it was covered."""
    column = offsets.c
    query = select(column.quantity, column.ended_date, column.ended_ns).where(
        column.entity == entity, column.year == year, column.status == OffsetStatus.COVERED
    )
    return [(quantity, date, time_ns) for quantity, date, time_ns in connection.execute(query)]


def covered(connection: Connection, entity: int, year: int) -> list[Statement]:
    """What the credits registry stated of the offsets that count for a year, in order."""
    column = offsets.c
    query = select(column.statement).where(
        column.entity == entity, column.year == year, column.status == OffsetStatus.COVERED
    )
    return [read(code) for code in connection.scalars(query.order_by(column.number))]


def ranges(stated: Iterable[Statement]) -> list[tuple[str, str]]:
    """Of each range of credits the project and the codes."""
    return [
        (each.project, f"{first}-{last.rpartition('-')[2]}" if last != first else first)
        for each in stated
        for first, last in each.units
    ]
