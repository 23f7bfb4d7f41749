"""Questions about limits, kills and large holders."""

from __future__ import annotations

from typing import Any

from engine.rules import halt_views, limit_views, views
from engine.rules.state import StateArray

Fields = dict[str, Any]
NAMED_MAX = 1_000  # suspended accounts, and holdings above the maximum, in one answer
ACCOUNTS_PER_PAGE = 50  # each is added up from the open orders


def account_limits(state: StateArray, account: int) -> Fields:
    """What one account may do and what it uses of it."""
    return limit_views.account_limits(state, account)


def all_account_limits(state: StateArray, after: int) -> Fields:
    """A page of all accounts after that number."""
    numbers = sorted(number for number in views.account_numbers(state) if number > after)
    page = [limit_views.account_limits(state, number) for number in numbers[:ACCOUNTS_PER_PAGE]]
    return {
        "accounts": page,
        "next": page[-1]["account"] if len(numbers) > ACCOUNTS_PER_PAGE else None,
    }


def supervision(state: StateArray) -> Fields:
    """The limits of everybody, what is halted, who is suspended, what is under a kill, the large
    holders, and who holds more than the maximum.
    """
    return {
        "default_limits": limit_views.default_limits(state),
        "halts": halt_views.halt_rows(state),
        "kills": limit_views.kills(state),
        "suspended": limit_views.suspended_accounts(state, NAMED_MAX),
        "large_holders": limit_views.large_holders(state),
        "above_maximum": limit_views.above_maximum(state, NAMED_MAX),
    }
