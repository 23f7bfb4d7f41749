"""`ceax archive`: write the days of a venue into files, and check them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.terminal import line
from gateway.client.endpoints import local_key, reach
from gateway.protocol.proofs import GATEWAY
from gateway.terminal.reach import Json
from gateway.terminal.tables import say_json

app = typer.Typer(
    name="archive", no_args_is_help=True, help="A day's trades, depth, bars and figures as files."
)

NAME, KEY = "archive", "feed"
Venue = Annotated[
    Path, typer.Option("--data", help="Data folder of a venue that runs.", envvar="CEAX_DATA")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="The archive's folder; `archive` in the data folder.")
]
Day = Annotated[str | None, typer.Option("--date", help="Only this trading day, YYYY-MM-DD.")]


@app.command(epilog="Example: ceax archive write --data ./venue")
def write(data: Venue, out: Out = None, as_json: Json = False) -> None:
    """Write the days that have ended since the archive was last written, and remove what is kept
    no longer.
    """
    from marketdata.archive.retention import remove_old
    from marketdata.folder_lock import sole_process

    archive = _folder(data, out)
    with sole_process(archive):
        written = _write(data, archive, None, goes_on=True)
        removed = [str(path) for path in remove_old(archive)]
    if as_json:
        say_json({"written": written, "removed": removed})
        return
    _say(archive, written)
    for path in removed:
        line(f"removed {path}")


@app.command(epilog="Example: ceax archive rebuild --data ./venue --out ./again --date 2026-01-05")
def rebuild(data: Venue, out: Out = None, date: Day = None, as_json: Json = False) -> None:
    """Write all days, or one, again from the log: the same bytes."""
    from marketdata.folder_lock import sole_process

    archive = _folder(data, out)
    with sole_process(archive):
        written = _write(data, archive, date, goes_on=False)
    if date is not None and date not in written:
        raise typer.BadParameter(f"{date} is no day that has ended", param_hint="--date")
    if as_json:
        say_json({"written": written})
    else:
        _say(archive, written)


@app.command(epilog="Example: ceax archive verify ./venue/archive")
def verify(
    archive: Annotated[Path, typer.Argument(help="The archive's folder.")], as_json: Json = False
) -> None:
    """Check every day against its manifest; exit code 1 when something is wrong, which is named."""
    from marketdata.archive.checking import problems_of
    from marketdata.archive.places import days_in

    days = days_in(archive)
    problems = [problem for day in days for problem in problems_of(day)]
    if as_json:
        say_json({"days": len(days), "problems": problems})
    else:
        for problem in problems:
            line(problem)
        line(f"{len(days)} days checked, {len(problems)} problems")
    if problems or not days:
        raise typer.Exit(1)


def _folder(data: Path, out: Path | None) -> Path:
    return data / NAME if out is None else out


def _write(data: Path, archive: Path, date: str | None, goes_on: bool) -> list[str]:
    from gateway.schedule.calendar import venue_calendar
    from marketdata.archive.writing import Source, write_days
    from marketdata.session_hours import sessions_by

    key = local_key(data, KEY)
    reached = reach(data, GATEWAY, key)
    sessions = sessions_by(venue_calendar(data))
    source = Source(reached.pop("url"), key, reached, sessions)
    written: list[str] = []
    ended = write_days(
        source, archive, only=date, goes_on=goes_on, ended=lambda day, folder: written.append(day)
    )
    asyncio.run(ended)
    return written


def _say(archive: Path, written: list[str]) -> None:
    from marketdata.archive.places import day_folder

    for day in written:
        line(f"{day} written to {day_folder(archive, day)}")
    if not written:
        line(f"no day to write; {day_folder(archive, 'YYYY-MM-DD')} would be its place")
