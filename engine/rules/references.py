"""Orders by the references that a flow gives them, so that a batch may cancel what it has just
entered.

An order gets its number from the engine; a flow made beforehand cannot know it. So a flow names its
orders by references of its own, positive integers, and the numbers are filled in here: a batch is
cut where a cancel or replace names an order that the same piece enters. A reference used again
names the newer order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands import COMMAND, CommandArray, CommandKind
from engine.compiler.jit import Entry, compiled_entry
from engine.compiler.words import Commands, Events, Number, Numbers, Place
from engine.events import EVENT, EventArray, EventKind, Reason
from engine.rules.state import StateArray

Integers = NDArray[np.int64]
# orders that have left are looked for when at least this many more have come
FORGOTTEN_LEAST = 65_536


@compiled_entry
def fill_in(
    commands: Commands,
    places: Numbers,
    numbers: Numbers,
    entered: Numbers,
    first: Place,
    end: Place,
) -> Place:
    """Write order numbers into cancels and replaces from `first` on; where the piece ends that can
    be applied together.
    """
    for index in range(first, end):
        place = places[index]
        if place < 0:
            continue
        kind = commands[index]["kind"]
        if kind == CommandKind.NEW_ORDER:
            entered[place] = first
        elif kind == CommandKind.CANCEL or kind == CommandKind.REPLACE:
            if entered[place] == first:
                return index
            commands[index]["order_id"] = numbers[place]
    return end


@compiled_entry
def take_down(events: Events, first_sequence: Number, places: Numbers, numbers: Numbers) -> None:
    """Note the numbers that accepted orders got; a command that names an order that
    has left is answered without a number.
    """
    for index in range(events.shape[0]):
        event = events[index]
        kind = event["kind"]
        if kind > EventKind.REFUSED:
            continue
        place = places[event["command"] - first_sequence]
        if place < 0:
            continue
        if event["command_kind"] != CommandKind.NEW_ORDER:
            if event["reason"] == Reason.ORDER_UNKNOWN:
                event["order_id"] = 0
        elif kind == EventKind.ACCEPTED:
            numbers[place] = event["order_id"]


_COMPILED: dict[Entry, Callable[..., Any]] = {}


def compile_kernels() -> None:
    """Have these kernels compiled, now or as they were before, and taken from now on; until then
    they are plain Python.
    """
    from engine.compiler.machine_code import compile_kernel, compiled_form

    integers = np.dtype(np.int64)
    compile_kernel(fill_in, COMMAND, integers, integers, integers, None, None)
    compile_kernel(take_down, EVENT, None, integers, integers)
    _COMPILED.update({entry: compiled_form(entry) for entry in (fill_in, take_down)})


def _form(entry: Entry) -> Callable[..., Any]:
    return _COMPILED.get(entry, entry.plain)


class Piece:
    """A batch of commands and its references, while it is applied piece by piece."""

    def __init__(
        self, commands: CommandArray, names: Integers, places: Integers, numbers: Integers
    ) -> None:
        self._commands = commands
        self._places = places
        self._entered = np.full(len(names), -1, np.int64)
        self.names = names
        self.numbers = numbers

    def fill_in(self, first: int, end: int) -> int:
        """Numbers for the commands from `first` on; the end, at most `end`, of what can be applied
        together.
        """
        return int(
            _form(fill_in)(
                self._commands,
                self._places,
                self.numbers,
                self._entered,
                first,
                min(end, len(self._commands)),
            )
        )

    def take_down(self, events: EventArray) -> None:
        """The numbers that the applied commands' orders got."""
        if len(events):
            _form(take_down)(events, int(self._commands["sequence"][0]), self._places, self.numbers)


class References:
    """The numbers of live orders by reference, in two sorted arrays of 16 bytes an order together.

    Orders that have left are forgotten when they have become as many as the live ones.
    """

    def __init__(self) -> None:
        self.names: Integers = np.zeros(0, np.int64)
        self.numbers: Integers = np.zeros(0, np.int64)
        self._room = FORGOTTEN_LEAST

    def begin(self, commands: CommandArray, references: Integers) -> Piece:
        """A batch whose commands have these references, 0 for none."""
        names, places = np.unique(references, return_inverse=True)
        places = np.where(references == 0, -1, places)
        return Piece(commands, names, places, self.numbers_of(names))

    def numbers_of(self, names: Integers) -> Integers:
        """The order numbers of these references, 0 where there is none."""
        places, known = self._places(names)
        found = np.zeros(len(names), np.int64)
        found[known] = self.numbers[places[known]]
        return found

    def end(self, piece: Piece, state: StateArray) -> None:
        """Keep what the batch has entered."""
        places, known = self._places(piece.names)
        self.numbers[places[known]] = piece.numbers[known]
        new = ~known & (piece.numbers != 0)
        self.names = np.insert(self.names, places[new], piece.names[new])
        self.numbers = np.insert(self.numbers, places[new], piece.numbers[new])
        if len(self.names) > self._room:
            self._forget(state)

    def _places(self, names: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """Where each reference is or would be, and whether it is there."""
        places = np.searchsorted(self.names, names)
        known = np.zeros(len(names), bool)
        inside = places < len(self.names)
        known[inside] = self.names[places[inside]] == names[inside]
        return places, known

    def _forget(self, state: StateArray) -> None:
        live = are_live(state, self.numbers)
        self.names, self.numbers = self.names[live], self.numbers[live]
        self._room = 2 * len(self.names) + FORGOTTEN_LEAST


def are_live(state: StateArray, numbers: Integers) -> NDArray[np.bool_]:
    """Which order numbers are those of live orders."""
    orders = state["orders"][0]["order_id"]
    live: NDArray[np.bool_] = orders[numbers % len(orders)] == numbers
    return live
