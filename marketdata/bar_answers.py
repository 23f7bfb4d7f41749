"""Bars as they are asked for: of minutes from what is kept of each day, of days and longer from the
daily rows, and of the running day from the feed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from engine.units import format_date, parse_date
from marketdata.bars import PERIODS, first_day, from_rows, of_days, to_rows, wider
from marketdata.board import Board
from marketdata.history import History
from marketdata.spans import MINUTES, time_of

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


def answer(history: History, wanted: Wanted, now: Sequence[Row]) -> dict[str, Any]:
    """The fields of the reply, from the history and the day that runs; what is in both is taken
    from the latter.
    """
    of_span = _of_minutes if wanted.span in MINUTES else _of_days
    return of_span(history, wanted, now)


def _of_minutes(history: History, wanted: Wanted, now: Sequence[Row]) -> dict[str, Any]:
    today = {row["date"] for row in now}
    kept = history.minute_bars(wanted.instrument, wanted.first, wanted.last, MINUTE_DAYS + 1)
    rows = sorted(
        [*(row for row in kept if row["date"] not in today), *now],
        key=lambda row: (row["date"], row["minute"]),
    )
    days = [(date, list(of_day)) for date, of_day in groupby(rows, key=lambda row: row["date"])]
    bars = [bar for date, of_day in days[:MINUTE_DAYS] for bar in _folded(date, of_day, wanted)]
    return {"bars": bars, "more_from": days[MINUTE_DAYS][0] if len(days) > MINUTE_DAYS else None}


def _folded(date: str, rows: Sequence[Row], wanted: Wanted) -> list[dict[str, Any]]:
    minutes = from_rows([{**row, "start": row["minute"]} for row in rows])
    bars = to_rows(wider(minutes, MINUTES[wanted.span]))
    return [{"date": date, "time": time_of(bar.pop("start"))} | bar for bar in bars]


def _of_days(history: History, wanted: Wanted, now: Sequence[Row]) -> dict[str, Any]:
    period, first = PERIODS[wanted.span], wanted.first
    if first:
        first = format_date(first_day(parse_date(first), wanted.span))
    kept = history.days_of(wanted.instrument, first, DAYS_MAX)
    days = {row["date"]: _day(row) for row in kept if row["close"] is not None}
    days |= {row["date"]: row for row in now if row["date"] >= first}
    last = period(parse_date(wanted.last))
    rows = [
        {**row, "start": parse_date(date)}
        for date, row in sorted(days.items())
        if period(parse_date(date)) <= last
    ]
    bars = [
        {"date": format_date(bar.pop("start")), "time": None} | bar | {"trades": None}
        for bar in to_rows(of_days(from_rows(rows), wanted.span))
    ]
    more = bars[BARS_MAX]["date"] if len(bars) > BARS_MAX else None
    return {"bars": bars[:BARS_MAX], "more_from": more}


def _day(row: Row) -> dict[str, Any]:
    prices = {name: row[name] for name in ("open", "high", "low", "close")}
    figures = {"volume": row["listed_volume"], "amount_fen": row["listed_amount_fen"]}
    return prices | figures | {"trades": None}
