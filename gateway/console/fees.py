"""Commands of the exchange's staff about fees (手续费) by date."""

from __future__ import annotations

import typer

from gateway.console.reach import console
from gateway.protocol.table import fees
from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count, flag, money, plain

app = typer.Typer()
_CONSOLE = console(fees.ROWS)
FEE_COLUMNS = (
    Column("instrument", "instrument", plain),
    Column("from", "from", plain),
    Column("trading_fee_ppm", "trading ppm", count),
    Column("trading_fee_min_fen", "at least CNY", money),
    Column("settlement_fee_ppm", "settlement ppm", count),
    Column("settlement_fee_min_fen", "at least CNY", money),
    Column("in_force", "", flag("in force")),
)
_RATES = "trading_fee_ppm trading_fee_min_fen settlement_fee_ppm settlement_fee_min_fen"


def _whose(known: Known) -> str:
    return str(known["instrument"] or "every instrument")


def _set(known: Known) -> str:
    return f"fees of {_whose(known)} are set from {known['from_date']} on"


def _withdrawn(known: Known) -> str:
    return f"fees of {_whose(known)} from {known['from_date']} on are taken back"


COMMANDS = (
    Request(
        "set_fees",
        "set-fees 2026-12-01 --instrument CEA25 --trading-fee-ppm 500;"
        " set-fees 2027-01-04 --trading-fee-ppm 6000 --settlement-fee-ppm 300",
        f"from_date - instrument {_RATES}",
        _set,
    ),
    Request(
        "withdraw_fees",
        "withdraw-fees 2026-12-01 --instrument CEA25",
        "from_date - instrument",
        _withdrawn,
    ),
    Listing("fees", "fees", "", "Fees 手续费, in force and by date", FEE_COLUMNS),
)
_CONSOLE.make(app, "", COMMANDS)
