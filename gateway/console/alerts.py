"""The exchange's command on alerts to its staff: see them, follow them, acknowledge one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.console.reach import Reach, console
from gateway.protocol.table import alerts as table
from gateway.terminal.tables import Column, count, moment, plain

if TYPE_CHECKING:
    from gateway.client import Session

app = typer.Typer()
_CONSOLE = console(table.ROWS)

COLUMNS = (
    Column("number", "alert", count),
    Column("change", "change", count),
    Column("changed_ns", "time", moment),
    Column("rule", "rule"),
    Column("state", "state"),
    Column("times", "times", count),
    Column("text_en", "alert to staff"),
    Column("acknowledged_by", "seen by", plain),
    Column("note", "note"),
)


class Deed(StrEnum):
    """What the command does."""

    SHOW = "show"
    ACKNOWLEDGE = "acknowledge"


_EXAMPLES = (
    "alerts --open --data ./venue; alerts --follow --data ./venue;"
    " alerts acknowledge 7 --note 'called the member' --data ./venue"
)


@_CONSOLE.command(app, _EXAMPLES, name="alerts")
def alerts(
    reach: Reach,
    deed: Annotated[Deed, typer.Argument(help="What to do.")] = Deed.SHOW,
    number: Annotated[int | None, typer.Argument(help="Which alert is acknowledged.")] = None,
    *,
    note: Annotated[str | None, "What is noted with it, up to 120 bytes."] = None,
    after: Annotated[int, "Only those that have changed after this change."] = 0,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only those that are neither seen nor over.")
    ] = False,
    follow: Annotated[bool, "Go on and print each as it changes; end with Ctrl-C."] = False,
) -> None:
    """Alerts to the exchange's staff (告警): price limits, halts, large holders, kills, refusals,
    lost sessions, the day, processes, disk, clock. To acknowledge one is journalled with the key.
    """
    if (deed is Deed.ACKNOWLEDGE) != (number is not None):
        raise typer.BadParameter("acknowledge takes the number of an alert, and nothing else does")
    if deed is Deed.ACKNOWLEDGE:
        reply = reach.ask("acknowledge_alert", alert=number, reason=note)
        reach.say(f"alert {number} is acknowledged", reply)
        return

    async def read(session: Session) -> None:
        if not follow:
            rows = [alert async for alert in session.alerts(after, follow=False)]
            _show(reach, rows, only_open)
            return
        async for alert in session.alerts(after):
            _show(reach, [alert], only_open)

    reach.visit(read)


def _show(reach: Reach, rows: Sequence[dict[str, Any]], only_open: bool) -> None:
    wanted = [row for row in rows if row["state"] == "open" or not only_open]
    if wanted or len(rows) != 1:
        reach.show("Alerts 告警", wanted, COLUMNS)
