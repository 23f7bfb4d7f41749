"""One price level of a side: an order against the orders resting there, in time order (price-time
priority), and against its own account's (self-trade prevention).
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, SelfTrade
from engine.compiler.jit import compiled, compiled_inline, prefetch
from engine.compiler.words import (
    Instrument,
    LevelKey,
    Order,
    Outbox,
    ReasonNumber,
    SideNumber,
    Slot,
    State,
    Tonnes,
    Truth,
)
from engine.events import WAS_RESTING, EventKind, Reason
from engine.rules import book, limit_sums, locks
from engine.rules.fills import fill
from engine.rules.outbox import speak
from engine.rules.withdrawal import cancel_order, retire


@compiled
def lower(
    state: State, outbox: Outbox, instrument: Instrument, order: Order, quantity: Tonnes
) -> None:
    """Lower an order's open quantity without a trade, with an event; it keeps its place, and
    something stays open.
    """
    if limit_sums.concerns(state, instrument, order.account):
        limit_sums.count_open(state, order, -quantity, -quantity * order.price)
    locks.release(state, instrument, order)
    order.quantity -= quantity
    order.leaves -= quantity
    locks.lock(state, instrument, order)
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
def decrement(
    state: State, outbox: Outbox, instrument: Instrument, order: Order, own_slot: Slot
) -> ReasonNumber:
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
def meet_own(
    state: State, outbox: Outbox, instrument: Instrument, order: Order, maker_slot: Slot
) -> ReasonNumber:
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
    instrument: Instrument,
    order: Order,
    side: SideNumber,
    key: LevelKey,
    ordinary: Truth,
) -> tuple[ReasonNumber, Tonnes]:
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
