"""The commands by which accounts of a simulated venue begin: opened, with cash and units."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.commands import CommandArray, CommandKind, empty_commands


def accounts_opened(accounts: int) -> CommandArray:
    """Open accounts 1 to `accounts`."""
    opening = empty_commands(accounts)
    opening["kind"], opening["account"] = CommandKind.OPEN_ACCOUNT, np.arange(1, accounts + 1)
    return opening


def brought_in(
    cash_fen: ArrayLike, units: ArrayLike, accounts: int, instruments: int
) -> CommandArray:
    """Cash of each account, units of each account and instrument, under journal numbers 1, 2 ..."""
    cash_fen = np.broadcast_to(cash_fen, (accounts,))
    units = np.broadcast_to(units, (accounts, instruments))
    paid, (held, instrument) = np.flatnonzero(cash_fen), np.nonzero(units)
    transfers = empty_commands(len(paid) + len(held))
    cash, delivery = transfers[: len(paid)], transfers[len(paid) :]
    cash["kind"], cash["account"], cash["amount_fen"] = (
        CommandKind.CASH_IN,
        paid + 1,
        cash_fen[paid],
    )
    delivery["kind"], delivery["account"], delivery["instrument"] = (
        CommandKind.UNITS_IN,
        held + 1,
        instrument + 1,
    )
    delivery["quantity"] = units[held, instrument]
    transfers["reference"] = np.arange(1, len(transfers) + 1)
    return transfers
