"""`ceax backup` and `ceax restore`: a whole venue copied while it trades, and brought back to any
command of its log.

What computes is imported when a command runs, so that the help of the others does not wait for it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.texts.progress import Bar, Measure, bars
from engine.texts.terminal import line
from gateway.backup.pace import RATE_MIB_S
from gateway.terminal.reach import Json
from gateway.terminal.tables import Column, count, say, show

if TYPE_CHECKING:
    from gateway.backup.points import Point
    from gateway.backup.restore import Restored

app = typer.Typer()

UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
INTERVAL = re.compile(r"([1-9][0-9]{0,5})([smhd])")
STAGES = {
    "verify": "verifying the log",
    "copy": "copying the log",
    "replay": "replaying the log",
    "registry": "copying the registry",
    "feed": "copying the feed's history",
}
POINT_COLUMNS = (
    Column("point", "point"),
    Column("venue", "venue"),
    Column("commands", "commands", count),
    Column("registry_entries", "journal entries", count),
    Column("bytes", "bytes", count),
    Column("history", "log"),
)

Folder = Annotated[Path, typer.Argument(help="The folder of the backup.", metavar="DIR")]
Rate = Annotated[
    int, typer.Option(min=1, max=100_000, help="Most MiB a second that are read and written.")
]


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

    with _progress() as progress:
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
    }


def _say_point(point: Point, folder: Path, begun: float, as_json: bool) -> None:
    row = {**_point_row(point), "seconds": round(time.monotonic() - begun, 3)}
    entries = row["registry_entries"]
    registry = f"journal up to {count(entries)}" if entries is not None else "no registry here"  # type: ignore[arg-type]
    words = (
        f"{folder}: point {point.name}, {count(point.manifest.head.commands)} commands, {registry},"
        f" {row['seconds']} s"
    )
    say(words, row, as_json)


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


@app.command(epilog="Example: ceax restore /backups/venue ./again --at 2026-01-05T10:30:00+08:00")
def restore(
    folder: Folder,
    new: Annotated[
        Path, typer.Argument(help="The data folder to make; it must not be there.", metavar="NEW")
    ],
    at: Annotated[
        str, typer.Option(help="The venue as it was at this time (ISO 8601, with its offset).")
    ] = "",
    until: Annotated[
        int | None, typer.Option(min=1, help="The venue as it was after this command.")
    ] = None,
    point: Annotated[
        str, typer.Option(help="A point of `--list`; otherwise the newest that reaches as far.")
    ] = "",
    as_venue: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="Make the copy a venue of its own, with this id and other keys of its servers.",
        ),
    ] = None,
    rate: Rate = RATE_MIB_S,
    as_json: Json = False,
) -> None:
    """Make a data folder of a backup, as the venue was at its end, at a time, or after a command,
    and check it.

    Without --as it takes the place of the venue, which must have ended: put the private keys of
    exchange, feed and bridge into its folder keys. Exit code 1 when anything is wrong.
    """
    from engine.record.terminal import moment_ns
    from gateway.backup.pace import Pace
    from gateway.backup.restore import Work
    from gateway.backup.restore import restore as restored_from
    from gateway.backup.wish import Wish
    from gateway.protocol.outside import SYSTEM

    wish = Wish(point, until, moment_ns("at", at) if at else None, as_venue)
    with _progress() as progress:
        restored = restored_from(folder, new, wish, Work(SYSTEM.wall_ns(), Pace(rate), progress))
    say(_restored_words(new, restored), restored._asdict(), as_json)
    if not as_json:
        _say_next(new, restored, as_venue is not None)
    if restored.problems:
        raise typer.Exit(1)


def _restored_words(new: Path, restored: Restored) -> str:
    whole = (
        f"{len(restored.problems)} problems, first: {restored.problems[0]}"
        if restored.problems
        else "sound"
    )
    return (
        f"{new}: venue {restored.venue}, {count(restored.commands)} commands, hash {restored.head},"
        f" {whole}"
    )


def _say_next(new: Path, restored: Restored, own: bool) -> None:
    """What is left to do."""
    if restored.replaced:
        line(f"{restored.replaced} does not start any more: {new} has taken its place")
    if not own:
        line(f"put exchange.pem, feed.pem, bridge.pem and the folder servers into {new / 'keys'}")
    line(f"ceax serve --data {new}")
    if restored.registry_at is not None:
        line(
            f"ceax registry standing --data {new}: its copy knows the exchange up to command"
            f" {count(restored.registry_at)}; what the exchange did after that is entered by"
            " `ceax registry catch-up`"
        )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on a terminal for the stages, each shown once it moves."""
    with bars(Measure.SHARE) as shown:
        made: dict[str, Bar] = {}

        def at(stage: str, done: int, total: int) -> None:
            if stage not in made:
                made[stage] = shown.begin(STAGES[stage], shown=False)
            made[stage].at(done, total)

        yield at
