"""Acts of staff that await a second key: held, approved, or ended without it.

A held act is no command yet: its request lies in the log, as a text of HOLD_ACT. APPROVE_ACT ends
it and comes right ahead of the act itself, in one batch. It names how many commands after it, the
act's texts and the act, go with the approval; where it is refused, they are refused as well. How
long an act awaits approval is measured by the times of commands, because rules know no clock.

Checks of HOLD_ACT: rule; room. APPROVE_ACT: act; not the key that asked it; time. DROP_ACT: act;
how; whose; time.
"""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind, HeldEnd, VenueRule
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Held,
    Outbox,
    Place,
    ReasonNumber,
    State,
    Truth,
)
from engine.events import Reason
from engine.rules.command_fields import act_kind_of, commands_of, held_of, how_of
from engine.rules.state import AWAITING_MAX
from engine.rules.venue_rules import rule_value
from engine.units import MINUTE_NS, PIECES_MAX


@compiled
def place_of_held(state: State, command: Command) -> Place:
    """Place of the act that a command names, -1 when it does not await approval."""
    number = held_of(command)
    if number > 0:
        for place in range(AWAITING_MAX):
            if state.approvals.places[place].number == number:
                return np.int64(place)
    return np.int64(-1)


@compiled
def free_place(state: State) -> Place:
    """A place for one more act, -1 when there is none."""
    for place in range(AWAITING_MAX):
        if state.approvals.places[place].number == 0:
            return np.int64(place)
    return np.int64(-1)


@compiled
def forget(held: Held) -> None:
    """An act does not await approval any more."""
    held.number = 0
    held.expires_ns = 0
    held.event = 0
    held.operator = 0
    held.kind = 0


@compiled
def hold_act(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """HOLD_ACT: the acknowledgement carries its number and when it lapses."""
    if rule_value(state, np.int64(VenueRule.SECOND_APPROVAL)) == 0:
        return Reason.APPROVAL_OFF
    place = free_place(state)
    if place < 0:
        ack.value = AWAITING_MAX
        return Reason.HELD_FULL
    state.approvals.counter += 1
    held = state.approvals.places[place]
    held.number = state.approvals.counter
    term = rule_value(state, np.int64(VenueRule.APPROVAL_TERM))
    held.expires_ns = command.time_ns + term * MINUTE_NS
    held.event = ack.sequence
    held.operator = command.operator
    held.kind = act_kind_of(command)
    ack.number = held.number
    ack.value = held.expires_ns
    return Reason.NONE


@compiled
def check_approval(
    state: State, command: Command, place: Place, ack: Acknowledgement
) -> ReasonNumber:
    """Everything APPROVE_ACT must satisfy, in the documented order."""
    if place < 0:
        return Reason.HELD_UNKNOWN
    held = state.approvals.places[place]
    if held.operator == command.operator:
        return Reason.HELD_OWN
    if command.time_ns > held.expires_ns:
        ack.value = held.expires_ns
        return Reason.HELD_EXPIRED
    return Reason.NONE


@compiled
def approve_act(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """APPROVE_ACT: the act does not await approval any more, whatever becomes of it.

    Refused it bars the commands that go with it, and changes nothing else.
    """
    approvals = state.approvals
    approvals.begun = command.sequence
    approvals.until = command.sequence + min(max(commands_of(command), 0), PIECES_MAX + 1)
    approvals.kind = 0
    place = place_of_held(state, command)
    reason = check_approval(state, command, place, ack)
    if reason != Reason.NONE:
        return reason
    held = approvals.places[place]
    approvals.kind = held.kind
    ack.parameter = held.kind
    forget(held)
    return Reason.NONE


@compiled
def check_drop(state: State, command: Command, place: Place, ack: Acknowledgement) -> ReasonNumber:
    """Everything DROP_ACT must satisfy, in the documented order."""
    if place < 0:
        return Reason.HELD_UNKNOWN
    held = state.approvals.places[place]
    how = how_of(command)
    own = held.operator == command.operator
    if how == HeldEnd.REFUSED:
        return Reason.HELD_OWN if own else Reason.NONE
    if how == HeldEnd.WITHDRAWN:
        return Reason.NONE if own else Reason.HELD_NOT_YOURS
    if how != HeldEnd.EXPIRED:
        return Reason.HELD_END_UNKNOWN
    if command.time_ns <= held.expires_ns:
        ack.value = held.expires_ns
        return Reason.HELD_NOT_EXPIRED
    return Reason.NONE


@compiled
def drop_act(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """DROP_ACT: it ends without having been done."""
    place = place_of_held(state, command)
    reason = check_drop(state, command, place, ack)
    if reason == Reason.NONE:
        forget(state.approvals.places[place])
    return reason


@compiled_inline
def is_barred(state: State, command: Command) -> Truth:
    """Whether a command, which is no text, goes with an approval that was refused."""
    approvals = state.approvals
    after = approvals.begun < command.sequence and command.sequence <= approvals.until
    return approvals.kind == 0 and after and command.kind != CommandKind.TEXT
