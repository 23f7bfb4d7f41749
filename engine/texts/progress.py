"""Bars on stderr for what takes long; where that is no terminal, nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING

from engine.texts.visible import visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Measure(Enum):
    """What is shown beside a bar."""

    BYTES = 1  # and the time that remains
    SHARE = 2  # in percent, and the time that remains
    COUNT = 3  # of how many, and the time since the beginning


class Bar:
    """One bar."""

    def __init__(self, progress: Progress, text: str, total: int | None, shown: bool) -> None:
        self._progress = progress
        self._task: TaskID = progress.add_task(visible(text), total=total, visible=shown)

    def at(self, done: int, total: int | None) -> None:
        """Set how much of `total` (None: not known) is done, and show the bar."""
        self._progress.update(self._task, completed=done, total=total, visible=True)

    def advance(self, more: int = 1) -> None:
        """Count `more` as done."""
        self._progress.advance(self._task, more)

    def name(self, text: str) -> None:
        """What is being done now."""
        self._progress.update(self._task, description=visible(text))


class Bars:
    """Bars below each other."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def begin(self, text: str, total: int | None = None, *, shown: bool = True) -> Bar:
        """A bar for `text`; with `shown` false it shows once it moves."""
        return Bar(self._progress, text, total, shown)


@contextmanager
def bars(measure: Measure) -> Iterator[Bars]:
    """Bars that are gone when the work is done."""
    from rich import progress as parts
    from rich.console import Console

    beside: dict[Measure, tuple[parts.ProgressColumn, ...]] = {
        Measure.BYTES: (parts.DownloadColumn(), parts.TimeRemainingColumn()),
        Measure.SHARE: (parts.TaskProgressColumn(), parts.TimeRemainingColumn()),
        Measure.COUNT: (parts.MofNCompleteColumn(), parts.TimeElapsedColumn()),
    }
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    text = parts.TextColumn("{task.description}", markup=False)
    with parts.Progress(
        *(text, parts.BarColumn(), *beside[measure]),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as shown:
        yield Bars(shown)
