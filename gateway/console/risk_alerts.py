"""The exchange's command on alerts of compliance risk that the registry has sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from gateway.client import Session
from gateway.terminal.reach import Data, Json, StaffKey, Url, at_venue
from gateway.terminal.tables import Column, count, plain, show

app = typer.Typer()

COLUMNS = (
    Column("number", "number", count),
    Column("date", "date"),
    Column("entity", "entity"),
    Column("name", "name"),
    Column("accounts", "accounts", lambda numbers: ", ".join(map(str, numbers))),
    Column("year", "year"),
    Column("kind", "alert"),
    Column("shortfall", "missing t", count),
    Column("available", "available t", count),
    Column("offered", "offered t", count),
    Column("days_left", "days left", plain),
)


@app.command("risk-alerts", epilog="Example: ceax risk-alerts --follow --data ./venue")
def risk_alerts(
    after: Annotated[int, typer.Option(help="Only those behind this number.", min=0)] = 0,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on and print each as it comes; end with Ctrl-C.")
    ] = False,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Alerts of compliance risk (履约风险预警) from the registry; act with `ceax suspend ACCOUNT`
    or `ceax set-limit`.
    """

    async def read(session: Session) -> None:
        if not follow:
            _show([alert async for alert in session.risk_alerts(after, follow=False)], as_json)
            return
        async for alert in session.risk_alerts(after):
            _show([alert], as_json)

    at_venue(data, url, key, read)


def _show(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    show("Compliance risk 履约风险预警", rows, COLUMNS, as_json)
