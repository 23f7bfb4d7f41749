"""What the block desk holds for intents and dialogues, and how they end.

A firm intent holds its poster's cash or units for all that is left of it from the moment it is
posted. An invitation holds nothing. Who confirms the terms of a dialogue holds what they need from
then on; a firm intent's poster only the cash beyond what the intent holds already, so that terms
can be confirmed with several responders at once and the first deal takes the quantity.
"""

from __future__ import annotations

import numpy as np

from engine.commands import INVITATION, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Dialogue,
    Fen,
    InstrumentNumber,
    Intent,
    Outbox,
    ReasonNumber,
    SideNumber,
    Slot,
    Speaker,
    State,
    Ticks,
    Tonnes,
)
from engine.events import EventKind, Reason
from engine.rules import holdings, limit_sums
from engine.rules.block.tell import tell_dialogue, tell_intent
from engine.rules.block.terms import cash_rate, leaves_too_little, opposite_of
from engine.rules.state import POSTER, RESPONDER


@compiled
def hold(
    state: State,
    account: AccountNumber,
    instrument: InstrumentNumber,
    side: SideNumber,
    quantity: Tonnes,
    cash_fen: Fen,
) -> None:
    """Lock a buyer's cash, with room for the units, or a seller's units; negative ones are given
    back.

    Opens a buyer's holding.
    """
    if side == Side.BUY:
        limit_sums.promise(state, holdings.open_holding(state, account, instrument), quantity)
        state.accounts[account].cash_available_fen -= cash_fen
        state.accounts[account].cash_locked_fen += cash_fen
    elif quantity != 0:
        holding = state.holdings[holdings.find_holding(state, account, instrument)]
        holding.available -= quantity
        holding.locked += quantity


@compiled
def poster_cash(state: State, intent: Intent, price: Ticks, quantity: Tonnes) -> Fen:
    """Cash a buying poster must lock for terms beyond what the intent holds for the same tonnes."""
    needed = quantity * cash_rate(state, intent.instrument, price)
    if intent.terms & INVITATION:
        return needed
    return max(np.int64(0), needed - quantity * cash_rate(state, intent.instrument, intent.price))


@compiled
def poster_units(intent: Intent, quantity: Tonnes) -> Tonnes:
    """Units a selling poster must lock for terms beyond what the intent holds."""
    return quantity if intent.terms & INVITATION else np.int64(0)


@compiled
def release_confirmations(state: State, slot: Slot) -> None:
    """Nobody has confirmed the terms any more: give back what was locked for them."""
    dialogue = state.dialogues[slot]
    intent = state.intents[dialogue.intent]
    if dialogue.confirmed & RESPONDER:
        side = opposite_of(intent.side)
        hold(
            state, dialogue.account, intent.instrument, side, -dialogue.quantity, -dialogue.lock_fen
        )
    if dialogue.confirmed & POSTER:
        units = poster_units(intent, dialogue.quantity)
        hold(state, intent.account, intent.instrument, intent.side, -units, -dialogue.poster_fen)
    forget_confirmations(dialogue)


@compiled
def forget_confirmations(dialogue: Dialogue) -> None:
    """Clear what a dialogue holds, when it has been given back or has gone into a deal."""
    dialogue.confirmed = 0
    dialogue.lock_fen = 0
    dialogue.poster_fen = 0


@compiled
def close_dialogue(
    state: State, outbox: Outbox, slot: Slot, speaker: Speaker, reason: ReasonNumber
) -> None:
    """End a dialogue, give back what it holds, and tell both."""
    release_confirmations(state, slot)
    state.dialogues[slot].alive = 0
    state.venue.desk_open -= 1
    event = tell_dialogue(state, outbox, EventKind.DIALOGUE_CLOSED, slot, speaker)
    event.reason = reason


@compiled
def close_dialogues(state: State, outbox: Outbox, intent_slot: Slot, reason: ReasonNumber) -> None:
    """End every dialogue on an intent."""
    for slot in range(1, state.venue.dialogues_used + 1):
        dialogue = state.dialogues[slot]
        if dialogue.alive and dialogue.intent == intent_slot:
            close_dialogue(state, outbox, slot, POSTER, reason)


@compiled
def close_intent(state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber) -> None:
    """End an intent and give back what it holds for what is left of it; its dialogues are the
    caller's.
    """
    intent = state.intents[slot]
    if intent.terms & INVITATION == 0:
        hold(
            state, intent.account, intent.instrument, intent.side, -intent.leaves, -intent.lock_fen
        )
    intent.lock_fen = 0
    intent.alive = 0
    state.venue.desk_open -= 1
    event = tell_intent(state, outbox, EventKind.INTENT_CLOSED, slot)
    event.reason = reason


@compiled
def drop_intent(state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber) -> None:
    """End an intent and every dialogue on it."""
    close_intent(state, outbox, slot, reason)
    close_dialogues(state, outbox, slot, reason)


@compiled
def fit_dialogue(state: State, outbox: Outbox, slot: Slot) -> None:
    """After a deal in parts, reduce terms that no longer fit to what is left. Earlier confirmations
    lapse, and both sides get an event.
    """
    dialogue = state.dialogues[slot]
    intent = state.intents[dialogue.intent]
    instrument = state.instruments[intent.instrument]
    if dialogue.quantity <= intent.leaves and not leaves_too_little(
        instrument, intent.leaves, dialogue.quantity
    ):
        return
    release_confirmations(state, slot)
    dialogue.quantity = intent.leaves
    event = tell_dialogue(state, outbox, EventKind.DIALOGUE, slot, dialogue.speaker)
    event.reason = Reason.REDUCED


@compiled
def lower_intent(state: State, outbox: Outbox, slot: Slot, quantity: Tonnes) -> None:
    """A deal has taken `quantity`: the intent goes on with the rest, or ends with its dialogues."""
    intent = state.intents[slot]
    intent.leaves -= quantity
    if intent.leaves == 0:
        close_intent(state, outbox, slot, Reason.DEALT)
        close_dialogues(state, outbox, slot, Reason.DEALT_WITH_ANOTHER)
        return
    tell_intent(state, outbox, EventKind.INTENT_LOWERED, slot)
    for each in range(1, state.venue.dialogues_used + 1):
        dialogue = state.dialogues[each]
        if dialogue.alive and dialogue.intent == slot:
            fit_dialogue(state, outbox, each)
