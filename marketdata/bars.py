"""Bars (K 线) out of columns: one pure function for minutes, days, weeks, months and years.

A bar of minutes is made of trades: its close is the last price in it. A bar of days is made of
daily rows: its close is the official close of its last day, its open that of its first day with a
trade. Prices are ticks of 0.01 CNY, volumes tonnes, amounts fen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.units import day_of
from marketdata.spans import DAY_MINUTES, MINUTE_NS, SHANGHAI_MINUTES, USUAL, Sessions

Integers = npt.NDArray[np.int64]
NONE = -1  # high and low where nothing was traded


class Bars(NamedTuple):
    """Bars as columns, in order. `start`: the minute of the day, or the first day (yyyymmdd) of the
    bar. `trades` is NONE where it is not known.
    """

    start: Integers
    open: Integers
    high: Integers
    low: Integers
    close: Integers
    volume: Integers
    amount_fen: Integers
    trades: Integers


def folded(rows: Bars, group: Integers) -> Bars:
    """Rows that follow one another in the same group, as one bar each; O(rows).

    A row without volume gives its bar a close, and its open only where no row has volume.
    """
    if len(group) == 0:
        return rows
    first = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    last = np.append(first[1:], len(group)) - 1
    place = np.arange(len(group))
    traded = np.minimum.reduceat(np.where(rows.volume > 0, place, len(group)), first)
    opened = np.where(traded < len(group), traded, first)
    low = np.minimum.reduceat(np.where(rows.low == NONE, np.iinfo(np.int64).max, rows.low), first)
    known = np.minimum.reduceat(rows.trades, first) != NONE
    return Bars(
        rows.start[first],
        rows.open[opened],
        np.maximum.reduceat(rows.high, first),
        np.where(low == np.iinfo(np.int64).max, NONE, low),
        rows.close[last],
        np.add.reduceat(rows.volume, first),
        np.add.reduceat(rows.amount_fen, first),
        np.where(known, np.add.reduceat(rows.trades, first), NONE),
    )


def of_trades(
    time_ns: Integers,
    price: Integers,
    quantity: Integers,
    amount_fen: Integers,
    minutes: int,
    sessions: Sessions = USUAL,
) -> Bars:
    """Bars of that many minutes from the trades of one day, in their order."""
    if len(time_ns) == 0:
        return Bars(*[time_ns] * len(Bars._fields))
    by_clock = _by_clock(time_ns // MINUTE_NS, price, quantity, amount_fen)
    start = starts_of(by_clock.start * MINUTE_NS, minutes, sessions)
    return folded(by_clock._replace(start=start), start)


def _by_clock(minute: Integers, price: Integers, quantity: Integers, amount_fen: Integers) -> Bars:
    """Bars of trades by the minute since 1970 that each lies in."""
    first = np.append(0, np.flatnonzero(minute[1:] != minute[:-1]) + 1)
    end = np.append(first[1:], len(minute))
    return Bars(
        minute[first],
        price[first],
        np.maximum.reduceat(price, first),
        np.minimum.reduceat(price, first),
        price[end - 1],
        np.add.reduceat(quantity, first),
        np.add.reduceat(amount_fen, first),
        end - first,
    )


def wider(minute_bars: Bars, minutes: int, sessions: Sessions = USUAL) -> Bars:
    """Bars of one day from its bars of one minute."""
    start = _aligned(minute_bars.start, minutes, sessions)
    return folded(minute_bars._replace(start=start), start)


def of_days(days: Bars, span: str) -> Bars:
    """Bars of a span of days from daily bars, whose `start` is their date."""
    return folded(days, np.array([PERIODS[span](int(day)) for day in days.start], np.int64))


def starts_of(time_ns: Integers, minutes: int, sessions: Sessions = USUAL) -> Integers:
    """Where the bars begin that trades at these times belong to, as in `spans`."""
    minute = (time_ns // MINUTE_NS + SHANGHAI_MINUTES) % DAY_MINUTES
    inside = np.clip(minute, sessions[0][0], sessions[-1][1] - 1)
    for (_, closes), (opens, _) in pairwise(sessions):
        inside = np.where((inside >= closes) & (inside < opens), closes - 1, inside)
    return _aligned(inside, minutes, sessions)


def _aligned(minute: Integers, minutes: int, sessions: Sessions) -> Integers:
    """Minutes inside the sessions, back to the beginnings of their bars."""
    opens = np.array([opens for opens, _ in sessions], np.int64)
    session = opens[np.maximum(np.searchsorted(opens, minute, "right") - 1, 0)]
    return minute - (minute - session) % minutes


def _week(day: int) -> int:
    """A week by its Monday's ordinal."""
    date = day_of(day)
    return date.toordinal() - date.weekday()


PERIODS: dict[str, Callable[[int], int]] = {
    "day": lambda day: day,
    "week": _week,
    "month": lambda day: day // 100,
    "year": lambda day: day // 10_000,
}


def first_day(day: int, span: str) -> int:
    """The first day of the period of a span that a day lies in."""
    date = day_of(day)
    if span == "week":
        date -= dt.timedelta(date.weekday())
    elif span != "day":
        date = date.replace(day=1, month=date.month if span == "month" else 1)
    return date.year * 10_000 + date.month * 100 + date.day


def from_rows(rows: Iterable[Mapping[str, Any]]) -> Bars:
    """Bars from maps of their fields; null is NONE."""
    columns: dict[str, list[int]] = {name: [] for name in Bars._fields}
    for row in rows:
        for name, column in columns.items():
            column.append(NONE if row[name] is None else row[name])
    return Bars(*(np.array(column, np.int64) for column in columns.values()))


def to_rows(bars: Bars) -> list[dict[str, Any]]:
    """Bars as maps of their fields; NONE is null."""
    columns = [column.tolist() for column in bars]
    rows = (zip(Bars._fields, row, strict=True) for row in zip(*columns, strict=True))
    return [{name: None if value == NONE else value for name, value in row} for row in rows]
