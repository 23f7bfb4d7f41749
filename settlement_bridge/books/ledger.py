"""Pure bookkeeping: balances that move by double entry and never go below zero, outside the outside; units with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from settlement_bridge.books.shelves import Shelves, nothing_more
from settlement_bridge.records import OUTSIDE, Entry, Issue, Key, Movement, Series, Span

UNKNOWN = Series(2000, 0)  # of an issue of which neither year nor province is said


class Ledger:
    """Balances of some holdings, the entries made on them, and which of them changed.

    It is filled with every balance a piece of work may touch; a holding that is not there counts as zero. `shelves` know which
    units a holding has, `next_serial` the next number of each instrument issued before; for cash alone neither is needed.
    """

    def __init__(
        self,
        balances: Mapping[Key, int],
        next_number: int,
        time_ns: int,
        shelves: Shelves | None = None,
        next_serial: Mapping[str, int] | None = None,
    ) -> None:
        self.balances: dict[Key, int] = dict(balances)
        self.shelves = shelves or Shelves(nothing_more)
        self.issues: list[Issue] = []
        self.loaded = frozenset(balances)
        self.entries: list[Entry] = []
        self.changed: set[Key] = set()
        self._next_number = next_number
        self._time_ns = time_ns
        self._next_serial = dict(next_serial or {})

    def available(self, key: Key) -> int:
        """What a holding has; for OUTSIDE, how much has come from there as a negative number."""
        return self.balances.get(key, 0)

    def move(self, movements: Iterable[Movement]) -> Movement | None:
        """One event: make all movements in order, or none: the movement that found too little, or None. O(movements)."""
        balances = self.balances
        made: list[Movement] = []
        for movement in movements:
            source, target, quantity = movement.source, movement.target, movement.quantity
            left = balances.get(source, 0) - quantity
            if left < 0 and source.account != OUTSIDE:
                for done in reversed(made):
                    self._shift(done.target, done.source, done.quantity)
                return movement
            balances[source] = left
            balances[target] = balances.get(target, 0) + quantity
            made.append(movement)
        self._journal(made)
        return None

    def post(self, movements: Iterable[Movement]) -> int | Movement:
        """As `move`, but returns the event's number: that of its first entry."""
        number = self._next_number
        short = self.move(movements)
        return number if short is None else short

    def book(self, movement: Movement) -> int | None:
        """Make one movement: its journal number, or None when its source holds too little."""
        number = self._next_number
        return None if self.move((movement,)) else number

    def _shift(self, source: Key, target: Key, quantity: int) -> None:
        self.balances[source] = self.balances.get(source, 0) - quantity
        self.balances[target] = self.balances.get(target, 0) + quantity

    def _journal(self, made: list[Movement]) -> None:
        event = self._next_number
        for movement in made:
            source, target = movement.source, movement.target
            spans = self._move_units(movement) if source.instrument else ()
            self.entries.append(Entry(self._next_number, self._time_ns, movement, event, spans))
            self._next_number += 1
            self.changed.add(source)
            self.changed.add(target)

    def _move_units(self, movement: Movement) -> tuple[Span, ...]:
        if movement.spans:
            spans = self.shelves.take_spans(movement.source, movement.spans)
        elif movement.source.account == OUTSIDE:
            spans = [self._issue(movement)]
        else:
            spans = self.shelves.take(movement.source, movement.quantity)
        self.shelves.put(movement.target, spans)
        return tuple(spans)

    def _issue(self, movement: Movement) -> Span:
        instrument = movement.source.instrument
        first = self._next_serial.get(instrument, 1)
        span = Span(first, first + movement.quantity - 1, self._next_number)
        self._next_serial[instrument] = span.last + 1
        self.issues.append(Issue(span.issue, instrument, span.first, span.last, movement.series or UNKNOWN))
        return span
