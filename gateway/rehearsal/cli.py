"""`ceax days` and `ceax demo`: rehearsals that start their own venue and stop it again."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from gateway.errors import GatewayError
from gateway.rehearsal import days_report, demo_report, quirks, weights
from gateway.rehearsal.days import rehearse
from gateway.rehearsal.demo import STEPS, Audience, perform
from gateway.rehearsal.evidence import check
from gateway.rehearsal.population import MEMBERS
from gateway.rehearsal.published import PublishedDay, read_published

app = typer.Typer(no_args_is_help=True)

FAILED = 1  # exit code: a difference, or a check that does not hold
TERMINATED = 128 + signal.SIGTERM

DEMO_COLUMNS = (BarColumn(), TextColumn("{task.completed} of {task.total} actions, {task.fields[trades]} trades"))

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
DataFolder = Annotated[Path | None, typer.Option("--data", help="Keep the data folders here (default: a temporary one).")]


@app.command(epilog="Example: ceax days published_days.csv --quirks my_quirks.csv --json")
def days(
    file: Annotated[Path, typer.Argument(help="Table of published days (CSV).")],
    quirks_file: Annotated[Path | None, typer.Option("--quirks", help="More known slips of the source (CSV).")] = None,
    weights_file: Annotated[
        Path | None, typer.Option("--weights", help="Price weights by date (CSV) in place of the known ones.")
    ] = None,
    as_json: Json = False,
    data: DataFolder = None,
) -> None:
    """Play published days through the whole house and compare what our feed publishes with the table.

    Ends with 0 when all is equal but for known quirks, with 1 on any other difference or error.
    """
    table = read_published(file)
    known = quirks.read_quirks([quirks.BUILT_IN, *([quirks_file] if quirks_file else [])])
    report = _play(table, weights.read_weights(weights_file or weights.BUILT_IN), known, data)
    if as_json:
        typer.echo(json.dumps(report.as_data(), ensure_ascii=False, indent=1))
    else:
        days_report.show(report, Console())
    raise typer.Exit(0 if report.good else FAILED)


def _play(
    table: list[PublishedDay], sets: list[weights.Weights], known: list[quirks.Quirk], data: Path | None
) -> days_report.Report:
    started = time.monotonic()
    with _folder(data) as folder, Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("playing", total=len(table))
        segments = _run(rehearse(table, sets, known, folder, lambda day: bar.advance(task)))
    return days_report.Report(segments, time.monotonic() - started)


@app.command(epilog="Example: ceax demo --seed 7")
def demo(
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same members with the same inclinations.")] = 1,
    as_json: Json = False,
    data: DataFolder = None,
) -> None:
    """Thirty simulated members trade a compressed day in five vintages; close, settle, show and check it.

    Ends with 0 when every check holds, else with 1.
    """
    started = time.monotonic()
    console = Console(stderr=True)
    with _folder(data) as folder, Progress(*DEMO_COLUMNS, console=console, transient=True) as bar:
        task = bar.add_task("", total=2 * STEPS * MEMBERS, trades=0)

        def tell(text: str) -> None:
            console.print(f"[dim]{time.monotonic() - started:5.1f} s[/] {text}", highlight=False)

        audience = Audience(tell, lambda trades: bar.update(task, advance=1, trades=trades))
        performed = _run(perform(seed, folder, audience))
    report = demo_report.DemoReport(performed, check(performed.evidence), time.monotonic() - started)
    if as_json:
        typer.echo(json.dumps(report.as_data(), ensure_ascii=False, indent=1))
    else:
        demo_report.show(report, Console())
    raise typer.Exit(0 if report.good else FAILED)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """The folder asked for, or a temporary one, which is kept when an error may need its logs."""
    folder = data or Path(tempfile.mkdtemp(prefix="ceax-"))
    try:
        yield folder
    except GatewayError:
        if data is None:
            Console(stderr=True).print(f"data and logs are kept in {folder}", highlight=False, soft_wrap=True)
        raise
    except BaseException:
        _remove(folder, data)
        raise
    _remove(folder, data)


def _remove(folder: Path, data: Path | None) -> None:
    if data is None:
        shutil.rmtree(folder, ignore_errors=True)


def _run(work: Coroutine[Any, Any, T]) -> T:
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
