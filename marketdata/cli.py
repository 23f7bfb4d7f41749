"""Commands for analysts: follow a channel, read a bulletin, take daily rows home in a file."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line, lines
from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import Column, count, money, say_json, show
from marketdata.bulletin_words import SPANS
from marketdata.channels import ROWS
from marketdata.client import FeedSession
from marketdata.conflation import PACES_MS
from marketdata.reach import at_feed
from marketdata.rendering import line_of
from marketdata.row_files import content_of, write_rows

app = typer.Typer()

LATEST = 99_991_231
_CHANNELS = {row.name.upper(): row.name for row in ROWS}
Channel = enum.StrEnum("Channel", _CHANNELS)  # type: ignore[misc]


class Language(enum.StrEnum):
    """Languages of the bulletin's text."""

    ZH = "zh"
    EN = "en"


CORRECTED = {
    Language.ZH: "更正：{}发布；此处为首次公布的数据，更正后的数据见 --span day。",
    Language.EN: "Corrected on {}: this is as first published; --span day has what counts.",
}
FeedUrl = Annotated[
    str | None,
    typer.Option("--url", help="Address of the feed, ws://HOST:PORT.", show_default=False),
]
Key = Annotated[
    str | None,
    typer.Option(
        help="Key file, or the id of a key in the data folder; only settlement needs one."
    ),
]
Instrument = Annotated[str | None, typer.Option(help="Instrument code, as CEA25; all without it.")]
Date = Annotated[str | None, typer.Option(help="Trading day, YYYY-MM-DD; the latest without it.")]

HISTORY_COLUMNS = (
    Column("date", "date"),
    Column("instrument", "code"),
    Column("open", "open", money),
    Column("high", "high", money),
    Column("low", "low", money),
    Column("close", "close", money),
    Column("change_pct", "%"),
    Column("listed_volume", "listed t", count),
    Column("corrected_on", "corrected on"),
)


@app.command(epilog="Example: ceax feed trades --instrument CEA25 --data ./venue")
def feed(
    channel: Annotated[Channel, typer.Argument(help="What to follow.")],
    instrument: Instrument = None,
    from_: Annotated[
        int | None,
        typer.Option("--from", help="First number wanted; a snapshot without it.", min=1),
    ] = None,
    every_ms: Annotated[
        int | None,
        typer.Option(help=f"Only the latest, at most as often: {', '.join(map(str, PACES_MS))}."),
    ] = None,
    messages: Annotated[
        int | None, typer.Option(help="Stop after that many messages.", min=1)
    ] = None,
    data: Data = None,
    url: FeedUrl = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Follow a channel of the feed until Ctrl-C, one line a message."""

    async def follow(session: FeedSession) -> None:
        await session.subscribe(channel.value, instrument, from_, every_ms=every_ms)
        left = messages
        async for message in session:
            if as_json:
                say_json(message)
            else:
                lines(line_of(message))
            left = None if left is None else left - 1
            if left == 0:
                return

    at_feed(data, url, key, follow)


Span = enum.StrEnum("Span", {name.upper(): name for name in SPANS})  # type: ignore[misc]


@app.command(epilog="Example: ceax bulletin --date 2026-01-05 --span week --lang zh --data ./venue")
def bulletin(
    date: Date = None,
    span: Annotated[
        Span | None,
        typer.Option(help="Of this span, from the daily rows in --data, imported ones as well."),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the text.")] = Language.EN,
    data: Data = None,
    url: FeedUrl = None,
    as_json: Json = False,
) -> None:
    """Print a day's bulletin (每日成交数据) as published, or that of the span in which a day lies,
    made from the daily rows.
    """
    note = ""
    published: Mapping[str, Any]
    if span is None:
        reply = at_feed(data, url, None, lambda session: session.operations.bulletin(date=date))
        published, corrected_on = reply["bulletin"], reply.get("corrected_on")
        note = "" if corrected_on is None else CORRECTED[lang].format(corrected_on)
    else:
        published = _of_span(data, span.value, date)
    if as_json:
        say_json(published)
        return
    text = published["text_zh"] if lang is Language.ZH else published["text_en"]
    lines("\n\n".join(each for each in (text, note) if each))


@app.command(
    epilog=(
        "Example: ceax history --from-date 2026-01-01 --instrument COMCEA --out composite.csv"
        " --data ./venue"
    )
)
def history(
    from_date: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD.")] = None,
    to_date: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    instrument: Annotated[
        str | None, typer.Option(help="Instrument code; COMCEA is the composite.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "--csv",
            help=(
                "Write the rows into this file, by its ending: .csv, .json or .parquet; and"
                " its SHA-256 beside it."
            ),
        ),
    ] = None,
    data: Data = None,
    url: FeedUrl = None,
    as_json: Json = False,
) -> None:
    """Show daily rows of past days, or write them into a file, as CSV, JSON or Parquet."""
    if out is not None:
        content_of(out)  # before anything is asked for
    rows = at_feed(data, url, None, lambda session: session.history(from_date, to_date, instrument))
    if out is not None:
        _write(rows, out)
    else:
        show("Daily rows", rows, HISTORY_COLUMNS, as_json)


def _of_span(data: Path | None, span: str, date: str | None) -> dict[str, Any]:
    """Raises typer.BadParameter without a folder, ReportRefused, HistoryFailed."""
    from marketdata.published.bulletins import bulletin_of
    from marketdata.published.cli import date_in, history_in
    from marketdata.published.days import rows_until

    if data is None:
        raise typer.BadParameter("its rows are in a folder: --data DIR", param_hint="--span")
    if date is None:
        raise typer.BadParameter("name a day of it: --date YYYY-MM-DD", param_hint="--span")
    day, history = date_in(date, "--date"), history_in(data, is_there=True)
    try:
        return bulletin_of(rows_until(history, LATEST), span, day)
    finally:
        history.close()


def _write(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    digest = hashlib.sha256(write_rows(rows, path)).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")
    line(f"{len(rows)} rows written to {path}")
