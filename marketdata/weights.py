"""Price weights of the composite: dated sets of exact fractions with one denominator.

A set is in force from its date until a later set's date. Weights are published figures, never volumes; they reach the feed
through the event stream (SET_PRICE_WEIGHTS, then PRICE_WEIGHT for each instrument).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass
class PriceWeights:
    """One set: numerators by instrument number over a common denominator. Instruments not named weigh nothing."""

    date: int
    denominator: int
    numerators: dict[int, int] = field(default_factory=dict)

    def weighted(self) -> dict[int, int]:
        """Only the instruments whose price matters."""
        return {instrument: numerator for instrument, numerator in self.numerators.items() if numerator}


class WeightCalendar:
    """All sets the venue was ever given, by the date from which each is in force."""

    def __init__(self) -> None:
        self._dates: list[int] = []
        self._sets: dict[int, PriceWeights] = {}

    def open_set(self, date: int, denominator: int) -> None:
        """Begin a new set; one already given for the same date is replaced."""
        if date not in self._sets:
            self._dates.insert(bisect_right(self._dates, date), date)
        self._sets[date] = PriceWeights(date, denominator)

    def put(self, date: int, instrument: int, numerator: int) -> None:
        """Add one instrument's numerator to the set of that date."""
        self._sets[date].numerators[instrument] = numerator

    def in_force(self, date: int) -> PriceWeights | None:
        """The set in force on a trading date, or None before the first."""
        place = bisect_right(self._dates, date)
        return self._sets[self._dates[place - 1]] if place else None
