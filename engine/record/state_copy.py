"""A second state, made equal to the venue's: for snapshots, and for what commands would do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.record.snapshot import BLOCK_BYTES, blocks_in_use, bytes_of, runs_of
from engine.rules.state import StateArray, capacity_of, empty_state


class Copy:
    """A second state, into which the first is copied; only blocks in use are touched."""

    def __init__(self, state: StateArray) -> None:
        self.state = empty_state(capacity_of(state))
        self.used: NDArray[np.bool_] = np.zeros(-(-state.nbytes // BLOCK_BYTES), np.bool_)

    def take(self, state: StateArray) -> None:
        """Become equal to `state`.

        While it changes meanwhile, the outcome is of no use but for having touched the memory.
        """
        used = blocks_in_use(state)
        there, here = bytes_of(state), bytes_of(self.state)
        for begin, end in runs_of(self.used & ~used, len(here)).tolist():
            here[begin:end] = 0
        self.used = used
        for begin, end in self.runs().tolist():
            here[begin:end] = there[begin:end]

    def runs(self) -> NDArray[np.int64]:
        """What is in use, as `runs_of`."""
        return runs_of(self.used, self.state.nbytes)

    def look_again(self) -> None:
        """Its own state has been changed: learn which blocks are in use."""
        self.used = blocks_in_use(self.state)
