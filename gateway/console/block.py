"""The block desk (大宗协议) from a terminal: `ceax block …`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.units import format_hundredths
from gateway.client import ticks
from gateway.console.members import SideName, time_of_day
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, at_venue
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
Dialogue = Annotated[int, typer.Argument(help="Number of the dialogue.", min=1)]
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
    reply = at_venue(
        data,
        url,
        key,
        lambda session: session.post_intent(
            side.value,
            instrument,
            price,
            quantity,
            counterparty=to,
            in_parts=in_parts,
            invitation=invitation,
            hidden=hidden,
            note=note,
        ),
        own_key=None,
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
    rows = at_venue(data, url, key, lambda session: session.intents(instrument))
    show("Intents 大宗意向", rows, INTENT_COLUMNS, as_json)


@app.command(epilog="Example: ceax block dialogues --data ./venue --key bob")
def dialogues(
    data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show the open dialogues with the terms that stand; the exchange sees all."""
    rows = at_venue(data, url, key, lambda session: session.dialogues())
    show("Dialogues 对话报价", rows, DIALOGUE_COLUMNS, as_json)


@app.command(epilog="Example: ceax block deals --data ./venue --key bob")
def deals(data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False) -> None:
    """Show the deals that wait for the close; the exchange sees all."""
    rows = at_venue(data, url, key, lambda session: session.deals())
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
    reply = at_venue(
        data, url, key, lambda session: session.accept_intent(intent, quantity), own_key=None
    )
    say(f"deal {reply['deal']}: {quantity:,} t of intent {intent}", reply, as_json)


@app.command(epilog="Example: ceax block withdraw 3 --data ./venue --key alice")
def withdraw(
    intent: Intent, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Withdraw an intent; its dialogues end. The exchange may withdraw any."""
    reply = at_venue(data, url, key, lambda session: session.withdraw_intent(intent))
    say(f"intent {intent} withdrawn, {reply['leaves']:,} t were left", reply, as_json)


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


@app.command("cancel-deal", epilog="Example: ceax block cancel-deal 2 --data ./venue")
def cancel_deal(
    deal: Annotated[int, typer.Argument(help="Number of the deal.", min=1)],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Cancel a deal before the close (the exchange's staff)."""
    reply = at_venue(data, url, key, lambda session: session.cancel_deal(deal))
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
    reply = at_venue(data, url, key, lambda session: session.suspend_desk(instrument))
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
    reply = at_venue(data, url, key, lambda session: session.resume_desk(instrument))
    say(f"block desk{_of(instrument)} resumed", reply, as_json)


def _of(instrument: str | None) -> str:
    return f" of {instrument}" if instrument else ""
