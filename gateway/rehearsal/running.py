"""What every command of a rehearsal needs: a fresh folder, and a run that SIGTERM ends in order."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from engine.texts.terminal import line
from gateway.protocol.errors import GatewayError

TERMINATED = 128 + signal.SIGTERM

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
DataFolder = Annotated[
    Path | None,
    typer.Option("--data", help="Keep the data folders here (default: a temporary one)."),
]


@contextmanager
def fresh_folder(data: Path | None) -> Iterator[Path]:
    """The folder asked for, or a temporary one, which is kept when an error may need its logs."""
    folder = data or Path(tempfile.mkdtemp(prefix="ceax-"))
    try:
        yield folder
    except GatewayError:
        if data is None:
            line(f"data and logs are kept in {folder}", error=True)
        raise
    except BaseException:
        _remove(folder, data)
        raise
    _remove(folder, data)


def _remove(folder: Path, data: Path | None) -> None:
    if data is None:
        shutil.rmtree(folder, ignore_errors=True)


def run_to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; SIGTERM stops the servers like Ctrl-C does."""

    async def stoppable() -> T:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    try:
        return asyncio.run(stoppable())
    except asyncio.CancelledError:
        raise typer.Exit(TERMINATED) from None
