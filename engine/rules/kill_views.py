"""What is under a kill, and who may not log on, as read from the state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.rules.kills import KILLED_BY_EXCHANGE, KILLED_BY_MEMBER
from engine.rules.state import StateArray

EVERY_ACCOUNT = 0  # account of the exchange's kill of an operator


class Kill(NamedTuple):
    """One kill: of an account where `operator` is 0, else of an operator for an account."""

    account: int
    operator: int
    by: int  # KILLED_BY_MEMBER or KILLED_BY_EXCHANGE
    log_on_refused: bool


class LogOnsRefused(NamedTuple):
    """Whose log-on is refused: accounts, and (account, operator) of keys."""

    accounts: frozenset[int]
    operators: frozenset[tuple[int, int]]

    def contain(self, account: int, operator: int) -> bool:
        """Whether a key of an account, known by its number, may not log on."""
        pairs = {(account, operator), (EVERY_ACCOUNT, operator)}
        return account in self.accounts or not pairs.isdisjoint(self.operators)


def kills_of_accounts(state: StateArray) -> list[Kill]:
    """Kills of accounts, by their number."""
    killed, refused = state["accounts"][0]["killed"], state["account_kills"][0]["log_on_refused"]
    numbers = np.flatnonzero(killed).tolist()
    return [Kill(each, 0, int(killed[each]), bool(refused[each])) for each in numbers]


def kills_of_operators(state: StateArray) -> list[Kill]:
    """Kills of operators: the exchange's, then the members' by account."""
    venue, kills = state["venue"][0], state["account_kills"][0]
    listed = venue["killed_operators"][: int(venue["exchange_kills"])]
    found = [_kill(EVERY_ACCOUNT, each, KILLED_BY_EXCHANGE) for each in listed]
    for account in np.flatnonzero(kills["count"]):
        own = kills[account]["operators"][: int(kills[account]["count"])]
        found += [_kill(int(account), each, KILLED_BY_MEMBER) for each in own]
    return found


def log_ons_refused(state: StateArray) -> LogOnsRefused:
    """Whose log-on is refused now."""
    accounts = {each.account for each in kills_of_accounts(state) if each.log_on_refused}
    operators = [each for each in kills_of_operators(state) if each.log_on_refused]
    pairs = {(each.account, each.operator) for each in operators}
    return LogOnsRefused(frozenset(accounts), frozenset(pairs))


def _kill(account: int, place: np.void, by: int) -> Kill:
    return Kill(account, int(place["operator"]), by, bool(place["log_on_refused"]))
