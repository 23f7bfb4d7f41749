"""What must hold of rules of the venue and of acts that await approval in every state; a part of
`engine/rules/check.py`.
"""

from __future__ import annotations

import numpy as np

from engine.commands import VENUE_RULES, VenueRule
from engine.rules.state import StateArray


def check_approvals(state: StateArray) -> list[str]:
    """Rules lie in their ranges; acts that await approval differ in number."""
    stored = state["rules"][0]["values"]
    problems = [
        f"rules: {rule.name.lower()} is {stored[rule] - 1}"
        for rule in VenueRule
        if stored[rule] and not rule.least <= stored[rule] - 1 <= rule.most
    ]
    if stored[[place for place in range(VENUE_RULES) if place not in list(VenueRule)]].any():
        problems.append("rules: a place without a rule is used")
    approvals = state["approvals"][0]
    places = approvals["places"]
    held = places[places["number"] != 0]
    numbers = held["number"]
    if len(np.unique(numbers)) != len(numbers) or (numbers > approvals["counter"]).any():
        problems.append("approvals: acts that await approval have no numbers of their own")
    free = places[places["number"] == 0]
    if any(free[name].any() for name in free.dtype.names or ()):
        problems.append("approvals: a free place is not empty")
    return problems
