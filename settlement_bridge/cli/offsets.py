"""Commands of `ceax registry` on offsets between two registries (抵销)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count
from settlement_bridge.cli.reach import (
    Account,
    Instrument,
    MayDocument,
    Note,
    Reach,
    Reference,
    command,
    make,
)
from settlement_bridge.cli.units import MayQuantity, Serials, SerialsFile, ranges, tonnes
from settlement_bridge.client import ConnectionLost, ReplyMissing

app = typer.Typer()

WAIT_MS = 5_000  # how long a command waits for the credits registry
Year = Annotated[int, typer.Option("--year", help="Year of the obligation.")]
PEER = Annotated[str, typer.Option("--peer", help="Address of the credits registry, wss://….")]
PEER_KEY = Annotated[
    str, typer.Option("--peer-key", help="Public key of its server, which must be the one there.")
]
AS = Annotated[
    str,
    typer.Option("--as", help="Id of the key in the folder `keys` with which to log on there."),
]
COLUMNS = (
    Column("offset", "offset"),
    Column("date", "date"),
    Column("account", "account"),
    Column("year", "year"),
    Column("instrument", "credits"),
    Column("quantity", "t", count),
    Column("words", "state"),
    Column("status", ""),
    Column("project", "project"),
    Column("cancellation", "cancellation"),
    Column("message", "why not"),
)
BINDING_COLUMNS = (
    Column("number", "number"),
    Column("account", "account"),
    Column("peer", "registry"),
    Column("peer_account", "account there"),
    Column("who", "by"),
    Column("document", "document"),
)
ORDER_COLUMNS = (
    Column("number", "number"),
    Column("date", "date"),
    Column("peer", "registry"),
    Column("peer_account", "account there"),
    Column("account", "account"),
    Column("year", "year"),
    Column("instrument", "credits"),
    Column("quantity", "t", count),
    Column("status", "state"),
    Column("message", "why not"),
)


@command(
    app,
    "offset 7 A210001-22 500 --year 2024 --data ./venue; offset 7 A210001-22 --serials 11-15"
    " --year 2024 --data ./venue",
    "offset",
)
def offset(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: MayQuantity = None,
    *,
    year: Year,
    serials: Serials = None,
    file: SerialsFile = None,
    document: MayDocument = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Offset an obligation with credits of the linked registry, and say how far that has come."""
    named = ranges(serials, file, instrument)
    units = {"instrument": instrument, "quantity": quantity, "serials": named}
    asked = {"account": account, "year": year, "document": document, "note": note}
    reply = registry.ask_once(reference, "offset", **units, **asked)
    shown = {"quantity": quantity or tonnes(named, instrument), "instrument": instrument}
    _say(registry, reply["offset"], shown)


def _say(registry: Reach, number: int, known: dict[str, Any]) -> None:
    """Say what has come of an offset, once it rests; a lost answer leaves it under way."""
    try:
        row = registry.ask("offset_state", offset=number, wait_ms=WAIT_MS)["offset"]
    except (ConnectionLost, ReplyMissing):
        row = known | {"status": "asked", "words": "申请中", "message": None}
    why = f": {row['message']} [{row['code']}]" if row["message"] else ""
    units = f"{row['quantity']:,} t of {row['instrument']}"
    sentence = f"offset {number}, {units}: {row['words']} {row['status']}{why}"
    registry.say(sentence, {"offset": number} | row)


def _linked(known: Known) -> str:
    return f"linked to {known['peer']}, as {known['as_']}"


def _state(known: Known) -> str:
    if known["address"] is None:
        return "no registry of credits is linked"
    waiting = f"{known['waiting']} offsets wait"
    problem = f": {known['problem']}" if known["problem"] else ""
    return f"linked to {known['address']}, as {known['key']}; {waiting}{problem}"


make(
    app,
    "",
    (
        Request(
            "link_registry",
            "link --peer wss://credits.example:9103 --peer-key 3b6a27bc…29 --as allowances"
            " --document 'agreement 1'",
            "- peer=address peer_key=server_key as_=key document note",
            _linked,
            kinds={"peer": PEER, "peer_key": PEER_KEY, "as_": AS},
        ),
        Request(
            "unlink_registry",
            "unlink --document 'agreement 1 ended'",
            "- document note",
            "the link is ended",
        ),
        Request("registry_link", "linked", "", _state),
        Request(
            "withdraw_offset",
            "withdraw-offset 12",
            "offset - account document note",
            "offset {offset} is being withdrawn",
        ),
        Request(
            "approve_offset",
            "approve-offset 12 --document 'decision 3'",
            "offset - document note",
            "offset {offset} goes on",
        ),
        Listing(
            "offsets",
            "offsets --year 2024",
            "- account entity year",
            "Offsets 抵销",
            COLUMNS,
        ),
        Request(
            "bind_account",
            "bind-account 12 allowances 7 --document 'letter 4'",
            "account peer peer_account - document note",
            "account {account} is bound to account {peer_account} of {peer}",
        ),
        Request(
            "unbind_account",
            "unbind-account allowances 7 --document 'letter 5'",
            "peer peer_account - document note",
            "account {peer_account} of {peer} is bound to no account",
        ),
        Listing("bindings", "bindings", "- account", "Accounts bound", BINDING_COLUMNS),
        Listing(
            "offset_orders",
            "offset-orders",
            "- account",
            "Orders of registries of allowances",
            ORDER_COLUMNS,
            rows="orders",
        ),
    ),
)
