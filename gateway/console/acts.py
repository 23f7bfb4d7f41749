"""What the exchange's staff did, for people."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.record.terminal import errors_told, log_folder
from engine.units import format_date
from gateway.protocol.fields import date as date_of
from gateway.server.data_folder import keys_of
from gateway.terminal.tables import Column, moment, show

if TYPE_CHECKING:
    from gateway.server.staff_acts import Act

app = typer.Typer()

Folder = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
TradingDate = Annotated[
    str | None, typer.Argument(metavar="[DATE]", help="Trading date, YYYY-MM-DD; all without it.")
]
COLUMNS = (
    Column("command", "no."),
    Column("time_ns", "time", moment),
    Column("who", "who"),
    Column("act", "what"),
    Column("fields", "of what"),
    Column("reason", "why"),
    Column("outcome", "outcome"),
)


@app.command(
    epilog="Examples: ceax acts --data ./venue; ceax acts 2026-01-05 --data ./venue --json"
)
def acts(
    data: Folder,
    date: TradingDate = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what the exchange's staff did: when, with which key, why, and whether it was refused.

    Read from the log in the data folder, also while the venue trades. A trading day goes until the
    next one starts.
    """
    from gateway.server.staff_acts import staff_acts  # needs numpy, a help text does not

    day = "" if date is None else format_date(date_of("date", date))
    folder = log_folder(data)
    with errors_told(folder):
        found = staff_acts(folder, keys_of(data).entries(), day)
    title = f"Acts of staff{f' on {day}' if day else ''}"
    show(title, list(map(asdict if as_json else _row, found)), COLUMNS, as_json)


def _row(act: Act) -> dict[str, Any]:
    from engine.record.history.records import fields_text

    who = act.key or f"key number {act.operator}"
    return asdict(act) | {"who": who, "fields": fields_text(act.fields)}
