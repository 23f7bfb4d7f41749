"""What must hold of kills of operators in every state; a part of `engine/rules/check.py`."""

from __future__ import annotations

from typing import Any

from engine.rules.kill_views import EVERY_ACCOUNT, kills_of_operators
from engine.rules.state import StateArray

NUMBERS = {"orders": "order_id", "bids": "bid_id", "intents": "alive", "dialogues": "alive"}


def check_kills(state: StateArray) -> list[str]:
    """The lists are as long as counted, without repetition, and nothing open is under a kill."""
    counted = int(state["venue"][0]["operators_killed"])
    listed = [(each.account, each.operator) for each in kills_of_operators(state)]
    killed = set(listed)
    problems = []
    if not counted == len(listed) == len(killed):
        problems.append(f"kills: {len(killed)} operators are listed, the venue counts {counted}")
    for table in NUMBERS:
        if is_open_under_kill(state, table, killed):
            problems.append(f"kills: one of the {table} is open, its operator is under a kill")
    refused = state["account_kills"][0]["log_on_refused"] != 0
    if (refused & (state["accounts"][0]["killed"] == 0)).any():
        problems.append("kills: an account without a kill is refused log-on")
    return problems


def is_open_under_kill(state: StateArray, table: str, killed: set[tuple[int, int]]) -> bool:
    """Whether an operator under a kill was the last to enter or change an open row of a table."""
    if not killed:
        return False
    rows: Any = state[table][0][: int(state["venue"][f"{table}_used"][0]) + 1]
    rows = rows[rows[NUMBERS[table]] != 0]
    owners = set(zip(rows["account"].tolist(), rows["operator"].tolist(), strict=True))
    return bool(killed & (owners | {(EVERY_ACCOUNT, operator) for _, operator in owners}))
