"""Price weights of the composite: dated sets of exact fractions with one denominator.

A set is in force from its date until a later set's date. Weights are published figures, never
volumes; they reach the feed through the event stream (SET_PRICE_WEIGHTS, then PRICE_WEIGHT for each
instrument).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass
class PriceWeights:
    """One set: numerators by instrument number over a common denominator.

    Instruments not named weigh nothing.
    """

    date: int
    denominator: int
    numerators: dict[int, int] = field(default_factory=dict)

    def weighted(self) -> dict[int, int]:
        """Only the instruments whose price matters."""
        return {
            instrument: numerator for instrument, numerator in self.numerators.items() if numerator
        }


class WeightCalendar:
    """All sets the venue was ever given, by the date from which each is in force.

    A set comes instrument by instrument, and a batch of events may end in it: it counts once its
    numerators add up to the denominator.
    """

    def __init__(self) -> None:
        self._dates: list[int] = []
        self._sets: dict[int, PriceWeights] = {}
        self._coming: PriceWeights | None = None
        self._missing = 0  # of its numerators

    def open_set(self, date: int, denominator: int) -> None:
        """Begin a new set; one already given for the same date is in force until it is whole."""
        self._coming, self._missing = PriceWeights(date, denominator), denominator

    def put(self, instrument: int, numerator: int) -> bool:
        """Add one instrument's numerator to the coming set; whether the set is whole."""
        coming = self._coming
        assert coming is not None, "PRICE_WEIGHT follows SET_PRICE_WEIGHTS"
        coming.numerators[instrument] = numerator
        self._missing -= numerator
        if self._missing:
            return False
        if coming.date not in self._sets:
            self._dates.insert(bisect_right(self._dates, coming.date), coming.date)
        self._sets[coming.date] = coming
        return True

    def in_force(self, date: int) -> PriceWeights | None:
        """The set in force on a trading date, or None before the first."""
        place = bisect_right(self._dates, date)
        return self._sets[self._dates[place - 1]] if place else None
