"""What backup and restore share at the terminal: their folder, their pace, how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.progress import Bar, Measure, bars

STAGES = {
    "verify": "verifying the log",
    "copy": "copying the log",
    "replay": "replaying the log",
    "registry": "copying the registry",
    "feed": "copying the feed's history",
}

Folder = Annotated[Path, typer.Argument(help="The folder of the backup.", metavar="DIR")]
Rate = Annotated[
    int, typer.Option(min=1, max=100_000, help="Most MiB a second that are read and written.")
]


@contextmanager
def stages_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on a terminal for the stages, each shown once it moves."""
    with bars(Measure.SHARE) as shown:
        made: dict[str, Bar] = {}

        def at(stage: str, done: int, total: int) -> None:
            if stage not in made:
                made[stage] = shown.begin(STAGES[stage], shown=False)
            made[stage].at(done, total)

        yield at
