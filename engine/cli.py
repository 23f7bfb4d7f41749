"""Commands of the engine: look at a venue's log, check it, follow it.

What compiles or computes is imported when a command runs, so that the help of the others does not
wait for it.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.record.history import cli as history_cli
from engine.record.storage import FileStorage
from engine.record.terminal import PROBLEM, Data, Json, bars, errors_told, log_folder
from engine.texts.terminal import json_line, line, table

if TYPE_CHECKING:
    from engine.record.inspection import Inspection

ROWS = {
    "venue": "Venue",
    "build": "Made by build",
    "epoch": "Starts (epoch)",
    "commands": "Commands",
    "events": "Events derived",
    "events_recorded": "Events recorded",
    "began_after": "Replay started after",
    "snapshots_compared": "Snapshots compared",
    "trades": "Trades",
    "open_orders": "Open orders",
    "date": "Date",
    "phase": "Phase",
    "tail": "Tail to be cut",
    "state_hash": "State hash",
}

CHECKS = "ceax.checks"  # entry points

app = typer.Typer()
app.add_typer(history_cli.app)


Quick = Annotated[
    bool,
    typer.Option("--quick", help="Begin with the newest snapshot instead of the first command."),
]


@app.command(epilog="Example:  ceax replay ./venue --json")
def replay(data: Data, quick: Quick = False, as_json: Json = False) -> None:
    """Rebuild the state from a log and print counts, date, phase and the state's hash.

    Nothing is written; the venue may be running.
    """
    _print(_inspected(data, compare=False, quick=quick).summary(), as_json)


@app.command(epilog="Example:  ceax check ./venue --quick")
def check(data: Data, quick: Quick = False, as_json: Json = False) -> None:
    """Check a venue from its log, while it trades or not: conservation and soundness of the state,
    and how it came about.

    Every command is replayed; checksums and chain of the batches, the events recorded and the hash
    of every snapshot are held against it, and the journal of keys against its notes in the log. A
    running engine is not disturbed: its log is read, and what it has recorded when the command
    starts is checked. With --quick only what came after the
    newest snapshot is replayed. Exit code 1 and a list of problems when anything is wrong.
    """
    from engine.rules.check import check as check_state

    inspection = _inspected(data, compare=True, quick=quick)
    problems = [
        *inspection.unused,
        *inspection.snapshots.problems,
        *check_state(inspection.state),
        *_problems_of_rooms(data),
    ]
    _print({**inspection.summary(), "problems": problems}, as_json)
    if problems:
        raise typer.Exit(1)


@app.command(epilog="Example:  ceax follow ./venue --every 100000 --json")
def follow(
    data: Data,
    until: Annotated[
        int, typer.Option(min=0, help="Stop after this command; 0: go on forever.")
    ] = 0,
    every: Annotated[
        int,
        typer.Option(min=0, help="A line after every COUNT commands; 0: one a second at most."),
    ] = 0,
    idle: Annotated[
        float, typer.Option(min=0, help="Stop after this many seconds without a command; 0: never.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Run a second engine on the log of a running one, and print its state's hash and how far it
    lags.

    It applies what the event log records, so that it is never ahead of history, and holds its own
    events against those recorded. After the same command its hash is that of the engine it follows
    (see: ceax replay). It outlives the other one's stop and restart. Nothing is written. Ctrl-C
    ends it; exit code 1 when it ends before --until or finds a difference.
    """
    from engine.record.follow import Follower
    from engine.record.follow_lines import lines

    folder = log_folder(data)
    with (
        errors_told(folder),
        Follower(FileStorage(folder, read_only=True), until or None) as follower,
        suppress(KeyboardInterrupt),
    ):
        for state in lines(follower, until=until, every=every, idle_s=idle):
            if as_json:
                json_line(state.as_map())
            else:
                line(str(state))
    if until and follower.sequence < until:
        raise typer.Exit(1)


def _inspected(data: Path, *, compare: bool, quick: bool) -> Inspection:
    from engine.record.inspection import inspect

    folder = log_folder(data)
    with errors_told(folder), bars() as progress:
        return inspect(
            FileStorage(folder, read_only=True), progress=progress, compare=compare, quick=quick
        )


def _problems_of_rooms(data: Path) -> list[str]:
    """What other rooms find wrong with their part of the data folder; they are known by their entry
    points only.
    """
    with errors_told(data):
        return [each for point in entry_points(group=CHECKS) for each in point.load()(data)]


def _print(summary: dict[str, object], as_json: bool) -> None:
    if as_json:
        json_line(summary)
        return
    figures = [(title, str(summary[name]) or "-") for name, title in ROWS.items()]
    problems: Any = summary.get("problems", ())
    table(None, [*figures, *((PROBLEM, problem) for problem in problems)])
