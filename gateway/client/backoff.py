"""Pauses between attempts at something that fails for a while."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

JITTER = 0.5  # share of a pause that is left to chance

Chance = Callable[[], float]  # a number from 0 to 1
CHANCE: Chance = SystemRandom().random


class Backoff:
    """Pauses in seconds, each up to twice as long as the one before, up to the longest.

    Chance shortens each by up to a half, so that those who lost one server do not come back at
    one moment.
    """

    def __init__(self, first_s: float, longest_s: float, chance: Chance = CHANCE) -> None:
        self._first_s = self._next_s = first_s
        self._longest_s = longest_s
        self._chance = chance

    def next_s(self) -> float:
        """The pause before the next attempt."""
        pause_s, self._next_s = self._next_s, min(2 * self._next_s, self._longest_s)
        return jittered(pause_s, self._chance)

    def reset(self) -> None:
        """An attempt went well: begin with the shortest pause again."""
        self._next_s = self._first_s


def jittered(pause_s: float, chance: Chance = CHANCE) -> float:
    """A pause in seconds, shortened by chance by up to a half."""
    return pause_s * (1 - JITTER * chance())
