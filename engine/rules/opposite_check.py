"""What must hold of the resale rule of credits in every state (engine/rules/opposite_side.py)."""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, ResaleScope
from engine.events import BUYER_IS_TAKER
from engine.rules.opposite_side import BOUGHT, SOLD
from engine.rules.state import StateArray
from engine.rules.tables import used


def check_opposite_sides(state: StateArray) -> list[str]:
    """Marks of sides lie in the past and count the day's trades; nobody may trade on both sides."""
    traded = used(state, "holdings", "holding_sides")["traded"]
    if not traded["day"].any() and not _rule_days(state).any():
        return []
    ordinal = int(state["venue"][0]["ordinal"])
    wrong: np.ndarray = (
        (traded["day"] < 0) | (traded["day"] > ordinal) | (traded["before"] > traded["day"])
    )
    problems = _named(np.asarray(wrong.any(axis=1)), "a side was traded on a day that has not come")
    problems += _named(_counted_wrong(state, traded), "a side has not the day's trades")
    return problems + _named(_both_open(state), "both sides are open")


def _rule_days(state: StateArray) -> np.ndarray:
    found: np.ndarray = used(state, "instruments")["parameters"][:, Parameter.OPPOSITE_DAYS]
    return found


def _counted_wrong(state: StateArray, traded: np.ndarray) -> np.ndarray:
    """Of instruments that are open, whose rule stays as it is until their day ends."""
    instruments, holdings = used(state, "instruments"), used(state, "holdings")
    ruled = (_rule_days(state) != 0) & (instruments["open"] != 0)
    ordinal, kept = int(state["venue"][0]["ordinal"]), int(state["corrections"][0]["trades_used"])
    if kept > len(state["trades"][0]):
        return np.zeros(len(holdings), bool)
    today = np.where(traded["day"] == ordinal, traded["quantity"], 0)
    sums = _sums(state["trades"][0][:kept], holdings)
    return np.asarray((today != sums).any(axis=1) & ruled[holdings["instrument"]])


def _sums(trades: np.ndarray, holdings: np.ndarray) -> np.ndarray:
    """Tonnes that each holding has bought and sold in the day's trades."""
    slots = {
        (int(row["account"]), int(row["instrument"])): slot
        for slot, row in enumerate(holdings)
        if slot
    }
    sums = np.zeros((len(holdings), 2), np.int64)
    for trade in trades[trades["quantity"] > 0]:
        accounts = int(trade["account"]), int(trade["maker_account"])
        buyer, seller = accounts if trade["flags"] & BUYER_IS_TAKER else accounts[::-1]
        for account, place in ((buyer, BOUGHT), (seller, SOLD)):
            slot = slots[account, int(trade["instrument"])]
            sums[slot, place] += int(trade["quantity"])
    return sums


def _both_open(state: StateArray) -> np.ndarray:
    instruments, holdings = used(state, "instruments"), used(state, "holdings")
    details = used(state, "holdings", "holding_details")
    scope = instruments["parameters"][:, Parameter.OPPOSITE_SCOPE]
    ruled = (_rule_days(state) != 0) & (scope == ResaleScope.ENTITY)
    both = (holdings["locked"] > 0) & (details["open_buys"] + details["promised"] > 0)
    return np.asarray(both & ruled[holdings["instrument"]])


def _named(wrong: np.ndarray, sentence: str) -> list[str]:
    return [f"resale: holding {slot}: {sentence}" for slot in np.flatnonzero(wrong)]
