"""What the block desk says: events of intents, dialogues and deals."""

from __future__ import annotations

import numpy as np

from engine.commands import HIDDEN, Method, Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import Event, EventNumber, Outbox, Slot, Speaker, State
from engine.events import LIVE, POSTER_SPEAKS, RESPONDER_HIDDEN
from engine.rules.block.numbers import deal_number, dialogue_number, intent_number
from engine.rules.block.terms import opposite_of
from engine.rules.outbox import speak
from engine.rules.state import POSTER


@compiled
def tell_intent(state: State, outbox: Outbox, kind: EventNumber, slot: Slot) -> Event:
    """An event of an intent, with what is left of it."""
    intent = state.intents[slot]
    event = speak(state, outbox, kind)
    event.account = intent.account
    event.maker_account = intent.counterparty
    event.instrument = intent.instrument
    event.order_id = intent_number(state, slot)
    event.side = intent.side
    event.price = intent.price
    event.quantity = intent.quantity
    event.leaves = intent.leaves
    event["flags"] = intent.terms
    return event


@compiled
def tell_dialogue(
    state: State, outbox: Outbox, kind: EventNumber, slot: Slot, speaker: Speaker
) -> Event:
    """An event of a dialogue with its present terms, of its poster or its
    responder.
    """
    dialogue = state.dialogues[slot]
    intent = state.intents[dialogue.intent]
    event = speak(state, outbox, kind)
    event.order_id = dialogue_number(state, slot)
    event.maker_order_id = intent_number(state, np.int64(dialogue.intent))
    event.instrument = intent.instrument
    event.price = dialogue.price
    event.quantity = dialogue.quantity
    event.number = dialogue.offers
    event["flags"] = (intent.terms & HIDDEN) | (RESPONDER_HIDDEN if dialogue.hidden else 0)
    if speaker == POSTER:
        event["flags"] |= POSTER_SPEAKS
        event.account, event.maker_account = intent.account, dialogue.account
        event.side = intent.side
    else:
        event.account, event.maker_account = dialogue.account, intent.account
        event.side = opposite_of(intent.side)
    return event


@compiled
def tell_deal(state: State, outbox: Outbox, kind: EventNumber, slot: Slot) -> Event:
    """An event of a deal: account is the buyer, maker_account the seller."""
    deal = state.deals[slot]
    event = speak(state, outbox, kind)
    event.number = deal_number(state, slot)
    event.order_id = intent_number(state, np.int64(deal.intent))
    if deal.dialogue != 0:
        event.maker_order_id = dialogue_number(state, np.int64(deal.dialogue))
    event.account = deal.buyer
    event.maker_account = deal.seller
    event.side = Side.BUY
    event.instrument = deal.instrument
    event.price = deal.price
    event.quantity = deal.quantity
    event.amount_fen = deal.price * deal.quantity
    event.method = Method.BLOCK
    event.date = state.venue.date
    if state.instruments[deal.instrument].parameters[Parameter.BLOCK_LIVE]:
        event["flags"] = LIVE
    return event
