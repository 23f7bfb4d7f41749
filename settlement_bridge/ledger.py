"""Pure bookkeeping: balances that move by double entry and never go below zero, outside the outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from settlement_bridge.records import OUTSIDE, Entry, Key, Movement


class Ledger:
    """Balances of some holdings, the entries made on them, and which of them changed.

    It is filled with every balance a piece of work may touch; a holding that is not there counts as zero.
    """

    def __init__(self, balances: Mapping[Key, int], next_number: int, time_ns: int) -> None:
        self.balances: dict[Key, int] = dict(balances)
        self.loaded = frozenset(balances)
        self.entries: list[Entry] = []
        self.changed: set[Key] = set()
        self._next_number = next_number
        self._time_ns = time_ns

    def available(self, key: Key) -> int:
        """What a holding has; for OUTSIDE, how much has come from there as a negative number."""
        return self.balances.get(key, 0)

    def move(self, movements: Iterable[Movement]) -> Movement | None:
        """Make all movements in order, or none: returns the movement that found too little, or None. O(movements)."""
        made: list[Movement] = []
        for movement in movements:
            if movement.source.account != OUTSIDE and self.available(movement.source) < movement.quantity:
                for done in reversed(made):
                    self._shift(done.target, done.source, done.quantity)
                return movement
            self._shift(movement.source, movement.target, movement.quantity)
            made.append(movement)
        self._journal(made)
        return None

    def book(self, movement: Movement) -> int | None:
        """Make one movement: its journal number, or None when its source holds too little."""
        number = self._next_number
        return None if self.move((movement,)) else number

    def _shift(self, source: Key, target: Key, quantity: int) -> None:
        self.balances[source] = self.balances.get(source, 0) - quantity
        self.balances[target] = self.balances.get(target, 0) + quantity

    def _journal(self, made: list[Movement]) -> None:
        for movement in made:
            self.entries.append(Entry(self._next_number, self._time_ns, movement))
            self._next_number += 1
            self.changed.add(movement.source)
            self.changed.add(movement.target)
