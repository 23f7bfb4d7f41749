"""One day of our feed's bulletin against the table, cell by cell, as the table would print
it.

The comparison covers, of every instrument: open, high, low, close, change, volume and amount of
each method and of the day, and the running totals; of the composite: open, close, change, volumes,
totals, and high and low where at most one vintage with a price weight traded (with more of them the
order of their trades decides, which the table does not show). The day and the running totals count
every method. A placeholder is compared as printed; only there is the previous close compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.units import format_hundredths
from gateway.rehearsal.published_rows import (
    COMPOSITE,
    METHODS,
    NOTHING,
    PRICES,
    PublishedDay,
    PublishedRow,
    Sum,
)
from gateway.rehearsal.quirks import Difference
from gateway.rehearsal.weights import Weights

NO_ROW = "no row"  # ours, of an instrument that our feed does not know
Cells = dict[str, str]
Bulletin = Mapping[str, Any]


class Comparison:
    """Compares the days of one segment in order; counts the cells."""

    def __init__(self) -> None:
        self.cells = 0

    def day(self, day: PublishedDay, bulletin: Bulletin, weights: Weights) -> list[Difference]:
        """Every cell of the day in which the table and our bulletin differ."""
        differences = []
        for code, published, ours in self._rows(day, bulletin, weights):
            self.cells += len(published)
            for column, value in published.items():
                own = ours.get(column, NO_ROW)
                if value != own:
                    differences.append(Difference(day.date, code, column, value, own))
        return differences

    def _rows(
        self, day: PublishedDay, bulletin: Bulletin, weights: Weights
    ) -> Iterator[tuple[str, Cells, Cells]]:
        ours = {row["instrument"]: row for row in bulletin["instruments"]}
        for row in day.instruments:
            yield row.code, _published(row), _instrument(ours.get(row.code))
        yield COMPOSITE, _published_composite(day, weights), _composite(bulletin)


def high_and_low_are_determined(day: PublishedDay, weights: Weights) -> bool:
    """Whether the composite's high and low follow from the table: at most one weighted vintage
    traded, and one did.
    """
    weighted = [row.code for row in day.traded if weights.by_code.get(row.code)]
    return bool(day.traded) and len(weighted) <= 1


def _published(row: PublishedRow) -> Cells:
    prices = {
        "open": row.open,
        "high": row.high,
        "low": row.low,
        "close": row.close,
        "change_pct": row.change_pct,
    }
    cells = {column: _text(value) for column, value in prices.items()}
    return cells | _sums(_methods(row), row.day, row.cumulative) | dict(row.texts)


def _published_composite(day: PublishedDay, weights: Weights) -> Cells:
    row = day.composite
    if row is None:
        return {"open": "", "close": "", "change_pct": ""} | _sums(
            _all_methods(day), day.total, day.cumulative
        )
    cells = _published(row)
    if not high_and_low_are_determined(day, weights):
        del cells["high"], cells["low"]
    return cells


def _methods(row: PublishedRow) -> tuple[Sum, ...]:
    return row.listed, row.block, row.auction


def _all_methods(day: PublishedDay) -> tuple[Sum, ...]:
    """Of all instruments, where the table has no row of the composite."""
    columns = zip(*map(_methods, day.instruments), strict=True)
    return tuple(sum(column, NOTHING) for column in columns)


def _instrument(row: Mapping[str, Any] | None) -> Cells:
    if row is None:
        return {}
    methods = _our_methods(row)
    cumulative = Sum(row["cumulative_volume"], row["cumulative_amount_fen"])
    return _prices(row) | _sums(methods, sum(methods, NOTHING), cumulative)


def _our_methods(row: Mapping[str, Any]) -> tuple[Sum, ...]:
    return tuple(Sum(row[f"{method}_volume"], row[f"{method}_amount_fen"]) for method in METHODS)


def _composite(bulletin: Bulletin) -> Cells:
    columns = zip(*map(_our_methods, bulletin["instruments"]), strict=True)
    day, cumulative = (Sum(**bulletin["totals"][kind]) for kind in ("day", "cumulative"))
    return _prices(bulletin["composite"]) | _sums(
        tuple(sum(column, NOTHING) for column in columns), day, cumulative
    )


def _prices(row: Mapping[str, Any]) -> Cells:
    prices = {column: _text(row.get(column)) for column in PRICES}
    return prices | {"change_pct": row["change_pct"] or ""}


def _sums(methods: Sequence[Sum], day: Sum, cumulative: Sum) -> Cells:
    named = {**dict(zip(METHODS, methods, strict=True)), "day": day, "cumulative": cumulative}
    cells = {}
    for name, total in named.items():
        cells[f"{name}_volume_t"] = str(total.volume)
        cells[f"{name}_amount_cny"] = format_hundredths(total.amount_fen)
    return cells


def _text(value: int | None) -> str:
    return "" if value is None else format_hundredths(value)
