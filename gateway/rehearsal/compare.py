"""One day as our feed's bulletin tells it against the table, cell by cell, as the table would print it.

Compared are, of every instrument: open, high, low, close, change, listed volume and amount, and the running totals;
of the composite: open, close, change, volumes, totals, and high and low where at most one vintage with a price weight
traded (with more of them the order of their trades decides, which the table does not tell). Running totals count
every method; as long as only listed trades are played, the block and auction volumes published in the segment so far
are added to ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.units import format_hundredths
from gateway.rehearsal.published import COMPOSITE, NOTHING, PublishedDay, PublishedRow, Sum
from gateway.rehearsal.quirks import Difference
from gateway.rehearsal.weights import Weights

Cells = dict[str, str]
Bulletin = Mapping[str, Any]


class Comparison:
    """Compares the days of one segment in order; counts the cells."""

    def __init__(self) -> None:
        self.cells = 0
        self._not_played: dict[str, Sum] = {}

    def day(self, day: PublishedDay, bulletin: Bulletin, weights: Weights) -> list[Difference]:
        """Every cell of the day in which the table and our bulletin differ."""
        differences = []
        for code, published, ours in self._rows(day, bulletin, weights):
            self.cells += len(published)
            for column, value in published.items():
                if value != ours[column]:
                    differences.append(Difference(day.date, code, column, value, ours[column]))
        return differences

    def _rows(self, day: PublishedDay, bulletin: Bulletin, weights: Weights) -> Iterator[tuple[str, Cells, Cells]]:
        ours = {row["instrument"]: row for row in bulletin["instruments"]}
        for row in day.instruments:
            not_played = self._not_played_of(row.code, row.block + row.auction)
            yield row.code, _published(row), _instrument(ours.get(row.code), not_played)
        blocks = sum((row.block + row.auction for row in day.instruments), NOTHING)
        not_played = self._not_played_of(COMPOSITE, blocks)
        yield COMPOSITE, _published_composite(day, weights), _composite(bulletin, not_played)

    def _not_played_of(self, code: str, today: Sum) -> Sum:
        self._not_played[code] = self._not_played.get(code, NOTHING) + today
        return self._not_played[code]


def high_and_low_are_determined(day: PublishedDay, weights: Weights) -> bool:
    """Whether the composite's high and low follow from the table: at most one weighted vintage traded, and one did."""
    weighted = [row.code for row in day.traded if weights.by_code.get(row.code)]
    return bool(day.traded) and len(weighted) <= 1


def _published(row: PublishedRow) -> Cells:
    prices = {"open": row.open, "high": row.high, "low": row.low, "close": row.close, "change_pct": row.change_pct}
    return {column: _text(value) for column, value in prices.items()} | _sums(row.listed, row.cumulative)


def _published_composite(day: PublishedDay, weights: Weights) -> Cells:
    row = day.composite
    if row is None:
        return {"open": "", "close": "", "change_pct": ""} | _sums(_listed(day), day.cumulative)
    cells = _published(row)
    if not high_and_low_are_determined(day, weights):
        del cells["high"], cells["low"]
    return cells


def _listed(day: PublishedDay) -> Sum:
    return sum((row.listed for row in day.instruments), NOTHING)


def _instrument(row: Mapping[str, Any] | None, not_played: Sum) -> Cells:
    if row is None:
        return dict.fromkeys(_published_columns(), "no row")
    cumulative = Sum(row["cumulative_volume"], row["cumulative_amount_fen"])
    return _prices(row) | _sums(Sum(row["listed_volume"], row["listed_amount_fen"]), cumulative + not_played)


def _composite(bulletin: Bulletin, not_played: Sum) -> Cells:
    day, cumulative = (Sum(**bulletin["totals"][kind]) for kind in ("day", "cumulative"))
    return _prices(bulletin["composite"]) | _sums(day, cumulative + not_played)


def _prices(row: Mapping[str, Any]) -> Cells:
    prices = {column: _text(row[column]) for column in ("open", "high", "low", "close")}
    return prices | {"change_pct": row["change_pct"] or ""}


def _sums(listed: Sum, cumulative: Sum) -> Cells:
    return {
        "listed_volume_t": str(listed.volume),
        "listed_amount_cny": format_hundredths(listed.amount_fen),
        "cumulative_volume_t": str(cumulative.volume),
        "cumulative_amount_cny": format_hundredths(cumulative.amount_fen),
    }


def _published_columns() -> tuple[str, ...]:
    return ("open", "high", "low", "close", "change_pct", *_sums(NOTHING, NOTHING))


def _text(value: int | None) -> str:
    return "" if value is None else format_hundredths(value)
