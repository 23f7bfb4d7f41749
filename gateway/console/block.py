"""The block desk (大宗协议) from a terminal: `ceax block …`, for members and the exchange's
staff.
"""

from __future__ import annotations

import typer

from gateway.console.reach import console
from gateway.protocol.table import blocks
from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count, flag, money, plain, time_of_day

app = typer.Typer(
    name="block",
    help="Block agreements (大宗协议): intents, dialogues, deals.",
    no_args_is_help=True,
)


def _several(words: list[str] | None) -> str:
    """Words one after the other."""
    return " and ".join(words or [])


def _shown(value: int | None) -> str:
    return plain(value) or "not shown"


INTENT_COLUMNS = (
    Column("intent", "intent"),
    Column("account", "account", _shown),
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
    Column("poster", "poster", _shown),
    Column("responder", "responder", _shown),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "CNY/t", money),
    Column("quantity", "t", count),
    Column("by", "offered by"),
    Column("confirmed_by", "confirmed by", _several),
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


def _confirmed(known: Known) -> str:
    deal = known["deal"]
    struck = "the other side has not confirmed yet" if deal is None else f"deal {deal} struck"
    terms = f"{count(known['quantity'])} t at {money(known['price'])}"
    return f"dialogue {known['dialogue']}: {terms} confirmed, {struck}"


def _desk(known: Known) -> str:
    return f"block desk of {known['instrument']}" if known["instrument"] else "block desk"


INTENTS = (
    Request(
        "post_intent",
        "post sell CEA25 78.50 200000 --in-parts",
        "side instrument price quantity - to=counterparty in_parts invitation hidden note",
        "intent {intent}: {side} {quantity:count} t {instrument} at {price:money}",
    ),
    Listing(
        "intents", "list --instrument CEA25", "- instrument", "Intents 大宗意向", INTENT_COLUMNS
    ),
    Request(
        "accept_intent",
        "accept 3 100000",
        "intent quantity",
        "deal {deal}: {quantity:count} t of intent {intent}",
    ),
    Request(
        "withdraw_intent",
        "withdraw 3",
        "intent",
        "intent {intent} withdrawn, {leaves:count} t were left",
    ),
)
DIALOGUES = (
    Listing("dialogues", "dialogues", "", "Dialogues 对话报价", DIALOGUE_COLUMNS),
    Request(
        "open_dialogue",
        "talk 3 77.00 100000 --note 'today?'",
        "intent price quantity - hidden note",
        "dialogue {dialogue} on intent {intent}: {quantity:count} t at {price:money} offered",
    ),
    Request(
        "counter_offer",
        "counter 5 78.00 100000",
        "dialogue price quantity - note",
        "dialogue {dialogue}: {quantity:count} t at {price:money} offered",
    ),
    Request("send_note", "note 5 'by noon, please'", "dialogue note", "dialogue {dialogue}: noted"),
    Request("confirm_terms", "confirm 5 78.00 100000", "dialogue price quantity", _confirmed),
    Request("leave_dialogue", "leave 5", "dialogue", "dialogue {dialogue} ended"),
)
DEALS = (
    Listing("deals", "deals", "", "Deals 大宗成交", DEAL_COLUMNS),
    Request("cancel_deal", "cancel-deal 2", "deal", "deal {deal} cancelled"),
    Request(
        "suspend_desk",
        "suspend; suspend --instrument CEA25",
        "- instrument",
        lambda known: f"{_desk(known)} suspended",
    ),
    Request(
        "resume_desk",
        "resume; resume --instrument CEA25",
        "- instrument",
        lambda known: f"{_desk(known)} resumed",
    ),
)
console(blocks.ROWS).make(app, "block ", (*INTENTS, *DIALOGUES, *DEALS))
