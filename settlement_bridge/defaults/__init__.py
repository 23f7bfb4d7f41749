"""Delivery defaults (交收违约): trades set aside at delivery, topped up, covered by the reserve or
cancelled; recourse.

Here is what applies to them, parameters of the venue, because the official rules speak of a time to
top up and set none; and what happened to them, in a table that is only ever added to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from gateway.schedule.calendar import Calendar
from settlement_bridge.books import SignOff
from settlement_bridge.books.settings import clock
from settlement_bridge.store import CALENDAR
from settlement_bridge.store.bulk import execute_rows, insertion, next_number
from settlement_bridge.store.settlement_tables import default_acts, default_rules

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
SECOND_NS = 1_000_000_000
MINUTE_NS = 60 * SECOND_NS


class DefaultRules(NamedTuple):
    """Without a time to top up a default is decided in the delivery itself, and what it cannot
    cover fails at once.
    """

    # of the day in Shanghai until which a default may be made good
    top_up_minute: int | None = None
    top_up_days: int = 1  # trading days after the delivery
    # past the deadline: covered or cancelled by the registry, else by its operator
    automatic: bool = True
    fee_share_bp: int = 0  # of a day's fees put into the reserve, hundredths of a percent
    # every day waits for the time to top up, so that an objection upheld reaches the exchange
    hold_results: bool = False

    def written(self) -> str:
        """The time to top up as people read it."""
        if self.top_up_minute is None:
            return "none"
        return f"{clock(self.top_up_minute)} on trading day {self.top_up_days} after delivery"


def calendar_of(connection: Connection) -> Calendar:
    """The venue's calendar, with which its registry was opened."""
    calendar: Calendar = connection.get_execution_options()[CALENDAR]()
    return calendar


def deadline_ns(rules: DefaultRules, now_ns: int, calendar: Calendar) -> int:
    """Until when a default of now may be made good, ns since 1970; now without a time for it.

    Beyond the calendar every weekday counts: a deadline that falls wrong is set anew by hand.
    """
    if rules.top_up_minute is None:
        return now_ns
    day = dt.datetime.fromtimestamp(now_ns // SECOND_NS, SHANGHAI).date()
    left = rules.top_up_days
    while left:
        day += dt.timedelta(days=1)
        left -= calendar.is_trading_day(day.year * 10_000 + day.month * 100 + day.day)
    return time_of(day.year * 10_000 + day.month * 100 + day.day, rules.top_up_minute)


def time_of(date: int, minute: int) -> int:
    """A minute of a day in Shanghai, ns since 1970."""
    day = dt.datetime(date // 10_000, date // 100 % 100, date % 100, tzinfo=SHANGHAI)
    return int(day.timestamp()) * SECOND_NS + minute * MINUTE_NS


def date_of(time_ns: int) -> int:
    """The day of a time in Shanghai, yyyymmdd."""
    return int(dt.datetime.fromtimestamp(time_ns // SECOND_NS, SHANGHAI).strftime("%Y%m%d"))


def moment(time_ns: int) -> str:
    """A time as people in Shanghai read it."""
    return dt.datetime.fromtimestamp(time_ns // SECOND_NS, SHANGHAI).strftime("%Y-%m-%d %H:%M")


def rules_of(connection: Connection) -> DefaultRules:
    """The rules that apply: the last ones set."""
    row = connection.execute(
        select(default_rules).order_by(default_rules.c.number.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return DefaultRules()
    return DefaultRules(
        row.top_up_minute,
        row.top_up_days,
        bool(row.automatic),
        row.fee_share_bp,
        bool(row.hold_results),
    )


def set_rules(connection: Connection, rules: DefaultRules, sign_off: SignOff, time_ns: int) -> int:
    """Write rules that apply to defaults from now on: their number."""
    number = next_number(connection, default_rules.c.number)
    terms = (
        rules.top_up_minute,
        rules.top_up_days,
        int(rules.automatic),
        rules.fee_share_bp,
        int(rules.hold_results),
    )
    connection.execute(
        insert(default_rules).values(
            (number, *terms, time_ns, sign_off.who, sign_off.role, sign_off.document)
        )
    )
    return number


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
    number = next_number(connection, default_acts.c.number)
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
