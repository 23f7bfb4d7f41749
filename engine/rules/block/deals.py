"""Deals of the block desk: struck when both sides have confirmed the same terms, entered into the
tape at the close.

Until the close both sides' cash and units stay locked and nothing is delivered, so that the
exchange can cancel a deal at any time before it: then the locks are given back, and neither totals
nor tape have known of it. At the close each deal that is still alive becomes a trade of method 20
(engine/rules/trades.py), in order of deal numbers: money, units, fees, trade number, totals, tape.
A deal's number is never used again; the trade has a number of its own, so that trades are numbered
without holes.
"""

from __future__ import annotations

import numpy as np

from engine.commands import INVITATION, Method, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Count,
    Fen,
    Intent,
    Order,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import EventKind, Reason
from engine.rules import holdings, limit_sums
from engine.rules.block.closing import forget_confirmations, hold, lower_intent
from engine.rules.block.numbers import deal_number, slot_of_deal_number
from engine.rules.block.tell import tell_deal, tell_dialogue
from engine.rules.block.terms import cash_rate
from engine.rules.command_fields import deal_of
from engine.rules.day_trades import keep_trade
from engine.rules.state import BLOCK_ROW, RESPONDER
from engine.rules.trades import record_trade, room_left_fen
from engine.units import ACCOUNT_SHARE, SHARE_LEAST


@compiled
def deals_of(state: State, taker: AccountNumber) -> Count:
    """How many of the day's deals an account has made by answering intents."""
    count = np.int64(0)
    for slot in range(1, state.venue.deals_used + 1):
        deal = state.deals[slot]
        own = deal.buyer == taker or deal.seller == taker
        count += np.int64(own and state.intents[deal.intent].account != taker)
    return count


@compiled
def check_deal(
    state: State, taker: AccountNumber, price: Ticks, quantity: Tonnes, ack: Acknowledgement
) -> ReasonNumber:
    """A place for one more deal, for everyone and for who answers the intent, and room in the
    running amount of blocks.
    """
    places = np.int64(state.deals.shape[0])
    if state.venue.deals_used + 1 >= places:
        ack.value = places - 1
        return Reason.DEALS_FULL
    share = max(SHARE_LEAST, places // ACCOUNT_SHARE)
    if state.numbering.keyed and deals_of(state, taker) >= share:
        ack.value = share
        return Reason.DEALS_OF_ACCOUNT_FULL
    room = room_left_fen(state, BLOCK_ROW) - state.venue.deals_fen
    if price * quantity > room:
        ack.value = room
        return Reason.AMOUNT_TOO_LARGE
    return Reason.NONE


@compiled
def poster_pays(
    state: State, intent: Intent, price: Ticks, quantity: Tonnes, extra_fen: Fen
) -> Fen:
    """What a buying poster has locked for a deal, taken out of the intent's lock; what the deal
    does not need is given back.
    """
    needed = quantity * cash_rate(state, intent.instrument, price)
    held = extra_fen
    if intent.terms & INVITATION == 0:
        share = quantity * cash_rate(state, intent.instrument, intent.price)
        intent.lock_fen -= share
        held += share
    hold(state, intent.account, intent.instrument, Side.BUY, 0, needed - held)
    return needed


@compiled
def strike(
    state: State,
    outbox: Outbox,
    slot: Slot,
    dialogue_slot: Slot,
    taker: Order,
    price: Ticks,
    quantity: Tonnes,
    taker_fen: Fen,
) -> None:
    """Make a deal on an intent: by a dialogue (0: accepted directly), with what its taker and its
    poster have locked.

    `taker_fen` is the cash a buying taker has locked. What was locked becomes the deal's; everybody
    concerned gets an event.
    """
    venue = state.venue
    intent = state.intents[slot]
    venue.deals_used += 1
    deal = state.deals[venue.deals_used]
    deal.intent = slot
    deal.dialogue = dialogue_slot
    deal.instrument = intent.instrument
    deal.price = price
    deal.quantity = quantity
    deal.time_ns = venue.time_ns
    deal.alive = 1
    if intent.side == Side.BUY:
        deal.buyer, deal.seller = intent.account, taker
        deal.lock_fen = poster_pays(
            state, intent, price, quantity, state.dialogues[dialogue_slot].poster_fen
        )
    else:
        deal.buyer, deal.seller = taker, intent.account
        deal.lock_fen = taker_fen
    venue.desk_open += 1
    venue.deals_fen += price * quantity
    tell_deal(state, outbox, EventKind.DEAL, venue.deals_used)
    if dialogue_slot != 0:
        end_in_deal(state, outbox, dialogue_slot)
    lower_intent(state, outbox, slot, quantity)


@compiled
def end_in_deal(state: State, outbox: Outbox, slot: Slot) -> None:
    """A dialogue has led to a deal, which holds now what it held."""
    dialogue = state.dialogues[slot]
    forget_confirmations(dialogue)
    dialogue.alive = 0
    state.venue.desk_open -= 1
    event = tell_dialogue(state, outbox, EventKind.DIALOGUE_CLOSED, slot, RESPONDER)
    event.reason = Reason.DEALT


@compiled
def end_deal(state: State, slot: Slot) -> None:
    """A deal is cancelled or entered: it is alive no more."""
    deal = state.deals[slot]
    deal.alive = 0
    state.venue.desk_open -= 1
    state.venue.deals_fen -= deal.price * deal.quantity


@compiled
def cancel_deal(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CANCEL_DEAL, by the exchange, until the close. Checks: number known, deal alive."""
    slot = slot_of_deal_number(state, deal_of(command))
    if slot + state.venue.deals_before <= 0 or slot > state.venue.deals_used:
        return Reason.DEAL_UNKNOWN
    if slot <= 0 or state.deals[slot].alive == 0:
        return Reason.DEAL_NOT_OPEN
    deal = state.deals[slot]
    hold(state, deal.buyer, deal.instrument, Side.BUY, -deal.quantity, -deal.lock_fen)
    hold(state, deal.seller, deal.instrument, Side.SELL, -deal.quantity, 0)
    end_deal(state, slot)
    event = tell_deal(state, outbox, EventKind.DEAL_CANCELLED, slot)
    event.reason = Reason.CANCELLED_BY_EXCHANGE
    return Reason.NONE


@compiled
def enter_deals(state: State, outbox: Outbox) -> None:
    """At the close: every deal that is alive becomes a trade, in order of deal numbers."""
    for slot in range(1, state.venue.deals_used + 1):
        deal = state.deals[slot]
        if deal.alive:
            number = deal_number(state, np.int64(slot))
            end_deal(state, slot)
            limit_sums.promise(
                state, holdings.find_holding(state, deal.buyer, deal.instrument), -deal.quantity
            )
            event = record_trade(
                state,
                outbox,
                Method.BLOCK,
                deal.instrument,
                deal.buyer,
                deal.seller,
                deal.price,
                deal.quantity,
                deal.lock_fen,
            )
            event.order_id = number
            event.maker_order_id = number
            keep_trade(state, event)
