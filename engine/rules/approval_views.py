"""Rules of the venue and acts that await approval, as read from the state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.commands import Market, VenueRule
from engine.rules.state import StateArray


class HeldAct(NamedTuple):
    """An act that awaits approval: its number, the key that asked it, its CommandKind, when it
    lapses, and the event that has accepted its HOLD_ACT.
    """

    number: int
    operator: int
    kind: int
    expires_ns: int
    event: int


def rule_values(state: StateArray) -> dict[VenueRule, int]:
    """The value in force of every rule of the venue."""
    stored = state["rules"][0]["values"]
    return {rule: int(stored[rule]) - 1 if stored[rule] else rule.default for rule in VenueRule}


def market_of(state: StateArray) -> Market:
    """The market of the venue."""
    return Market(rule_values(state)[VenueRule.MARKET])


def needs_approval(state: StateArray) -> bool:
    """Whether the venue's rule `second_approval` is on."""
    return rule_values(state)[VenueRule.SECOND_APPROVAL] != 0


def held_acts(state: StateArray) -> list[HeldAct]:
    """All acts that await approval, in order of their numbers."""
    places = state["approvals"][0]["places"]
    return sorted(map(_held, places[places["number"] != 0]))


def held_act(state: StateArray, number: int) -> HeldAct | None:
    """One of them by its number, None when it does not await approval."""
    return next((each for each in held_acts(state) if each.number == number), None)


def _held(row: np.void) -> HeldAct:
    return HeldAct(*(int(row[name]) for name in HeldAct._fields))
