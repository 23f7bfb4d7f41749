"""Commands of `ceax registry` for the events of the books: allocation by file, freezes, pledges,
transfers by order, reversal.
"""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from engine.texts.terminal import line
from gateway.terminal.tables import Column, count
from settlement_bridge.cli import serials
from settlement_bridge.cli.reach import OPERATOR_KEY, Again, FileEncoding, Reach, Reference, command
from settlement_bridge.cli.serials import Quantity, Serials, SerialsFile
from settlement_bridge.client import RegistrySession

app = typer.Typer()

Account = Annotated[int, typer.Argument(help="Account number.", min=1)]
ToAccount = Annotated[int, typer.Argument(help="Account that receives.", min=1)]
Instrument = Annotated[str, typer.Argument(help="Instrument code, as CEA25.")]
Holder = Annotated[
    int, typer.Argument(help="Account number; 0, with --serials: whoever holds them.", min=0)
]
Document = Annotated[str, typer.Option(help="The ground: court order, contract, certificate.")]
MayDocument = Annotated[
    str | None, typer.Option(help="The ground: court order, contract, certificate.")
]
_YEAR_HELP = "Of its units, where the code tells none."
OfUnits = Annotated[int | None, typer.Option("--year", help=_YEAR_HELP, min=2000)]
Note = Annotated[str | None, typer.Option(help="Anything else to be kept with it.")]


class Free(enum.StrEnum):
    """States that a freeze takes from and gives back to."""

    REGISTRY = "registry_available"
    TRADING = "trading_available"


class Direction(enum.StrEnum):
    """Ways between registry and exchange."""

    IN = "transfer_in"
    OUT = "transfer_out"


class Held(enum.StrEnum):
    """States that a court or an inheritance takes from."""

    REGISTRY = "registry_available"
    TRADING = "trading_available"
    FROZEN = "frozen"
    PLEDGED = "pledged"


Taken = Annotated[
    Held | None, typer.Option("--state", help="Which units; registry_available by default.")
]
MayFreed = Annotated[
    Free | None, typer.Option("--state", help="Which units; registry_available by default.")
]


@command(app, "allocate-file 2025.csv --reference 生态环境部-2025-1 --data ./venue")
def allocate_file(
    registry: Reach,
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV: account,instrument,year,province,quantity; last total,ROWS,,,QUANTITY."
        ),
    ],
    reference: Annotated[str, typer.Option(help="The file's own number; each is taken once.")],
    note: Note = None,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Issue all that a file says (初始分配), or nothing."""
    text = read_text(file, encoding)
    work = lambda registry: registry.allocate_file(text, reference, note, again)
    event = registry.visit(work)
    registry.say(f"{file.name} is allocated, event {event}", {"event": event})


@command(app, "open-instrument CCER24 --document 'notice 3'")
def open_instrument(
    registry: Reach, instrument: Instrument, document: Document, year: OfUnits = None
) -> None:
    """Let units of an instrument be issued; the exchange's own are known without."""
    fields = {"instrument": instrument, "year": year, "document": document}
    work = lambda registry: registry.request("open_instrument", **fields)
    reply = registry.visit(work)
    registry.say(f"units of {instrument} may be issued", {"change": reply["change"]})


@command(app, "instruments --data ./venue")
def instruments(registry: Reach) -> None:
    """Instruments of which units may be issued."""
    work = lambda registry: registry.request("instruments")
    rows = registry.visit(work)["instruments"]
    registry.show("Instruments", rows, (Column("instrument", "instrument"), Column("year", "year")))


@command(app, "freeze 0 CEA25 --serials 11-15 --document 'court order 12/2026' --data ./venue")
def freeze(
    registry: Reach,
    account: Holder,
    instrument: Instrument,
    document: Document,
    quantity: Quantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    state: MayFreed = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Freeze units by order of a court (司法冻结)."""
    terms = {"state": state and state.value, "document": document, "note": note}
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "freeze", "frozen", what, reference, **terms)


@command(app, "unfreeze 7 CEA25 500 --document 'court order 15/2026' --data ./venue")
def unfreeze(
    registry: Reach,
    account: Holder,
    instrument: Instrument,
    document: Document,
    quantity: Quantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    state: MayFreed = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Give frozen units back."""
    terms = {"state": state and state.value, "document": document, "note": note}
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "unfreeze", "free again", what, reference, **terms)


@command(app, "court-transfer 7 8 CEA25 500 --document 'order 12/2026' --state frozen")
def court_transfer(
    registry: Reach,
    account: Holder,
    to_account: ToAccount,
    instrument: Instrument,
    document: Document,
    quantity: Quantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    state: Taken = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Move units to another account by order of a court (司法划转)."""
    terms = {
        "to_account": to_account,
        "state": state and state.value,
        "document": document,
        "note": note,
    }
    words = f"transferred to account {to_account}"
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "court_transfer", words, what, reference, **terms)


@command(app, "inherit 7 8 CEA25 500 --document 'merger contract 3/2026' --data ./venue")
def inherit(
    registry: Reach,
    account: Account,
    to_account: ToAccount,
    instrument: Instrument,
    document: Document,
    quantity: Quantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    state: Taken = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Move units to a legal successor (继承)."""
    terms = {
        "to_account": to_account,
        "state": state and state.value,
        "document": document,
        "note": note,
    }
    words = f"inherited by account {to_account}"
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "inherit", words, what, reference, **terms)


@command(app, "pledge 7 CEA25 500 --document 'contract 3/2026' --data ./venue")
def pledge(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    document: Document,
    quantity: Quantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Pledge registry-available units (质押)."""
    terms = {"document": document, "note": note}
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "pledge", "pledged", what, reference, **terms)


@command(app, "release 7 CEA25 500 --document 'contract 3/2026' --data ./venue")
def release(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    document: Document,
    quantity: Quantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Release pledged units (解除质押)."""
    terms = {"document": document, "note": note}
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "release", "released", what, reference, **terms)


@command(app, "cancel 7 CEA25 500 --note 'flight to Wuhan' --data ./venue")
def cancel(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: Quantity = None,
    document: MayDocument = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Cancel units for good, of the owner's own will (自愿注销)."""
    terms = {"document": document, "note": note}
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _units(registry, "cancel", "cancelled", what, reference, **terms)


@command(app, "transfer-window transfer_out 09:00 15:30 --document 'notice 4'")
def transfer_window(
    registry: Reach,
    direction: Annotated[Direction, typer.Argument(help="Which way.")],
    document: Document,
    opens: Annotated[
        str | None, typer.Argument(help="From when, HH:MM in Shanghai; without it all day.")
    ] = None,
    closes: Annotated[str | None, typer.Argument(help="Until when, HH:MM.")] = None,
) -> None:
    """Say in which hours units may go between registry and exchange (划转窗口)."""
    fields = {"direction": direction.value, "opens": opens, "closes": closes, "document": document}
    reply = registry.ask("set_transfer_window", **fields)
    hours = f"from {opens or '00:00'} to {closes or '24:00'}" if opens or closes else "all day"
    registry.say(f"{direction.value}: {hours}", {"change": reply["change"]})


@command(app, "reverse 1234 --document 'correction 7' --data ./venue")
def reverse(
    registry: Reach,
    event: Annotated[int, typer.Argument(help="Number of the event.", min=1)],
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Take an event back by its opposite: the same units, the other way."""
    fields = {"event": event, "document": document, "note": note}
    number = registry.ask_once(reference, "reverse", **fields)["event"]
    registry.say(f"event {event} is taken back by event {number}", {"event": number})


def _units(
    registry: Reach,
    op: str,
    words: str,
    what: tuple[int, str, int | None, list[str] | None],
    reference: str | None,
    **terms: Any,
) -> None:
    """Ask for an event over units, named by their tonnes or their serial numbers, and say which
    moved.
    """
    account, instrument, quantity, ranges = what
    reply = registry.ask_once(
        reference,
        op,
        account=account or None,
        instrument=instrument,
        quantity=quantity,
        serials=ranges,
        **terms,
    )

    async def entries_of(session: RegistrySession) -> list[dict[str, Any]]:
        if session.role != OPERATOR_KEY:
            return []
        return list((await session.request("event", event=reply["number"]))["entries"])

    entries = registry.visit(entries_of) if ranges is not None else []
    tonnes = quantity or serials.tonnes(ranges, instrument)
    said = f"{count(tonnes)} t of {instrument} {words}, event {reply['number']}"
    registry.say(said, {**reply, **({"entries": entries} if entries else {})})
    for moved in () if registry.as_json else serials.moved(entries):
        line(moved)
