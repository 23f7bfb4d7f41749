"""Pauses between attempts at something that fails for a while."""

from __future__ import annotations


class Backoff:
    """Pauses in seconds, each twice as long as the one before, up to the longest."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = self._next_s = first_s
        self._longest_s = longest_s

    def next_s(self) -> float:
        """The pause before the next attempt."""
        pause_s, self._next_s = self._next_s, min(2 * self._next_s, self._longest_s)
        return pause_s

    def reset(self) -> None:
        """An attempt went well: begin with the shortest pause again."""
        self._next_s = self._first_s
