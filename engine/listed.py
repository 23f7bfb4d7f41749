"""Listed agreement (挂牌协议): price-time priority within the five visible levels, directed takes, replacement.

Checks come first (engine/order_checks.py), then locks, then matching: after the last check nothing can fail.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import accounts, book, limits, order_checks, sweep
from engine.commands import MARKET, Method, Parameter, SelfTrade, Side, TimeInForce, TotalsKind
from engine.events import BUYER_IS_TAKER, KEPT_PLACE, EventKind, Reason
from engine.jit import compiled, compiled_inline, prefetch
from engine.outbox import speak
from engine.state import LISTED_ROW
from engine.trades import count_trade, hash_trade
from engine.withdrawal import cancel_order, retire


@compiled_inline
def fill_order(state: Any, instrument: Any, order: Any, price: Any, quantity: Any) -> None:
    """Money, units and fees of one order's side of a fill."""
    if order.side == Side.BUY:
        accounts.settle_buy(state, instrument, order, price, quantity)
    else:
        accounts.settle_sell(state, instrument, order, price, quantity)


@compiled_inline
def take_from(state: Any, instrument: Any, slot: Any, quantity: Any) -> None:
    """Lower a filled resting order in its place, or take it out when nothing is left."""
    order = state.orders[slot]
    if order.leaves > quantity:
        order.leaves -= quantity
        return
    book.leave(state, instrument, slot)
    order.leaves = 0
    retire(state, slot)


@compiled
def note_fees(state: Any, event: Any, taker: Any, maker: Any, sign: Any) -> None:
    """Add (1) or take off (-1) what both orders have been charged: around a fill, that leaves the fill's own fees."""
    detail = accounts.detail_of(state, taker)
    event.trading_fee_fen += sign * detail.trading_fee_fen
    event.settlement_fee_fen += sign * detail.settlement_fee_fen
    detail = accounts.detail_of(state, maker)
    event.maker_trading_fee_fen += sign * detail.trading_fee_fen
    event.maker_settlement_fee_fen += sign * detail.settlement_fee_fen


@compiled
def fill(state: Any, outbox: Any, instrument: Any, taker: Any, maker_slot: Any, quantity: Any) -> None:
    """One fill at the resting price: both sides settled, the trade numbered, counted and told."""
    maker = state.orders[maker_slot]
    price = maker.price
    event = speak(state, outbox, EventKind.FILL)
    if instrument.fees:
        note_fees(state, event, taker, maker, -1)
    fill_order(state, instrument, taker, price, quantity)
    fill_order(state, instrument, maker, price, quantity)
    if instrument.fees:
        note_fees(state, event, taker, maker, 1)
    taker.leaves -= quantity
    state.venue.trade_numbers[LISTED_ROW] += 1
    number = state.venue.trade_numbers[LISTED_ROW]
    count_trade(instrument.totals[TotalsKind.DAY], quantity, price * quantity)
    count_trade(state.venue.totals[TotalsKind.DAY], quantity, price * quantity)
    instrument.last = price
    buyer = taker.account if taker.side == Side.BUY else maker.account
    seller = maker.account if taker.side == Side.BUY else taker.account
    hash_trade(state, number, taker.instrument, Method.LISTED, price, quantity, buyer, seller)
    event.side = taker.side
    event.account = taker.account
    event.instrument = taker.instrument
    event.order_id = taker.order_id
    event.price = price
    event.quantity = quantity
    event.leaves = taker.leaves
    event.number = number
    event.amount_fen = price * quantity
    event.maker_order_id = maker.order_id
    event.maker_account = maker.account
    event.maker_leaves = maker.leaves - quantity
    event.method = Method.LISTED
    event.date = state.venue.date
    event["flags"] = BUYER_IS_TAKER if taker.side == Side.BUY else 0
    if limits.concerns_either(state, instrument, taker.account, maker.account):
        limits.note_fill(state, outbox, taker, maker, price, quantity)
    take_from(state, instrument, maker_slot, quantity)


@compiled_inline
def meet_own(state: Any, outbox: Any, instrument: Any, maker_slot: Any) -> Any:
    """What happens when an order meets its own account's: SELF_TRADE when the incoming one must stop."""
    mode = instrument.parameters[Parameter.SELF_TRADE]
    if mode == SelfTrade.CANCEL_RESTING or mode == SelfTrade.CANCEL_BOTH:
        cancel_order(state, outbox, maker_slot, Reason.SELF_TRADE)
    return Reason.NONE if mode == SelfTrade.CANCEL_RESTING else Reason.SELF_TRADE


@compiled_inline
def take_level(state: Any, outbox: Any, instrument: Any, slot: Any, place: Any) -> Any:
    """Fill against one level in time order until it or the order is exhausted."""
    order = state.orders[slot]
    level = state.levels[place]
    while order.leaves > 0 and level.head != 0:
        maker_slot = np.int64(level.head)
        maker = state.orders[maker_slot]
        prefetch(state.orders, np.int64(state.links[maker_slot].next))
        if maker.account == order.account and instrument.parameters[Parameter.SELF_TRADE] != SelfTrade.ALLOW:
            reason = meet_own(state, outbox, instrument, maker_slot)
            if reason != Reason.NONE:
                return reason
        else:
            fill(state, outbox, instrument, order, maker_slot, min(order.leaves, maker.leaves))
    return Reason.NONE


@compiled_inline
def match(state: Any, outbox: Any, instrument: Any, slot: Any) -> Any:
    """Fill an order against the opposite side. NONE when it may rest, else why what is left must go."""
    order = state.orders[slot]
    opposite = Side.SELL if order.side == Side.BUY else Side.BUY
    levels = instrument.parameters[Parameter.LEVELS]
    taken = np.int64(0)
    while order.leaves > 0:
        key = instrument.best[book.side_index(opposite)]
        if key < 0 or not order_checks.crosses(order.side, order.price, book.price_of(instrument, opposite, key)):
            return Reason.NONE
        if levels != 0 and taken == levels:
            return Reason.BEYOND_FIVE_LEVELS
        reason = take_level(state, outbox, instrument, slot, book.place_of(state, instrument, opposite, key))
        if reason != Reason.NONE:
            return reason
        taken += 1
    return Reason.NONE


@compiled_inline
def match_and_rest(state: Any, outbox: Any, instrument: Any, slot: Any, market: Any) -> None:
    """Match, then rest, retire or cancel what is left; of a market order nothing rests."""
    order = state.orders[slot]
    reason = match(state, outbox, instrument, slot)
    if order.leaves == 0:
        accounts.release(state, instrument, order)
        retire(state, slot)
    elif market:
        order.price = 0
        cancel_order(state, outbox, slot, reason if reason != Reason.NONE else Reason.MARKET_REMAINDER)
    elif reason != Reason.NONE:
        cancel_order(state, outbox, slot, reason)
    elif order.time_in_force == TimeInForce.DAY:
        book.join(state, instrument, slot)
    else:
        cancel_order(state, outbox, slot, Reason.IOC_REMAINDER)


@compiled_inline
def enter(state: Any, command: Any, slot: Any, holding: Any) -> None:
    """Write an accepted order into its slot and lock what it needs."""
    venue = state.venue
    order = state.orders[slot]
    venue.order_counter += 1
    venue.open_orders += 1
    state.accounts[command.account].open_orders += 1
    order.order_id = venue.order_counter * state.orders.shape[0] + slot
    order.account = command.account
    order.instrument = command.instrument
    order.side = command.side
    order.time_in_force = command.time_in_force
    order.operator = command.operator
    order.resting = 0
    order.price = command.price
    order.quantity = command.quantity
    order.leaves = command.quantity
    order.holding = holding
    order.lock_fen = 0
    order.time_ns = venue.time_ns
    instrument = state.instruments[command.instrument]
    if instrument.fees:
        detail = state.order_details[slot]
        detail.amount_fen = 0
        detail.trading_fee_fen = 0
        detail.settlement_fee_fen = 0
    accounts.lock(state, instrument, order)
    if limits.concerns(state, instrument, command.account):
        limits.note_entered(state, order)


@compiled_inline
def new_order(state: Any, outbox: Any, command: Any, ack: Any) -> Any:
    """NEW_ORDER: check, lock, match, rest."""
    reason = order_checks.check_new_order(state, command, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    venue = state.venue
    if venue.free_order == 0 and venue.orders_used + 1 >= state.orders.shape[0]:
        return Reason.ORDERS_FULL
    holding = accounts.find_holding(state, command.account, command.instrument)
    if holding == 0 and command.side == Side.BUY and venue.holdings_used + 1 >= state.holdings.shape[0]:
        return Reason.HOLDINGS_FULL
    market = command["flags"] & MARKET
    if market and command.side == Side.BUY and instrument.unlocked == 0:
        reason = sweep.check_market_cash(state, instrument, command, ack)
    else:
        reason = order_checks.check_funds(state, instrument, command, holding, ack)
    if reason == Reason.NONE and limits.concerns(state, instrument, command.account):
        reason = limits.check_order(state, command, holding, ack)
    if reason != Reason.NONE:
        return reason
    # From here the order must succeed.
    if holding == 0:
        holding = accounts.open_holding(state, command.account, command.instrument)
    slot = book.take_slot(state)
    enter(state, command, slot, holding)
    order = state.orders[slot]
    ack.order_id = order.order_id
    ack.leaves = order.leaves
    if command.order_id != 0:
        fill(state, outbox, instrument, order, book.slot_of(state, command.order_id), order.leaves)
        accounts.release(state, instrument, order)
        retire(state, slot)
        return Reason.NONE
    if market:
        # Its price while it trades: no resting price is worse, and what it may lock there is given back before the next command.
        order.price = sweep.limit_of(instrument, order.side)
    if order.time_in_force == TimeInForce.FOK and not sweep.fillable(state, instrument, order):
        order.price = command.price
        cancel_order(state, outbox, slot, Reason.FOK_NOT_FILLABLE)
    else:
        match_and_rest(state, outbox, instrument, slot, market)
    return Reason.NONE


@compiled
def change_terms(state: Any, instrument: Any, order: Any, price: Any, quantity: Any) -> None:
    """Give an order new terms and lock accordingly."""
    accounts.release(state, instrument, order)
    order.price = price
    order.quantity += quantity - order.leaves
    order.leaves = quantity
    accounts.lock(state, instrument, order)


@compiled
def replace(state: Any, outbox: Any, command: Any, ack: Any) -> Any:
    """REPLACE: a smaller quantity at the same price keeps its place, anything else goes to the end and may trade."""
    slot = book.slot_of(state, command.order_id)
    reason = order_checks.check_replace(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    order = state.orders[slot]
    instrument = state.instruments[order.instrument]
    reason = order_checks.check_more(state, instrument, command, order, ack)
    limited = limits.concerns(state, instrument, order.account)
    if reason == Reason.NONE and limited:
        reason = limits.check_replacement(state, command, order, ack)
    if reason != Reason.NONE:
        return reason
    # From here the replacement must succeed.
    if limited:
        limits.note_replaced(state, command, order)
    order.operator = command.operator
    ack.leaves = command.quantity
    if command.price == order.price and command.quantity < order.leaves:
        ack["flags"] = KEPT_PLACE
        change_terms(state, instrument, order, command.price, command.quantity)
        return Reason.NONE
    book.leave(state, instrument, slot)
    change_terms(state, instrument, order, command.price, command.quantity)
    order.time_ns = state.venue.time_ns
    match_and_rest(state, outbox, instrument, slot, 0)
    return Reason.NONE
