"""Who may not enter orders: suspended accounts, accounts and operators under a kill."""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Count,
    Kills,
    OperatorNumber,
    Place,
    ReasonNumber,
    State,
    Truth,
)
from engine.events import Reason


@compiled
def why_barred(state: State, account: AccountNumber, operator: OperatorNumber) -> ReasonNumber:
    """ACCOUNT_SUSPENDED, ACCOUNT_KILLED or OPERATOR_KILLED; NONE when the account's operator may
    enter orders.
    """
    if state.accounts[account].suspended:
        return Reason.ACCOUNT_SUSPENDED
    if state.accounts[account].killed:
        return Reason.ACCOUNT_KILLED
    if is_killed(state, np.int64(account), np.int64(operator)):
        return Reason.OPERATOR_KILLED
    return Reason.NONE


@compiled
def is_killed(state: State, account: AccountNumber, operator: OperatorNumber) -> Truth:
    """Whether an operator is under a kill, by the exchange or by this account."""
    venue, kills = state.venue, state.account_kills[account]
    if find_operator(venue.killed_operators, venue.exchange_kills, operator) >= 0:
        return True
    return find_operator(kills.operators, kills.count, operator) >= 0


@compiled
def find_operator(killed: Kills, count: Count, operator: OperatorNumber) -> Place:
    """Place of an operator among the first `count` of a list of kills, -1 when it is not there."""
    for place in range(count):
        if killed[place].operator == operator:
            return np.int64(place)
    return np.int64(-1)
