"""Progress of a start through its log, reported now and then; a quick start reports nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.record.ahead import Tell
from engine.record.log.scan import STAGES

PATIENCE_S = 2.0  # before the first word and between two


class RecoveryProgress:
    """A progress of the engine that reports in words; `now_s` is a clock that never goes back."""

    def __init__(self, tell: Tell, now_s: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._now_s = tell, now_s
        self._due = now_s() + PATIENCE_S

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` bytes of a stage are through."""
        if self._now_s() >= self._due:
            self._due = self._now_s() + PATIENCE_S
            self._tell(f"{STAGES[stage]} the log, {100 * done // max(total, 1)} %")
