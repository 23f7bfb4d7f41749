"""`ceax import-history`: the market's days before the venue's first one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.texts.decoding import ENCODING_HELP, Encoding
from engine.texts.terminal import line
from engine.units import UnitError, parse_date
from gateway.terminal.reach import Json
from gateway.terminal.tables import counted, say_json

if TYPE_CHECKING:
    from marketdata.history import History

app = typer.Typer()

Venue = Annotated[
    Path,
    typer.Option("--data", help="Data folder of the venue.", envvar="CEAX_DATA", file_okay=False),
]


@app.command(
    "import-history", epilog="Example: ceax import-history published_days.csv --data ./venue"
)
def import_history(
    file: Annotated[Path, typer.Argument(help="Table of published days (CSV).")],
    data: Venue,
    errata: Annotated[
        str | None,
        typer.Option(
            help="The file corrects rows that are there: the day of the correction, YYYY-MM-DD.",
            metavar="DATE",
        ),
    ] = None,
    encoding: Annotated[Encoding, typer.Option(help=ENCODING_HELP)] = Encoding.UTF_8,
    as_json: Json = False,
) -> None:
    """Take published daily rows into the venue's history, with the file's name and SHA-256.

    All rows or none: the first fault is named by line and column, and so is every row that differs
    from one that is there. Slips of the source are named as warnings and kept as printed.

    With --errata each row is kept beside the row that it corrects, which stays as it was; an empty
    cell leaves that figure as it was. Reports and bulletins count the latest correction, and name
    it.
    """
    from marketdata.published.correcting import correct_table
    from marketdata.published.importing import import_table, read_table

    published = None if errata is None else date_in(errata, "--errata")
    table = read_table(file, encoding)
    history = history_in(data, is_there=published is not None)
    try:
        if published is None:
            done = import_table(file, table, history, time.time_ns())
        else:
            done = correct_table(file, table, history, published, time.time_ns())
    finally:
        history.close()
    if as_json:
        slips = [slip._asdict() for slip in done.slips]
        say_json({"sha256": done.sha256, "rows": done.rows, "new": done.new, "slips": slips})
        return
    for slip in done.slips:
        line(f"warning: {slip}")
    what = "new row" if published is None else "new correction"
    line(f"{counted(done.new, what)} of {done.rows:,} in {file}, SHA-256 {done.sha256}")


def date_in(text: str, name: str) -> int:
    """A date of a command line as yyyymmdd. Raises typer.BadParameter."""
    try:
        return parse_date(text)
    except UnitError as error:
        raise typer.BadParameter(str(error), param_hint=name) from error


def history_in(data: Path, is_there: bool = False) -> History:
    """The history of a venue, made where it is not there yet, unless it has to be.

    Raises typer.BadParameter for a folder that has none, HistoryFailed.
    """
    from marketdata.history import HISTORY_NAME, History

    path = data / "feed" / HISTORY_NAME
    if not (path.is_file() if is_there else data.is_dir()):
        raise typer.BadParameter(f"{data} has no history of a venue", param_hint="--data")
    return History(path)
