"""What intents, dialogues and deals are called, and which slot a number names."""

from __future__ import annotations

from engine.compiler.jit import compiled
from engine.compiler.words import Number, Slot, State
from engine.rules.opaque_numbers import DEAL, DIALOGUE, INTENT, counter_of, number_of


@compiled
def intent_number(state: State, slot: Slot) -> Number:
    """Number of the intent in a slot."""
    return number_of(state, INTENT, state.venue.intents_before + slot)


@compiled
def dialogue_number(state: State, slot: Slot) -> Number:
    """Number of the dialogue in a slot."""
    return number_of(state, DIALOGUE, state.venue.dialogues_before + slot)


@compiled
def deal_number(state: State, slot: Slot) -> Number:
    """Number of the deal in a slot."""
    return number_of(state, DEAL, state.venue.deals_before + slot)


@compiled
def slot_of_intent_number(state: State, number: Number) -> Slot:
    """Slot that would be this intent's; 0 or less, or above those used, where there is none."""
    return counter_of(state, INTENT, number) - state.venue.intents_before


@compiled
def slot_of_dialogue_number(state: State, number: Number) -> Slot:
    """As of an intent."""
    return counter_of(state, DIALOGUE, number) - state.venue.dialogues_before


@compiled
def slot_of_deal_number(state: State, number: Number) -> Slot:
    """As of an intent; 0 or less is also the slot of a deal of an earlier day."""
    return counter_of(state, DEAL, number) - state.venue.deals_before
