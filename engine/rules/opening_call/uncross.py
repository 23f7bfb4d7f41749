"""The end of an opening call: every book trades at one price."""

from __future__ import annotations

import numpy as np

from engine.commands import Method, Side, TotalsKind
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Instrument,
    InstrumentNumber,
    Outbox,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import BUYER_IS_TAKER, IN_CALL, EventKind, Reason
from engine.rules import book, booking, large_holders, limit_sums, opposite_side, sweep
from engine.rules.day_trades import keep_trade
from engine.rules.fills import note_fees
from engine.rules.opening_call.call_price import call_price
from engine.rules.outbox import speak
from engine.rules.state import LISTED_ROW, RESTING_AT_MARKET
from engine.rules.trades import count_trade, hash_trade
from engine.rules.withdrawal import cancel_order, retire, withdraw


@compiled
def market_first(state: State, instrument: Instrument, side: SideNumber) -> None:
    """At the edge of the band, let limit orders queue after the market orders that came later than
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
def first_slot(state: State, instrument: Instrument, side: SideNumber) -> Slot:
    """The order that is served next, 0 when there is none."""
    key = instrument.best[book.side_index(side)]
    return (
        np.int64(state.levels[book.place_of(state, instrument, side, key)].head)
        if key >= 0
        else np.int64(0)
    )


@compiled
def take_from(state: State, instrument: Instrument, slot: Slot, quantity: Tonnes) -> None:
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
    instrument: Instrument,
    buy_slot: Slot,
    sell_slot: Slot,
    price: Ticks,
    quantity: Tonnes,
) -> None:
    """One fill of the call; the buy order is named first, although neither took."""
    buy, sell = state.orders[buy_slot], state.orders[sell_slot]
    event = speak(state, outbox, EventKind.FILL)
    if instrument.fees:
        note_fees(state, event, buy, sell, -1)
    booking.settle_buy(state, instrument, buy, price, quantity, buy.leaves - quantity, False)
    booking.settle_sell(state, instrument, sell, price, quantity, False)
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
    keep_trade(state, event)
    if limit_sums.concerns_either(state, instrument, buy.account, sell.account):
        bought, sold = np.int64(buy.holding), np.int64(sell.holding)
        opposite_side.note_trade(state, np.int64(buy.instrument), bought, sold, quantity)
        large_holders.note_fill(state, outbox, buy, sell, price, quantity)
    take_from(state, instrument, buy_slot, quantity)
    take_from(state, instrument, sell_slot, quantity)


@compiled
def cancel_at_market(
    state: State, outbox: Outbox, instrument: Instrument, side: SideNumber
) -> None:
    """Cancel what is left of the market orders of a side, which are served first."""
    slot = first_slot(state, instrument, side)
    while slot != 0 and state.orders[slot].resting == RESTING_AT_MARKET:
        cancel_order(state, outbox, slot, Reason.MARKET_REMAINDER)
        slot = first_slot(state, instrument, side)


@compiled
def uncross(state: State, outbox: Outbox, number: InstrumentNumber) -> None:
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
    cancel_at_market(state, outbox, instrument, np.int64(Side.BUY))
    cancel_at_market(state, outbox, instrument, np.int64(Side.SELL))
    event = speak(state, outbox, EventKind.CALL_RESULT)
    event.instrument = number
    event.date = state.venue.date
    event.price = price
    event.quantity = volume
    event.value = abs(surplus)
    if surplus != 0:
        event.side = Side.BUY if surplus > 0 else Side.SELL


@compiled
def end_call_of(state: State, outbox: Outbox, number: InstrumentNumber) -> None:
    """Uncross the book of an instrument if orders rest in it, or withdraw them where nothing may
    trade.
    """
    instrument = state.instruments[number]
    if instrument.open == 0 or (instrument.best[0] < 0 and instrument.best[1] < 0):
        return
    if state.venue.halted or instrument.halted:
        withdraw(state, outbox, np.int64(0), number, 0, Reason.CALL_HALTED)
    else:
        uncross(state, outbox, number)


@compiled
def end_call(state: State, outbox: Outbox) -> None:
    """When pre-open ends: the call of every instrument ends."""
    for number in range(1, state.venue.instruments_used + 1):
        end_call_of(state, outbox, np.int64(number))
