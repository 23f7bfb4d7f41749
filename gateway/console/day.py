"""Commands of the exchange's staff on the trading day: its start, phases and end."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.console.confirm import Venue, Why, Yes, confirmed_reason, tell_confirmed
from gateway.console.words import PhaseName
from gateway.terminal.reach import Data, Json, StaffKey, Url, tell_venue
from gateway.terminal.tables import counted, money, say

app = typer.Typer()

TradingDate = Annotated[str, typer.Argument(help="Trading date, YYYY-MM-DD.")]


@app.command("start-day", epilog="Example: ceax start-day 2026-01-05 --data ./venue")
def start_day(
    date: TradingDate,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    override: Annotated[
        bool,
        typer.Option(
            "--override",
            help="Although the last day is not settled (what it bought stays unsellable), or the "
            "date is out of reach; confirmed by --yes, with --reason.",
        ),
    ] = False,
    yes: Yes = False,
    why: Why = None,
    as_json: Json = False,
) -> None:
    """Start a trading day: fixes base prices and limits, begins in pre-open."""
    options: dict[str, Any] = {}
    if override:
        options = {"override": True, "reason": confirmed_reason(f"starting {date}", yes, why)}
    reply = tell_venue(data, url, key, "start_day", date=date, **options)
    say(f"{date} started, pre_open", reply, as_json)


@app.command(epilog="Example: ceax phase morning --data ./venue")
def phase(
    phase: Annotated[
        PhaseName, typer.Argument(help="Phases only move forward; closed withdraws what rests.")
    ],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    yes: Yes = False,
    why: Why = None,
    as_json: Json = False,
) -> None:
    """Move the day on to a phase; one that is out of schedule is confirmed."""
    venue = Venue(data, url, key)
    reply = tell_confirmed(venue, "set_phase", yes, why, phase=phase.value)
    say(f"phase is {phase.value}", reply, as_json)


@app.command("end-day", epilog="Example: ceax end-day --data ./venue")
def end_day(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    yes: Yes = False,
    why: Why = None,
    as_json: Json = False,
) -> None:
    """End the closed day: fixes the closes; clearing and settlement follow."""
    reply = tell_confirmed(Venue(data, url, key), "end_day", yes, why)
    figures = (
        f"{counted(reply['count'], 'trade')}, {reply['quantity']:,} t,"
        f" {money(reply['amount_fen'])} CNY"
    )
    say(f"{reply['date']} ended: {figures}", reply, as_json)


@app.command(
    "take-back-day",
    epilog="Example: ceax take-back-day 2029-01-09 --yes --reason 'clock leapt' --data ./venue",
)
def take_back_day(
    date: TradingDate,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    yes: Yes = False,
    why: Why = None,
    as_json: Json = False,
) -> None:
    """Undo the start of a day that has not traded and not ended: its orders are withdrawn."""
    reason = confirmed_reason(f"taking back {date}", yes, why)
    fields: dict[str, Any] = {"date": date, "confirm": True, "reason": reason}
    reply = tell_venue(data, url, key, "take_back_day", **fields)
    before = reply["date"] or "no trading day yet"
    gone = counted(reply["withdrawn"], "order")
    say(f"{date} taken back, {gone} withdrawn; the venue is at {before}", reply, as_json)
