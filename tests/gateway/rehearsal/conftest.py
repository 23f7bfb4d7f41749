"""Tables of made-up days, built from listed trades that are played through the rules in plain
Python.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from engine.units import format_date, format_hundredths, round_half_away
from gateway.rehearsal.published import COLUMNS

Tape = list[tuple[int, int]]  # trades of one instrument: price in ticks, quantity in t
Write = Callable[[list[dict[str, str]]], Path]


class MadeMarket:
    """Writes rows as the source would: one for each instrument and one for the composite of equal
    weights.
    """

    def __init__(self, closes: dict[str, int], composite: int | None, cumulative: int = 0) -> None:
        self.closes = dict(closes)
        self.composite = composite
        self.volumes = dict.fromkeys(closes, cumulative)
        self.amounts = dict.fromkeys(closes, cumulative * 5_000)
        self.rows: list[dict[str, str]] = []

    def trade(
        self, date: int, tapes: dict[str, Tape], weights: dict[str, Fraction], first: str = ""
    ) -> MadeMarket:
        """Add one day; `first` is the instrument whose opening trade is the day's first."""
        composite = [self.composite or 4_800]
        rows, latest = [], dict(self.closes)
        for code in sorted(self.closes, key=lambda each: each != first):
            rows.append(
                self._instrument(date, code, tapes.get(code, []), latest, weights, composite)
            )
        closes = {row["code"]: int(row["close"].replace(".", "")) for row in rows}
        close = _composite(closes, weights)
        self.rows.append(self._composite_row(date, rows, composite, close))
        self.rows += sorted(rows, key=lambda row: row["code"])
        self.closes, self.composite = closes, close
        return self

    def _instrument(
        self,
        date: int,
        code: str,
        tape: Tape,
        latest: dict[str, int],
        weights: dict[str, Fraction],
        path: list[int],
    ) -> dict[str, str]:
        volume, amount = (
            sum(quantity for _, quantity in tape),
            sum(price * quantity for price, quantity in tape),
        )
        before = self.closes[code]
        close = round_half_away(Fraction(amount, volume)) if volume else before
        for price, _ in tape:
            latest[code] = price
            path.append(_composite(latest, weights))
        self.volumes[code] += volume
        self.amounts[code] += amount
        prices = [price for price, _ in tape]
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "date": format_date(date),
            "code": code,
            "previous_close": format_hundredths(before),
        }
        row |= {
            "open": format_hundredths(prices[0] if prices else before),
            "close": format_hundredths(close),
        }
        if prices:
            row |= {"high": format_hundredths(max(prices)), "low": format_hundredths(min(prices))}
        row["change_pct"] = format_hundredths(
            round_half_away(Fraction((close - before) * 10_000, before))
        )
        return row | _sums(volume, amount, self.volumes[code], self.amounts[code])

    def _composite_row(
        self, date: int, rows: list[dict[str, str]], path: list[int], close: int
    ) -> dict[str, str]:
        shown = [*path[1:], close]
        row = dict.fromkeys(COLUMNS, "") | {"date": format_date(date), "code": "COMCEA"}
        row |= {"open": format_hundredths(shown[0]), "close": format_hundredths(close)}
        row |= {"previous_close": format_hundredths(self.composite) if self.composite else ""}
        row |= {"high": format_hundredths(max(shown)), "low": format_hundredths(min(shown))}
        row["change_pct"] = format_hundredths(
            round_half_away(Fraction((close - path[0]) * 10_000, path[0]))
        )
        volume = sum(int(each["listed_volume_t"]) for each in rows)
        amount = sum(int(each["listed_amount_cny"].replace(".", "")) for each in rows)
        return row | _sums(volume, amount, sum(self.volumes.values()), sum(self.amounts.values()))


def _composite(prices: dict[str, int], weights: dict[str, Fraction]) -> int:
    return round_half_away(
        sum((weight * prices[code] for code, weight in weights.items()), Fraction(0))
    )


def _sums(volume: int, amount: int, cumulative: int, cumulative_amount: int) -> dict[str, str]:
    nothing = {
        "block_volume_t": "0",
        "block_amount_cny": "0.00",
        "auction_volume_t": "0",
        "auction_amount_cny": "0.00",
    }
    day = {"listed_volume_t": str(volume), "listed_amount_cny": format_hundredths(amount)}
    return (
        day
        | nothing
        | {
            "cumulative_volume_t": str(cumulative),
            "cumulative_amount_cny": format_hundredths(cumulative_amount),
        }
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes rows as a table of published days and returns its path."""

    def write_rows(rows: list[dict[str, str]]) -> Path:
        path = tmp_path / "days.csv"
        lines = [",".join(COLUMNS)] + [",".join(row[column] for column in COLUMNS) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write_rows


@pytest.fixture
def one_vintage() -> MadeMarket:
    """Three days of CEA in 2022, with a rise, a quiet day and a fall."""
    weights = {"CEA": Fraction(1)}
    market = MadeMarket({"CEA": 5_000}, 5_000, cumulative=1_000_000)
    market.trade(20220104, {"CEA": [(5_010, 700), (5_100, 12), (4_990, 301)]}, weights)
    market.trade(20220105, {}, weights)
    return market.trade(20220106, {"CEA": [(4_700, 250_001), (4_699, 40)]}, weights)


@pytest.fixture
def three_vintages() -> MadeMarket:
    """Two days of three vintages of equal weight in 2024; CEA22 opens the first day, CEA21 the
    second.
    """
    weights = dict.fromkeys(("CEA", "CEA21", "CEA22"), Fraction(1, 3))
    market = MadeMarket({"CEA": 7_000, "CEA21": 7_100, "CEA22": 7_250}, 7_117, cumulative=2_000_000)
    first = {
        "CEA": [(7_011, 90)],
        "CEA21": [(7_000, 1), (7_150, 10)],
        "CEA22": [(7_303, 5_000), (7_401, 33)],
    }
    market.trade(20240102, first, weights, first="CEA22")
    return market.trade(
        20240103, {"CEA21": [(7_133, 500)], "CEA22": [(7_302, 20)]}, weights, first="CEA21"
    )
