"""What the engine's commands share at the terminal: where a log is, how progress and errors look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from engine.errors import EngineError
from engine.log.scan import STAGES
from engine.storage import FileStorage

LOG_FOLDER = "log"

out = Console()
err = Console(stderr=True)

Data = Annotated[Path, typer.Argument(help="The venue's data folder, or its log folder.", metavar="DATA")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


def log_folder(data: Path) -> Path:
    """The folder with the command log: `data` itself or its subfolder log. Exits with code 1 when neither has one."""
    from engine.log.segments import has_log
    from engine.recovery import COMMANDS_NAME

    for folder in (data / LOG_FOLDER, data):
        if folder.is_dir() and has_log(FileStorage(folder, read_only=True), COMMANDS_NAME):
            return folder
    err.print(f"[red]{data}: neither it nor its folder {LOG_FOLDER} holds a {COMMANDS_NAME}[/red]", soft_wrap=True)
    raise typer.Exit(1)


class Bars:
    """A progress bar for each stage of looking at a log, in bytes of the command log."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks = {stage: progress.add_task(text, total=None, visible=False) for stage, text in STAGES.items()}

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._progress.update(self._tasks[stage], completed=done, total=total, visible=True)


@contextmanager
def bars() -> Iterator[Bars]:
    """Bars on a terminal, nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        yield Bars(progress)


@contextmanager
def errors_told(folder: Path) -> Iterator[None]:
    """Say an error of the engine in one line and exit with code 1."""
    try:
        yield
    except EngineError as error:
        err.print(f"[red]{folder}: {error}[/red]", soft_wrap=True)
        raise typer.Exit(1) from error
