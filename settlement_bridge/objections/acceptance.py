"""Results of clearing and delivery are accepted when trading opens again."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from gateway.protocol.errors import RequestError
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.office import Office
from settlement_bridge.records import DayStatus
from settlement_bridge.store.tables.money import acceptances
from settlement_bridge.store.tables.registry import days

ACCEPT_EVERY_S = 5.0
NOT_OPENED = ("no_day", "pre_open")  # phases of a day on which trading has not opened

log = logging.getLogger(__name__)


class Market(NamedTuple):
    """The exchange's date (0 before the first), and whether trading has opened on it."""

    date: int
    opened: bool


async def keep_accepting(office: Office) -> None:
    """Count results as accepted when trading has opened again, until cancelled."""
    while True:
        try:
            await accept_now(office)
        except RequestError as barred:
            log.warning("results are not accepted: %s", barred)
        await asyncio.sleep(ACCEPT_EVERY_S)


async def accept_now(office: Office) -> None:
    """Count results as accepted, if trading has opened. Raises RequestError."""
    market = market_of(office.part(Exchange))
    if await office.read(to_be_accepted, market):
        await office.do(accept, market, office.now_ns())


def market_of(exchange: Exchange) -> Market:
    """The exchange's date and phase, as objections ask for them."""
    return Market(exchange.date, exchange.phase not in NOT_OPENED)


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
