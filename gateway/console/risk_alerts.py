"""The exchange's command on alerts of compliance risk that the registry has sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.console.reach import Reach, console
from gateway.protocol.table import settlement
from gateway.terminal.tables import Column, count, plain

if TYPE_CHECKING:
    from gateway.client import Session

app = typer.Typer()
_CONSOLE = console(settlement.ROWS)

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


@_CONSOLE.command(app, "risk-alerts --follow --data ./venue", "risk_alerts", name="risk-alerts")
def risk_alerts(
    reach: Reach,
    *,
    after: Annotated[int, "Only those with a higher number."] = 0,
    follow: Annotated[bool, "Go on and print each as it comes; end with Ctrl-C."] = False,
) -> None:
    """Alerts of compliance risk (履约风险预警) from the registry; act with `ceax suspend ACCOUNT`
    or `ceax set-limit`.
    """

    async def read(session: Session) -> None:
        if not follow:
            _show(reach, [alert async for alert in session.risk_alerts(after, follow=False)])
            return
        async for alert in session.risk_alerts(after):
            _show(reach, [alert])

    reach.visit(read)


def _show(reach: Reach, rows: Sequence[dict[str, Any]]) -> None:
    reach.show("Compliance risk 履约风险预警", rows, COLUMNS)
