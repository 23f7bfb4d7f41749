"""Trades of every method: their numbers, their sums, their part in the tape hash; and how a trade
outside the book is made.

Each method (挂牌协议 10, 大宗协议 20, 单向竞价 21) numbers its own trades from 1 without holes and
has running totals of its own; the day's figures and its tape hash are over all of them, in the
order in which they were made. Prices of the day come from listed trades alone. Listed trades are
made by engine/rules/fills.py on the hot path, those of every other method by `record_trade`.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Method, Side, TotalsKind
from engine.compiler.jit import compiled, compiled_inline, mix
from engine.compiler.words import (
    AccountNumber,
    Event,
    Fen,
    InstrumentNumber,
    MethodNumber,
    Number,
    Outbox,
    Place,
    State,
    Ticks,
    Tonnes,
    Total,
    TotalsNumber,
)
from engine.events import BUYER_IS_TAKER, EventKind
from engine.rules import fees, holdings, large_holders, locks, opposite_side, t_plus_1
from engine.rules.outbox import speak
from engine.rules.state import AUCTION_ROW, BLOCK_ROW, LISTED_ROW, TOTALS_KINDS

# of a method beside listed trading; all methods together stay inside int64
OTHER_TOTALS_MAX_FEN = 5 * 10**17


@compiled
def row_of(method: MethodNumber) -> Place:
    """Row of a method among totals and numbers, -1 when there is no such method; 0 is listed, as it
    was in earlier logs.
    """
    if method == Method.LISTED or method == 0:
        return np.int64(LISTED_ROW)
    if method == Method.BLOCK:
        return np.int64(BLOCK_ROW)
    if method == Method.AUCTION:
        return np.int64(AUCTION_ROW)
    return np.int64(-1)


@compiled_inline
def place_of(row: Place, kind: TotalsNumber) -> Place:
    """Place of a method's total of a kind; listed totals come first, so that their place is their
    kind.
    """
    return np.int64(row) * TOTALS_KINDS + np.int64(kind)


@compiled_inline
def count_trade(total: Total, quantity: Tonnes, amount_fen: Fen) -> None:
    """Add a trade to the day's figures of an instrument or the venue; the day's end carries them
    on.
    """
    total.count += 1
    total.quantity += quantity
    total.amount_fen += amount_fen


@compiled_inline
def hash_trade(
    state: State,
    number: Number,
    instrument: InstrumentNumber,
    method: MethodNumber,
    price: Ticks,
    quantity: Tonnes,
    buyer: AccountNumber,
    seller: AccountNumber,
) -> None:
    """Mix a trade into the tape hash (engine/tape_hash.py says which words)."""
    digest = mix(state.venue.tape_hash, number)
    digest = mix(digest, instrument)
    digest = mix(digest, method)
    digest = mix(digest, price)
    digest = mix(digest, quantity)
    digest = mix(digest, buyer)
    state.venue.tape_hash = mix(digest, seller)


@compiled
def room_left_fen(state: State, row: Place) -> Fen:
    """How much a method beside listed trading may still trade before its running amount leaves its
    share of int64.
    """
    totals = state.venue.totals
    traded = (
        totals[place_of(row, TotalsKind.CUMULATIVE)].amount_fen
        + totals[place_of(row, TotalsKind.DAY)].amount_fen
    )
    return OTHER_TOTALS_MAX_FEN - traded


@compiled
def record_trade(
    state: State,
    outbox: Outbox,
    method: MethodNumber,
    instrument: InstrumentNumber,
    buyer: AccountNumber,
    seller: AccountNumber,
    price: Ticks,
    quantity: Tonnes,
    lock_fen: Fen,
) -> Event:
    """One trade of a method beside listed trading: both sides settled, the trade numbered, counted,
    hashed and reported.

    `instrument` is a number, `buyer` and `seller` are accounts. The buyer's cash comes out of
    `lock_fen` of its locked cash, which must cover amount and fees (`fees.fees_bound`) and
    whose rest becomes available; the seller's units come out of its locked units. The caller has
    locked both before, has opened the buyer's holding, and has kept inside `room_left_fen`: nothing
    can fail here. Fees are those of one order that trades once. Bought units and sale money wait as
    those of listed trades do. Up to two LARGE_HOLDER events follow the FILL. Returns the FILL
    event, to which the caller adds what is its own: `account` is the buyer, `maker_account` the
    seller, `order_id` and `maker_order_id` are free for the numbers of their deal, bid or lot. The
    caller then has the trade kept (`day_trades.keep_trade`).
    """
    terms = state.instruments[instrument]
    amount_fen = price * quantity
    event = speak(state, outbox, EventKind.FILL)
    event.trading_fee_fen, event.settlement_fee_fen = fees.fees_on(terms, Side.BUY, amount_fen)
    event.maker_trading_fee_fen, event.maker_settlement_fee_fen = fees.fees_on(
        terms, Side.SELL, amount_fen
    )
    fees.take_fees(state, event.trading_fee_fen, event.settlement_fee_fen)
    fees.take_fees(state, event.maker_trading_fee_fen, event.maker_settlement_fee_fen)
    locks.pay_from_lock(
        state, buyer, lock_fen, amount_fen + event.trading_fee_fen + event.settlement_fee_fen
    )
    proceeds = amount_fen - event.maker_trading_fee_fen - event.maker_settlement_fee_fen
    t_plus_1.receive_proceeds(state.accounts[seller], proceeds)
    bought = holdings.find_holding(state, buyer, instrument)
    sold = holdings.find_holding(state, seller, instrument)
    t_plus_1.receive_units(terms, state.holdings[bought], quantity)
    state.holdings[sold].locked -= quantity
    opposite_side.note_trade(state, np.int64(instrument), bought, sold, quantity)
    event.number = enter_trade(state, method, instrument, buyer, seller, price, quantity)
    event.side = Side.BUY
    event.account = buyer
    event.maker_account = seller
    event.instrument = instrument
    event.price = price
    event.quantity = quantity
    event.amount_fen = amount_fen
    event.method = method
    event.date = state.venue.date
    event["flags"] = BUYER_IS_TAKER
    large_holders.note_trade(state, outbox, instrument, buyer, seller, amount_fen)
    return event


@compiled
def enter_trade(
    state: State,
    method: MethodNumber,
    instrument: InstrumentNumber,
    buyer: AccountNumber,
    seller: AccountNumber,
    price: Ticks,
    quantity: Tonnes,
) -> Number:
    """Put a trade into its method's series, the day's sums and the tape hash; its number."""
    row = row_of(method)
    place = place_of(row, TotalsKind.DAY)
    state.venue.trade_numbers[row] += 1
    state.venue.methods_used[row] = 1
    number = state.venue.trade_numbers[row]
    count_trade(state.instruments[instrument].totals[place], quantity, price * quantity)
    count_trade(state.venue.totals[place], quantity, price * quantity)
    hash_trade(state, number, instrument, method, price, quantity, buyer, seller)
    return number
