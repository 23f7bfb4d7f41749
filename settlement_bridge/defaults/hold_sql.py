"""Whether the end of a day's settlement waits: for trades in default, or, where the rules say so, for objections."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from settlement_bridge.defaults import cases_sql, pass_sql
from settlement_bridge.defaults.rules import deadline_ns, moment
from settlement_bridge.defaults.schema import held_days
from settlement_bridge.records import TradeStatus
from settlement_bridge.schema import trades


def end_of_pass(connection: Connection, date: int, who: str, time_ns: int) -> None:
    """What follows the last trade of a delivery: a first look at what is in default, and until when the day is held."""
    rules = cases_sql.rules_of(connection)
    if rules.hold_results and _held_until(connection, date) == 0:
        connection.execute(insert(held_days).values(date=date, until_ns=deadline_ns(rules, time_ns)))
    pass_sql.settle_day(connection, date, who, time_ns)


def is_held(connection: Connection, date: int, time_ns: int) -> bool:
    """Whether there is anything to look at."""
    return _held_until(connection, date) > time_ns or has_open(connection, date)


def has_open(connection: Connection, date: int) -> bool:
    """Whether a day has trades in default."""
    query = select(trades.c.seq).where(trades.c.date == date, trades.c.status == TradeStatus.DEFAULTED).limit(1)
    return connection.scalar(query) is not None


def look(connection: Connection, date: int, who: str, time_ns: int) -> str:
    """Settle what can be settled of a day's defaults: why the day still waits, empty when it may be ended."""
    waiting = pass_sql.settle_day(connection, date, who, time_ns)
    if waiting:
        until = moment(max(found.deadline_ns for found in waiting))
        return f"trades in default: {len(waiting)}, may be made good until {until}"
    until_ns = _held_until(connection, date)
    return f"the results may be objected to until {moment(until_ns)}" if until_ns > time_ns else ""


def _held_until(connection: Connection, date: int) -> int:
    return connection.scalar(select(held_days.c.until_ns).where(held_days.c.date == date)) or 0
