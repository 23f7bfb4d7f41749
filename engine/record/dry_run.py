"""What commands would do, without doing it: a copy of the venue's state decides them.

The copy is exact and made anew each time, in memory that was used for the last one; what that
costs is what a snapshot stops the venue for. Memory touched for the first time is slow, so that of
a large venue is touched on another thread, and the first dry run is refused until it is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandArray
from engine.errors import DryRunNotReady
from engine.events import EventArray
from engine.record.state_copy import Copy
from engine.rules.machine import apply_all
from engine.rules.state import StateArray

LARGE_ORDERS = 65_536  # slots of orders used; with more a venue is large

Beside = Callable[[Callable[[StateArray], None], StateArray], Future[None]]


class DryRun(NamedTuple):
    """Events as the commands would cause them, and the state after them, which is good until the
    next dry run.
    """

    events: EventArray
    state: StateArray


class DryRuns:
    """Decides stamped commands as if they followed `state`, which stays as it is. `beside` has
    work done on another thread.
    """

    def __init__(self, state: StateArray, beside: Beside) -> None:
        self._state, self._beside = state, beside
        self._copy: Copy | None = None
        self._touching: Future[None] | None = None

    def decide(self, commands: CommandArray, outbox: NDArray[np.void]) -> DryRun:
        """The outcome; the events are spoken into `outbox`, of the state's capacity. Raises
        DryRunNotReady, and as `apply_all`.
        """
        copy = self._ready()
        copy.take(self._state)
        try:
            return DryRun(apply_all(copy.state, commands, outbox), copy.state)
        finally:
            copy.look_again()

    def _ready(self) -> Copy:
        if self._copy is None:
            self._copy = Copy(self._state)
            if self._state["venue"]["orders_used"][0] > LARGE_ORDERS:
                self._touching = self._beside(self._copy.take, self._state)
        if self._touching is not None and not self._touching.done():
            raise DryRunNotReady("memory for dry runs is being taken: ask again")
        return self._copy
