"""Commands of `ceax registry` by which its operator opens accounts and registers entities,
and moves cash and units.
"""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.tables import Column, count, money
from settlement_bridge.cli import serials
from settlement_bridge.cli.reach import Reach, Reference, command
from settlement_bridge.cli.serials import Quantity as MayQuantity
from settlement_bridge.cli.serials import Serials, SerialsFile

app = typer.Typer()
Account = Annotated[int, typer.Argument(help="Account number.", min=1)]
Instrument = Annotated[str, typer.Argument(help="Instrument code, as CEA25.")]
Quantity = Annotated[int, typer.Argument(help="Tonnes.", min=1)]
_YEAR_HELP = "Of the serial numbers, where the code tells none."
OfUnits = Annotated[int | None, typer.Option("--year", help=_YEAR_HELP, min=2000)]
Amount = Annotated[str, typer.Argument(help="CNY, as 1000000.00.")]
EntityNumber = Annotated[int, typer.Argument(help="Entity number.", min=1)]
Document = Annotated[str, typer.Option(help="The ground: a decision, a contract.")]
Kinds = enum.StrEnum("Kinds", "emitter institution state province")
Sectors = enum.StrEnum("Sectors", "none power steel cement aluminium")
Statuses = enum.StrEnum("Statuses", "active suspended closed")
ENTITY_COLUMNS = (
    Column("entity", "entity"),
    Column("name", "name"),
    Column("kind", "kind"),
    Column("province", "province"),
    Column("sector", "sector"),
    Column("credit_code", "credit code"),
    Column("status", "status"),
)


@command(app, "open-account 7 Huaneng --data ./venue")
def open_account(
    registry: Reach,
    account: Account,
    name: Annotated[str, typer.Argument(help="Name of the entity (交易主体).")],
    entity: Annotated[
        int | None,
        typer.Option(help="Entity that owns it; by default the one with the same number.", min=1),
    ] = None,
) -> None:
    """Open an account in the registry."""
    reply = registry.ask("open_account", account=account, name=name, entity=entity)
    registry.say(f"account {account} is open", reply)


@command(app, "deposit 7 1000000.00 --data ./venue")
def deposit(registry: Reach, account: Account, amount: Amount, reference: Reference = None) -> None:
    """Pay cash into a trading account."""
    fen = parse_hundredths(amount)
    fields = {"account": account, "amount_fen": fen}
    _done(registry, f"{money(fen)} CNY paid in", "deposit", fields, reference)


@command(app, "withdraw 7 500.00 --data ./venue")
def withdraw(
    registry: Reach, account: Account, amount: Amount, reference: Reference = None
) -> None:
    """Pay cash out of a trading account."""
    fen = parse_hundredths(amount)
    fields = {"account": account, "amount_fen": fen}
    _done(registry, f"{money(fen)} CNY paid out", "withdraw", fields, reference)


@command(app, "allocate 7 CEA25 100000 --data ./venue")
def allocate(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: Quantity,
    year: OfUnits = None,
    reference: Reference = None,
) -> None:
    """Issue units into an account, registry-available (初始分配)."""
    words = f"{count(quantity)} t of {instrument} allocated"
    fields = {"account": account, "instrument": instrument, "quantity": quantity, "year": year}
    _done(registry, words, "allocate", fields, reference)


@command(app, "transfer-in 7 CEA25 5000 --data ./venue")
def transfer_in(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: MayQuantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    reference: Reference = None,
) -> None:
    """Move units from the registry into the trading account."""
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _transferred(registry, "transfer_in", "can be traded now", what, reference)


@command(app, "transfer-out 7 CEA25 5000 --data ./venue")
def transfer_out(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: MayQuantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    reference: Reference = None,
) -> None:
    """Move units from the trading account back into the registry."""
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _transferred(registry, "transfer_out", "are back in the registry", what, reference)


def _transferred(
    registry: Reach,
    op: str,
    words: str,
    what: tuple[int, str, int | None, list[str] | None],
    reference: str | None,
) -> None:
    account, instrument, quantity, ranges = what
    fields = {"account": account, "instrument": instrument, "quantity": quantity, "serials": ranges}
    tonnes = quantity or serials.tonnes(ranges, instrument)
    _done(registry, f"{count(tonnes)} t of {instrument} {words}", op, fields, reference)


def _done(
    registry: Reach, words: str, op: str, fields: dict[str, Any], reference: str | None
) -> None:
    reply = registry.ask_once(reference, op, **fields)
    number = reply["reference"] if "reference" in reply else reply["number"]
    registry.say(f"{words}, journal number {number}", {"number": number})


@command(app, "open-entity 7 华能国际 --kind emitter --province 42 --sector power")
def open_entity(
    registry: Reach,
    entity: EntityNumber,
    name: Annotated[str, typer.Argument(help="Its name.")],
    kind: Annotated[Kinds, typer.Option(help="What it is to the registry.")],
    province: Annotated[
        int, typer.Option(help="GB/T 2260, two digits; 0: national.", min=0, max=99)
    ] = 0,
    sector: Annotated[Sectors, typer.Option(help="An emitter's sector.")] = Sectors.none,
    credit_code: Annotated[str | None, typer.Option(help="统一社会信用代码.")] = None,
) -> None:
    """Register an entity (重点排放单位, institution, state or province)."""
    fields = {
        "kind": kind.value,
        "province": province,
        "sector": sector.value,
        "credit_code": credit_code,
    }
    reply = registry.ask("open_entity", entity=entity, name=name, **fields)
    registry.say(f"entity {entity} is registered", {"entity": reply["entity"]})


@command(app, "set-status account 7 suspended --document 'decision 9' --data ./venue")
def set_status(
    registry: Reach,
    subject: Annotated[str, typer.Argument(help="entity or account.", metavar="entity|account")],
    number: Annotated[int, typer.Argument(help="Its number.", min=1)],
    status: Annotated[Statuses, typer.Argument(help="Its standing from now on.")],
    document: Document,
) -> None:
    """Suspend, restore or close an entity or an account."""
    if subject not in ("entity", "account"):
        raise typer.BadParameter(f"{subject!r}: say entity or account")
    fields = {subject: number, "status": status.value, "document": document}
    reply = registry.ask(f"set_{subject}_status", **fields)
    registry.say(f"{subject} {number} is {status.value}", {"change": reply["change"]})


@command(app, "name-representative 7 'Lin Mei' --document 'letter 3' --data ./venue")
def name_representative(
    registry: Reach,
    entity: EntityNumber,
    name: Annotated[str, typer.Argument(help="Who represents it.")],
    document: Document,
) -> None:
    """Name an entity's representative in place of the one before."""
    fields = {"entity": entity, "name": name, "document": document}
    reply = registry.ask("name_representative", **fields)
    registry.say(f"{name} represents entity {entity}", {"change": reply["change"]})


@command(app, "entities --data ./venue")
def entities(registry: Reach) -> None:
    """All entities."""
    rows = registry.rows("entities", "entities")
    registry.show("Entities", rows, ENTITY_COLUMNS)


@command(app, "entity 7 --data ./venue")
def entity(
    registry: Reach,
    entity: Annotated[
        int | None, typer.Argument(help="Entity number; a member's own by default.", min=1)
    ] = None,
) -> None:
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
