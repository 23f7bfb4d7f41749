"""What the registry has, to be held against the exchange."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from settlement_bridge.books import ledger_rows
from settlement_bridge.bridge import settlement_sql
from settlement_bridge.bridge.recovery.standing import Ours, Theirs
from settlement_bridge.records import Day, DayStatus, TradeStatus, TransferStatus
from settlement_bridge.store.tables.recovery import recoveries
from settlement_bridge.store.tables.registry import days, trades, transfers


def ours(connection: Connection, theirs: Theirs) -> Ours:
    """The registry's side of a comparison. O(days compared)."""
    last = theirs.last_reference
    status = connection.scalar(select(transfers.c.status).where(transfers.c.reference == last))
    known = _days(connection, theirs)
    applied = select(func.max(transfers.c.reference)).where(
        transfers.c.status == TransferStatus.APPLIED
    )
    return Ours(
        journal=ledger_rows.next_number(connection) - 1,
        applied=connection.scalar(applied) or 0,
        last_there=TransferStatus(status) if status else None,
        passed_over=_passed_over(connection, last),
        catching_up=connection.scalar(
            select(recoveries.c.number).where(recoveries.c.ended_ns.is_(None))
        )
        is not None,
        days=known,
        in_default=_in_default(connection, known),
    )


def _passed_over(connection: Connection, number: int) -> bool:
    column = recoveries.c
    query = select(func.count()).where(column.journal_before < number, number < column.number)
    return bool(connection.scalar(query.select_from(recoveries)))


def _days(connection: Connection, theirs: Theirs) -> dict[int, Day]:
    """The days that the exchange remembers, and those behind them."""
    first = min((day.date for day in theirs.days), default=0)
    dates = connection.scalars(select(days.c.date).where(days.c.date >= first))
    found = [settlement_sql.day(connection, date) for date in dates.all()]
    return {day.date: day for day in found if day is not None}


def _in_default(connection: Connection, dates: Iterable[int]) -> set[int]:
    """Those of some days that have trades in default."""
    query = select(trades.c.date).where(
        trades.c.date.in_(list(dates)), trades.c.status == TradeStatus.DEFAULTED
    )
    return set(connection.scalars(query.distinct()))


def last_done(connection: Connection) -> int:
    """The last day that is settled in every respect, 0 when there is none."""
    return (
        connection.scalar(select(func.max(days.c.date)).where(days.c.status == DayStatus.DONE)) or 0
    )


def pending_before(connection: Connection, reference: int) -> list[int]:
    """Transfers without an answer whose numbers the exchange has passed."""
    query = select(transfers.c.reference).where(
        transfers.c.status == TransferStatus.PENDING, transfers.c.reference < reference
    )
    return list(connection.scalars(query.order_by(transfers.c.reference)))
