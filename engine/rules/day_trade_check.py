"""Whether the kept trades of the running day are those that its figures are made of."""

from __future__ import annotations

import numpy as np

from engine.commands import Method, Phase, TotalsKind
from engine.rules.state import TOTALS_KINDS, StateArray
from engine.rules.tables import used

_METHODS = tuple(Method)  # by their rows


def undone_today(state: StateArray, row: int) -> int:
    """How many trades of a method were undone on the running or the last day."""
    corrections = state["corrections"][0]
    entries = corrections["places"][: int(corrections["used"])]
    today = entries["ordinal"] == state["venue"]["ordinal"][0]
    return int((today & (entries["method"] == _METHODS[row])).sum())


def check_day_trades(state: StateArray) -> list[str]:
    """Count, quantity and amount of each method and each instrument's last price are those of the
    trades that are kept and were not undone, while a day runs that keeps all.
    """
    venue, trades = state["venue"][0], kept(state)
    if trades is None:
        return []
    problems = [
        f"trades: row {row} counts {said}, its trades are {own}"
        for row, method in enumerate(_METHODS)
        if (said := _counted(venue["totals"][row * TOTALS_KINDS + TotalsKind.DAY]))
        != (own := _summed(trades[trades["method"] == method]))
    ]
    lasts = np.zeros(len(used(state, "instruments")), np.int64)
    listed = trades[trades["method"] == Method.LISTED]
    lasts[listed["instrument"]] = listed["price"]  # of several the last one stays
    wrong = np.flatnonzero(lasts != used(state, "instruments")["last"])
    problems += [
        f"trades: the last price of instrument {each} is not {lasts[each]}" for each in wrong
    ]
    return problems


def kept(state: StateArray) -> np.ndarray | None:
    """The trades of the running day that were not undone; None where no day runs, or not all are
    kept.
    """
    venue, count = state["venue"][0], int(state["corrections"]["trades_used"][0])
    running = venue["phase"] not in (Phase.NO_DAY, Phase.ENDED)
    if not running or count > len(state["trades"][0]):
        return None
    trades: np.ndarray = state["trades"][0][:count]
    return trades[trades["quantity"] > 0]


def _counted(total: np.void) -> tuple[int, int, int]:
    return int(total["count"]), int(total["quantity"]), int(total["amount_fen"])


def _summed(trades: np.ndarray) -> tuple[int, int, int]:
    quantity = trades["quantity"]
    return len(trades), int(quantity.sum()), int((quantity * trades["price"]).sum())
