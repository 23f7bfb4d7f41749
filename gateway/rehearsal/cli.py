"""`ceax days` and `ceax demo`: rehearsals that start their own venue and stop it again."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.decoding import ENCODING_HELP, Encoding
from engine.texts.progress import Measure, bars
from engine.texts.terminal import json_line, line
from gateway.rehearsal import days_report, demo_report, picture, quirks, weights
from gateway.rehearsal.credits_market import checks as credits_checks
from gateway.rehearsal.credits_market import demo as credits_demo
from gateway.rehearsal.credits_market import report as credits_report
from gateway.rehearsal.days import rehearse
from gateway.rehearsal.demo import Demo, perform
from gateway.rehearsal.evidence import check
from gateway.rehearsal.onlooker import Onlooker
from gateway.rehearsal.published import read_published
from gateway.rehearsal.published_rows import PublishedDay
from gateway.rehearsal.running import DataFolder, Json, fresh_folder, run_to_the_end
from gateway.server.market_choice import MarketName

app = typer.Typer(no_args_is_help=True)

FAILED = 1  # exit code: a difference, or a check that does not hold


@app.command(epilog="Example: ceax days published_days.csv --quirks my_quirks.csv --json")
def days(
    file: Annotated[Path, typer.Argument(help="Table of published days (CSV).")],
    quirks_file: Annotated[
        Path | None, typer.Option("--quirks", help="More known slips of the source (CSV).")
    ] = None,
    weights_file: Annotated[
        Path | None,
        typer.Option("--weights", help="Price weights by date (CSV) in place of the known ones."),
    ] = None,
    encoding: Annotated[Encoding, typer.Option(help=ENCODING_HELP)] = Encoding.UTF_8,
    as_json: Json = False,
    data: DataFolder = None,
) -> None:
    """Play published days through the whole house and compare what our feed publishes with the
    table.

    Ends with 0 when all is equal but for known quirks, with 1 on any other difference or error.
    """
    table = read_published(file, encoding)
    known = quirks.read_quirks([quirks.BUILT_IN, *([quirks_file] if quirks_file else [])], encoding)
    sets = weights.read_weights(
        *((weights_file, encoding) if weights_file else (weights.BUILT_IN,))
    )
    report = _play(table, sets, known, data)
    if as_json:
        json_line(report.as_data(), indent=1)
    else:
        days_report.show(report)
    raise typer.Exit(0 if report.good else FAILED)


def _play(
    table: list[PublishedDay],
    sets: list[weights.Weights],
    known: list[quirks.Quirk],
    data: Path | None,
) -> days_report.Report:
    started = time.monotonic()
    with fresh_folder(data) as folder, bars(Measure.COUNT) as shown:
        bar = shown.begin("playing", len(table))
        segments = run_to_the_end(rehearse(table, sets, known, folder, lambda day: bar.advance()))
    return days_report.Report(segments, time.monotonic() - started)


@app.command(epilog="Example: ceax demo --seed 7")
def demo(
    seed: Annotated[
        int,
        typer.Option(
            min=0, help="The same seed gives the same members with the same inclinations."
        ),
    ] = 1,
    picture_file: Annotated[
        Path | None,
        typer.Option("--picture", help="Draw prices, volumes and limits into this file (SVG)."),
    ] = None,
    in_browser: Annotated[
        bool,
        typer.Option(
            "--open", help="Open the market in a browser, and keep the venue until Ctrl-C."
        ),
    ] = False,
    market: Annotated[
        MarketName, typer.Option(help="Which market to show.")
    ] = MarketName.ALLOWANCES,
    as_json: Json = False,
    data: DataFolder = None,
) -> None:
    """Thirty simulated members trade a compressed day in five vintages; close, settle, show and
    check it. It prints the address at which the market can be watched in a browser meanwhile. With
    --market credits: two projects from submission to credits that are issued, traded and offset.

    Ends with 0 when every check holds, else with 1.
    """
    if market is MarketName.CREDITS:
        raise typer.Exit(0 if _credits(seed, as_json, data) else FAILED)
    reports: list[demo_report.DemoReport] = []

    def show(performed: Demo, seconds: float) -> None:
        report = demo_report.DemoReport(performed, check(performed.evidence), seconds)
        reports.append(report)
        if picture_file is not None:
            picture_file.write_text(picture.draw(performed), encoding="utf-8")
        if as_json:
            json_line(report.as_data(), indent=1)
        else:
            demo_report.show(report)

    with fresh_folder(data) as folder, closing(Onlooker(in_browser, show)) as onlooker:
        run_to_the_end(perform(seed, folder, onlooker.audience))
    raise typer.Exit(0 if reports[0].good else FAILED)


def _credits(seed: int, as_json: bool, data: Path | None) -> bool:
    """The demonstration of the credits market: whether every check holds."""
    started = time.monotonic()

    def tell(text: str) -> None:
        line(f"{time.monotonic() - started:5.1f} s {text}", error=True)

    with fresh_folder(data) as folder:
        story = run_to_the_end(credits_demo.perform(seed, folder, tell))
    checks = credits_checks.check(story)
    report = credits_report.CreditsReport(story, checks, time.monotonic() - started)
    if as_json:
        json_line(report.as_data(), indent=1)
    else:
        credits_report.show(report)
    return report.good
