"""What the commands of a dialogue must satisfy, and who speaks in it."""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Number,
    ReasonNumber,
    Slot,
    Speaker,
    State,
    Truth,
)
from engine.events import Reason
from engine.rules import access_checks
from engine.rules.block.deals import check_deal
from engine.rules.block.intent_checks import check_answer, check_places
from engine.rules.block.numbers import slot_of_dialogue_number
from engine.rules.block.terms import check_desk, check_offer, opposite_of
from engine.rules.state import POSTER, RESPONDER


@compiled
def has_dialogue(state: State, account: AccountNumber, intent_slot: Slot) -> Truth:
    """Whether an account speaks about an intent already."""
    for slot in range(1, state.venue.dialogues_used + 1):
        dialogue = state.dialogues[slot]
        if dialogue.alive and dialogue.intent == intent_slot and dialogue.account == account:
            return True
    return False


@compiled
def check_open(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """Everything OPEN_DIALOGUE must satisfy, in the documented order."""
    reason = check_answer(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    if has_dialogue(state, command.account, slot):
        return Reason.DIALOGUE_EXISTS
    reason = check_offer(state, state.intents[slot], command.price, command.quantity, ack)
    if reason != Reason.NONE:
        return reason
    own = state.account_details[command.account].dialogues_today
    places = state.dialogues.shape[0]
    return check_places(
        state.venue.dialogues_used,
        own,
        places,
        Reason.DIALOGUES_FULL,
        Reason.DIALOGUES_OF_ACCOUNT_FULL,
        ack,
    )


@compiled
def slot_of_dialogue(state: State, number: Number, account: AccountNumber) -> Slot:
    """Slot of a dialogue that is alive and this account's (0: anyone's), 0 when there is none:
    others do not know of it.
    """
    slot = slot_of_dialogue_number(state, number)
    if slot <= 0 or slot > state.venue.dialogues_used or state.dialogues[slot].alive == 0:
        return np.int64(0)
    dialogue = state.dialogues[slot]
    if (
        account != 0
        and account != dialogue.account
        and account != state.intents[dialogue.intent].account
    ):
        return np.int64(0)
    return slot


@compiled
def speaker_of(state: State, slot: Slot, account: AccountNumber) -> Speaker:
    """Which side of a dialogue an account is; the exchange counts as its poster."""
    return RESPONDER if account == state.dialogues[slot].account else POSTER


@compiled
def check_speaker(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """What every word in a dialogue has in common."""
    reason = access_checks.check_access(state, command.account, command.operator)
    if reason != Reason.NONE:
        return reason
    if slot == 0:
        return Reason.DIALOGUE_UNKNOWN
    intent = state.intents[state.dialogues[slot].intent]
    ack.instrument = intent.instrument
    ack.side = (
        intent.side
        if speaker_of(state, slot, command.account) == POSTER
        else opposite_of(intent.side)
    )
    reason = check_desk(state, intent.instrument, ack)
    if reason == Reason.NONE:
        reason = access_checks.check_validity(state, command, ack)
    return reason


@compiled
def check_confirm(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """Everything up to the funds, in the documented order."""
    reason = check_speaker(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    dialogue = state.dialogues[slot]
    if command.price != dialogue.price or command.quantity != dialogue.quantity:
        ack.value = dialogue.price
        ack.leaves = dialogue.quantity
        return Reason.TERMS_DIFFER
    if dialogue.confirmed & speaker_of(state, slot, command.account):
        return Reason.CONFIRMED_ALREADY
    reason = check_offer(
        state, state.intents[dialogue.intent], dialogue.price, dialogue.quantity, ack
    )
    if reason == Reason.NONE and dialogue.confirmed:
        taker = np.int64(dialogue.account)
        reason = check_deal(state, taker, dialogue.price, dialogue.quantity, ack)
    return reason
