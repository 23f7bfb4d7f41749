"""What commands would do, without doing it: a copy of the venue's state decides them.

The copy is exact and made anew each time, in memory that was used for the last one; what that
costs is what a snapshot stops the venue for. It is made when it is first needed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandArray
from engine.events import EventArray
from engine.record.state_copy import Copy
from engine.rules.machine import apply_all
from engine.rules.state import StateArray


class DryRun(NamedTuple):
    """Events as the commands would cause them, and the state after them, which is good until the
    next dry run.
    """

    events: EventArray
    state: StateArray


class DryRuns:
    """Decides stamped commands as if they followed `state`, which stays as it is."""

    def __init__(self, state: StateArray) -> None:
        self._state = state
        self._copy: Copy | None = None

    def decide(self, commands: CommandArray, outbox: NDArray[np.void]) -> DryRun:
        """The outcome; the events are spoken into `outbox`, of the state's capacity. Raises as
        `apply_all`.
        """
        if self._copy is None:
            self._copy = Copy(self._state)
        copy = self._copy
        copy.take(self._state)
        try:
            return DryRun(apply_all(copy.state, commands, outbox), copy.state)
        finally:
            copy.look_again()
