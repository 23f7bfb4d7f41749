"""Commands of `ceax registry` by which its operator opens accounts and moves cash and units, and
how it stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import count, money, say
from settlement_bridge.cli import serials
from settlement_bridge.cli.reach import Key, Reference, Url, ask_once, at_registry
from settlement_bridge.cli.serials import Quantity as MayQuantity
from settlement_bridge.cli.serials import Serials, SerialsFile

app = typer.Typer()

Account = Annotated[int, typer.Argument(help="Account number.", min=1)]
Instrument = Annotated[str, typer.Argument(help="Instrument code, as CEA25.")]
Quantity = Annotated[int, typer.Argument(help="Tonnes.", min=1)]
_YEAR_HELP = "Of the serial numbers, where the code tells none."
OfUnits = Annotated[int | None, typer.Option("--year", help=_YEAR_HELP, min=2000)]
Amount = Annotated[str, typer.Argument(help="CNY, as 1000000.00.")]


@app.command("open-account", epilog="Example: ceax registry open-account 7 Huaneng --data ./venue")
def open_account(
    account: Account,
    name: Annotated[str, typer.Argument(help="Name of the entity (交易主体).")],
    entity: Annotated[
        int | None,
        typer.Option(help="Entity that owns it; by default the one with the same number.", min=1),
    ] = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Open an account in the registry."""
    reply = at_registry(
        data, url, key, lambda registry: registry.open_account(account, name, entity)
    )
    say(f"account {account} is open", reply, as_json)


@app.command(epilog="Example: ceax registry deposit 7 1000000.00 --data ./venue")
def deposit(
    account: Account,
    amount: Amount,
    reference: Reference = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Pay cash into a trading account."""
    fen = parse_hundredths(amount)
    fields = {"account": account, "amount_fen": fen}
    _done(f"{money(fen)} CNY paid in", "deposit", fields, reference, (data, url, key), as_json)


@app.command(epilog="Example: ceax registry withdraw 7 500.00 --data ./venue")
def withdraw(
    account: Account,
    amount: Amount,
    reference: Reference = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Pay cash out of a trading account."""
    fen = parse_hundredths(amount)
    fields = {"account": account, "amount_fen": fen}
    _done(f"{money(fen)} CNY paid out", "withdraw", fields, reference, (data, url, key), as_json)


@app.command(epilog="Example: ceax registry allocate 7 CEA25 100000 --data ./venue")
def allocate(
    account: Account,
    instrument: Instrument,
    quantity: Quantity,
    year: OfUnits = None,
    reference: Reference = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Issue units into an account, registry-available (初始分配)."""
    words = f"{count(quantity)} t of {instrument} allocated"
    fields = {"account": account, "instrument": instrument, "quantity": quantity, "year": year}
    _done(words, "allocate", fields, reference, (data, url, key), as_json)


@app.command("transfer-in", epilog="Example: ceax registry transfer-in 7 CEA25 5000 --data ./venue")
def transfer_in(
    account: Account,
    instrument: Instrument,
    quantity: MayQuantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    reference: Reference = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Move units from the registry into the trading account."""
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    _transferred("transfer_in", "can be traded now", what, (data, url, key), reference, as_json)


@app.command(
    "transfer-out", epilog="Example: ceax registry transfer-out 7 CEA25 5000 --data ./venue"
)
def transfer_out(
    account: Account,
    instrument: Instrument,
    quantity: MayQuantity = None,
    serials_: Serials = None,
    file: SerialsFile = None,
    reference: Reference = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Move units from the trading account back into the registry."""
    what = (account, instrument, quantity, serials.ranges(serials_, file, instrument))
    where = (data, url, key)
    _transferred("transfer_out", "are back in the registry", what, where, reference, as_json)


def _transferred(
    op: str,
    words: str,
    what: tuple[int, str, int | None, list[str] | None],
    where: tuple[Path | None, str | None, str | None],
    reference: str | None,
    as_json: bool,
) -> None:
    account, instrument, quantity, ranges = what
    fields = {"account": account, "instrument": instrument, "quantity": quantity, "serials": ranges}
    tonnes = quantity or serials.tonnes(ranges, instrument)
    _done(f"{count(tonnes)} t of {instrument} {words}", op, fields, reference, where, as_json)


def _done(
    words: str,
    op: str,
    fields: dict[str, Any],
    reference: str | None,
    where: tuple[Path | None, str | None, str | None],
    as_json: bool,
) -> None:
    reply = ask_once(where, reference, op, **fields)
    number = reply["reference"] if "reference" in reply else reply["number"]
    say(f"{words}, journal number {number}", {"number": number}, as_json)
