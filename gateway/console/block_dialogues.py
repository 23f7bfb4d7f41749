"""Dialogues at the block desk: `ceax block talk` and what follows."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.units import format_hundredths
from gateway.client import ticks
from gateway.console.block import Hidden, Intent, Note, Price, Tonnes
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, tell_venue
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
    reply = tell_venue(
        data,
        url,
        key,
        "open_dialogue",
        own_key=None,
        intent=intent,
        price=ticks(price),
        quantity=quantity,
        **offer,
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
    reply = tell_venue(
        data,
        url,
        key,
        "counter_offer",
        own_key=None,
        dialogue=dialogue,
        price=ticks(price),
        quantity=quantity,
        note=note,
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
    reply = tell_venue(data, url, key, "send_note", own_key=None, dialogue=dialogue, note=text)
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
    """Confirm the present terms, naming them; when both have, the deal is struck."""
    reply = tell_venue(
        data,
        url,
        key,
        "confirm_terms",
        own_key=None,
        dialogue=dialogue,
        price=ticks(price),
        quantity=quantity,
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
    reply = tell_venue(data, url, key, "leave_dialogue", dialogue=dialogue)
    say(f"dialogue {dialogue} ended", reply, as_json)
