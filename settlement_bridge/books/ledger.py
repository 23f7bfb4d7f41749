"""Pure bookkeeping: balances that move by double entry and never go below zero, outside the
outside; units with their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from settlement_bridge.books import OUTSIDE, EntryKind, Key, Movement, Series, Span, State
from settlement_bridge.books.held_units import AnyKey, HeldUnits, Units, nothing_more

UNKNOWN = Series(2000, 0)  # of an issue without year and province

# kind, source, target, quantity: a movement without its terms
Leg = tuple[int, AnyKey, AnyKey, int]
Terms = tuple[int, str, int, int, str]  # date, method, trade, reference, who, as in a movement
# in the order of its columns
JournalRow = tuple[int, int, int, int, str, int, int, int, int, int, str, int, int, str, int]


class Entry(NamedTuple):
    """A movement that has been journalled. `event` is the number of its event's first entry."""

    number: int
    time_ns: int
    movement: Movement
    event: int
    spans: tuple[Span, ...]  # the units that moved, in order; none for cash


class Issue(NamedTuple):
    """An issue of units; its number is that of its journal entry."""

    issue: int
    instrument: str
    first: int
    last: int
    series: Series


class Ledger:
    """Balances of some holdings, the journal of what was done with them, and which of them changed.

    It is filled with every balance a piece of work may touch; a holding that is not there counts as
    zero. `held` knows which units a holding has, `next_serial` the next number of each instrument
    issued before; for cash alone neither is needed. `rows` is the journal as it is stored, because
    a day has many entries; `entries` is the same to be read.
    """

    def __init__(
        self,
        balances: Mapping[AnyKey, int],
        next_number: int,
        time_ns: int,
        held: HeldUnits | None = None,
        next_serial: Mapping[str, int] | None = None,
    ) -> None:
        self.balances: dict[AnyKey, int] = dict(balances)
        self.held = held or HeldUnits(nothing_more)
        self.issues: list[Issue] = []
        self.rows: list[JournalRow] = []
        # entry, instrument, its units in order
        self.moved: list[tuple[int, str, Sequence[Units]]] = []
        self._before = dict(balances)
        self._next_number = next_number
        self._time_ns = time_ns
        self._next_serial = dict(next_serial or {})

    @property
    def entries(self) -> list[Entry]:
        """What has been journalled, in order. O(entries)."""
        units = {number: tuple(Span(*span) for span in spans) for number, _, spans in self.moved}
        return [_entry(row, units.get(row[0], ())) for row in self.rows]

    @property
    def changed(self) -> set[AnyKey]:
        """The holdings that have more or less than in the beginning. O(holdings)."""
        before = self._before
        return {key for key, quantity in self.balances.items() if quantity != before.get(key, 0)}

    def is_loaded(self, key: AnyKey) -> bool:
        """Whether a holding was there in the beginning."""
        return key in self._before

    def open(self, balances: Mapping[AnyKey, int]) -> None:
        """Learn of more holdings as they are in the beginning."""
        self.balances.update(balances)
        self._before.update(balances)

    def go_on(self, time_ns: int) -> None:
        """What was done so far has been written; another piece of work begins with what there is
        now. O(holdings).
        """
        self.issues, self.rows, self.moved = [], [], []
        self._before = dict(self.balances)
        self._time_ns = time_ns

    def available(self, key: AnyKey) -> int:
        """What a holding has; for OUTSIDE, how much has come from there as a negative number."""
        return self.balances.get(key, 0)

    def move(self, movements: Iterable[Movement]) -> Movement | None:
        """One event: make all movements in order, or none: the movement that found too little, or
        None. O(movements).
        """
        wanted = tuple(movements)
        short = self._shift([movement[:4] for movement in wanted])
        if short is not None:
            return wanted[short]
        event = self._next_number
        for movement in wanted:
            if movement.source.instrument:
                self._move_units(movement.source, movement.target, self._units(movement))
            self._enter(event, movement[:4], movement[4:9])
        return None

    def carry(self, legs: Sequence[Leg], terms: Terms) -> bool:
        """As `move`, for legs out of accounts with the same terms, which take the lowest numbers:
        whether they were made.
        """
        if self._shift(legs) is not None:
            return False
        event = self._next_number
        for leg in legs:
            _, source, target, quantity = leg
            if source[1]:
                self._move_units(source, target, self.held.take(source, quantity))
            self._enter(event, leg, terms)
        return True

    def post(self, movements: Iterable[Movement]) -> int | Movement:
        """As `move`, but returns the event's number: that of its first entry."""
        number = self._next_number
        short = self.move(movements)
        return number if short is None else short

    def book(self, movement: Movement) -> int | None:
        """Make one movement: its journal number, or None when its source holds too little."""
        number = self._next_number
        return None if self.move((movement,)) else number

    def _shift(self, legs: Sequence[Leg]) -> int | None:
        """Change the balances by all legs in order, or by none: the place of the one that found too
        little, or None.
        """
        balances = self.balances
        have = balances.get
        for place, (_, source, target, quantity) in enumerate(legs):
            left = have(source, 0) - quantity
            if left < 0 and source[0] != OUTSIDE:
                for _, giver, taker, returned in reversed(legs[:place]):
                    balances[taker] -= returned
                    balances[giver] += returned
                return place
            balances[source] = left
            balances[target] = have(target, 0) + quantity
        return None

    def _enter(self, event: int, leg: Leg, terms: Terms) -> None:
        """Journal one leg. +: a plain number, which drivers take faster than an enum's member."""
        kind, (account, instrument, state), (taker, _, to_state), quantity = leg
        date, method, trade, reference, who = terms
        number, ends = self._next_number, (account, +state, taker, +to_state)
        self.rows.append(
            (
                number,
                self._time_ns,
                date,
                +kind,
                instrument,
                quantity,
                *ends,
                method,
                trade,
                reference,
                who,
                event,
            )
        )
        self._next_number = number + 1

    def _move_units(self, source: AnyKey, target: AnyKey, spans: Sequence[Units]) -> None:
        self.held.put(target, spans)
        self.moved.append((self._next_number, source[1], spans))

    def _units(self, movement: Movement) -> list[Units]:
        if movement.spans:
            return self.held.take_spans(movement.source, movement.spans)
        if movement.source.account == OUTSIDE:
            return [self._issue(movement)]
        return self.held.take(movement.source, movement.quantity)

    def _issue(self, movement: Movement) -> Span:
        instrument = movement.source.instrument
        first = self._next_serial.get(instrument, 1)
        span = Span(first, first + movement.quantity - 1, self._next_number)
        self._next_serial[instrument] = span.last + 1
        self.issues.append(
            Issue(span.issue, instrument, span.first, span.last, movement.series or UNKNOWN)
        )
        return span


def _entry(row: JournalRow, spans: tuple[Span, ...]) -> Entry:
    (
        number,
        time_ns,
        date,
        kind,
        instrument,
        quantity,
        account,
        state,
        taker,
        to_state,
        method,
        trade,
        reference,
        who,
        event,
    ) = row
    source, target = Key(account, instrument, State(state)), Key(taker, instrument, State(to_state))
    movement = Movement(
        EntryKind(kind), source, target, quantity, date, method, trade, reference, who
    )
    return Entry(number, time_ns, movement, event, spans)
