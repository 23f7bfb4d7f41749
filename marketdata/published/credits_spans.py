"""The bulletin of credits of a day, week, month or year out of a history: volume, amount and mean
price, by method and by kind of project, and the totals.

A row of a history is a product's of a day on which it traded, so that days without a trade have
none, and a product's last cumulative total still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.instrument_codes import is_credit
from engine.units import format_date
from marketdata.bulletin_words import METHODS
from marketdata.corrections import Row
from marketdata.credits_bulletin import (
    NO_COMPOSITE,
    NO_PRICES,
    by_kind,
    by_method,
    mean_price,
    sums_of,
    texts_of,
)
from marketdata.credits_words import CreditFigures
from marketdata.day_rows import CREDITS
from marketdata.published.days import DayRows, Total

SUMS = tuple(f"{method}_{what}" for method in METHODS for what in ("volume", "amount_fen"))


def are_credits(days: Iterable[DayRows]) -> bool:
    """Whether the days are of a market of credits, whose venue lists nothing else."""
    return any(is_credit(code) for day in days for code in day.rows)


def credits_of_span(
    span: str, before: Sequence[DayRows], inside: Sequence[DayRows]
) -> dict[str, Any]:
    """The bulletin of the days of a span; `before` are those ahead of it."""
    first, last = inside[0].date, inside[-1].date
    rows = [row for day in inside for row in day.vintages]
    of_code: dict[str, list[Row]] = {}
    for row in rows:
        of_code.setdefault(row["instrument"], []).append(row)
    instruments = [_whole(own) for _, own in sorted(of_code.items())]
    every = [*before, *inside]
    of_year = [row for day in every if day.date // 10_000 == last // 10_000 for row in day.vintages]
    totals = {"all": _sum(rows), "year": _sum(of_year), "cumulative": _cumulative(every)}
    methods, kinds = by_method(instruments), by_kind(instruments)
    figures = CreditFigures(span, first, last, sums_of(rows), methods, kinds, totals["cumulative"])
    return {
        "market": CREDITS,
        "span": span,
        "from": format_date(first),
        "date": format_date(last),
        "composite": NO_COMPOSITE,
        "totals": totals,
        "means": {name: mean_price(**total) for name, total in totals.items()},
        "by_method": methods,
        "by_kind": kinds,
        "instruments": instruments,
        "errata": [each._asdict() for day in inside for each in day.corrections],
        **texts_of(figures),
    }


def _whole(rows: Sequence[Row]) -> dict[str, Any]:
    """One product over the span; its close is the mean price of its last day."""
    first, last = rows[0], rows[-1]
    return {
        "instrument": last["instrument"],
        "previous_close": first["previous_close"],
        **dict.fromkeys(NO_PRICES),
        "close": last["close"],
        **{name: sum(row[name] for row in rows) for name in SUMS},
        "cumulative_volume": last["cumulative_volume"],
        "cumulative_amount_fen": last["cumulative_amount_fen"],
    }


def _sum(rows: Sequence[Row]) -> Total:
    whole = sums_of(rows)
    return {"volume": whole["volume"], "amount_fen": whole["amount_fen"]}


def _cumulative(days: Sequence[DayRows]) -> Total:
    """Of every product the total of the last day on which it traded."""
    latest = {row["instrument"]: row for day in days for row in day.vintages}
    return {
        what: sum(row[f"cumulative_{what}"] for row in latest.values())
        for what in ("volume", "amount_fen")
    }
