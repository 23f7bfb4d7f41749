"""The days of the market out of a history: imported rows, and the venue's own, which come first
where both have a row.
"""

from __future__ import annotations

from itertools import groupby

from engine.units import format_date, parse_date, parse_hundredths
from gateway.rehearsal.published_rows import METHODS, Sum
from marketdata.day_rows import COMPOSITE_CODE
from marketdata.history import History
from marketdata.published.figures import Day
from marketdata.published.imported import ImportedDays, Row, own_rows


def days_until(history: History, last: int) -> list[Day]:
    """All days up to one (yyyymmdd), in order. Raises HistoryFailed."""
    until = format_date(last)
    rows = {(row["date"], row["instrument"]): row for row in ImportedDays(history).rows("", until)}
    rows |= {(row["date"], row["instrument"]): row for row in own_rows(history, "", until)}
    ordered = [rows[key] for key in sorted(rows)]
    by_date = groupby(ordered, key=lambda row: row["date"])
    return [_day(date, list(group)) for date, group in by_date]


def _day(date: str, rows: list[Row]) -> Day:
    composite: Row = next((row for row in rows if row["instrument"] == COMPOSITE_CODE), {})
    vintages = [row for row in rows if row["instrument"] != COMPOSITE_CODE]
    change = composite.get("change_pct")
    return Day(
        date=parse_date(date),
        open=composite.get("open"),
        close=composite.get("close"),
        change=parse_hundredths(change) if change is not None else None,
        sums={
            (row["instrument"], method): Sum(row[f"{method}_volume"], row[f"{method}_amount_fen"])
            for row in vintages
            for method in METHODS
        },
        closes={row["instrument"]: row["close"] for row in vintages if row["close"] is not None},
    )
