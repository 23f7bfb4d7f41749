"""A table of published days since 2021 for the notebooks. No figure of it was ever published: the
price of each vintage walks at random, the composite follows from them and the price weights, and
most is traded in the last months of a year.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path

from engine.instrument_codes import FIRST_CODE, code_of, vintage_of
from engine.units import change_hundredths_pct, format_hundredths
from gateway.rehearsal.published import COLUMNS
from gateway.rehearsal.weights import BUILT_IN, Weights, in_force, read_weights

FIRST, LAST = dt.date(2021, 7, 16), dt.date(2026, 2, 4)
SECOND_VINTAGE = dt.date(2023, 8, 28)  # one vintage alone was traded before
COMPOSITE = "COMCEA"
BASE, LOWEST = 4800, 3000
HOLIDAYS = 0.03  # of the weekdays
BUSY = {9: 3, 10: 6, 11: 14, 12: 25}  # months, and their volume in that of another one
# Of each method: how often it is used on a day, and its tonnes then.
METHODS = ((0.75, 2_000), (0.35, 20_000), (0.01, 60_000))
Sums = list[tuple[int, int]]  # volume and amount of each method


class Market:
    """Closes and running totals as they are now."""

    def __init__(self, seed: int) -> None:
        self.closes: dict[str, int] = {}
        self._random = random.Random(seed)
        self._totals: dict[str, tuple[int, int]] = {}

    def day(self, day: dt.date, weights: Weights) -> list[list[str]]:
        """The row of the composite and those of the vintages."""
        before = dict(self.closes)
        sums = {code: self._trade(day, code) for code in vintages(day)}
        self.closes[COMPOSITE] = weights.composite(self.closes)
        every = [added(list(parts)) for parts in zip(*sums.values(), strict=True)]
        rows = {COMPOSITE: every} | sums
        return [self._printed(f"{day}", code, before.get(code), rows[code]) for code in rows]

    def _trade(self, day: dt.date, code: str) -> Sums:
        close = self.closes.get(code, self.closes.get(FIRST_CODE, BASE))
        age = day.year - (vintage_of(code) or day.year)
        busy = BUSY.get(day.month, 1) / (1 + age)
        volumes = [self._volume(often, mean * busy) for often, mean in METHODS]
        if volumes[0]:
            close = max(LOWEST, round(close * (1 + self._random.gauss(0.0006, 0.011))))
        self.closes[code] = close
        return [(volume, volume * close) for volume in volumes]

    def _volume(self, often: float, mean: float) -> int:
        drawn = self._random.lognormvariate(0, 1.2)
        return 1 + int(drawn * mean) if self._random.random() < often else 0

    def _printed(self, day: str, code: str, before: int | None, sums: Sums) -> list[str]:
        close = self.closes[code]
        total = self._totals[code] = added([*sums, self._totals.get(code, (0, 0))])
        prices = [close] * 4 if sums[0][0] else [close, None, None, close]
        change = change_hundredths_pct(close, before or close)
        cells = [day, code, *map(written, (before, *prices, change))]
        return cells + [
            text for volume, fen in (*sums, total) for text in (f"{volume}", written(fen))
        ]


def vintages(day: dt.date) -> list[str]:
    """The codes that are traded on a day: a vintage from the year after it on."""
    codes = [code_of(year) for year in range(2020, day.year)]
    return codes if day >= SECOND_VINTAGE else codes[:1]


def added(sums: Sums) -> tuple[int, int]:
    """Volume and amount together."""
    return sum(volume for volume, _ in sums), sum(fen for _, fen in sums)


def written(hundredths: int | None) -> str:
    """A price or an amount in CNY; nothing where there is none."""
    return "" if hundredths is None else format_hundredths(hundredths)


def write_days(path: Path, seed: int = 20210716) -> Path:
    """Write the table, the same one each time."""
    market, sets, chance = Market(seed), read_weights(BUILT_IN), random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for count in range((LAST - FIRST).days + 1):
            day = FIRST + dt.timedelta(count)
            if day.weekday() < 5 and chance.random() > HOLIDAYS:
                rows.writerows(market.day(day, in_force(sets, int(f"{day:%Y%m%d}"))))
    return path
