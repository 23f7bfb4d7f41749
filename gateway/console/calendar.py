"""The trading calendar (交易日历) of a venue, for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.texts.terminal import json_line, line
from engine.units import format_date
from gateway.schedule.calendar import CLOSURES_NAME, Calendar

app = typer.Typer()

Folder = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder of a venue on this machine.", envvar="CEAX_DATA"),
]
Year = Annotated[
    int | None,
    typer.Option(min=2000, max=2999, help="Which year; the last known one without it."),
]


@app.command(epilog="Example: ceax calendar --data ./venue --year 2026")
def calendar(
    data: Folder = None,
    year: Year = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show until when the closures are known, and the weekdays without trading of a year.

    A closures.json in the data folder extends or corrects them: {"from": "2027-01-01", "to":
    "2027-12-31", "closures": ["2027-01-01", ...]}. A running venue reads it when it has changed.
    """
    known = Calendar.load(data)
    asked = year or known.known_until // 10_000
    closed = [format_date(day) for day in sorted(known.closures) if day // 10_000 == asked]
    reach = {
        "known_from": format_date(known.known_from),
        "known_until": format_date(known.known_until),
    }
    if as_json:
        json_line(reach | {"year": asked, "closures": closed})
        return
    line(f"closures are known from {reach['known_from']} until {reach['known_until']}")
    line(f"weekdays without trading in {asked}: {', '.join(closed) or 'none known'}")
    line(f"later ones go into {CLOSURES_NAME} of the data folder; no day opens before by itself")
