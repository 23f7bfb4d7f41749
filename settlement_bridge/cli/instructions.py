"""Commands of `ceax registry` by which its operator opens accounts and moves cash and units, and
how it stands.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.tables import count, money
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
    reply = registry.visit(lambda session: session.open_account(account, name, entity))
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
