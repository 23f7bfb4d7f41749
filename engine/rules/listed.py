"""Listed agreement (挂牌协议): price-time priority within the five visible levels, directed takes,
replacement.

Checks come first (engine/rules/order_checks.py), then locks, then matching: after the last check
nothing can fail.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import MARKET, Method, Parameter, SelfTrade, Side, TimeInForce, TotalsKind
from engine.compiler.jit import compiled, compiled_inline, prefetch
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Holding,
    Order,
    Outbox,
    ReasonNumber,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import BUYER_IS_TAKER, KEPT_PLACE, WAS_RESTING, EventKind, Reason
from engine.rules import accounts, book, limits, order_checks, sweep
from engine.rules.outbox import (
    HAPPENED,
    MAKER_FEES,
    circumstances,
    finish,
    happened,
    next_place,
    speak,
    stamp,
)
from engine.rules.state import LISTED_ROW
from engine.rules.trades import count_trade, hash_trade
from engine.rules.withdrawal import cancel_order, retire


@compiled
def note_fees(state: State, event: Any, taker: Order, maker: Order, sign: Any) -> None:
    """Add (1) or take off (-1) what both orders have been charged: around a fill, that leaves the
    fill's own fees.
    """
    detail = accounts.detail_of(state, taker)
    event.trading_fee_fen += sign * detail.trading_fee_fen
    event.settlement_fee_fen += sign * detail.settlement_fee_fen
    detail = accounts.detail_of(state, maker)
    event.maker_trading_fee_fen += sign * detail.trading_fee_fen
    event.maker_settlement_fee_fen += sign * detail.settlement_fee_fen


@compiled_inline
def tell_fill(
    state: State,
    outbox: Outbox,
    taker: Order,
    maker: Order,
    quantity: Tonnes,
    left: Any,
    maker_left: Any,
    number: Any,
) -> Any:
    """FILL, still without fees, that leaves so much of both orders open."""
    place = next_place(state, outbox)
    event, words = outbox.records[place], outbox.rows[place].words
    side, price = taker.side, np.int64(maker.price)
    order_id, maker_order_id = taker.order_id, maker.order_id
    maker_account, date = maker.account, state.venue.date
    words[HAPPENED] = happened(EventKind.FILL, 0, 0, side, 0)
    event.account, event.instrument = taker.account, taker.instrument
    event.order_id = order_id
    event.price = price
    event.quantity = quantity
    event.leaves = left
    event.number = number
    event.amount_fen = price * quantity
    event.maker_order_id = maker_order_id
    event.maker_account, event.date = maker_account, date
    event.maker_leaves = maker_left
    stamp(state, words)
    finish(
        words,
        MAKER_FEES,
        circumstances(
            state.venue.phase, Method.LISTED, BUYER_IS_TAKER if side == Side.BUY else 0, 0
        ),
    )
    return event


@compiled_inline
def concerned(state: State, instrument: Any, taker: Order, maker: Order, ordinary: Any) -> Any:
    """Whether a limit may be set for either order of a fill."""
    if ordinary:
        return state.accounts[maker.account].limited != 0
    return limits.concerns_either(state, instrument, taker.account, maker.account)


@compiled_inline
def fill(
    state: State,
    outbox: Outbox,
    instrument: Any,
    taker: Order,
    maker: Order,
    quantity: Tonnes,
    left: Any,
    maker_left: Any,
    ordinary: Any,
) -> None:
    """One fill at the resting price: both sides settled, the trade numbered, counted and told. The
    maker still has to leave.

    `left` and `maker_left` are what it leaves open: whoever asks on needs not wait until that is
    read back from the orders. Here and below `ordinary` says that the taker has come through the
    instrument's gate (engine/rules/gates.py).
    """
    price = np.int64(maker.price)
    amount_fen = price * quantity
    bought = taker.side == Side.BUY
    buyer, seller = (taker, maker) if bought else (maker, taker)
    number = state.venue.trade_numbers[LISTED_ROW] + 1
    state.venue.trade_numbers[LISTED_ROW] = number
    event = tell_fill(state, outbox, taker, maker, quantity, left, maker_left, number)
    if not ordinary and instrument.fees:
        note_fees(state, event, taker, maker, -1)
    accounts.settle_buy(
        state, instrument, buyer, price, quantity, left if bought else maker_left, ordinary
    )
    accounts.settle_sell(state, instrument, seller, price, quantity, ordinary)
    if not ordinary and instrument.fees:
        note_fees(state, event, taker, maker, 1)
    taker.leaves = left
    maker.leaves = maker_left
    count_trade(instrument.totals[TotalsKind.DAY], quantity, amount_fen)
    count_trade(state.venue.totals[TotalsKind.DAY], quantity, amount_fen)
    instrument.last = price
    hash_trade(
        state,
        number,
        taker.instrument,
        Method.LISTED,
        price,
        quantity,
        buyer.account,
        seller.account,
    )
    if concerned(state, instrument, taker, maker, ordinary):
        limits.note_fill(state, outbox, taker, maker, price, quantity)


@compiled
def take_target(state: State, outbox: Outbox, instrument: Any, order: Order, slot: Slot) -> None:
    """A directed take: the whole order against the one it names."""
    target = state.orders[slot]
    quantity = order.leaves
    maker_left = target.leaves - quantity
    fill(state, outbox, instrument, order, target, quantity, np.int64(0), maker_left, False)
    if maker_left == 0:
        book.leave(state, instrument, slot)
        retire(state, slot)


@compiled
def lower(state: State, outbox: Outbox, instrument: Any, order: Order, quantity: Tonnes) -> None:
    """Take so much off an order's open quantity without a trade, and say so; it keeps its place,
    and something stays open.
    """
    if limits.concerns(state, instrument, order.account):
        limits.count_open(state, order, -quantity, -quantity * order.price)
    accounts.release(state, instrument, order)
    order.quantity -= quantity
    order.leaves -= quantity
    accounts.lock(state, instrument, order)
    event = speak(state, outbox, EventKind.ORDER_LOWERED)
    event.account = order.account
    event.instrument = order.instrument
    event.order_id = order.order_id
    event.side = order.side
    event.quantity = quantity
    event.leaves = order.leaves
    event.reason = Reason.SELF_TRADE
    event["flags"] = WAS_RESTING if order.resting else 0


@compiled
def decrement(state: State, outbox: Outbox, instrument: Any, order: Order, own_slot: Any) -> Any:
    """An order and its own account's resting one lose the smaller quantity: SELF_TRADE when that is
    all of the incoming one.
    """
    own = state.orders[own_slot]
    if own.leaves > order.leaves:
        lower(state, outbox, instrument, own, order.leaves)
        return Reason.SELF_TRADE
    quantity = own.leaves
    cancel_order(state, outbox, own_slot, Reason.SELF_TRADE)
    if quantity == order.leaves:
        return Reason.SELF_TRADE
    lower(state, outbox, instrument, order, quantity)
    return Reason.NONE


@compiled
def meet_own(state: State, outbox: Outbox, instrument: Any, order: Order, maker_slot: Any) -> Any:
    """What happens when an order meets its own account's: SELF_TRADE when the incoming one must
    stop.
    """
    mode = instrument.parameters[Parameter.SELF_TRADE]
    if mode == SelfTrade.DECREMENT:
        return decrement(state, outbox, instrument, order, maker_slot)
    if mode == SelfTrade.CANCEL_RESTING or mode == SelfTrade.CANCEL_BOTH:
        cancel_order(state, outbox, maker_slot, Reason.SELF_TRADE)
    return Reason.NONE if mode == SelfTrade.CANCEL_RESTING else Reason.SELF_TRADE


@compiled_inline
def take_level(
    state: State,
    outbox: Outbox,
    instrument: Any,
    order: Order,
    side: SideNumber,
    key: Any,
    ordinary: Any,
) -> Any:
    """Fill against one level of a side in time order until it or the order is exhausted: why to
    stop, and what is left.
    """
    level = state.levels[book.place_of(state, instrument, side, key)]
    left, maker_slot = order.leaves, np.int64(level.head)
    while left > 0 and maker_slot != 0:
        maker, following = state.orders[maker_slot], np.int64(state.links[maker_slot].next)
        prefetch(state.orders, following)
        prefetch(state.links, following)
        if (
            maker.account == order.account
            and instrument.parameters[Parameter.SELF_TRADE] != SelfTrade.ALLOW
        ):
            reason = meet_own(state, outbox, instrument, order, maker_slot)
            left, maker_slot = order.leaves, np.int64(level.head)
            if reason != Reason.NONE:
                return reason, left
        else:
            open_quantity = maker.leaves
            quantity = min(left, open_quantity)
            left -= quantity
            fill(
                state,
                outbox,
                instrument,
                order,
                maker,
                quantity,
                left,
                open_quantity - quantity,
                ordinary,
            )
            if quantity == open_quantity:
                book.leave_first(state, instrument, side, key, maker_slot)
                retire(state, maker_slot)
                maker_slot = following
    return np.int64(Reason.NONE), left


@compiled_inline
def match(state: State, outbox: Outbox, instrument: Any, order: Order, ordinary: Any) -> Any:
    """Fill an order against the opposite side: why what is left must go, NONE when it may rest; and
    how much is left.
    """
    opposite = Side.SELL if order.side == Side.BUY else Side.BUY
    worst = book.key_of(instrument, opposite, order.price)
    levels = instrument.parameters[Parameter.LEVELS]
    taken, left = np.int64(0), order.leaves
    while left > 0:
        key = instrument.best[book.side_index(opposite)]
        if key < worst:
            break
        if levels != 0 and taken == levels:
            return np.int64(Reason.BEYOND_FIVE_LEVELS), left
        reason, left = take_level(state, outbox, instrument, order, opposite, key, ordinary)
        if reason != Reason.NONE:
            return reason, left
        taken += 1
    return np.int64(Reason.NONE), left


@compiled_inline
def match_and_rest(
    state: State, outbox: Outbox, instrument: Any, slot: Slot, market: Any, ordinary: Any
) -> None:
    """Match, then rest, retire or cancel what is left; of a market order nothing rests.

    A filled one holds nothing any more.
    """
    order = state.orders[slot]
    reason, left = match(state, outbox, instrument, order, ordinary)
    if left == 0:
        retire(state, slot)
    elif reason == Reason.NONE and order.time_in_force == TimeInForce.DAY and not market:
        book.join(state, instrument, slot)
    else:
        cancel_remainder(state, outbox, slot, reason, market)


@compiled
def cancel_remainder(
    state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber, market: Any
) -> None:
    """Say why what is left does not rest: what matching met, else that the order is of a kind that
    never rests.
    """
    if market:
        state.orders[slot].price = 0
    if reason != Reason.NONE:
        cancel_order(state, outbox, slot, reason)
    else:
        cancel_order(
            state, outbox, slot, Reason.MARKET_REMAINDER if market else Reason.IOC_REMAINDER
        )


@compiled_inline
def enter(
    state: State,
    command: Command,
    ack: Acknowledgement,
    slot: Slot,
    holding: Holding,
    lock_fen: Fen,
    units: Any,
) -> None:
    """Write an accepted order into its slot, lock what it needs, and say its number."""
    venue = state.venue
    order = state.orders[slot]
    counter = venue.order_counter + 1
    order_id = counter * state.orders.shape[0] + slot
    price, quantity, time_ns = command.price, command.quantity, venue.time_ns
    venue.order_counter = counter
    venue.open_orders += 1
    state.accounts[command.account].open_orders += 1
    order.order_id = order_id
    # Neighbours in both records are read together and written together: one move instead of two.
    order.account, order.instrument = command.account, command.instrument
    order.side, order.time_in_force = command.side, command.time_in_force
    order.operator = command.operator
    order.resting = 0
    order.price = price
    order.leaves = quantity
    order.quantity = quantity
    order.holding = holding
    order.time_ns = time_ns
    order.lock_fen = lock_fen
    ack.order_id = order_id
    ack.leaves = quantity
    accounts.hold(state, command.account, holding, lock_fen, units)


@compiled
def note_entered(state: State, instrument: Any, slot: Slot) -> None:
    """What an instrument with fees or limits keeps of an order that has entered."""
    order = state.orders[slot]
    if instrument.fees:
        clear_detail(state, slot)
    if limits.concerns(state, instrument, order.account):
        limits.note_entered(state, order)


@compiled
def clear_detail(state: State, slot: Slot) -> None:
    """An order begins without having traded or paid."""
    detail = state.order_details[slot]
    detail.amount_fen = 0
    detail.trading_fee_fen = 0
    detail.settlement_fee_fen = 0


@compiled
def trade_specially(
    state: State, outbox: Outbox, instrument: Any, command: Command, slot: Slot
) -> Any:
    """Directed takes, market orders and fill-or-kill: whether the order is done with."""
    order = state.orders[slot]
    if command.order_id != 0:
        take_target(state, outbox, instrument, order, book.slot_of(state, command.order_id))
        accounts.release(state, instrument, order)
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
def ordinary_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """Take a NEW_ORDER the short way: lock, match, rest.

    False, and nothing done, when it is not ordinary or lacks the means.
    """
    if not order_checks.is_ordinary(state, command):
        return False
    account, number = np.int64(command.account), np.int64(command.instrument)
    holding = accounts.find_holding(state, account, number)
    units = command.quantity * (np.int64(command.side) - Side.BUY)
    lock_fen = (command.quantity - units) * command.price
    short = (
        units > state.holdings[holding].available
        or lock_fen > state.accounts[account].cash_available_fen
    )
    if holding == 0 or short or book.table_full(state):
        return False
    slot = book.take_slot(state)
    enter(state, command, ack, slot, holding, lock_fen, units)
    match_and_rest(state, outbox, state.instruments[number], slot, 0, True)
    return True


@compiled_inline
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """NEW_ORDER: check in the documented order, lock, match, rest."""
    reason = order_checks.check_new_order(state, command, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    if book.table_full(state):
        return Reason.ORDERS_FULL
    holding = accounts.find_holding(state, command.account, command.instrument)
    if (
        holding == 0
        and accounts.holdings_full(state)
        and (command.side == Side.BUY or instrument.unlocked)
    ):
        return Reason.HOLDINGS_FULL
    market = command["flags"] & MARKET
    lock_fen = accounts.lock_of(instrument, command.side, command.price, command.quantity)
    if market and command.side == Side.BUY and instrument.unlocked == 0:
        reason = sweep.check_market_cash(state, instrument, command, ack)
    else:
        reason = order_checks.check_funds(state, instrument, command, holding, lock_fen, ack)
    if reason == Reason.NONE and limits.concerns(state, instrument, command.account):
        reason = limits.check_order(state, command, holding, ack)
    if reason != Reason.NONE:
        return reason
    # From here the order must succeed.
    if holding == 0:
        holding = accounts.open_holding(state, command.account, command.instrument)
    slot = book.take_slot(state)
    enter(
        state,
        command,
        ack,
        slot,
        holding,
        lock_fen,
        accounts.units_of(instrument, command.side, command.quantity),
    )
    note_entered(state, instrument, slot)
    special = command.order_id != 0 or market or command.time_in_force == TimeInForce.FOK
    if not (special and trade_specially(state, outbox, instrument, command, slot)):
        match_and_rest(state, outbox, instrument, slot, market, False)
    return Reason.NONE


@compiled
def change_terms(
    state: State, instrument: Any, order: Order, price: Ticks, quantity: Tonnes
) -> None:
    """Give an order new terms and lock accordingly."""
    accounts.release(state, instrument, order)
    order.price = price
    order.quantity += quantity - order.leaves
    order.leaves = quantity
    accounts.lock(state, instrument, order)


@compiled
def replace(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """REPLACE: a smaller quantity at the same price keeps its place, anything else goes to the end
    and may trade.
    """
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
    match_and_rest(state, outbox, instrument, slot, 0, False)
    return Reason.NONE
