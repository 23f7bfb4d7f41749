"""Price weights of the composite by date, as data: date (in force from), code, numerator,
denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from engine.texts.decoding import Encoding
from engine.units import WEIGHTS_MAX, format_date, round_half_away
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.tables import Line, read_lines

BUILT_IN = Path(__file__).parent / "weights.csv"
COLUMNS = ("date", "code", "numerator", "denominator")
PART_MAX = 65_535  # numerator and denominator


@dataclass(frozen=True)
class Weights:
    """One set of price weights and the date from which it is in force; the weights sum to 1."""

    from_date: int
    by_code: Mapping[str, Fraction]

    def composite(self, prices: Mapping[str, int]) -> int:
        """The composite of these prices in ticks, half up. Raises RehearsalError when a weighted
        vintage has no price.
        """
        missing = [code for code in self.by_code if code not in prices]
        if missing:
            raise RehearsalError(
                f"{missing[0]} has a price weight since {format_date(self.from_date)} but no price"
            )
        return round_half_away(
            sum((weight * prices[code] for code, weight in self.by_code.items()), Fraction(0))
        )


def read_weights(path: Path, encoding: Encoding = Encoding.UTF_8) -> list[Weights]:
    """All sets of a file, by date. Raises RehearsalError or TableError (line, column, value)."""
    lines = sorted(read_lines(path, COLUMNS, encoding), key=lambda line: line.date("date"))
    return [
        _set(date, list(group))
        for date, group in groupby(lines, key=lambda line: line.date("date"))
    ]


def in_force(sets: Iterable[Weights], date: int) -> Weights:
    """The set in force on a date. Raises RehearsalError when there is none yet."""
    earlier = [weights for weights in sets if weights.from_date <= date]
    if not earlier:
        raise RehearsalError(
            f"no price weights are in force on {format_date(date)}; allowed: dates from the first"
            " set on"
        )
    return earlier[-1]


def _set(date: int, lines: list[Line]) -> Weights:
    by_code: dict[str, Fraction] = {}
    for line in lines:
        if line.code("code") in by_code:
            raise line.error("code", "each code once in a set")
        part = line.whole("numerator", 0, PART_MAX), line.whole("denominator", 1, PART_MAX)
        by_code[line.code("code")] = Fraction(*part)
    if sum(by_code.values()) != 1 or len(by_code) > WEIGHTS_MAX:
        raise lines[0].error(
            "date", f"at most {WEIGHTS_MAX} weights that sum to 1, found {sum(by_code.values())}"
        )
    return Weights(date, by_code)
