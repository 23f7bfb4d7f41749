"""What the exchange's staff does at the block desk: `ceax block cancel-deal`, `suspend` ..."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.console.block import OfInstrument
from gateway.terminal.reach import Data, Json, StaffKey, Url, tell_venue
from gateway.terminal.tables import say

app = typer.Typer()


@app.command("cancel-deal", epilog="Example: ceax block cancel-deal 2 --data ./venue")
def cancel_deal(
    deal: Annotated[int, typer.Argument(help="Number of the deal.", min=1)],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Cancel a deal before the close (the exchange's staff)."""
    reply = tell_venue(data, url, key, "cancel_deal", deal=deal)
    say(f"deal {deal} cancelled", reply, as_json)


@app.command(
    epilog=(
        "Examples: ceax block suspend --data ./venue; ceax block suspend --instrument CEA25 --data"
        " ./venue"
    )
)
def suspend(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    instrument: OfInstrument = None,
    as_json: Json = False,
) -> None:
    """Suspend the block desk: only withdrawing and leaving go on (the exchange's staff)."""
    reply = tell_venue(data, url, key, "suspend_desk", instrument=instrument)
    say(f"block desk{_of(instrument)} suspended", reply, as_json)


@app.command(
    epilog=(
        "Examples: ceax block resume --data ./venue; ceax block resume --instrument CEA25 --data"
        " ./venue"
    )
)
def resume(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    instrument: OfInstrument = None,
    as_json: Json = False,
) -> None:
    """Resume the block desk (the exchange's staff)."""
    reply = tell_venue(data, url, key, "resume_desk", instrument=instrument)
    say(f"block desk{_of(instrument)} resumed", reply, as_json)


def _of(instrument: str | None) -> str:
    return f" of {instrument}" if instrument else ""
