"""`ceax restore`: a data folder made of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.texts.terminal import line
from gateway.backup.pace import RATE_MIB_S
from gateway.backup.terminal import Folder, Rate, stages_shown
from gateway.terminal.reach import Json
from gateway.terminal.tables import count, say

if TYPE_CHECKING:
    from gateway.backup.restore import Restored

app = typer.Typer()

# what to do about private keys that are not there, by the ending of their files
KEYS_MISSING = {
    ".pem": "put them back from where you keep them, or restore with --new-keys",
    ".json": "put them back; a server makes a new one, which clients that know the old one refuse",
}


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
    keys: Annotated[
        Path | None,
        typer.Option(
            help="A copy of the venue's folder `keys` that was kept elsewhere; it is checked.",
            metavar="FOLDER",
        ),
    ] = None,
    new_keys: Annotated[
        bool,
        typer.Option(
            "--new-keys",
            help="Make other keys of exchange, feed and bridge, where theirs are lost.",
        ),
    ] = False,
    rate: Rate = RATE_MIB_S,
    as_json: Json = False,
) -> None:
    """Make a data folder of a backup, as the venue was at its end, at a time, or after a command,
    and check it.

    Without --as it takes the place of the venue, which must have ended, and needs the venue's
    private keys. Exit code 1 when anything is wrong.
    """
    if sum((as_venue is not None, keys is not None, new_keys)) > 1:
        raise typer.BadParameter("give one of --as, --keys and --new-keys: each says which keys")
    from engine.record.terminal import moment_ns
    from gateway.backup.pace import Pace
    from gateway.backup.restore import Work
    from gateway.backup.restore import restore as restored_from
    from gateway.backup.wish import Wish
    from gateway.protocol.outside import SYSTEM

    wish = Wish(point, until, moment_ns("at", at) if at else None, as_venue, keys, new_keys)
    with stages_shown() as progress:
        restored = restored_from(folder, new, wish, Work(SYSTEM.wall_ns(), Pace(rate), progress))
    say(_restored_words(new, restored), restored._asdict(), as_json)
    if not as_json:
        _say_next(new, restored)
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


def _say_next(new: Path, restored: Restored) -> None:
    """What is left to do."""
    if restored.replaced:
        line(f"{restored.replaced} does not start any more: {new} has taken its place")
    for name, why in restored.left_out.items():
        line(f"{name} is not in the backup, {why}: put it into {new}")
    for ending, remedy in KEYS_MISSING.items():
        if missing := [name for name in restored.keys_missing if name.endswith(ending)]:
            line(f"missing: {', '.join(missing)}: {remedy}")
    line(f"ceax serve --data {new}")
    if restored.registry_at is not None:
        line(
            f"ceax registry standing --data {new}: its copy knows the exchange up to command"
            f" {count(restored.registry_at)}; what the exchange did after that is entered by"
            " `ceax registry catch-up`"
        )
