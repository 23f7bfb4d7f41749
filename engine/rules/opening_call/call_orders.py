"""Orders that enter an opening call, and their replacement."""

from __future__ import annotations

import numpy as np

from engine.commands import MARKET
from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State
from engine.events import KEPT_PLACE, Reason
from engine.rules import book, holdings, limit_sums, locks, sweep
from engine.rules.opening_call.call_checks import (
    check_call,
    check_order,
    check_replacement,
    check_room,
)
from engine.rules.order_entry import change_terms, enter, note_entered
from engine.rules.order_wishes import change_guard, keep_wishes
from engine.rules.state import RESTING_AT_MARKET
from engine.rules.term_checks import is_reached, open_quantity
from engine.rules.withdrawal import cancel_order


@compiled
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """NEW_ORDER that listed trading has found to come outside its phases: in a call it is checked,
    locked, and rests.
    """
    instrument = state.instruments[command.instrument]
    reason = check_call(state, instrument, command, ack)
    if reason != Reason.NONE:
        return reason
    market = command["flags"] & MARKET
    price = sweep.limit_of(instrument, command.side) if market else np.int64(command.price)
    reason = check_order(state, instrument, command, price, ack)
    if reason != Reason.NONE:
        return reason
    holding = holdings.find_holding(state, command.account, command.instrument)
    lock_fen = locks.lock_of(instrument, command.side, price, command.quantity)
    reason = check_room(state, instrument, command, holding, lock_fen, ack)
    if reason != Reason.NONE:
        return reason
    if holding == 0:
        holding = holdings.open_holding(state, command.account, command.instrument)
    slot = book.take_slot(state)
    enter(
        state,
        command,
        ack,
        slot,
        holding,
        lock_fen,
        locks.units_of(instrument, command.side, command.quantity),
    )
    note_entered(state, instrument, slot)
    keep_wishes(state, command, slot)
    order = state.orders[slot]
    order.price = price
    book.join(state, instrument, slot)
    if market:
        order.resting = RESTING_AT_MARKET
    return Reason.NONE


@compiled
def replace(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """REPLACE in a call: a smaller quantity at the same price keeps its place, anything else goes
    to the end. A total that has traded already ends the order.
    """
    slot = book.slot_of(state, command.order_id)
    order = state.orders[slot]
    instrument = state.instruments[order.instrument]
    price, quantity = np.int64(command.price), open_quantity(command, order)
    reason = check_call(state, instrument, command, ack)
    if reason == Reason.NONE:
        reason = check_replacement(state, instrument, command, order, quantity, ack)
    if reason == Reason.NONE and is_reached(command, quantity):
        cancel_order(state, outbox, slot, Reason.TOTAL_REACHED)
        return Reason.NONE
    if reason != Reason.NONE:
        return reason
    if limit_sums.concerns(state, instrument, order.account):
        limit_sums.note_replaced(state, order, price, quantity)
    order.operator = command.operator
    change_guard(state, command, slot)
    ack.leaves = quantity
    keeps = price == order.price and quantity < order.leaves and order.resting != RESTING_AT_MARKET
    if keeps:
        ack["flags"] |= KEPT_PLACE
        change_terms(state, instrument, order, price, quantity)
        return Reason.NONE
    book.leave(state, instrument, slot)
    change_terms(state, instrument, order, price, quantity)
    order.time_ns = state.venue.time_ns
    book.join(state, instrument, slot)
    return Reason.NONE
