"""Dialogues at the block desk: opened on an intent, offers in turns, notes, confirmation by both
sides, leaving.

Terms are a price and a quantity. Each offer replaces the terms and undoes every confirmation; the
sides take turns. A side confirms by naming the present terms, which locks what it needs; when
both have confirmed the same terms, the deal is struck. Checks of OPEN_DIALOGUE: account; intent
unknown, own; the desk; validity; one dialogue for each responder; quantity; part; price; places
(all, account's). COUNTER_OFFER: account; dialogue unknown; the desk; validity; turn; quantity;
part; price. CONFIRM_TERMS: account; dialogue unknown; the desk; validity; terms differ; confirmed
already; quantity; part; price; places of deals and total amounts, when the other side has
confirmed; holdings full; cash or units. SEND_NOTE: account; dialogue unknown; the desk; validity.
LEAVE_DIALOGUE: account unknown; validity; dialogue unknown.
"""

from __future__ import annotations

import numpy as np

from engine.commands import HIDDEN, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Dialogue,
    Fen,
    Outbox,
    ReasonNumber,
    Slot,
    Speaker,
    State,
)
from engine.events import EventKind, Reason
from engine.rules import access_checks
from engine.rules.block.closing import (
    close_dialogue,
    hold,
    poster_cash,
    poster_units,
    release_confirmations,
)
from engine.rules.block.deals import strike
from engine.rules.block.dialogue_checks import (
    check_confirm,
    check_open,
    check_speaker,
    slot_of_dialogue,
    speaker_of,
)
from engine.rules.block.intent_checks import slot_of_intent
from engine.rules.block.note import read_note, tell_note
from engine.rules.block.numbers import deal_number, dialogue_number
from engine.rules.block.tell import tell_dialogue
from engine.rules.block.terms import cash_rate, check_cover, check_offer, opposite_of
from engine.rules.command_fields import dialogue_of, intent_of
from engine.rules.state import POSTER, RESPONDER


@compiled
def open_dialogue(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """OPEN_DIALOGUE: the first offer is the responder's; it confirms nothing."""
    intent_slot = slot_of_intent(state, intent_of(command))
    reason = check_open(state, command, intent_slot, ack)
    if reason != Reason.NONE:
        return reason
    venue = state.venue
    venue.dialogues_used += 1
    venue.desk_open += 1
    state.account_details[command.account].dialogues_today += 1
    dialogue = state.dialogues[venue.dialogues_used]
    dialogue.intent = intent_slot
    dialogue.account = command.account
    dialogue.operator = command.operator
    dialogue.hidden = 1 if command["flags"] & HIDDEN else 0
    dialogue.confirmed = 0
    dialogue.lock_fen = 0
    dialogue.poster_fen = 0
    dialogue.offers = 0
    dialogue.alive = 1
    ack.number = dialogue_number(state, venue.dialogues_used)
    offer(state, outbox, command, venue.dialogues_used, RESPONDER)
    return Reason.NONE


@compiled
def offer(state: State, outbox: Outbox, command: Command, slot: Slot, speaker: Speaker) -> None:
    """Put new terms on the table and tell both."""
    dialogue = state.dialogues[slot]
    dialogue.price = command.price
    dialogue.quantity = command.quantity
    dialogue.offers += 1
    dialogue.speaker = speaker
    dialogue.time_ns = state.venue.time_ns
    read_note(command, dialogue.note)
    tell_note(tell_dialogue(state, outbox, EventKind.DIALOGUE, slot, speaker), dialogue.note)


@compiled
def counter_offer(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """COUNTER_OFFER: other terms, by the side that did not make the last offer."""
    slot = slot_of_dialogue(state, dialogue_of(command), command.account)
    reason = check_speaker(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    speaker = speaker_of(state, slot, command.account)
    if state.dialogues[slot].speaker == speaker:
        return Reason.TURN_NOT_YOURS
    reason = check_offer(
        state, state.intents[state.dialogues[slot].intent], command.price, command.quantity, ack
    )
    if reason != Reason.NONE:
        return reason
    release_confirmations(state, slot)
    offer(state, outbox, command, slot, speaker)
    return Reason.NONE


@compiled
def send_note(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """SEND_NOTE: a word to the other side; the terms stay."""
    slot = slot_of_dialogue(state, dialogue_of(command), command.account)
    reason = check_speaker(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    speaker = speaker_of(state, slot, command.account)
    read_note(command, state.dialogues[slot].note)
    tell_note(
        tell_dialogue(state, outbox, EventKind.DIALOGUE_NOTE, slot, speaker),
        state.dialogues[slot].note,
    )
    return Reason.NONE


@compiled
def confirm_terms(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CONFIRM_TERMS: lock what this side needs; the second confirmation strikes the deal."""
    slot = slot_of_dialogue(state, dialogue_of(command), command.account)
    reason = check_confirm(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    dialogue = state.dialogues[slot]
    intent = state.intents[dialogue.intent]
    speaker = speaker_of(state, slot, command.account)
    if speaker == POSTER:
        side = intent.side
        units = poster_units(intent, dialogue.quantity)
        cash_fen = poster_cash(state, intent, dialogue.price, dialogue.quantity)
    else:
        side = opposite_of(intent.side)
        units = dialogue.quantity
        cash_fen = dialogue.quantity * cash_rate(state, intent.instrument, dialogue.price)
    amount_fen = dialogue.price * dialogue.quantity
    reason = check_cover(
        state, command.account, intent.instrument, side, units, cash_fen, amount_fen, ack
    )
    if reason != Reason.NONE:
        return reason
    hold(state, command.account, intent.instrument, side, units, cash_fen)
    enter_confirmation(dialogue, speaker, cash_fen if side == Side.BUY else np.int64(0))
    tell_dialogue(state, outbox, EventKind.TERMS_CONFIRMED, slot, speaker)
    if dialogue.confirmed == POSTER | RESPONDER:
        ack.number = deal_number(state, state.venue.deals_used + 1)
        place = np.int64(dialogue.intent)
        strike(
            state,
            outbox,
            place,
            slot,
            dialogue.account,
            dialogue.price,
            dialogue.quantity,
            dialogue.lock_fen,
        )
    return Reason.NONE


@compiled
def enter_confirmation(dialogue: Dialogue, speaker: Speaker, cash_fen: Fen) -> None:
    """Note who has confirmed and the cash locked for it."""
    dialogue.confirmed |= speaker
    if speaker == POSTER:
        dialogue.poster_fen = cash_fen
    else:
        dialogue.lock_fen = cash_fen


@compiled
def leave_dialogue(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """LEAVE_DIALOGUE: by either side or the exchange (account 0), at any time."""
    if (
        command.account != 0
        and access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN
    ):
        return Reason.ACCOUNT_UNKNOWN
    reason = access_checks.check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    slot = slot_of_dialogue(state, dialogue_of(command), command.account)
    if slot == 0:
        return Reason.DIALOGUE_UNKNOWN
    ack.instrument = state.intents[state.dialogues[slot].intent].instrument
    by = Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.LEFT
    close_dialogue(state, outbox, slot, speaker_of(state, slot, command.account), by)
    return Reason.NONE
