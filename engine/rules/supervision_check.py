"""What must hold of dated suspensions."""

from __future__ import annotations

from engine.rules.state import StateArray
from engine.rules.tables import used


def check_suspensions(state: StateArray) -> list[str]:
    """Only suspended accounts have a date that ends it; they are counted."""
    accounts = used(state, "accounts")
    dated = used(state, "accounts", "suspended_until") != 0
    problems = []
    if (dated & (accounts["suspended"] == 0)).any():
        problems.append("suspensions: an account with a date that ends one is not suspended")
    counted = int(state["supervision"]["suspensions"][0])
    if counted != int(dated.sum()):
        problems.append(f"suspensions: {counted} counted, {int(dated.sum())} accounts have a date")
    return problems
