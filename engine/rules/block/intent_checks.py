"""What the commands of an intent must satisfy."""

from __future__ import annotations

import numpy as np

from engine.commands import IN_PARTS, INVITATION, Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Count, Number, ReasonNumber, Slot, State
from engine.events import Reason
from engine.rules import access_checks
from engine.rules.block.deals import check_deal
from engine.rules.block.numbers import slot_of_intent_number
from engine.rules.block.terms import check_desk, check_offer, check_price, check_size, opposite_of
from engine.units import ACCOUNT_SHARE


@compiled
def check_places(
    used: Count,
    own: Count,
    places: Count,
    full: ReasonNumber,
    own_full: ReasonNumber,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Room in a table of the day's, for everyone and for this account."""
    if used + 1 >= places:
        ack.value = places - 1
        return full
    if own >= places // ACCOUNT_SHARE:
        ack.value = places // ACCOUNT_SHARE
        return own_full
    return Reason.NONE


@compiled
def check_counterparty(state: State, command: Command) -> ReasonNumber:
    """A named counterparty is another open account."""
    other = command.counterparty
    if other == 0:
        return Reason.NONE
    if access_checks.check_account(state, other) == Reason.ACCOUNT_UNKNOWN:
        return Reason.COUNTERPARTY_UNKNOWN
    return Reason.INTENT_OWN if other == command.account else Reason.NONE


@compiled
def check_poster(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Who posts, what, when, to whom."""
    reason = access_checks.check_access(state, command.account, command.operator)
    if reason != Reason.NONE:
        return reason
    if not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    reason = check_desk(state, command.instrument, ack)
    if reason != Reason.NONE:
        return reason
    if command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    reason = access_checks.check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    return check_counterparty(state, command)


@compiled
def check_intent(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Everything up to the funds, in the documented order."""
    reason = check_poster(state, command, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    if command["flags"] & IN_PARTS and instrument.parameters[Parameter.BLOCK_PARTS] == 0:
        return Reason.PARTS_NOT_ALLOWED
    reason = check_size(instrument, command.quantity, ack)
    if reason == Reason.NONE:
        reason = check_price(instrument, command.price, ack)
    if reason != Reason.NONE:
        return reason
    own = state.account_details[command.account].intents_today
    places = state.intents.shape[0]
    return check_places(
        state.venue.intents_used,
        own,
        places,
        Reason.INTENTS_FULL,
        Reason.INTENTS_OF_ACCOUNT_FULL,
        ack,
    )


@compiled
def slot_of_intent(state: State, number: Number) -> Slot:
    """Slot of an intent that is alive, 0 when there is none of this number."""
    slot = slot_of_intent_number(state, number)
    if slot <= 0 or slot > state.venue.intents_used or state.intents[slot].alive == 0:
        return np.int64(0)
    return slot


@compiled
def check_addressed(state: State, command: Command, slot: Slot) -> ReasonNumber:
    """An intent that this account may answer: one it can see and that is not its own."""
    if slot == 0:
        return Reason.INTENT_UNKNOWN
    intent = state.intents[slot]
    if intent.account == command.account:
        return Reason.INTENT_OWN
    if intent.counterparty != 0 and intent.counterparty != command.account:
        return Reason.INTENT_UNKNOWN
    return Reason.NONE


@compiled
def check_answer(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """What accepting an intent and opening a dialogue on it have in common."""
    reason = access_checks.check_access(state, command.account, command.operator)
    if reason == Reason.NONE:
        reason = check_addressed(state, command, slot)
    if reason != Reason.NONE:
        return reason
    ack.instrument = state.intents[slot].instrument
    ack.side = opposite_of(state.intents[slot].side)
    reason = check_desk(state, ack.instrument, ack)
    if reason == Reason.NONE:
        reason = access_checks.check_validity(state, command, ack)
    return reason


@compiled
def check_accept(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """Everything up to the funds, in the documented order."""
    reason = check_answer(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    intent = state.intents[slot]
    ack.price = intent.price
    if intent.terms & INVITATION:
        return Reason.INTENT_NOT_FIRM
    reason = check_offer(state, intent, intent.price, command.quantity, ack)
    if reason == Reason.NONE:
        taker = np.int64(command.account)
        reason = check_deal(state, taker, intent.price, command.quantity, ack)
    return reason
