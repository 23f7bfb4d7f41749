"""The block desk (大宗协议) from a terminal: `ceax block …`."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.units import format_hundredths
from gateway.client import ticks
from gateway.console.members import time_of_day
from gateway.console.words import SideName
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, count, flag, money, plain, say, show

app = typer.Typer(
    name="block",
    help="Block agreements (大宗协议): intents, dialogues, deals.",
    no_args_is_help=True,
)

Instrument = Annotated[str, typer.Argument(help="Code, as CEA25.")]
OfInstrument = Annotated[str | None, typer.Option(help="Only this instrument.")]
Price = Annotated[str, typer.Argument(help="CNY a tonne, as 78.50.")]
Tonnes = Annotated[int, typer.Argument(help="Tonnes.")]
Intent = Annotated[int, typer.Argument(help="Number of the intent.", min=1)]
Note = Annotated[str | None, typer.Option(help="A note of up to 56 bytes.")]
Hidden = Annotated[
    bool, typer.Option("--hidden", help="Without your name, until a deal is struck.")
]


def several(words: list[str] | None) -> str:
    """Words one after the other."""
    return " and ".join(words or [])


INTENT_COLUMNS = (
    Column("intent", "intent"),
    Column("account", "account", lambda value: plain(value) or "not shown"),
    Column("counterparty", "to", lambda value: plain(value) or "everyone"),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "CNY/t", money),
    Column("leaves", "t", count),
    Column("in_parts", "", flag("in parts")),
    Column("invitation", "", flag("invitation")),
    Column("note", "note"),
    Column("time_ns", "time", time_of_day),
)
DIALOGUE_COLUMNS = (
    Column("dialogue", "dialogue"),
    Column("intent", "intent"),
    Column("poster", "poster", lambda value: plain(value) or "not shown"),
    Column("responder", "responder", lambda value: plain(value) or "not shown"),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "CNY/t", money),
    Column("quantity", "t", count),
    Column("by", "offered by"),
    Column("confirmed_by", "confirmed by", several),
    Column("note", "note"),
)
DEAL_COLUMNS = (
    Column("deal", "deal"),
    Column("instrument", "instrument"),
    Column("buyer", "buyer"),
    Column("seller", "seller"),
    Column("price", "CNY/t", money),
    Column("quantity", "t", count),
    Column("amount_fen", "amount CNY", money),
    Column("time_ns", "time", time_of_day),
)


@app.command(
    epilog=(
        "Examples: ceax block post sell CEA25 78.50 200000 --in-parts --data ./venue --key alice; "
        "ceax block post buy CEA25 77.00 100000 --to 7 --hidden --data ./venue --key bob"
    )
)
def post(
    side: Annotated[SideName, typer.Argument(help="buy or sell.")],
    instrument: Instrument,
    price: Price,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    to: Annotated[int | None, typer.Option(help="Only this account sees it.", min=1)] = None,
    in_parts: Annotated[bool, typer.Option("--in-parts", help="May be dealt in parts.")] = False,
    invitation: Annotated[
        bool, typer.Option("--invitation", help="No firm offer: only dialogues, nothing locked.")
    ] = False,
    hidden: Hidden = False,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Post an intent; unless it is an invitation, cash or units are locked at once and others may
    accept it.
    """
    reply = tell_venue(
        data,
        url,
        key,
        "post_intent",
        own_key=None,
        side=side.value,
        instrument=instrument,
        price=ticks(price),
        quantity=quantity,
        counterparty=to,
        in_parts=in_parts,
        invitation=invitation,
        hidden=hidden,
        note=note,
    )
    at = format_hundredths(ticks(price))
    say(
        f"intent {reply['intent']}: {side.value} {quantity:,} t {instrument} at {at}",
        reply,
        as_json,
    )


@app.command("list", epilog="Example: ceax block list --data ./venue --key bob --instrument CEA25")
def list_intents(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    instrument: OfInstrument = None,
    as_json: Json = False,
) -> None:
    """Show the open intents that this key may see."""
    rows = at_venue(
        data, url, key, lambda session: session.pages("intents", "intents", instrument=instrument)
    )
    show("Intents 大宗意向", rows, INTENT_COLUMNS, as_json)


@app.command(epilog="Example: ceax block dialogues --data ./venue --key bob")
def dialogues(
    data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show the open dialogues with their present terms; the exchange sees all."""
    rows = at_venue(data, url, key, lambda session: session.pages("dialogues", "dialogues"))
    show("Dialogues 对话报价", rows, DIALOGUE_COLUMNS, as_json)


@app.command(epilog="Example: ceax block deals --data ./venue --key bob")
def deals(data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False) -> None:
    """Show the deals that wait for the close; the exchange sees all."""
    rows = at_venue(data, url, key, lambda session: session.pages("deals", "deals"))
    show("Deals 大宗成交", rows, DEAL_COLUMNS, as_json)


@app.command(epilog="Example: ceax block accept 3 100000 --data ./venue --key bob")
def accept(
    intent: Intent,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    as_json: Json = False,
) -> None:
    """Accept a firm intent at its price: a deal at once."""
    reply = tell_venue(
        data, url, key, "accept_intent", own_key=None, intent=intent, quantity=quantity
    )
    say(f"deal {reply['deal']}: {quantity:,} t of intent {intent}", reply, as_json)


@app.command(epilog="Example: ceax block withdraw 3 --data ./venue --key alice")
def withdraw(
    intent: Intent, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Withdraw an intent; its dialogues end. The exchange may withdraw any."""
    reply = tell_venue(data, url, key, "withdraw_intent", intent=intent)
    say(f"intent {intent} withdrawn, {reply['leaves']:,} t were left", reply, as_json)
