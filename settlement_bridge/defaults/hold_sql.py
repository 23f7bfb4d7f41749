"""Whether the end of a day's settlement waits: for trades in default, or, where the rules say so,
for objections.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from engine.units import format_date
from settlement_bridge.books import entities
from settlement_bridge.defaults import cases_sql, pass_sql
from settlement_bridge.defaults.rules import calendar_of, deadline_ns, moment
from settlement_bridge.errors import Refusal
from settlement_bridge.records import SignOff, TradeStatus
from settlement_bridge.store.tables.defaults import held_days
from settlement_bridge.store.tables.registry import days, trades


def end_of_pass(connection: Connection, date: int, who: str, time_ns: int) -> None:
    """What follows the last trade of a delivery: a first look at what is in default, and until when
    the day is held.
    """
    rules = cases_sql.rules_of(connection)
    if rules.hold_results and _held_until(connection, date) == 0:
        until_ns = deadline_ns(rules, time_ns, calendar_of(connection))
        connection.execute(insert(held_days).values(date=date, until_ns=until_ns))
    reason = look(connection, date, who, time_ns)
    if reason:
        connection.execute(update(days).where(days.c.date == date).values(problem=reason))


def is_held(connection: Connection, date: int, time_ns: int) -> bool:
    """Whether there is anything to look at."""
    return _held_until(connection, date) > time_ns or has_open(connection, date)


def has_open(connection: Connection, date: int) -> bool:
    """Whether a day has trades in default."""
    query = (
        select(trades.c.seq)
        .where(trades.c.date == date, trades.c.status == TradeStatus.DEFAULTED)
        .limit(1)
    )
    return connection.scalar(query) is not None


def look(connection: Connection, date: int, who: str, time_ns: int) -> str:
    """Settle what can be settled of a day's defaults: why the day still waits, empty when it may be
    ended.
    """
    waiting = pass_sql.settle_day(connection, date, who, time_ns)
    if waiting:
        until = moment(max(found.deadline_ns for found in waiting))
        return f"trades in default: {len(waiting)}, may be made good until {until}"
    until_ns = _held_until(connection, date)
    return f"the results may be objected to until {moment(until_ns)}" if until_ns > time_ns else ""


def release(connection: Connection, date: int, sign_off: SignOff, time_ns: int) -> int | Refusal:
    """Hold a day for objections no longer: the change's number, or why not.

    What is in default still waits.
    """
    until_ns = _held_until(connection, date)
    if until_ns <= time_ns:
        return Refusal(
            "day_not_held", "date", format_date(date), None, "this day is not held for objections"
        )
    connection.execute(update(held_days).where(held_days.c.date == date).values(until_ns=time_ns))
    change = ("day", date, "held_until", moment(until_ns), moment(time_ns))
    return entities.note_change(connection, change, sign_off, time_ns)


def _held_until(connection: Connection, date: int) -> int:
    return connection.scalar(select(held_days.c.until_ns).where(held_days.c.date == date)) or 0
