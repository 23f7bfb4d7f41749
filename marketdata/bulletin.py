"""The daily bulletin (每日成交数据): figures of one closed day, and the same as text in Chinese and
English, in the words that `bulletin_forms.toml` has for that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.units import format_date
from marketdata.bulletin_words import LANGUAGES, Figures, text_of
from marketdata.listing import AUCTION, BLOCK, Listing

Totals = Mapping[tuple[int, int], tuple[int, int]]  # (instrument or 0, TotalsKind) to (tonnes, fen)
DAY, YEAR, CUMULATIVE = 0, 1, 2
COMPOSITE_FIELDS = ("previous_close", "open", "high", "low", "close", "change_pct")


def bulletin(
    date: int, composite: Mapping[str, Any], listings: Iterable[Listing], totals: Totals
) -> dict[str, Any]:
    """The `bulletin` channel's data for a closed day.

    `composite` holds the figures of `Composite.figures`.
    """
    data: dict[str, Any] = {
        "date": format_date(date),
        "composite": _composite_row(composite),
        "totals": {name: total_of(totals, 0, kind) for name, kind in _KINDS.items()},
        "instruments": [instrument_row(listing, totals) for listing in listings],
    }
    named = {"all": data["totals"]["day"], **data["totals"]}
    figures = Figures("day", date, date, data["composite"], named, data["instruments"])
    return data | {f"text_{language}": text_of(figures, language) for language in LANGUAGES}


def without(totals: Totals, others: Iterable[int]) -> Totals:
    """Totals of which those of some instruments, which are of another market, are taken off."""
    left = dict(totals)
    for number in others:
        for kind in _KINDS.values():
            volume, amount_fen = totals.get((number, kind), (0, 0))
            all_volume, all_fen = left.get((0, kind), (0, 0))
            left[0, kind] = all_volume - volume, all_fen - amount_fen
    return left


_KINDS = {"day": DAY, "year": YEAR, "cumulative": CUMULATIVE}


def total_of(totals: Totals, instrument: int, kind: int) -> dict[str, int]:
    """A running total of an instrument, or (0) of the venue."""
    volume, amount_fen = totals.get((instrument, kind), (0, 0))
    return {"volume": volume, "amount_fen": amount_fen}


def _composite_row(figures: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: figures[name] for name in COMPOSITE_FIELDS}
    if row["open"] is None:  # nothing traded all day
        row["open"] = row["previous_close"]
    return row


def instrument_row(listing: Listing, totals: Totals) -> dict[str, Any]:
    """One instrument's figures of the day: prices, sums by method, totals."""
    summary = listing.summary_data()
    row = {
        name: summary[name]
        for name in ("previous_close", "first_day", "open", "high", "low", "close", "change_pct")
    }
    if row["open"] is None:
        row["open"] = row["previous_close"]
    row |= {"listed_volume": summary["volume"], "listed_amount_fen": summary["turnover_fen"]}
    for method in (BLOCK, AUCTION):
        row[f"{method}_volume"], row[f"{method}_amount_fen"] = listing.other_methods.get(
            method, (0, 0)
        )
    for name in ("year", "cumulative"):
        total = total_of(totals, listing.number, _KINDS[name])
        row |= {f"{name}_volume": total["volume"], f"{name}_amount_fen": total["amount_fen"]}
    return {"instrument": listing.code} | row
