"""What the engine's commands share at the terminal: where a log is, how progress and errors
look.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import EngineError
from engine.record.storage import FileStorage
from engine.texts import progress
from engine.texts.terminal import Styled, line

LOG_FOLDER = "log"
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
MOMENT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}([+-][0-9]{{2}}:[0-9]{{2}}|Z)?")
PROBLEM = Styled("Problem", "red")

Data = Annotated[
    Path, typer.Argument(help="The venue's data folder, or its log folder.", metavar="DATA")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


def log_folder(data: Path) -> Path:
    """The folder with the command log: `data` itself or its subfolder log.

    Exits with code 1 when neither has one.
    """
    from engine.record.log.segments import COMMANDS_NAME, has_log

    for folder in (data / LOG_FOLDER, data):
        if folder.is_dir() and has_log(FileStorage(folder, read_only=True), COMMANDS_NAME):
            return folder
    text = f"{data}: neither it nor its folder {LOG_FOLDER} holds a {COMMANDS_NAME}"
    line(Styled(text, "red"), error=True)
    raise typer.Exit(1)


class Bars:
    """A progress bar for each stage of looking at a log, in bytes of the command log."""

    def __init__(self, shown: progress.Bars) -> None:
        from engine.record.log.scan import STAGES  # which loads numbers

        self._bars = {stage: shown.begin(text, shown=False) for stage, text in STAGES.items()}

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._bars[stage].at(done, total)


@contextmanager
def bars() -> Iterator[Bars]:
    """Bars on a terminal, nothing elsewhere."""
    with progress.bars(progress.Measure.BYTES) as shown:
        yield Bars(shown)


@contextmanager
def errors_told(folder: Path) -> Iterator[None]:
    """Say an error of the engine in one line and exit with code 1."""
    try:
        yield
    except EngineError as error:
        line(Styled(f"{folder}: {error}", "red"), error=True)
        raise typer.Exit(1) from error


def moment_ns(name: str, text: str) -> int:
    """A time in ISO 8601 as nanoseconds since 1970 UTC.

    Raises typer.BadParameter, which names the option.
    """
    rule = f"{name} is {text!r}, allowed is a time such as 2026-01-05T10:30:00+08:00"
    if not MOMENT.fullmatch(text):
        raise typer.BadParameter(rule)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(rule) from error
    if moment.tzinfo is None:
        raise typer.BadParameter(
            f"{name} is {text!r}: its offset from UTC is missing, such as +08:00"
        )
    since = moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1_000
