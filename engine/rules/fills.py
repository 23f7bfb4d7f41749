"""One fill of listed trading: both sides settled, the trade numbered, counted and reported."""

from __future__ import annotations

import numpy as np

from engine.commands import Method, Side, TotalsKind
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Count,
    Event,
    Instrument,
    Number,
    Order,
    Outbox,
    State,
    Tonnes,
    Truth,
)
from engine.events import BUYER_IS_TAKER, EventKind
from engine.rules import booking, fees, large_holders, limit_sums, opposite_side
from engine.rules.day_trades import keep_trade
from engine.rules.outbox import (
    CIRCUMSTANCES,
    DATE,
    HAPPENED,
    MAKER_FEES,
    SEQUENCE,
    circumstances,
    clear,
    happened,
    next_place,
    stamp,
)
from engine.rules.state import LISTED_ROW
from engine.rules.trades import count_trade, hash_trade


@compiled
def note_fees(state: State, event: Event, taker: Order, maker: Order, sign: Count) -> None:
    """Add (1) or take off (-1) what both orders have been charged: around a fill, that leaves the
    fill's own fees.
    """
    detail = fees.detail_of(state, taker)
    event.trading_fee_fen += sign * detail.trading_fee_fen
    event.settlement_fee_fen += sign * detail.settlement_fee_fen
    detail = fees.detail_of(state, maker)
    event.maker_trading_fee_fen += sign * detail.trading_fee_fen
    event.maker_settlement_fee_fen += sign * detail.settlement_fee_fen


@compiled_inline
def tell_fill(
    state: State,
    outbox: Outbox,
    taker: Order,
    maker: Order,
    quantity: Tonnes,
    left: Tonnes,
    maker_left: Tonnes,
    number: Number,
) -> Event:
    """FILL, still without fees, that leaves `left` of the taker and `maker_left` of the maker."""
    place = next_place(state, outbox)
    event, words = outbox.records[place], outbox.rows[place].words
    side, price = taker.side, np.int64(maker.price)
    order_id, maker_order_id = taker.order_id, maker.order_id
    maker_account, date = maker.account, state.venue.date
    words[HAPPENED] = happened(EventKind.FILL, 0, 0, side, 0)
    event.account, event.instrument = taker.account, taker.instrument
    words[CIRCUMSTANCES] = circumstances(
        price, state.venue.phase, Method.LISTED, BUYER_IS_TAKER if side == Side.BUY else 0
    )
    event.order_id = order_id
    event.quantity = quantity
    event.leaves = left
    event.number = number
    event.amount_fen = price * quantity
    event.maker_order_id = maker_order_id
    event.maker_account = maker_account
    words[DATE] = np.int64(date)  # and no parameter
    event.maker_leaves = maker_left
    clear(words, MAKER_FEES, SEQUENCE)
    stamp(state, words)
    return event


@compiled_inline
def concerned(
    state: State, instrument: Instrument, taker: Order, maker: Order, ordinary: Truth
) -> Truth:
    """Whether a limit may be set for either order of a fill."""
    if ordinary:
        return state.accounts[maker.account].limited != 0
    return limit_sums.concerns_either(state, instrument, taker.account, maker.account)


@compiled_inline
def fill(
    state: State,
    outbox: Outbox,
    instrument: Instrument,
    taker: Order,
    maker: Order,
    quantity: Tonnes,
    left: Tonnes,
    maker_left: Tonnes,
    ordinary: Truth,
) -> None:
    """One fill at the resting price: both sides settled, the trade numbered, counted, reported. The
    maker still has to leave.

    `left` and `maker_left` are what it leaves open: the caller need not read that back from the
    orders. Here and below `ordinary` says that the taker has come through the instrument's gate
    (engine/rules/gates.py).
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
    booking.settle_buy(
        state, instrument, buyer, price, quantity, left if bought else maker_left, ordinary
    )
    booking.settle_sell(state, instrument, seller, price, quantity, ordinary)
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
    keep_trade(state, event)
    if concerned(state, instrument, taker, maker, ordinary):
        bought, sold = np.int64(buyer.holding), np.int64(seller.holding)
        opposite_side.note_trade(state, np.int64(taker.instrument), bought, sold, quantity)
        large_holders.note_fill(state, outbox, taker, maker, price, quantity)
