"""Dialogues at the block desk: `ceax block talk` and what follows."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.units import format_hundredths
from gateway.client import ticks
from gateway.console.block import Hidden, Intent, Note, Price, Tonnes
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, at_venue
from gateway.terminal.tables import say

app = typer.Typer()

Dialogue = Annotated[int, typer.Argument(help="Number of the dialogue.", min=1)]


@app.command(
    epilog="Example: ceax block talk 3 77.00 100000 --note 'today?' --data ./venue --key bob"
)
def talk(
    intent: Intent,
    price: Price,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    hidden: Hidden = False,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Open a dialogue on an intent with an offer of your own."""
    offer: dict[str, Any] = {"hidden": hidden, "note": note}
    reply = at_venue(
        data,
        url,
        key,
        lambda session: session.open_dialogue(intent, price, quantity, **offer),
        own_key=None,
    )
    terms = f"{quantity:,} t at {format_hundredths(ticks(price))}"
    say(f"dialogue {reply['dialogue']} on intent {intent}: {terms} offered", reply, as_json)


@app.command(epilog="Example: ceax block counter 5 78.00 100000 --data ./venue --key alice")
def counter(
    dialogue: Dialogue,
    price: Price,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Offer other terms in a dialogue, when it is your turn."""
    reply = at_venue(
        data,
        url,
        key,
        lambda session: session.counter_offer(dialogue, price, quantity, note),
        own_key=None,
    )
    say(
        f"dialogue {dialogue}: {quantity:,} t at {format_hundredths(ticks(price))} offered",
        reply,
        as_json,
    )


@app.command(epilog="Example: ceax block note 5 'by noon, please' --data ./venue --key alice")
def note(
    dialogue: Dialogue,
    text: Annotated[str, typer.Argument(help="Up to 56 bytes.")],
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    as_json: Json = False,
) -> None:
    """Send a note to the other side of a dialogue."""
    reply = at_venue(
        data, url, key, lambda session: session.send_note(dialogue, text), own_key=None
    )
    say(f"dialogue {dialogue}: noted", reply, as_json)


@app.command(epilog="Example: ceax block confirm 5 78.00 100000 --data ./venue --key bob")
def confirm(
    dialogue: Dialogue,
    price: Price,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    as_json: Json = False,
) -> None:
    """Confirm the terms that stand, naming them; when both have, the deal is struck."""
    reply = at_venue(
        data,
        url,
        key,
        lambda session: session.confirm_terms(dialogue, price, quantity),
        own_key=None,
    )
    struck = (
        "the other side has not confirmed yet"
        if reply["deal"] is None
        else f"deal {reply['deal']} struck"
    )
    say(
        f"dialogue {dialogue}: {quantity:,} t at {format_hundredths(ticks(price))} confirmed,"
        f" {struck}",
        reply,
        as_json,
    )


@app.command(epilog="Example: ceax block leave 5 --data ./venue --key bob")
def leave(
    dialogue: Dialogue,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Leave a dialogue; what a confirmation locked is free again. The exchange may end any."""
    reply = at_venue(data, url, key, lambda session: session.leave_dialogue(dialogue))
    say(f"dialogue {dialogue} ended", reply, as_json)
