"""The opening call auction (集合竞价): orders rest before the open, then all trade at one price.
Off unless a parameter says so.

In pre-open an instrument with OPENING_CALL takes limit orders and, where MARKET_ORDERS allows,
market orders, which stand at the edge of the day's band; for the day only, none naming another
order, and none that crosses an own order (except where SELF_TRADE allows trading with oneself), so
that the price is found from orders that can all trade. When pre-open ends every book is uncrossed
at the limit of an order or at the base price (where that is off the tick: at the nearest price on
it): the price with the largest volume; of several the smallest surplus; then, when all of them have
their surplus on one side, the highest if it is of buys, the lowest if of sells; else the nearest to
the base price, the higher of two. So market orders alone trade at the base price. They are served
first, then price, then time. What is left of them is cancelled, other orders stay. Levels do not
count. Where the venue or the instrument is halted at that moment, the call's orders are withdrawn.

Checks of NEW_ORDER beyond those before the phase: instrument open; halts; side; time in force; for
the day; terms; no take; own orders; total amounts; tables; cash or units at the worst price;
limits. REPLACE likewise; a market order becomes a limit order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import (
    MARKET,
    Method,
    Parameter,
    Phase,
    SelfTrade,
    Side,
    TimeInForce,
    TotalsKind,
)
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Holding,
    Order,
    Outbox,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import BUYER_IS_TAKER, IN_CALL, KEPT_PLACE, EventKind, Reason
from engine.rules import accounts, book, limits, order_checks, sweep
from engine.rules.listed import change_terms, enter, note_entered, note_fees
from engine.rules.outbox import speak
from engine.rules.state import LISTED_ROW, RESTING_AT_MARKET
from engine.rules.trades import count_trade, hash_trade
from engine.rules.withdrawal import cancel_order, retire, withdraw


@compiled
def check_call(state: State, instrument: Any, command: Command, ack: Acknowledgement) -> Any:
    """PHASE_NOT_TRADING unless the instrument's call is on; then opening and halts."""
    if state.venue.phase != Phase.PRE_OPEN or instrument.parameters[Parameter.OPENING_CALL] == 0:
        return Reason.PHASE_NOT_TRADING
    ack.value = command.value
    if instrument.open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    if state.venue.halted:
        return Reason.VENUE_HALTED
    if instrument.halted:
        return Reason.INSTRUMENT_HALTED
    return Reason.NONE


@compiled
def crosses_own(state: State, instrument: Any, account: Any, side: SideNumber, price: Ticks) -> Any:
    """Whether an order at this price could trade with a resting one of its own account."""
    if (
        instrument.parameters[Parameter.SELF_TRADE] == SelfTrade.ALLOW
        or state.accounts[account].open_orders == 0
    ):
        return False
    opposite = np.int64(Side.SELL) if side == Side.BUY else np.int64(Side.BUY)
    key = instrument.best[book.side_index(opposite)]
    while key >= 0 and order_checks.crosses(side, price, book.price_of(instrument, opposite, key)):
        slot = np.int64(state.levels[book.place_of(state, instrument, opposite, key)].head)
        while slot != 0:
            if state.orders[slot].account == account:
                return True
            slot = np.int64(state.links[slot].next)
        key = book.next_key(state, instrument, opposite, key)
    return False


@compiled
def check_order(
    state: State, instrument: Any, command: Command, price: Ticks, ack: Acknowledgement
) -> Any:
    """Side, time in force, terms, no take, own orders, total amounts."""
    if command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    if command.time_in_force == TimeInForce.IOC or command.time_in_force == TimeInForce.FOK:
        return Reason.CALL_FOR_THE_DAY_ONLY
    if command.time_in_force != TimeInForce.DAY:
        return Reason.TIME_IN_FORCE_UNKNOWN
    if command["flags"] & MARKET:
        reason = order_checks.check_market(state, instrument, command, ack)
    else:
        reason = order_checks.check_terms(state, instrument, command, command, np.int64(0), ack)
    if reason == Reason.NONE and command.order_id != 0:
        reason = Reason.CALL_WITHOUT_TAKES
    if reason == Reason.NONE and crosses_own(
        state, instrument, command.account, command.side, price
    ):
        reason = Reason.CALL_CROSSES_OWN_ORDER
    return reason if reason != Reason.NONE else order_checks.check_totals(state, ack)


@compiled
def check_room(
    state: State,
    instrument: Any,
    command: Command,
    holding: Holding,
    lock_fen: Fen,
    ack: Acknowledgement,
) -> Any:
    """Tables, then cash or units at the worst price, then limits."""
    venue = state.venue
    if venue.free_order == 0 and venue.orders_used + 1 >= state.orders.shape[0]:
        return Reason.ORDERS_FULL
    if (
        holding == 0
        and accounts.holdings_full(state)
        and (command.side == Side.BUY or instrument.unlocked)
    ):
        return Reason.HOLDINGS_FULL
    reason = order_checks.check_funds(state, instrument, command, holding, lock_fen, ack)
    if reason == Reason.NONE and limits.concerns(state, instrument, command.account):
        reason = limits.check_order(state, command, holding, ack)
    return reason


@compiled
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
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
    holding = accounts.find_holding(state, command.account, command.instrument)
    lock_fen = accounts.lock_of(instrument, command.side, price, command.quantity)
    reason = check_room(state, instrument, command, holding, lock_fen, ack)
    if reason != Reason.NONE:
        return reason
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
    order = state.orders[slot]
    order.price = price
    book.join(state, instrument, slot)
    if market:
        order.resting = RESTING_AT_MARKET
    return Reason.NONE


@compiled
def check_replacement(
    state: State, instrument: Any, command: Command, order: Order, ack: Acknowledgement
) -> Any:
    """Terms, unchanged, own orders, total amounts, cash or units, limits."""
    reason = order_checks.check_terms(state, instrument, command, order, order.leaves, ack)
    same = (
        command.price == order.price
        and command.quantity == order.leaves
        and order.resting != RESTING_AT_MARKET
    )
    if reason == Reason.NONE and same:
        reason = Reason.ORDER_UNCHANGED
    if reason == Reason.NONE and crosses_own(
        state, instrument, order.account, order.side, np.int64(command.price)
    ):
        reason = Reason.CALL_CROSSES_OWN_ORDER
    if reason == Reason.NONE:
        reason = order_checks.check_totals(state, ack)
    if reason == Reason.NONE:
        reason = order_checks.check_more(state, instrument, command, order, ack)
    if reason == Reason.NONE and limits.concerns(state, instrument, order.account):
        reason = limits.check_replacement(state, command, order, ack)
    return reason


@compiled
def replace(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """REPLACE in a call: a smaller quantity at the same price keeps its place, anything else goes
    to the end.
    """
    slot = book.slot_of(state, command.order_id)
    order = state.orders[slot]
    instrument = state.instruments[order.instrument]
    reason = check_call(state, instrument, command, ack)
    if reason == Reason.NONE:
        reason = check_replacement(state, instrument, command, order, ack)
    if reason != Reason.NONE:
        return reason
    if limits.concerns(state, instrument, order.account):
        limits.note_replaced(state, command, order)
    order.operator = command.operator
    ack.leaves = command.quantity
    keeps = (
        command.price == order.price
        and command.quantity < order.leaves
        and order.resting != RESTING_AT_MARKET
    )
    if keeps:
        ack["flags"] = KEPT_PLACE
        change_terms(state, instrument, order, command.price, command.quantity)
        return Reason.NONE
    book.leave(state, instrument, slot)
    change_terms(state, instrument, order, command.price, command.quantity)
    order.time_ns = state.venue.time_ns
    book.join(state, instrument, slot)
    return Reason.NONE


@compiled
def level_quantity(state: State, instrument: Any, side: SideNumber, price: Ticks) -> Any:
    """Open quantity at one price of a side."""
    key = book.key_of(instrument, side, price)
    slot = np.int64(state.levels[book.place_of(state, instrument, side, key)].head)
    total = np.int64(0)
    while slot != 0:
        total += state.orders[slot].leaves
        slot = np.int64(state.links[slot].next)
    return total


@compiled
def demand_of(state: State, instrument: Any) -> Any:
    """Open quantity of all buys."""
    total = np.int64(0)
    key = instrument.best[book.side_index(Side.BUY)]
    while key >= 0:
        total += level_quantity(
            state, instrument, np.int64(Side.BUY), book.price_of(instrument, Side.BUY, key)
        )
        key = book.next_key(state, instrument, Side.BUY, key)
    return total


@compiled
def anchor_of(instrument: Any) -> Any:
    """The base price, or the nearest price on the tick inside the limits, the higher of two."""
    tick, base = instrument.parameters[Parameter.TICK], instrument.base_price
    price = (2 * base + tick) // (2 * tick) * tick
    if price > instrument.upper:
        return price - tick
    return price + tick if price < instrument.lower else price


@compiled
def has_limit(state: State, instrument: Any, side: SideNumber, price: Ticks) -> Any:
    """Whether an order has this limit; those at market come first in a level (`market_first`)."""
    key = book.key_of(instrument, side, price)
    slot = np.int64(state.levels[book.place_of(state, instrument, side, key)].tail)
    return slot != 0 and state.orders[slot].resting != RESTING_AT_MARKET


@compiled
def is_candidate(state: State, instrument: Any, price: Ticks) -> Any:
    """Whether the call may end at a price: the limit of an order, or the base price."""
    if price == anchor_of(instrument) or has_limit(state, instrument, np.int64(Side.BUY), price):
        return True
    return has_limit(state, instrument, np.int64(Side.SELL), price)


@compiled
def call_price(state: State, instrument: Any) -> Any:
    """(price, volume, surplus of buys over sells) of the uncross; volume 0: nothing trades.

    Candidates are tried from the lower limit up; of those equally good the lowest, the highest, the
    nearest to the base price and the sides of their surpluses are kept.
    """
    demand, supply = demand_of(state, instrument), np.int64(0)
    volume, least = np.int64(0), np.int64(0)
    lowest = highest = nearest = near_surplus = np.int64(0)
    of_buys = of_sells = False
    for price in range(instrument.lower, instrument.upper + 1):
        supply += level_quantity(state, instrument, np.int64(Side.SELL), price)
        traded, surplus = min(demand, supply), demand - supply
        good = traded > volume or (traded == volume and abs(surplus) <= least)
        if traded > 0 and good and is_candidate(state, instrument, np.int64(price)):
            if traded > volume or abs(surplus) < least:
                volume, least = traded, abs(surplus)
                lowest = nearest = np.int64(price)
                near_surplus = surplus
                of_buys = of_sells = True
            highest = np.int64(price)
            of_buys = of_buys and surplus > 0
            of_sells = of_sells and surplus < 0
            if abs(price - instrument.base_price) <= abs(nearest - instrument.base_price):
                nearest, near_surplus = np.int64(price), surplus
        demand -= level_quantity(state, instrument, np.int64(Side.BUY), price)
    if of_buys and volume > 0:
        return highest, volume, least
    if of_sells and volume > 0:
        return lowest, volume, -least
    return nearest, volume, near_surplus


@compiled
def market_first(state: State, instrument: Any, side: SideNumber) -> None:
    """At the edge of the band, let limit orders queue behind the market orders that came after
    them.
    """
    place = book.place_of(
        state, instrument, side, book.key_of(instrument, side, sweep.limit_of(instrument, side))
    )
    slot, last = np.int64(state.levels[place].head), np.int64(state.levels[place].tail)
    while slot != 0:
        following = np.int64(state.links[slot].next) if slot != last else np.int64(0)
        if state.orders[slot].resting != RESTING_AT_MARKET:
            book.leave(state, instrument, slot)
            book.join(state, instrument, slot)
        slot = following


@compiled
def first_slot(state: State, instrument: Any, side: SideNumber) -> Any:
    """The order that is served next, 0 when there is none."""
    key = instrument.best[book.side_index(side)]
    return (
        np.int64(state.levels[book.place_of(state, instrument, side, key)].head)
        if key >= 0
        else np.int64(0)
    )


@compiled
def take_from(state: State, instrument: Any, slot: Slot, quantity: Tonnes) -> None:
    """Lower a filled order in its place, or take it out when nothing is left."""
    order = state.orders[slot]
    if order.leaves > quantity:
        order.leaves -= quantity
        return
    book.leave(state, instrument, slot)
    order.leaves = 0
    retire(state, slot)


@compiled
def call_fill(
    state: State,
    outbox: Outbox,
    instrument: Any,
    buy_slot: Any,
    sell_slot: Any,
    price: Ticks,
    quantity: Tonnes,
) -> None:
    """One fill of the call; the buy order is told first, although neither took."""
    buy, sell = state.orders[buy_slot], state.orders[sell_slot]
    event = speak(state, outbox, EventKind.FILL)
    if instrument.fees:
        note_fees(state, event, buy, sell, -1)
    accounts.settle_buy(state, instrument, buy, price, quantity, buy.leaves - quantity, False)
    accounts.settle_sell(state, instrument, sell, price, quantity, False)
    if instrument.fees:
        note_fees(state, event, buy, sell, 1)
    state.venue.trade_numbers[LISTED_ROW] += 1
    event.number = state.venue.trade_numbers[LISTED_ROW]
    count_trade(instrument.totals[TotalsKind.DAY], quantity, price * quantity)
    count_trade(state.venue.totals[TotalsKind.DAY], quantity, price * quantity)
    instrument.last = price
    hash_trade(
        state,
        event.number,
        buy.instrument,
        Method.LISTED,
        price,
        quantity,
        buy.account,
        sell.account,
    )
    event.side = Side.BUY
    event.account = buy.account
    event.instrument = buy.instrument
    event.order_id = buy.order_id
    event.price = price
    event.quantity = quantity
    event.leaves = buy.leaves - quantity
    event.amount_fen = price * quantity
    event.maker_order_id = sell.order_id
    event.maker_account = sell.account
    event.maker_leaves = sell.leaves - quantity
    event.method = Method.LISTED
    event.date = state.venue.date
    event["flags"] = BUYER_IS_TAKER | IN_CALL
    if limits.concerns_either(state, instrument, buy.account, sell.account):
        limits.note_fill(state, outbox, buy, sell, price, quantity)
    take_from(state, instrument, buy_slot, quantity)
    take_from(state, instrument, sell_slot, quantity)


@compiled
def cancel_market_orders(state: State, outbox: Outbox, instrument: Any, side: SideNumber) -> None:
    """Cancel what is left of the market orders of a side, which stand first."""
    slot = first_slot(state, instrument, side)
    while slot != 0 and state.orders[slot].resting == RESTING_AT_MARKET:
        cancel_order(state, outbox, slot, Reason.MARKET_REMAINDER)
        slot = first_slot(state, instrument, side)


@compiled
def uncross(state: State, outbox: Outbox, number: Any) -> None:
    """Trade an instrument's call and publish its result."""
    instrument = state.instruments[number]
    market_first(state, instrument, np.int64(Side.BUY))
    market_first(state, instrument, np.int64(Side.SELL))
    price, volume, surplus = call_price(state, instrument)
    left = volume
    while left > 0:
        buy, sell = (
            first_slot(state, instrument, np.int64(Side.BUY)),
            first_slot(state, instrument, np.int64(Side.SELL)),
        )
        quantity = min(left, min(state.orders[buy].leaves, state.orders[sell].leaves))
        call_fill(state, outbox, instrument, buy, sell, price, quantity)
        left -= quantity
    cancel_market_orders(state, outbox, instrument, np.int64(Side.BUY))
    cancel_market_orders(state, outbox, instrument, np.int64(Side.SELL))
    event = speak(state, outbox, EventKind.CALL_RESULT)
    event.instrument = number
    event.date = state.venue.date
    event.price = price
    event.quantity = volume
    event.value = abs(surplus)
    if surplus != 0:
        event.side = Side.BUY if surplus > 0 else Side.SELL


@compiled
def end_call(state: State, outbox: Outbox) -> None:
    """When pre-open ends: uncross every book in which orders rest, or withdraw them where nothing
    may trade.
    """
    for number in range(1, state.venue.instruments_used + 1):
        instrument = state.instruments[number]
        if instrument.open == 0 or (instrument.best[0] < 0 and instrument.best[1] < 0):
            continue
        if state.venue.halted or instrument.halted:
            withdraw(state, outbox, np.int64(0), np.int64(number), 0, Reason.CALL_HALTED)
        else:
            uncross(state, outbox, np.int64(number))
