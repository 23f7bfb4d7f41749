"""Listed agreement (挂牌协议): price-time priority within the five visible levels, directed takes,
replacement.

Checks come first (engine/rules/order_checks.py), then locks, then matching: after the last check
nothing can fail.
"""

from __future__ import annotations

import numpy as np

from engine.commands import MARKET, Side, TimeInForce
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Instrument,
    Order,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Truth,
)
from engine.events import KEPT_PLACE, Reason
from engine.rules import (
    book,
    fund_checks,
    holdings,
    limit_sums,
    limits,
    locks,
    opposite_side,
    order_checks,
    sweep,
)
from engine.rules.fills import fill
from engine.rules.five_levels import match_and_rest
from engine.rules.order_entry import change_terms, enter, note_entered
from engine.rules.order_wishes import change_guard, keep_wishes
from engine.rules.term_checks import is_reached, open_quantity
from engine.rules.withdrawal import cancel_order, retire


@compiled
def take_target(
    state: State, outbox: Outbox, instrument: Instrument, order: Order, slot: Slot
) -> None:
    """A directed take: the whole order against the one it names."""
    target = state.orders[slot]
    quantity = order.leaves
    maker_left = target.leaves - quantity
    fill(state, outbox, instrument, order, target, quantity, np.int64(0), maker_left, False)
    if maker_left == 0:
        book.leave(state, instrument, slot)
        retire(state, slot)


@compiled
def has_place(state: State, instrument: Instrument, command: Command) -> Truth:
    """Whether the table has a place for a new order: where no more may rest, for one that can trade
    at once.
    """
    if not book.rests_full(state):
        return True
    opposite = np.int64(Side.SELL) if command.side == Side.BUY else np.int64(Side.BUY)
    key = instrument.best[book.side_index(opposite)]
    if book.table_full(state) or key < 0:
        return False
    market = command["flags"] & MARKET
    price = sweep.limit_of(instrument, command.side) if market else np.int64(command.price)
    return order_checks.crosses(command.side, price, book.price_of(instrument, opposite, key))


@compiled
def trade_specially(
    state: State, outbox: Outbox, instrument: Instrument, command: Command, slot: Slot
) -> Truth:
    """Directed takes, market orders and fill-or-kill: whether the order is done with."""
    order = state.orders[slot]
    if command.order_id != 0:
        take_target(state, outbox, instrument, order, book.slot_of(state, command.order_id))
        locks.release(state, instrument, order)
        retire(state, slot)
        return True
    if command["flags"] & MARKET:
        # Its price while it trades: no resting price is worse, and what it may lock there is given
        # back before the next command.
        order.price = sweep.limit_of(instrument, order.side)
    if order.time_in_force == TimeInForce.FOK and not sweep.fillable(state, instrument, order):
        order.price = command.price
        cancel_order(state, outbox, slot, Reason.FOK_NOT_FILLABLE)
        return True
    return False


@compiled_inline
def ordinary_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Truth:
    """Take a NEW_ORDER the short way: lock, match, rest.

    False, and nothing done, when it is not ordinary or lacks the means.
    """
    if not order_checks.is_ordinary(state, command):
        return False
    account, number = np.int64(command.account), np.int64(command.instrument)
    holding = holdings.find_holding(state, account, number)
    held = command.quantity * (1 - np.int64(state.instruments[number].unlocked))
    units = held * (np.int64(command.side) - Side.BUY)
    lock_fen = (held - units) * command.price
    short = units > max(state.holdings[holding].available, np.int64(0)) or lock_fen > max(
        state.accounts[account].cash_available_fen, np.int64(0)
    )
    if holding == 0 or short or book.rests_full(state):
        return False
    slot = book.take_slot(state)
    enter(state, command, ack, slot, holding, lock_fen, units)
    match_and_rest(state, outbox, state.instruments[number], slot, 0, True)
    return True


@compiled_inline
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """NEW_ORDER: check in the documented order, lock, match, rest."""
    reason = order_checks.check_new_order(state, command, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    if not has_place(state, instrument, command):
        return Reason.ORDERS_FULL
    holding = holdings.find_holding(state, command.account, command.instrument)
    if (
        holding == 0
        and holdings.holdings_full(state)
        and (command.side == Side.BUY or instrument.unlocked)
    ):
        return Reason.HOLDINGS_FULL
    if instrument.limited:
        number = np.int64(command.instrument)
        reason = opposite_side.check_side(state, holding, number, command.side, ack)
        if reason != Reason.NONE:
            return reason
    market = command["flags"] & MARKET
    lock_fen = locks.lock_of(instrument, command.side, command.price, command.quantity)
    if market and command.side == Side.BUY and instrument.unlocked == 0:
        reason = sweep.check_market_cash(state, instrument, command, ack)
    else:
        reason = fund_checks.check_funds(state, instrument, command, holding, lock_fen, ack)
    if reason == Reason.NONE:
        reason = limits.check_new_order(state, instrument, command, holding, ack)
    if reason != Reason.NONE:
        return reason
    # From here the order must succeed.
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
    special = command.order_id != 0 or market or command.time_in_force == TimeInForce.FOK
    if not (special and trade_specially(state, outbox, instrument, command, slot)):
        match_and_rest(state, outbox, instrument, slot, market, False)
    return Reason.NONE


@compiled
def replace(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """REPLACE: a smaller quantity at the same price keeps its place, anything else goes to the end
    and may trade. A total that has traded already ends the order.
    """
    slot = book.slot_of(state, command.order_id)
    reason = order_checks.check_replace_access(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    order = state.orders[slot]
    instrument = state.instruments[order.instrument]
    price, quantity = np.int64(command.price), open_quantity(command, order)
    reason = order_checks.check_replace(state, instrument, command, order, quantity, ack)
    if reason == Reason.NONE and is_reached(command, quantity):
        cancel_order(state, outbox, slot, Reason.TOTAL_REACHED)
        return Reason.NONE
    if reason == Reason.NONE:
        reason = fund_checks.check_more(state, instrument, order, price, quantity, ack)
    limited = limit_sums.concerns(state, instrument, order.account)
    if reason == Reason.NONE and limited:
        reason = limits.check_replacement(state, order, price, quantity, ack)
    if reason != Reason.NONE:
        return reason
    # From here the replacement must succeed.
    if limited:
        limit_sums.note_replaced(state, order, price, quantity)
    order.operator = command.operator
    change_guard(state, command, slot)
    ack.leaves = quantity
    if price == order.price and quantity < order.leaves:
        ack["flags"] |= KEPT_PLACE
        change_terms(state, instrument, order, price, quantity)
        return Reason.NONE
    book.leave(state, instrument, slot)
    change_terms(state, instrument, order, price, quantity)
    order.time_ns = state.venue.time_ns
    match_and_rest(state, outbox, instrument, slot, 0, False)
    return Reason.NONE
