"""The block desk (大宗协议): members agree on blocks of at least 100,000 t outside the book, within
±30 % of the previous close.

A member posts an intent; others accept it directly or open a dialogue on it, whose two sides
confirm the same terms or part. Intents (engine/rules/block/intents.py) and dialogues
(engine/rules/block/dialogues.py) die with the day. Deals (engine/rules/block/deals.py) are entered
into totals and tape at the close and can be cancelled by the exchange until then. Tables are of one
day: a slot is used once, so that numbers rise without holes and are never used again.
"""

from __future__ import annotations

from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    OperatorNumber,
    Outbox,
    ReasonNumber,
    State,
)
from engine.events import Reason
from engine.rules import access_checks
from engine.rules.block.closing import close_dialogue, close_intent, drop_intent
from engine.rules.block.deals import enter_deals
from engine.rules.command_fields import suspend_of
from engine.rules.state import POSTER, RESPONDER


@compiled
def suspend_desk(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SUSPEND_DESK, and resuming it: of one instrument or (0) of all.

    What is open there stays and may be withdrawn or left.
    """
    suspend = suspend_of(command) != 0
    if command.instrument == 0:
        if suspend == (state.venue.desk_suspended != 0):
            return Reason.DESK_SUSPENDED if suspend else Reason.DESK_NOT_SUSPENDED
        state.venue.desk_suspended = 1 if suspend else 0
        return Reason.NONE
    if not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    instrument = state.instruments[command.instrument]
    if suspend == (instrument.desk_suspended != 0):
        return Reason.DESK_SUSPENDED if suspend else Reason.DESK_NOT_SUSPENDED
    instrument.desk_suspended = 1 if suspend else 0
    return Reason.NONE


@compiled
def leave_desk(
    state: State,
    outbox: Outbox,
    account: AccountNumber,
    operator: OperatorNumber,
    reason: ReasonNumber,
) -> None:
    """An account (0: any), or a key (0: any) of it, may not trade any more: what it began here
    ends; its deals stay.
    """
    if state.venue.desk_open == 0:
        return
    for slot in range(1, state.venue.dialogues_used + 1):
        dialogue = state.dialogues[slot]
        own = dialogue.alive and (account == 0 or dialogue.account == account)
        if own and (operator == 0 or dialogue.operator == operator):
            close_dialogue(state, outbox, slot, RESPONDER, reason)
    for slot in range(1, state.venue.intents_used + 1):
        intent = state.intents[slot]
        own = intent.alive and (account == 0 or intent.account == account)
        if own and (operator == 0 or intent.operator == operator):
            drop_intent(state, outbox, slot, reason)


@compiled
def close_desk(state: State, outbox: Outbox) -> None:
    """At the close: dialogues and intents end, and deals are entered."""
    if state.venue.desk_open == 0:
        return
    for slot in range(1, state.venue.dialogues_used + 1):
        if state.dialogues[slot].alive:
            close_dialogue(state, outbox, slot, POSTER, Reason.WITHDRAWN_AT_CLOSE)
    for slot in range(1, state.venue.intents_used + 1):
        if state.intents[slot].alive:
            close_intent(state, outbox, slot, Reason.WITHDRAWN_AT_CLOSE)
    enter_deals(state, outbox)


@compiled
def open_desk(state: State) -> None:
    """A new day: the tables are empty, and numbers go on."""
    venue = state.venue
    venue.intents_before += venue.intents_used
    venue.dialogues_before += venue.dialogues_used
    venue.deals_before += venue.deals_used
    venue.intents_used = 0
    venue.dialogues_used = 0
    venue.deals_used = 0
    for number in range(1, venue.accounts_used + 1):
        state.account_details[number].intents_today = 0
        state.account_details[number].dialogues_today = 0
