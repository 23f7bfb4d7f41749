"""Commands into a state and events out of it, in batches of any size: stamped, numbered by
reference, collected in one array.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.commands import COMMAND, COMMAND_VERSION, CommandArray, empty_commands
from engine.errors import OutboxTooSmall, SimulationRefused
from engine.events import EVENT, EventArray, empty_events
from engine.record.ahead import prepare, wait_for_kernels
from engine.rules.machine import apply
from engine.rules.references import References
from engine.rules.state import StateArray, capacity_of, empty_outbox

BATCH = 65_536  # commands stamped together; more are cut, so that copies of them stay small
# commands the kernel gets at once: their events stay in the processor's cache until they are copied
AT_ONCE = 4_096
# Records as plain bytes, which are copied without a look at their fields.
COMMAND_BYTES, EVENT_BYTES = (
    np.dtype((np.void, COMMAND.itemsize)),
    np.dtype((np.void, EVENT.itemsize)),
)


class Intake:
    """The way into a state: nobody else applies commands to it."""

    def __init__(self, state: StateArray) -> None:
        self.state = state
        self._capacity = capacity_of(state)
        self._outbox = empty_outbox(self._capacity)
        self._stamping = empty_commands(BATCH)
        self._references = References()
        prepare(self._capacity)

    def submit(self, commands: CommandArray, references: ArrayLike | None = None) -> EventArray:
        """Apply commands in order; their events.

        Raises SimulationRefused, ValueError, OutboxTooSmall.
        """
        if commands.dtype != COMMAND:
            raise ValueError(f"commands of dtype {commands.dtype}: COMMAND is allowed")
        names = None if references is None else np.asarray(references, np.int64)
        if names is not None and names.shape != commands.shape:
            raise SimulationRefused(
                f"references of shape {names.shape} for commands of shape {commands.shape}"
            )
        self._check_times(commands["time_ns"])
        wait_for_kernels(self._capacity, len(commands))
        said = _Said(2 * len(commands))
        for first in range(0, len(commands), BATCH):
            stamped = self._stamped(commands[first : first + BATCH])
            self._play(stamped, None if names is None else names[first : first + BATCH], said)
        return said.events()

    def _play(self, stamped: CommandArray, references: np.ndarray | None, said: _Said) -> None:
        if references is None or not references.any():
            for first in range(0, len(stamped), AT_ONCE):
                self._apply(stamped[first : first + AT_ONCE], said)
            return
        piece = self._references.begin(stamped, references)
        first = 0
        while first < len(stamped):
            end = piece.fill_in(first, first + AT_ONCE)
            heard = said.count
            self._apply(stamped[first:end], said)
            piece.take_down(said.events()[heard:])
            first = end
        self._references.end(piece, self.state)

    def _apply(self, stamped: CommandArray, said: _Said) -> None:
        done = 0
        while done < len(stamped):
            applied, emitted = apply(self.state, stamped[done:], self._outbox)
            if applied == 0:
                raise OutboxTooSmall(
                    f"{len(self._outbox['records'][0])} events do not hold what one command may"
                    " cause"
                )
            said.take(self._outbox["records"][0][:emitted])
            done += applied

    def _check_times(self, given: NDArray[np.int64]) -> None:
        latest = np.maximum.accumulate(np.maximum(given, int(self.state["venue"]["time_ns"][0])))
        fallen = np.flatnonzero((given != 0) & (given < latest))
        if len(fallen):
            place = int(fallen[0])
            raise SimulationRefused(
                f"command {place}: time {given[place]} ns after {latest[place]} ns; times never"
                " fall"
            )

    def _stamped(self, commands: CommandArray) -> CommandArray:
        stamped = self._stamping[: len(commands)]
        stamped.view(COMMAND_BYTES)[:] = commands.view(COMMAND_BYTES)
        venue = self.state["venue"][0]
        stamped["sequence"] = np.arange(1, len(stamped) + 1) + int(venue["sequence"])
        stamped["version"] = COMMAND_VERSION
        stamped["time_ns"] = np.maximum.accumulate(
            np.maximum(stamped["time_ns"], int(venue["time_ns"]))
        )
        return stamped


class _Said:
    """Events as they are collected, in one array that grows; memory that was never written to costs
    nothing.
    """

    def __init__(self, expected: int) -> None:
        self._events = empty_events(expected)
        self.count = 0

    def take(self, events: EventArray) -> None:
        """Add a copy of events."""
        end = self.count + len(events)
        if end > len(self._events):
            larger = empty_events(2 * end)
            larger.view(EVENT_BYTES)[: self.count] = self._events.view(EVENT_BYTES)[: self.count]
            self._events = larger
        self._events.view(EVENT_BYTES)[self.count : end] = events.view(EVENT_BYTES)
        self.count = end

    def events(self) -> EventArray:
        """All that were taken."""
        return self._events[: self.count]
