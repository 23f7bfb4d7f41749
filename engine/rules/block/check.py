"""What must hold at the block desk in every state, and what its intents, dialogues and deals hold
of cash and units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from engine.commands import INVITATION, Side
from engine.rules.state import POSTER, RESPONDER, StateArray

# account, instrument, side, cash in fen, units in t: locked, or of a buyer to come
Hold = tuple[int, int, int, int, int]


def alive(state: StateArray, table: str) -> dict[int, np.void]:
    """The rows of a table of the desk that are alive, by slot."""
    rows = state[table][0][: int(state["venue"][f"{table}_used"][0]) + 1]
    return {int(slot): rows[slot] for slot in np.flatnonzero(rows["alive"])}


def holds(state: StateArray) -> Iterator[Hold]:
    """Everything the desk holds, piece by piece."""
    intents = state["intents"][0]
    for intent in alive(state, "intents").values():
        if not intent["terms"] & INVITATION:
            yield (
                *_owner(intent, intent["account"], intent["side"]),
                int(intent["lock_fen"]),
                int(intent["leaves"]),
            )
    for dialogue in alive(state, "dialogues").values():
        yield from _dialogue_holds(dialogue, intents[dialogue["intent"]])
    for deal in alive(state, "deals").values():
        yield (*_owner(deal, deal["buyer"], Side.BUY), int(deal["lock_fen"]), int(deal["quantity"]))
        yield (*_owner(deal, deal["seller"], Side.SELL), 0, int(deal["quantity"]))


def _owner(row: np.void, account: int, side: int) -> tuple[int, int, int]:
    return int(account), int(row["instrument"]), int(side)


def _dialogue_holds(dialogue: np.void, intent: np.void) -> Iterator[Hold]:
    quantity, side = int(dialogue["quantity"]), int(intent["side"])
    if dialogue["confirmed"] & RESPONDER:
        opposite = Side.BUY + Side.SELL - side
        yield (*_owner(intent, dialogue["account"], opposite), int(dialogue["lock_fen"]), quantity)
    if dialogue["confirmed"] & POSTER:
        units = quantity if intent["terms"] & INVITATION else 0
        yield (*_owner(intent, intent["account"], side), int(dialogue["poster_fen"]), units)


def locked_cash(state: StateArray) -> dict[int, int]:
    """Cash the desk has locked, by account."""
    cash: dict[int, int] = defaultdict(int)
    for account, _, _, fen, _ in holds(state):
        cash[account] += fen
    return cash


def locked_units(state: StateArray) -> dict[int, int]:
    """Units of sellers the desk has locked, by slot of the holding."""
    return _units_of(state, Side.SELL)


def coming_units(state: StateArray) -> dict[int, int]:
    """Units the desk will bring to buyers, by slot of the holding."""
    return _units_of(state, Side.BUY)


def _units_of(state: StateArray, side: Side) -> dict[int, int]:
    if not any(alive(state, table) for table in ("intents", "dialogues", "deals")):
        return {}
    rows = state["holdings"][0][: int(state["venue"]["holdings_used"][0]) + 1]
    slots = {(int(row["account"]), int(row["instrument"])): slot for slot, row in enumerate(rows)}
    units: dict[int, int] = defaultdict(int)
    for account, instrument, whose, _, quantity in holds(state):
        if whose == side:
            units[slots[account, instrument]] += quantity
    return units


def check_desk(state: StateArray) -> list[str]:
    """Counts and sums of what is alive; nothing of it without its intent, or with less left than
    nothing.
    """
    venue, intents = state["venue"][0], alive(state, "intents")
    dialogues, deals = alive(state, "dialogues"), alive(state, "deals")
    problems = []
    if len(intents) + len(dialogues) + len(deals) != int(venue["desk_open"]):
        problems.append(
            f"desk: {len(intents)} intents, {len(dialogues)} dialogues, {len(deals)} deals, not"
            f" {venue['desk_open']}"
        )
    amount = sum(int(deal["price"]) * int(deal["quantity"]) for deal in deals.values())
    if amount != int(venue["deals_fen"]):
        problems.append(f"desk: deals of {amount} fen, the venue counts {int(venue['deals_fen'])}")
    if any(int(dialogue["intent"]) not in intents for dialogue in dialogues.values()):
        problems.append("desk: a dialogue goes on about an intent that has ended")
    if any(not 0 < int(intent["leaves"]) <= int(intent["quantity"]) for intent in intents.values()):
        problems.append("desk: an intent has less left than nothing, or more than was posted")
    if any(dialogue["confirmed"] == (POSTER | RESPONDER) for dialogue in dialogues.values()):
        problems.append("desk: both have confirmed and no deal was struck")
    return problems
