"""The bulletin of a market of credits (成交数据): volume, amount and mean price of the day, by
method and by kind of project, the totals of the year and those since the start, and the same as
text.

The mean price is amount / volume, half up. There is no composite, and no open, high or low: in the
fields that an allowance has for them is none. Of the instruments those are named that have traded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.units import format_date
from marketdata.bulletin import CUMULATIVE, DAY, YEAR, Totals, instrument_row, total_of
from marketdata.bulletin_words import LANGUAGES, METHODS
from marketdata.credits_words import CreditFigures, text_of
from marketdata.day_rows import CREDITS
from marketdata.listing import Listing
from marketdata.project_kinds import kind_named

NO_PRICES = ("open", "high", "low", "change_pct")
NO_COMPOSITE = dict.fromkeys(("previous_close", "open", "high", "low", "close", "change_pct"))
_KINDS = {"day": DAY, "year": YEAR, "cumulative": CUMULATIVE}

Row = Mapping[str, Any]


def mean_price(volume: int, amount_fen: int) -> int | None:
    """Amount / volume half up, in ticks; None where nothing was traded."""
    return (2 * amount_fen + volume) // (2 * volume) if volume > 0 else None


def credits_bulletin(date: int, listings: Iterable[Listing], totals: Totals) -> dict[str, Any]:
    """The `bulletin` channel's data for a closed day of a market of credits."""
    rows = [_row(each, totals) for each in listings]
    traded = [row for row in rows if any(row[f"{method}_volume"] for method in METHODS)]
    data: dict[str, Any] = {
        "date": format_date(date),
        "market": CREDITS,
        "composite": NO_COMPOSITE,
        "totals": {name: total_of(totals, 0, kind) for name, kind in _KINDS.items()},
        "instruments": traded,
        "by_method": by_method(traded),
        "by_kind": by_kind(traded),
    }
    means = {name: mean_price(**total) for name, total in data["totals"].items()}
    whole = {**data["totals"]["day"], "mean": means["day"]}
    sums = (data["by_method"], data["by_kind"], data["totals"]["cumulative"])
    figures = CreditFigures("day", date, date, whole, *sums)
    return data | {"means": means} | texts_of(figures)


def texts_of(figures: CreditFigures) -> dict[str, str]:
    """The bulletin's text in both languages, by the names of its fields."""
    return {f"text_{language}": text_of(figures, language) for language in LANGUAGES}


def _row(listing: Listing, totals: Totals) -> dict[str, Any]:
    return instrument_row(listing, totals) | dict.fromkeys(NO_PRICES)


def by_method(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Volume, amount and mean price of each method of trading, over all instruments."""
    return [{"method": method, **sums_of(rows, (method,))} for method in METHODS]


def by_kind(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Volume, amount and mean price of each kind of project, over all methods."""
    named: dict[str, list[Row]] = {}
    for row in rows:
        named.setdefault(kind_named(row["instrument"]).kind, []).append(row)
    return [
        {**kind_named(own[0]["instrument"])._asdict(), **sums_of(own)}
        for _, own in sorted(named.items())
    ]


def sums_of(rows: Sequence[Row], methods: Sequence[str] = METHODS) -> dict[str, Any]:
    """Volume, amount and mean price of rows over methods of trading."""
    volume = sum(row[f"{method}_volume"] for row in rows for method in methods)
    amount_fen = sum(row[f"{method}_amount_fen"] for row in rows for method in methods)
    return {
        "volume": volume,
        "amount_fen": amount_fen,
        "mean": mean_price(volume, amount_fen),
    }
