"""Kill and release of an account or of one operator's key: until the release nothing new is taken.

What is open is withdrawn at once; cancels stay allowed. Intents and dialogues at the block desk
end like orders; deals stay. A member kills and releases its own account and keys; the exchange
may do either to anyone, and what it killed only it releases. Its kill over a member's takes the
member's place.

A kill of an operator is held per (account, operator). A member's kill concerns its own account
only, by any number, and takes one of the account's own places. The exchange's kill concerns the
operator in every account and takes one of the exchange's own places, which no member can use up.
The exchange's release of an operator ends its own kill of it, else the members' kills of it: of the
account that is named, or of all.

A kill may also refuse log-on (REFUSE_LOG_ON): the state remembers it, the gateway acts on it, and
a member's key that may not log on releases nothing, although its session may still be there. A
kill of what is under a kill already is refused, unless it is the exchange's over a member's or
adds the refusal of log-on.

Checks of KILL_ACCOUNT: account; killed already. RELEASE_ACCOUNT: account; not killed; killed by
the exchange; log-on refused. KILL_OPERATOR: account; number of the operator; killed already; room.
RELEASE_OPERATOR: account; number of the operator; killed by the exchange; log-on refused; not
killed.
"""

from __future__ import annotations

import numpy as np

from engine.commands import BY_EXCHANGE, REFUSE_LOG_ON
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Kill,
    OperatorNumber,
    Outbox,
    ReasonNumber,
    State,
    Truth,
)
from engine.events import Reason
from engine.rules import access_checks, barring
from engine.rules.auction.bid_table import drop_bids_of
from engine.rules.block.desk import leave_desk
from engine.rules.command_fields import key_of
from engine.rules.state import ACCOUNT_KILLS_MAX, EXCHANGE_KILLS_MAX
from engine.rules.withdrawal import withdraw, withdraw_matching

KILLED_BY_MEMBER = 1  # values of an account's `killed`
KILLED_BY_EXCHANGE = 2
OPERATOR_MAX = 2**32 - 1


@compiled
def by_exchange(command: Command) -> Truth:
    """Whether the exchange gives the command."""
    return command["flags"] & BY_EXCHANGE != 0


@compiled
def refusal_of_log_on(command: Command) -> Truth:
    """1 when a kill refuses log-on as well, else 0."""
    return 1 if command["flags"] & REFUSE_LOG_ON else 0


@compiled
def kill_account(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """KILL_ACCOUNT: its orders and bids leave; the acknowledgement carries how many."""
    if access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    account, kills = state.accounts[command.account], state.account_kills[command.account]
    by = KILLED_BY_EXCHANGE if by_exchange(command) else KILLED_BY_MEMBER
    refused = refusal_of_log_on(command)
    if account.killed > by or (account.killed == by and kills.log_on_refused >= refused):
        return Reason.ACCOUNT_KILLED
    account.killed = by
    kills.log_on_refused = max(kills.log_on_refused, refused)
    number, every = np.int64(command.account), np.int64(0)
    ack.number = withdraw(state, outbox, number, 0, 0, Reason.WITHDRAWN_ON_KILL)
    ack.number += drop_bids_of(state, outbox, number, every, Reason.WITHDRAWN_ON_KILL)
    leave_desk(state, outbox, number, every, Reason.WITHDRAWN_ON_KILL)
    return Reason.NONE


@compiled
def release_account(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """RELEASE_ACCOUNT: orders are taken again; what was withdrawn does not come back."""
    if access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    account = state.accounts[command.account]
    if account.killed == 0:
        return Reason.ACCOUNT_NOT_KILLED
    if account.killed == KILLED_BY_EXCHANGE and not by_exchange(command):
        return Reason.KILLED_BY_EXCHANGE
    if is_refused_log_on(state, command):
        return Reason.LOG_ON_REFUSED
    account.killed = 0
    state.account_kills[command.account].log_on_refused = 0
    return Reason.NONE


@compiled
def check_operator(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """A known account, or none where the exchange names none, and a number that a key may have."""
    nobody = by_exchange(command) and command.account == 0
    if not nobody and access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    if key_of(command) <= 0 or key_of(command) > OPERATOR_MAX:
        ack.value = OPERATOR_MAX
        return Reason.OPERATOR_OUT_OF_RANGE
    return Reason.NONE


@compiled
def kill_operator(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """KILL_OPERATOR: orders and bids that this key entered or changed last leave; how many."""
    reason = check_operator(state, command, ack)
    if reason != Reason.NONE:
        return reason
    account = np.int64(0) if by_exchange(command) else np.int64(command.account)
    reason = enter_kill(state, command, account, ack)
    if reason != Reason.NONE:
        return reason
    operator, why = np.int64(key_of(command)), Reason.WITHDRAWN_ON_OPERATOR_KILL
    every = np.int64(0)
    ack.number = withdraw_matching(state, outbox, account, operator, every, 0, 0, why)
    ack.number += drop_bids_of(state, outbox, account, operator, why)
    leave_desk(state, outbox, account, operator, why)
    return Reason.NONE


@compiled
def enter_kill(
    state: State, command: Command, account: AccountNumber, ack: Acknowledgement
) -> ReasonNumber:
    """Enter a kill of an operator: for an account, or (0) the exchange's for every account."""
    if account == 0:
        return enter_everywhere(state, command, ack)
    return enter_of_account(state, command, ack)


@compiled
def enter_everywhere(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Enter the exchange's kill of an operator; it takes the place of the members' kills of it."""
    venue = state.venue
    place = barring.find_operator(venue.killed_operators, venue.exchange_kills, key_of(command))
    refused = refusal_of_log_on(command)
    if place >= 0:
        return refuse_log_on(venue.killed_operators[place], refused)
    if venue.exchange_kills == EXCHANGE_KILLS_MAX:
        ack.value = EXCHANGE_KILLS_MAX
        return Reason.OPERATORS_FULL
    _ended, refused_before = end_members_kills(state, np.int64(0), key_of(command))
    killed = venue.killed_operators[venue.exchange_kills]
    fill_place(killed, key_of(command), max(refused, refused_before))
    venue.exchange_kills += 1
    venue.operators_killed += 1
    return Reason.NONE


@compiled
def enter_of_account(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Enter a member's kill of an operator, which concerns its own account only."""
    venue, kills = state.venue, state.account_kills[command.account]
    if barring.find_operator(venue.killed_operators, venue.exchange_kills, key_of(command)) >= 0:
        return Reason.OPERATOR_KILLED
    place = barring.find_operator(kills.operators, kills.count, key_of(command))
    refused = refusal_of_log_on(command)
    if place >= 0:
        return refuse_log_on(kills.operators[place], refused)
    if kills.count == ACCOUNT_KILLS_MAX:
        ack.value = ACCOUNT_KILLS_MAX
        return Reason.OPERATORS_FULL
    fill_place(kills.operators[kills.count], key_of(command), refused)
    kills.count += 1
    venue.operators_killed += 1
    return Reason.NONE


@compiled
def refuse_log_on(killed: Kill, refused: Truth) -> ReasonNumber:
    """Add the refusal of log-on to a kill that is there; OPERATOR_KILLED when that adds nothing."""
    if killed.log_on_refused >= refused:
        return Reason.OPERATOR_KILLED
    killed.log_on_refused = refused
    return Reason.NONE


@compiled
def fill_place(killed: Kill, operator: OperatorNumber, refused: Truth) -> None:
    """Write a kill into a place."""
    killed.operator = operator
    killed.log_on_refused = refused


@compiled
def release_operator(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """RELEASE_OPERATOR: the key may enter orders again."""
    reason = check_operator(state, command, ack)
    if reason != Reason.NONE:
        return reason
    venue = state.venue
    place = barring.find_operator(venue.killed_operators, venue.exchange_kills, key_of(command))
    if place >= 0 and not by_exchange(command):
        return Reason.KILLED_BY_EXCHANGE
    if is_refused_log_on(state, command):
        return Reason.LOG_ON_REFUSED
    if place < 0:
        ended, _refused = end_members_kills(state, np.int64(command.account), key_of(command))
        return Reason.NONE if ended else Reason.OPERATOR_NOT_KILLED
    venue.exchange_kills -= 1
    venue.operators_killed -= 1
    move_place(venue.killed_operators[venue.exchange_kills], venue.killed_operators[place])
    return Reason.NONE


@compiled
def is_refused_log_on(state: State, command: Command) -> Truth:
    """Whether a member's command comes by a key that may not log on."""
    if by_exchange(command):
        return False
    venue, kills = state.venue, state.account_kills[command.account]
    if kills.log_on_refused != 0:
        return True
    place = barring.find_operator(venue.killed_operators, venue.exchange_kills, command.operator)
    if place >= 0:
        return venue.killed_operators[place].log_on_refused != 0
    place = barring.find_operator(kills.operators, kills.count, command.operator)
    return place >= 0 and kills.operators[place].log_on_refused != 0


@compiled
def end_members_kills(
    state: State, account: AccountNumber, operator: OperatorNumber
) -> tuple[Truth, Truth]:
    """End an account's (0: all) kills of an operator: how many; 1 when one refused log-on."""
    first, last = account, account
    if account == 0:
        first, last = np.int64(1), np.int64(state.venue.accounts_used)
    ended, refused = 0, 0
    for each in range(first, last + 1):
        kills = state.account_kills[each]
        place = barring.find_operator(kills.operators, kills.count, operator)
        if place < 0:
            continue
        ended, refused = ended + 1, max(refused, kills.operators[place].log_on_refused)
        kills.count -= 1
        state.venue.operators_killed -= 1
        move_place(kills.operators[kills.count], kills.operators[place])
    return ended, refused


@compiled
def move_place(last: Kill, place: Kill) -> None:
    """Move the last kill of a list to a place that has become free; both may be the same one."""
    place.operator, place.log_on_refused = last.operator, last.log_on_refused
    last.operator, last.log_on_refused = 0, 0
