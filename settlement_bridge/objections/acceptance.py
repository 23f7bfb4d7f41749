"""Results of clearing and delivery are accepted when trading opens again."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from settlement_bridge.records import DayStatus
from settlement_bridge.store.tables.defaults import acceptances
from settlement_bridge.store.tables.registry import days


class Market(NamedTuple):
    """The exchange's date (0 before the first), and whether trading has opened on it."""

    date: int
    opened: bool


def opened_after(connection: Connection, date: int, market: Market) -> int:
    """The day on which trading opened after a day, which ends the time for objections; 0 when it
    has not yet.
    """
    known = connection.scalar(select(acceptances.c.opened).where(acceptances.c.date == date))
    if known is not None:
        result: int = known
        return result
    traded = select(func.min(days.c.date)).where(days.c.date > date)
    now = [market.date] if market.opened and market.date > date else []
    return min([day for day in (connection.scalar(traded), *now) if day], default=0)


def accept(connection: Connection, market: Market, time_ns: int) -> int:
    """Count as accepted every result before the day on which trading has opened: how many more they
    are.
    """
    fresh = [] if not market.opened else _not_accepted(connection, market.date)
    for date in fresh:
        opened = opened_after(connection, date, market)
        connection.execute(insert(acceptances).values(date=date, opened=opened, time_ns=time_ns))
    return len(fresh)


def to_be_accepted(connection: Connection, market: Market) -> bool:
    """Whether `accept` would find something."""
    return market.opened and bool(_not_accepted(connection, market.date))


def _not_accepted(connection: Connection, before: int) -> list[int]:
    known = select(acceptances.c.date)
    query = select(days.c.date).where(
        days.c.date < before, days.c.status >= DayStatus.DELIVERED, days.c.date.not_in(known)
    )
    return list(connection.scalars(query.order_by(days.c.date)))
