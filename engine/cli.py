"""Commands of the engine: look at a venue's log.

What compiles or computes is imported when a command runs, so that the help of the others does not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from engine.errors import EngineError
from engine.storage import FileStorage

if TYPE_CHECKING:
    from engine.inspection import Inspection

LOG_FOLDER = "log"
STAGES = {"verify": "verifying", "replay": "replaying"}
ROWS = {
    "venue": "Venue",
    "build": "Made by build",
    "epoch": "Starts (epoch)",
    "commands": "Commands",
    "events": "Events derived",
    "events_recorded": "Events recorded",
    "trades": "Trades",
    "open_orders": "Open orders",
    "date": "Date",
    "phase": "Phase",
    "tail": "Tail to be cut",
    "state_hash": "State hash",
}

app = typer.Typer()
out = Console()
err = Console(stderr=True)

Data = Annotated[Path, typer.Argument(help="The venue's data folder, or its log folder.", metavar="DATA")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command(epilog="Example:  ceax replay ./venue --json")
def replay(data: Data, as_json: Json = False) -> None:
    """Rebuild the state from a log and print counts, date, phase and the state's hash.

    Nothing is written; the venue may be running.
    """
    _print(_inspected(data, compare=False).summary(), as_json)


@app.command(epilog="Example:  ceax check ./venue")
def check(data: Data, as_json: Json = False) -> None:
    """Verify a log wholly: checksums, hash chain, recorded events against derived ones, soundness of the state.

    Exit code 1 and a list of problems when anything is wrong.
    """
    from engine.check import check as check_state

    inspection = _inspected(data, compare=True)
    problems = check_state(inspection.state)
    _print({**inspection.summary(), "problems": problems}, as_json)
    if problems:
        raise typer.Exit(1)


def log_folder(data: Path) -> Path:
    """The folder with the command log: `data` itself or its subfolder log. Exits with code 1 when neither has one."""
    from engine.recovery import COMMANDS_NAME

    for folder in (data / LOG_FOLDER, data):
        if (folder / COMMANDS_NAME).is_file():
            return folder
    err.print(f"[red]{data}: neither it nor its folder {LOG_FOLDER} holds a {COMMANDS_NAME}[/red]", soft_wrap=True)
    raise typer.Exit(1)


def _inspected(data: Path, *, compare: bool) -> Inspection:
    from engine.inspection import inspect

    folder = log_folder(data)
    try:
        with _bars() as bars:
            return inspect(FileStorage(folder, read_only=True), progress=bars, compare=compare)
    except EngineError as error:
        err.print(f"[red]{folder}: {error}[/red]", soft_wrap=True)
        raise typer.Exit(1) from error


class _Bars:
    """A progress bar for each stage of looking at a log, in bytes of the command log."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks = {stage: progress.add_task(text, total=None) for stage, text in STAGES.items()}

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._progress.update(self._tasks[stage], completed=done, total=total)


@contextmanager
def _bars() -> Iterator[_Bars]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        yield _Bars(progress)


def _print(summary: dict[str, object], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(summary))
        return
    table = Table("figure", "value", show_header=False)
    table.columns[1].overflow = "fold"
    for name, title in ROWS.items():
        table.add_row(title, str(summary[name]) or "-")
    for problem in summary.get("problems", ()):  # type: ignore[attr-defined]
        table.add_row("[red]Problem[/red]", problem)
    out.print(table)
