"""Commands of the engine: look at a venue's log.

What compiles or computes is imported when a command runs, so that the help of the others does not wait for it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from engine import log_cli
from engine.storage import FileStorage
from engine.terminal import Data, Json, bars, errors_told, log_folder, out

if TYPE_CHECKING:
    from engine.inspection import Inspection

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
app.add_typer(log_cli.app)


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


def _inspected(data: Path, *, compare: bool) -> Inspection:
    from engine.inspection import inspect

    folder = log_folder(data)
    with errors_told(folder), bars() as progress:
        return inspect(FileStorage(folder, read_only=True), progress=progress, compare=compare)


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
