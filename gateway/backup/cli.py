"""`ceax backup`: a whole venue copied while it trades; `ceax restore` goes with it.

What computes is imported when a command runs, so that the help of the others does not wait for it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.texts.terminal import line
from gateway.backup import restore_cli
from gateway.backup.pace import RATE_MIB_S
from gateway.backup.terminal import Folder, Rate, stages_shown
from gateway.terminal.reach import Json
from gateway.terminal.tables import Column, count, say, show

if TYPE_CHECKING:
    from gateway.backup.points import Point

app = typer.Typer()
app.add_typer(restore_cli.app)

UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
INTERVAL = re.compile(r"([1-9][0-9]{0,5})([smhd])")
POINT_COLUMNS = (
    Column("point", "point"),
    Column("venue", "venue"),
    Column("commands", "commands", count),
    Column("registry_entries", "journal entries", count),
    Column("bytes", "bytes", count),
    Column("history", "log"),
)


@app.command(epilog="Example: ceax backup /backups/venue --data ./venue --every 5m --keep 288")
def backup(
    folder: Folder,
    data: Annotated[
        Path | None,
        typer.Option(help="Data folder of the venue, which may be trading.", envvar="CEAX_DATA"),
    ] = None,
    every: Annotated[
        str, typer.Option(help="Again and again, each this long after the one before: 30s, 5m, 1h.")
    ] = "",
    keep: Annotated[
        int | None, typer.Option(min=1, help="Keep only the newest points, as many as this.")
    ] = None,
    rate: Rate = RATE_MIB_S,
    listed: Annotated[
        bool, typer.Option("--list", help="Only show the points that are there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Copy a whole venue while it trades: its log, registry, feed history, public keys and
    settings.

    Only what is new of the log is copied. A point is whole and checked, or is not there. Private
    keys are never copied: keep them elsewhere. A registry on a PostgreSQL server is copied by its
    own tools.
    """
    if listed:
        _show_points(folder, as_json)
        return
    if data is None:
        raise typer.BadParameter("name the venue: --data DIR", param_hint="--data")
    interval_s = _seconds(every)
    while True:
        begun = time.monotonic()
        _say_point(_taken(data, folder, keep, rate), folder, begun, as_json)
        if not interval_s:
            return
        time.sleep(max(0.0, begun + interval_s - time.monotonic()))


def _seconds(every: str) -> int:
    """An interval as 5m; 0 for none. Raises typer.BadParameter."""
    if not every:
        return 0
    found = INTERVAL.fullmatch(every)
    if found is None:
        raise typer.BadParameter(f"every is {every!r}, allowed is an interval such as 30s, 5m, 1h")
    return int(found[1]) * UNITS_S[found[2]]


def _taken(data: Path, folder: Path, keep: int | None, rate: int) -> Point:
    from gateway.backup.pace import Pace
    from gateway.backup.take import Work, back_up
    from gateway.protocol.outside import SYSTEM

    with stages_shown() as progress:
        return back_up(data, folder, SYSTEM.wall_ns(), keep, Work(Pace(rate), progress))


def _point_row(point: Point) -> dict[str, object]:
    known = point.manifest
    return {
        "point": point.name,
        "venue": known.venue,
        "commands": known.head.commands,
        "head": known.head.last.link.hex(),
        "registry_entries": known.registry_entries,
        "bytes": sum(each.bytes for each in known.files.values()) + known.head.position,
        "history": known.history,
        "left_out": known.left_out,
    }


def _say_point(point: Point, folder: Path, begun: float, as_json: bool) -> None:
    row = {**_point_row(point), "seconds": round(time.monotonic() - begun, 3)}
    entries = row["registry_entries"]
    registry = "no registry here" if entries is None else f"journal up to {entries:,}"
    words = (
        f"{folder}: point {point.name}, {count(point.manifest.head.commands)} commands, {registry},"
        f" {row['seconds']} s"
    )
    say(words, row, as_json)
    if not as_json:
        for name, why in point.manifest.left_out.items():
            line(f"{name} is not copied: {why}; keep it elsewhere")


def _show_points(folder: Path, as_json: bool) -> None:
    from gateway.backup.points import folders_of, readable_points

    points = readable_points(folder)
    rows = [_point_row(point) for point in points]
    show(f"Backup points in {folder}", rows, POINT_COLUMNS, as_json)
    damaged = [each for each in folders_of(folder) if each.name not in {p.name for p in points}]
    for each in damaged:
        line(f"{each} cannot be read: its manifest is missing or damaged", error=True)
    if damaged:
        raise typer.Exit(1)
