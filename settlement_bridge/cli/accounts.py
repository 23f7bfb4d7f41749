"""Commands of `ceax registry` by which its operator opens accounts and registers entities,
and moves cash and units.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from engine.units import parse_hundredths
from gateway.terminal.tables import Column, count, money
from settlement_bridge.cli.reach import (
    Account,
    Again,
    Amount,
    Document,
    Entity,
    FileEncoding,
    FileReference,
    Instrument,
    MayEntity,
    Note,
    Quantity,
    Reach,
    Reference,
    command,
)

app = typer.Typer()
ENTITY_COLUMNS = (
    Column("entity", "entity"),
    Column("name", "name"),
    Column("kind", "kind"),
    Column("province", "province"),
    Column("sector", "sector"),
    Column("credit_code", "credit code"),
    Column("status", "status"),
)


@command(app, "open-account 7 Huaneng --data ./venue", "open_account")
def open_account(
    registry: Reach,
    account: Account,
    name: Annotated[str, "Name of the entity (交易主体)."],
    *,
    entity: Annotated[
        int | None,
        typer.Option(help="Entity that owns it; by default the one with the same number.", min=1),
    ] = None,
) -> None:
    """Open an account in the registry."""
    reply = registry.ask("open_account", account=account, name=name, entity=entity)
    registry.say(f"account {account} is open", reply)


@command(app, "deposit 7 1000000.00 --data ./venue", "deposit")
def deposit(
    registry: Reach, account: Account, amount: Amount, *, reference: Reference = None
) -> None:
    """Pay cash into a trading account."""
    fen = parse_hundredths(amount)
    fields = {"account": account, "amount_fen": fen}
    _done(registry, f"{money(fen)} CNY paid in", "deposit", fields, reference)


@command(app, "withdraw 7 500.00 --data ./venue", "withdraw")
def withdraw(
    registry: Reach, account: Account, amount: Amount, *, reference: Reference = None
) -> None:
    """Pay cash out of a trading account."""
    fen = parse_hundredths(amount)
    fields = {"account": account, "amount_fen": fen}
    _done(registry, f"{money(fen)} CNY paid out", "withdraw", fields, reference)


@command(app, "allocate 7 CEA25 100000 --data ./venue", "allocate")
def allocate(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: Quantity,
    *,
    year: int | None = None,
    reference: Reference = None,
) -> None:
    """Issue units into an account, registry-available (初始分配)."""
    words = f"{count(quantity)} t of {instrument} allocated"
    fields = {"account": account, "instrument": instrument, "quantity": quantity, "year": year}
    _done(registry, words, "allocate", fields, reference)


def _done(
    registry: Reach, words: str, op: str, fields: dict[str, Any], reference: str | None
) -> None:
    reply = registry.ask_once(reference, op, **fields)
    number = reply["reference"] if "reference" in reply else reply["number"]
    registry.say(f"{words}, journal number {number}", {"number": number})


@command(app, "open-entity 7 华能国际 --kind emitter --province 42 --sector power", "open_entity")
def open_entity(
    registry: Reach,
    entity: Entity,
    name: str,
    *,
    kind: str,
    province: Annotated[
        int, typer.Option(help="GB/T 2260, two digits; 0: national.", min=0, max=99)
    ] = 0,
    sector: str = "none",
    credit_code: str | None = None,
) -> None:
    """Register an entity (重点排放单位, institution, state or province)."""
    fields = {"kind": kind, "province": province, "sector": sector, "credit_code": credit_code}
    reply = registry.ask("open_entity", entity=entity, name=name, **fields)
    registry.say(f"entity {entity} is registered", {"entity": reply["entity"]})


@command(
    app,
    "set-status account 7 suspended --document 'decision 9' --data ./venue",
    "set_account_status",
)
def set_status(
    registry: Reach,
    subject: Annotated[str, typer.Argument(help="entity or account.", metavar="entity|account")],
    number: Annotated[int, typer.Argument(help="Its number.", min=1)],
    status: Annotated[str, "Its standing from now on."],
    *,
    document: Document,
) -> None:
    """Suspend, restore or close an entity or an account."""
    if subject not in ("entity", "account"):
        raise typer.BadParameter(f"{subject!r}: say entity or account")
    fields = {subject: number, "status": status, "document": document}
    reply = registry.ask(f"set_{subject}_status", **fields)
    registry.say(f"{subject} {number} is {status}", {"change": reply["change"]})


@command(
    app,
    "name-representative 7 'Lin Mei' --document 'letter 3' --data ./venue",
    "name_representative",
)
def name_representative(registry: Reach, entity: Entity, name: str, *, document: Document) -> None:
    """Name an entity's representative in place of the one before."""
    fields = {"entity": entity, "name": name, "document": document}
    reply = registry.ask("name_representative", **fields)
    registry.say(f"{name} represents entity {entity}", {"change": reply["change"]})


@command(app, "entities --data ./venue", "entities")
def entities(registry: Reach) -> None:
    """All entities."""
    rows = registry.rows("entities", "entities")
    registry.show("Entities", rows, ENTITY_COLUMNS)


@command(app, "entity 7 --data ./venue", "entity")
def entity(registry: Reach, entity: MayEntity = None) -> None:
    """One entity, its representative and its accounts."""
    reply = registry.ask("entity", entity=entity)
    accounts = (
        ", ".join(f"{row['account']} ({row['status']})" for row in reply["accounts"]) or "none"
    )
    words = (
        f"{reply['entity']} {reply['name']}: {reply['kind']}, province {reply['province']:02},"
        f" {reply['status']}"
    )
    registry.say(
        f"{words}; represented by {reply['representative'] or 'nobody yet'}; accounts {accounts}",
        reply,
    )


@command(app, "allocate-file 2025.csv --reference 生态环境部-2025-1 --data ./venue")
def allocate_file(
    registry: Reach,
    file: Annotated[
        Path, "CSV: account,instrument,year,province,quantity; last total,ROWS,,,QUANTITY."
    ],
    *,
    reference: FileReference,
    note: Note = None,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Issue all that a file says (初始分配), or nothing."""
    text = read_text(file, encoding)
    work = lambda registry: registry.allocate_file(text, reference, note, again)
    event = registry.visit(work)
    registry.say(f"{file.name} is allocated, event {event}", {"event": event})


@command(app, "open-instrument CCER24 --document 'notice 3'", "open_instrument")
def open_instrument(
    registry: Reach, instrument: Instrument, *, document: Document, year: int | None = None
) -> None:
    """Let units of an instrument be issued; the exchange's own are known without."""
    fields = {"instrument": instrument, "year": year, "document": document}
    work = lambda registry: registry.request("open_instrument", **fields)
    reply = registry.visit(work)
    registry.say(f"units of {instrument} may be issued", {"change": reply["change"]})


@command(app, "instruments --data ./venue", "instruments")
def instruments(registry: Reach) -> None:
    """Instruments of which units may be issued."""
    work = lambda registry: registry.request("instruments")
    rows = registry.visit(work)["instruments"]
    registry.show("Instruments", rows, (Column("instrument", "instrument"), Column("year", "year")))


@command(
    app, "transfer-window transfer_out 09:00 15:30 --document 'notice 4'", "set_transfer_window"
)
def transfer_window(
    registry: Reach,
    direction: str,
    opens: str | None = None,
    closes: str | None = None,
    *,
    document: Document,
) -> None:
    """Say in which hours units may go between registry and exchange (划转窗口)."""
    fields = {"direction": direction, "opens": opens, "closes": closes, "document": document}
    reply = registry.ask("set_transfer_window", **fields)
    hours = f"from {opens or '00:00'} to {closes or '24:00'}" if opens or closes else "all day"
    registry.say(f"{direction}: {hours}", {"change": reply["change"]})
