"""Commands of the exchange's staff on the trading day: its start, phases and end."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.console.confirm import Why, Yes
from gateway.console.reach import Reach, console
from gateway.protocol.table import days
from gateway.terminal.commands import Request
from gateway.terminal.tables import counted

app = typer.Typer()
_CONSOLE = console(days.ROWS)
TradingDate = Annotated[str, "Trading date, YYYY-MM-DD."]
OVERRIDE = (
    "Although the last day is not settled (what it bought stays unsellable), or the date is out of"
    " reach; confirmed by --yes, with --reason."
)


@_CONSOLE.command(
    app,
    "start-day 2026-01-05 --data ./venue; start-day 2026-01-05 --dry-run",
    "start_day",
    name="start-day",
)
def start_day(
    reach: Reach,
    date: TradingDate,
    *,
    override: Annotated[bool, OVERRIDE] = False,
    yes: Yes = False,
    why: Why = None,
) -> None:
    """Start a trading day: fixes base prices and limits, begins in pre-open."""
    if override:
        what = f"starting {date}"
        reply = reach.ask_certain("start_day", what, yes, why, date=date, override=True)
    else:
        reply = reach.ask("start_day", date=date, reason=why)
    reach.say(f"{date} started, pre_open", reply)


@_CONSOLE.command(
    app,
    "take-back-day 2029-01-09 --yes --reason 'clock leapt' --data ./venue",
    "take_back_day",
    name="take-back-day",
)
def take_back_day(reach: Reach, date: TradingDate, *, yes: Yes = False, why: Why = None) -> None:
    """Undo the start of a day that has not traded and not ended: its orders are withdrawn."""
    what = f"taking back {date}"
    reply = reach.ask_certain("take_back_day", what, yes, why, date=date, confirm=True)
    before = reply["date"] or "no trading day yet"
    gone = counted(reply["withdrawn"], "order")
    reach.say(f"{date} taken back, {gone} withdrawn; the venue is at {before}", reply)


DAY = (
    Request("set_phase", "phase morning", "phase", "phase is {phase}"),
    Request(
        "end_day",
        "end-day",
        "",
        "{date} ended: {count:trade}, {quantity:count} t, {amount_fen:money} CNY",
    ),
)
_CONSOLE.make(app, "", DAY)
