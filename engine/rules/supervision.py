"""Commands of supervision: suspensions, relations of entities, acts on cases of surveillance.

A suspension ends when the account is restored, or with the start of a day on or after its date.
Relations have numbers of the registry, each greater than the last, so that one that is sent again
changes nothing. What they say, and what staff does with cases, is for those who read the events:
nothing here is decided by it. Checks of SUSPEND_ACCOUNT: account; date; room. Of RELATE: number;
dates.
"""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State
from engine.events import EventKind, Reason
from engine.rules import access_checks
from engine.rules.auction.bid_table import drop_bids_of
from engine.rules.block.desk import leave_desk
from engine.rules.command_fields import first_of, follows_of, last_of, until_of
from engine.rules.instruments import date_valid
from engine.rules.outbox import speak
from engine.rules.withdrawal import withdraw
from engine.units import SUSPENSIONS_MAX


@compiled
def check_until(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """A date on which a suspension ends is later than the running day, and there is room."""
    until = until_of(command)
    if until == 0:
        return Reason.NONE
    if not date_valid(until):
        return Reason.DATE_INVALID
    if until <= state.venue.date:
        ack.value = state.venue.date
        return Reason.DAY_NOT_LATER
    if state.supervision.suspensions == SUSPENSIONS_MAX:
        ack.value = SUSPENSIONS_MAX
        return Reason.SUSPENSIONS_FULL
    return Reason.NONE


@compiled
def suspend_account(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SUSPEND_ACCOUNT: nothing new, everything withdrawn; settlement goes on."""
    reason = access_checks.check_account(state, command.account)
    if reason == Reason.NONE:
        reason = check_until(state, command, ack)
    if reason != Reason.NONE:
        return reason
    state.accounts[command.account].suspended = 1
    if until_of(command) != 0:
        state.suspended_until[command.account] = until_of(command)
        state.supervision.suspensions += 1
    ack.number = withdraw(
        state, outbox, np.int64(command.account), 0, 0, Reason.WITHDRAWN_ON_SUSPENSION
    )
    ack.number += drop_bids_of(
        state, outbox, np.int64(command.account), np.int64(0), Reason.WITHDRAWN_ON_SUSPENSION
    )
    leave_desk(
        state, outbox, np.int64(command.account), np.int64(0), Reason.WITHDRAWN_ON_SUSPENSION
    )
    return Reason.NONE


@compiled
def restore_account(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """RESTORE_ACCOUNT: trading allowed again."""
    reason = access_checks.check_account(state, command.account)
    if reason == Reason.ACCOUNT_UNKNOWN:
        return reason
    if reason == Reason.NONE:
        return Reason.ACCOUNT_NOT_SUSPENDED
    state.accounts[command.account].suspended = 0
    if state.suspended_until[command.account] != 0:
        state.suspended_until[command.account] = 0
        state.supervision.suspensions -= 1
    return Reason.NONE


@compiled
def end_suspensions(state: State, outbox: Outbox) -> None:
    """START_DAY: suspensions that were until this day, or one before it, end."""
    if state.supervision.suspensions == 0:
        return
    for number in range(1, state.venue.accounts_used + 1):
        until = state.suspended_until[number]
        if until == 0 or until > state.venue.date:
            continue
        state.accounts[number].suspended = 0
        state.suspended_until[number] = 0
        state.supervision.suspensions -= 1
        event = speak(state, outbox, EventKind.SUSPENSION_ENDED)
        event.account = number
        event.date = until


@compiled
def relate(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """RELATE: under a number that is greater than the last, and right after it where it says so."""
    supervision = state.supervision
    if command.reference <= supervision.last_relation:
        ack.value = supervision.last_relation
        return Reason.REFERENCE_ALREADY_APPLIED
    if follows_of(command) != 0 and follows_of(command) != supervision.last_relation:
        ack.value = supervision.last_relation
        return Reason.REFERENCE_OUT_OF_STEP
    first, last = first_of(command), last_of(command)
    if not date_valid(first) or (last != 0 and (last < first or not date_valid(last))):
        return Reason.DATE_INVALID
    supervision.last_relation = command.reference
    return Reason.NONE


@compiled
def case_act(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """CASE_ACT: the acknowledgement names the key that does it."""
    ack.maker_order_id = command.operator
    return Reason.NONE
