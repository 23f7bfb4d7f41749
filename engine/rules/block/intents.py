"""Intents at the block desk: posted, withdrawn, accepted directly.

An intent is firm unless it is posted as an invitation: its poster has then confirmed his own terms
by posting them, so what they need is locked at once, and who accepts it makes a deal with one
command. Checks of POST_INTENT: account; instrument; the desk (hours, not open, halts, suspended);
side; validity; counterparty (unknown, own); parts; quantity; price; places (all, account's);
holdings full; the other side traded, or open; cash or units. ACCEPT_INTENT: account; intent
unknown, own; the desk; validity; firm; quantity; part; price; places of deals; total amounts;
holdings full; the other side traded, or open; cash or units. WITHDRAW_INTENT: account unknown;
validity; intent unknown, not yours.
"""

from __future__ import annotations

import numpy as np

from engine.commands import HIDDEN, IN_PARTS, INVITATION, Side
from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, Slot, State
from engine.events import EventKind, Reason
from engine.rules import access_checks, holdings, opposite_side
from engine.rules.block.closing import drop_intent, hold
from engine.rules.block.deals import strike
from engine.rules.block.intent_checks import check_accept, check_intent, slot_of_intent
from engine.rules.block.note import read_note, tell_note
from engine.rules.block.numbers import deal_number, intent_number
from engine.rules.block.tell import tell_intent
from engine.rules.block.terms import cash_rate, check_cover, opposite_of
from engine.rules.command_fields import intent_of


@compiled
def write_intent(state: State, command: Command) -> Slot:
    """Take the next slot for an intent; the slot."""
    venue = state.venue
    venue.intents_used += 1
    venue.desk_open += 1
    state.account_details[command.account].intents_today += 1
    intent = state.intents[venue.intents_used]
    intent.account = command.account
    intent.counterparty = command.counterparty
    intent.instrument = command.instrument
    intent.side = command.side
    intent.terms = command["flags"] & (HIDDEN | IN_PARTS | INVITATION)
    intent.price = command.price
    intent.quantity = command.quantity
    intent.leaves = command.quantity
    intent.lock_fen = 0
    intent.time_ns = venue.time_ns
    intent.operator = command.operator
    intent.alive = 1
    read_note(command, intent.note)
    return venue.intents_used


@compiled
def post_intent(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """POST_INTENT: a firm one locks what it needs."""
    reason = check_intent(state, command, ack)
    if reason != Reason.NONE:
        return reason
    firm = command["flags"] & INVITATION == 0
    needed_fen = command.quantity * cash_rate(state, command.instrument, command.price)
    if firm:
        reason = check_cover(
            state,
            command.account,
            command.instrument,
            command.side,
            command.quantity,
            needed_fen,
            command.price * command.quantity,
            ack,
        )
    else:
        holding = holdings.find_holding(state, command.account, command.instrument)
        number = np.int64(command.instrument)
        reason = opposite_side.check_side(state, holding, number, command.side, ack)
    if reason != Reason.NONE:
        return reason
    slot = write_intent(state, command)
    intent = state.intents[slot]
    if firm:
        hold(state, command.account, command.instrument, command.side, command.quantity, needed_fen)
        intent.lock_fen = needed_fen if command.side == Side.BUY else 0
    ack.order_id = intent_number(state, slot)
    tell_note(tell_intent(state, outbox, EventKind.INTENT, slot), intent.note)
    return Reason.NONE


@compiled
def accept_intent(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """ACCEPT_INTENT: a deal at the intent's price, at once."""
    slot = slot_of_intent(state, intent_of(command))
    reason = check_accept(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    intent = state.intents[slot]
    side = opposite_of(intent.side)
    needed_fen = command.quantity * cash_rate(state, intent.instrument, intent.price)
    amount_fen = intent.price * command.quantity
    reason = check_cover(
        state,
        command.account,
        intent.instrument,
        side,
        command.quantity,
        needed_fen,
        amount_fen,
        ack,
    )
    if reason != Reason.NONE:
        return reason
    hold(state, command.account, intent.instrument, side, command.quantity, needed_fen)
    ack.number = deal_number(state, state.venue.deals_used + 1)
    strike(
        state,
        outbox,
        slot,
        np.int64(0),
        command.account,
        intent.price,
        command.quantity,
        needed_fen,
    )
    return Reason.NONE


@compiled
def withdraw_intent(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """WITHDRAW_INTENT: by its poster or the exchange (account 0), at any time; its dialogues
    end.
    """
    if (
        command.account != 0
        and access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN
    ):
        return Reason.ACCOUNT_UNKNOWN
    reason = access_checks.check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    slot = slot_of_intent(state, intent_of(command))
    if slot == 0:
        return Reason.INTENT_UNKNOWN
    intent = state.intents[slot]
    if command.account != 0 and intent.account != command.account:
        shown = intent.counterparty == 0 or intent.counterparty == command.account
        shown = shown and state.numbering.keyed == 0
        return Reason.INTENT_NOT_YOURS if shown else Reason.INTENT_UNKNOWN
    ack.instrument = intent.instrument
    ack.side = intent.side
    ack.price = intent.price
    ack.leaves = intent.leaves
    by = Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.CANCELLED_BY_MEMBER
    drop_intent(state, outbox, slot, by)
    return Reason.NONE
