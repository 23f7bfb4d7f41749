"""Bars as maps of their fields, out of bars of one minute or of daily rows, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.units import format_date, parse_date
from marketdata.bars import PERIODS, first_day, from_rows, of_days, to_rows, wider
from marketdata.session_hours import SessionsOn, released_sessions
from marketdata.spans import MINUTES, time_of

Row = Mapping[str, Any]
PRICES = ("open", "high", "low", "close")


def of_minutes(
    date: str, rows: Iterable[Row], span: str, sessions_on: SessionsOn = released_sessions
) -> list[dict[str, Any]]:
    """Bars of a span of minutes of one day from those of one minute."""
    minutes = from_rows({**row, "start": row["minute"]} for row in rows)
    bars = to_rows(wider(minutes, MINUTES[span], sessions_on(parse_date(date))))
    return [{"date": date, "time": time_of(bar.pop("start"))} | bar for bar in bars]


def of_daily(rows: Iterable[Row], span: str, last: str) -> list[dict[str, Any]]:
    """Bars of a span of days from bars of a day, up to the period that the day `last` lies in."""
    period = PERIODS[span]
    end = period(parse_date(last))
    inside = [row for row in rows if period(parse_date(row["date"])) <= end]
    days = from_rows({**row, "start": parse_date(row["date"])} for row in inside)
    return [
        {"date": format_date(bar.pop("start")), "time": None} | bar | {"trades": None}
        for bar in to_rows(of_days(days, span))
    ]


def period_start(date: str, span: str) -> str:
    """The first day of the period of a span that a day lies in; nothing of no day."""
    return format_date(first_day(parse_date(date), span)) if date else ""


def day_bar(row: Row) -> dict[str, Any]:
    """A daily row as a bar: listed trades count; sums that were not printed are 0."""
    sums = {"volume": row["listed_volume"], "amount_fen": row["listed_amount_fen"]}
    figures = {name: value or 0 for name, value in sums.items()}
    return {name: row[name] for name in ("date", *PRICES)} | figures | {"trades": None}
