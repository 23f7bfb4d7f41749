"""Bars as they are asked for: of minutes from what is kept of each day, of days and longer from the
daily rows, and of the running day from the feed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from marketdata.bar_rows import day_bar, of_daily, of_minutes, period_start
from marketdata.board import Board
from marketdata.history import History
from marketdata.session_hours import SessionsOn, released_sessions
from marketdata.spans import MINUTES

BARS_MAX = 2_000  # of one answer
DAYS_MAX = 20_000  # daily rows that one answer is made of
MINUTE_DAYS = 8  # days of bars of minutes in one answer, of at most 240 each

Row = Mapping[str, Any]


class Wanted(NamedTuple):
    """Which bars; days as "2026-01-05"."""

    instrument: str
    span: str
    first: str
    last: str


def running(board: Board, wanted: Wanted) -> list[dict[str, Any]]:
    """The bars of the day that the board shows: of one minute, or one of the day; none of a day
    that is not wanted.
    """
    if wanted.span in MINUTES:
        stream = board.bars_of(wanted.instrument)
        rows = [] if stream is None else stream.rows()
        return [row for row in rows if wanted.first <= row["date"] <= wanted.last]
    row = board.day_row(wanted.instrument)
    return [] if row is None else [row]


def answer(
    history: History,
    wanted: Wanted,
    now: Sequence[Row],
    sessions_on: SessionsOn = released_sessions,
) -> dict[str, Any]:
    """The fields of the reply, from the history and the day that runs; what is in both is taken
    from the latter. `sessions_on`: the sessions of a day.
    """
    if wanted.span in MINUTES:
        return _of_minutes(history, wanted, now, sessions_on)
    return _of_days(history, wanted, now)


def _of_minutes(
    history: History, wanted: Wanted, now: Sequence[Row], sessions_on: SessionsOn
) -> dict[str, Any]:
    today = {row["date"] for row in now}
    kept = history.minute_bars(wanted.instrument, wanted.first, wanted.last, MINUTE_DAYS + 1)
    rows = sorted(
        [*(row for row in kept if row["date"] not in today), *now],
        key=lambda row: (row["date"], row["minute"]),
    )
    days = [(date, list(of_day)) for date, of_day in groupby(rows, key=lambda row: row["date"])]
    bars = [bar for day in days[:MINUTE_DAYS] for bar in of_minutes(*day, wanted.span, sessions_on)]
    return {"bars": bars, "more_from": days[MINUTE_DAYS][0] if len(days) > MINUTE_DAYS else None}


def _of_days(history: History, wanted: Wanted, now: Sequence[Row]) -> dict[str, Any]:
    first = period_start(wanted.first, wanted.span)
    kept = history.days_of(wanted.instrument, first, DAYS_MAX)
    days: dict[str, Row] = {row["date"]: day_bar(row) for row in kept if row["close"] is not None}
    days |= {row["date"]: row for row in now if row["date"] >= first}
    bars = of_daily([days[date] for date in sorted(days)], wanted.span, wanted.last)
    more = bars[BARS_MAX]["date"] if len(bars) > BARS_MAX else None
    return {"bars": bars[:BARS_MAX], "more_from": more}
