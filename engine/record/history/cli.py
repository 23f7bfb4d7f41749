"""`ceax log`: prove a log, show its records, copy it up to a moment, compare two, archive its
beginning.

What computes is imported when a command runs, so that the help of the others does not wait for it.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.record.history.printed import print_comparison, print_plan, print_proof
from engine.record.storage import FileStorage
from engine.record.terminal import (
    LOG_FOLDER,
    Data,
    Json,
    bars,
    errors_told,
    log_folder,
    moment_ns,
)
from engine.texts.terminal import json_line, line

if TYPE_CHECKING:
    from engine.record.history.records import LogFile
    from engine.record.log.segments import SegmentedFile

app = typer.Typer(
    name="log",
    help="The venue's history: prove it, show it, cut it, compare it, archive its beginning.",
    no_args_is_help=True,
)

Events = Annotated[bool, typer.Option("--events", help="The event log instead of the command log.")]
Other = Annotated[
    Path, typer.Argument(help="The other venue's data folder, or its log folder.", metavar="OTHER")
]
New = Annotated[Path, typer.Argument(help="Data folder of the copy, with no log.", metavar="NEW")]


@app.command(epilog="Example:  ceax log verify ./venue --json")
def verify(data: Data, as_json: Json = False) -> None:
    """Verify every checksum and every link of the hash chains, and print the hash of the whole.

    Two logs with the same hash hold the same commands, times and batches; the hash at the end of a
    day, once published, proves the log up to there. Nothing is replayed (see: ceax check) and
    nothing written; the venue may be running. Exit code 1 when anything is wrong.
    """
    from engine.record.history.proof import prove

    folder = log_folder(data)
    with errors_told(folder), bars() as progress:
        summary = prove(FileStorage(folder, read_only=True), progress).summary()
    if as_json:
        json_line(summary)
    else:
        print_proof(summary)
    if summary["problems"]:
        raise typer.Exit(1)


@app.command(
    epilog="Example:  ceax log show ./venue --from 1000 --to 2000 --kind new_order --account 7"
)
def show(
    data: Data,
    first: Annotated[int, typer.Option("--from", min=1, help="Number of the first record.")] = 1,
    last: Annotated[
        int, typer.Option("--to", min=0, help="Number of the last record; 0 for the end.")
    ] = 0,
    kind: Annotated[
        str, typer.Option(help="Only records of that kind, such as new_order or fill.")
    ] = "",
    account: Annotated[
        int, typer.Option(min=0, help="Only records that concern that account.")
    ] = 0,
    events: Events = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Print the records of a log, one a line: number, time in UTC, kind, and every field that is
    not zero.
    """
    from engine.record.history.records import Wanted, line_of, wanted_records

    folder, log = log_folder(data), _log(events)
    wanted = Wanted(first, last, _kind_number(log, kind), account)
    with errors_told(folder), ExitStack() as opened:
        file = _opened(folder, log, opened)
        for record in wanted_records(log, file, wanted):
            if as_json:
                json_line(record)
            else:
                line(line_of(record))


@app.command(
    "cut",
    epilog="Example:  ceax log cut ./venue ./before-the-halt --until 2026-01-05T10:30:00+08:00",
)
def cut_(
    data: Data,
    new: New,
    last: Annotated[
        int | None, typer.Option("--to", min=1, help="Number of the last command to keep.")
    ] = None,
    until: Annotated[
        str,
        typer.Option(
            help="Keep the commands up to this time (ISO 8601, with its offset from UTC)."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Copy a log up to a moment into a new data folder, to replay, serve or try from there.

    The original is not touched. NEW becomes a data folder with the log in its folder log.
    """
    from engine.record.history.cut import Moment, cut

    if last is None and not until:
        raise typer.BadParameter("give --to (a command's number), --until (a time), or both")
    folder = log_folder(data)
    moment = Moment(last, moment_ns("until", until) if until else None)
    with errors_told(folder), bars() as progress:
        _check_new(new)
        target = FileStorage(new / LOG_FOLDER)
        done = cut(FileStorage(folder, read_only=True), target, moment, progress)
    if as_json:
        json_line({"folder": str(new), "commands": done.commands, "head": done.head})
    else:
        line(f"{new}: {done.commands} commands, hash {done.head}")


def _check_new(new: Path) -> None:
    """Raises LogExists when the folder for a copy is itself a log's."""
    from engine.errors import LogExists
    from engine.record.log.segments import COMMANDS_NAME, has_log

    if new.is_dir() and has_log(FileStorage(new, read_only=True), COMMANDS_NAME):
        raise LogExists(f"there is a {COMMANDS_NAME} in {new} already")


@app.command(epilog="Example:  ceax log compare ./venue ./standby --events")
def compare(
    data: Data,
    other: Other,
    events: Events = False,
    without_times: Annotated[
        bool, typer.Option("--without-times", help="The records' times may differ.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find the first record in which two logs differ, however they were batched.

    Exit code 1 when they differ.
    """
    from engine.record.history.difference import compare_logs

    folders, log = (log_folder(data), log_folder(other)), _log(events)
    with errors_told(folders[0]), ExitStack() as opened:
        one, two = (_opened(folder, log, opened) for folder in folders)
        found = compare_logs(log, one, two, times=not without_times)
    if as_json:
        json_line(found.summary())
    else:
        print_comparison(found)
    if not found.equal:
        raise typer.Exit(1)


@app.command(epilog="Example:  ceax log retain ./venue --days 30 --archive /archive/venue")
def retain(
    data: Data,
    days: Annotated[int, typer.Option(min=1, max=10_000, help="Trading days that stay.")],
    archive: Annotated[
        Path | None, typer.Option(help="Folder that the segments are moved to.", metavar="FOLDER")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove them for good.")] = False,
    events: Annotated[
        bool, typer.Option("--events", help="Also segments of the event log.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Move the oldest segments of a log into an archive, or remove them. The venue must be stopped.

    All stays by default: without --archive or --remove it only lists what could leave. What the two
    newest good snapshots need for a start stays, and the last trading days do. Put back, archived
    segments make the whole log again; an archive folder can be proven and shown like a log. Events
    are kept for those who follow them from the beginning, unless --events is given.
    """
    from engine.record.history.retention import carry_out, plan

    if archive is not None and remove:
        raise typer.BadParameter("give --archive or --remove, not both")
    folder = log_folder(data)
    with errors_told(folder), bars() as progress, ExitStack() as opened:
        storage = FileStorage(folder, read_only=archive is None and not remove)
        if archive is not None or remove:
            storage.lock()
            opened.callback(storage.close)
        made = plan(storage, days, events=events)
        if archive is not None or remove:
            carry_out(storage, made, None if archive is None else FileStorage(archive), progress)
    done = (
        f"moved to {archive}"
        if archive
        else "removed"
        if remove
        else "may leave; give --archive FOLDER or --remove"
    )
    print_plan(made, done, as_json)


def _log(events: bool) -> LogFile:
    from engine.record.history.records import COMMANDS, EVENTS

    return EVENTS if events else COMMANDS


def _opened(folder: Path, log: LogFile, opened: ExitStack) -> SegmentedFile:
    from engine.record.log.segments import open_log

    return open_log(FileStorage(folder, read_only=True), log.name, opened)


def _kind_number(log: LogFile, kind: str) -> int:
    if not kind:
        return 0
    words = {each.name.lower(): int(each) for each in log.kinds}
    if kind not in words:
        raise typer.BadParameter(f"kind is {kind!r}, allowed are {', '.join(words)}")
    return words[kind]
