"""How far a start is with its log, said now and then: a start that is quick says nothing."""

from __future__ import annotations

import time

from engine.record.ahead import Tell
from engine.record.log.scan import STAGES

PATIENCE_S = 2.0  # before the first word and between two


class RecoveryTold:
    """A progress of the engine that tells in words."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._due = time.monotonic() + PATIENCE_S

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` bytes of a stage are through."""
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + PATIENCE_S
            self._tell(f"{STAGES[stage]} the log, {100 * done // max(total, 1)} %")
