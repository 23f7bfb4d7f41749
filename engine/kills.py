"""Kill and release of an account or of one operator's key: nothing new, everything withdrawn at once, until released.

Cancels stay allowed. Intents and dialogues at the block desk end like orders; deals stand. A member kills and releases his own
account and keys; the exchange may do either to anyone, and what it killed only it releases. Its kill over a member's takes the
member's place. Checks of KILL_ACCOUNT: account; killed already. RELEASE_ACCOUNT: account; not killed; killed by the exchange.
KILL_OPERATOR: account; number of the operator; killed already; room. RELEASE_OPERATOR: account; not killed; killed by the
exchange.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import limits, order_checks
from engine.auction.bids import withdraw_bids_of
from engine.block.desk import leave_desk
from engine.commands import BY_EXCHANGE
from engine.events import Reason
from engine.jit import compiled
from engine.state import KILLED_OPERATORS_MAX
from engine.withdrawal import withdraw, withdraw_matching

KILLED_BY_MEMBER = 1  # values of an account's `killed`
KILLED_BY_EXCHANGE = 2
OPERATOR_MAX = 2**32 - 1


@compiled
def by_exchange(command: Any) -> Any:
    """Whether the exchange gives the command."""
    return command["flags"] & BY_EXCHANGE != 0


@compiled
def kill_account(state: Any, outbox: Any, command: Any, ack: Any) -> Any:
    """KILL_ACCOUNT: its orders and bids leave; the acknowledgement carries how many."""
    if order_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    account = state.accounts[command.account]
    by = KILLED_BY_EXCHANGE if by_exchange(command) else KILLED_BY_MEMBER
    if account.killed >= by:
        return Reason.ACCOUNT_KILLED
    account.killed = by
    ack.number = withdraw(state, outbox, np.int64(command.account), 0, 0, Reason.WITHDRAWN_ON_KILL)
    ack.number += withdraw_bids_of(state, outbox, np.int64(command.account), np.int64(0), Reason.WITHDRAWN_ON_KILL)
    leave_desk(state, outbox, np.int64(command.account), np.int64(0), Reason.WITHDRAWN_ON_KILL)
    return Reason.NONE


@compiled
def release_account(state: Any, outbox: Any, command: Any, ack: Any) -> Any:
    """RELEASE_ACCOUNT: orders are taken again; what was withdrawn does not come back."""
    if order_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    account = state.accounts[command.account]
    if account.killed == 0:
        return Reason.ACCOUNT_NOT_KILLED
    if account.killed == KILLED_BY_EXCHANGE and not by_exchange(command):
        return Reason.KILLED_BY_EXCHANGE
    account.killed = 0
    return Reason.NONE


@compiled
def check_operator(state: Any, command: Any, ack: Any) -> Any:
    """A known account, or none where the exchange names none, and a number that a key may have."""
    nobody = by_exchange(command) and command.account == 0
    if not nobody and order_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    if command.value <= 0 or command.value > OPERATOR_MAX:
        ack.value = OPERATOR_MAX
        return Reason.OPERATOR_OUT_OF_RANGE
    return Reason.NONE


@compiled
def kill_operator(state: Any, outbox: Any, command: Any, ack: Any) -> Any:
    """KILL_OPERATOR: orders and bids that this key entered or changed last leave; the acknowledgement says how many."""
    reason = check_operator(state, command, ack)
    if reason != Reason.NONE:
        return reason
    venue = state.venue
    account = np.int64(0) if by_exchange(command) else np.int64(command.account)
    place = limits.find_killed(state, command.value)
    if place >= 0 and (venue.killed_operators[place].account == 0 or account != 0):
        return Reason.OPERATOR_KILLED
    if place < 0 and venue.operators_killed == KILLED_OPERATORS_MAX:
        ack.value = KILLED_OPERATORS_MAX
        return Reason.OPERATORS_FULL
    if place < 0:
        place = venue.operators_killed
        venue.operators_killed += 1
        venue.killed_operators[place].operator = command.value
    venue.killed_operators[place].account = account
    ack.number = withdraw_matching(state, outbox, account, command.value, 0, 0, Reason.WITHDRAWN_ON_OPERATOR_KILL)
    ack.number += withdraw_bids_of(state, outbox, account, command.value, Reason.WITHDRAWN_ON_OPERATOR_KILL)
    leave_desk(state, outbox, account, np.int64(command.value), Reason.WITHDRAWN_ON_OPERATOR_KILL)
    return Reason.NONE


@compiled
def release_operator(state: Any, outbox: Any, command: Any, ack: Any) -> Any:
    """RELEASE_OPERATOR: the key may enter orders again."""
    reason = check_operator(state, command, ack)
    if reason != Reason.NONE:
        return reason
    venue = state.venue
    place = limits.find_killed(state, command.value)
    if place < 0:
        return Reason.OPERATOR_NOT_KILLED
    killer = venue.killed_operators[place].account
    if not by_exchange(command) and killer == 0:
        return Reason.KILLED_BY_EXCHANGE
    if not by_exchange(command) and killer != command.account:
        return Reason.OPERATOR_NOT_KILLED
    venue.operators_killed -= 1
    last = venue.killed_operators[venue.operators_killed]
    venue.killed_operators[place].operator = last.operator
    venue.killed_operators[place].account = last.account
    last.operator = 0
    last.account = 0
    return Reason.NONE
