"""The running day's trades as the engine keeps them, so that one of them can be undone.

They lie in the order of the tape. A trade that was undone stays in its place with quantity 0. Past
the room for them (`Capacity.trades`) trading goes on, and none of that day can be undone any more.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Method, Parameter
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Event,
    Fen,
    Flags,
    InstrumentNumber,
    Number,
    Place,
    State,
    Ticks,
    Trade,
    Truth,
)
from engine.events import BUYER_IS_TAKER
from engine.rules.state import BUYER_COUNTED, CHARGED, SELLABLE, SELLER_COUNTED
from engine.rules.t_plus_1 import days_to_sell
from engine.rules.trades import row_of
from engine.units import DAY_RING


@compiled_inline
def is_counted(state: State, account: AccountNumber) -> Truth:
    """Whether a trade made now is in the account's turnover of the day, 0 or 1."""
    return (state.venue.limited | state.accounts[account].limited) & 1


@compiled_inline
def marks_of(state: State, event: Event) -> Flags:
    """What a trade has done beside its terms, but for its fees."""
    instrument = state.instruments[event.instrument]
    at_once = instrument.parameters[Parameter.RESALE_DAYS] == 0 and days_to_sell(instrument) == 0
    first, second = is_counted(state, event.account), is_counted(state, event.maker_account)
    if event["flags"] & BUYER_IS_TAKER == 0:
        first, second = second, first
    marks = SELLABLE if at_once else 0
    return marks | first * BUYER_COUNTED | second * SELLER_COUNTED


@compiled_inline
def keep_trade(state: State, event: Event) -> None:
    """Keep the trade that a FILL says; the event is complete."""
    place = state.corrections.trades_used
    state.corrections.trades_used = place + 1
    if place >= state.trades.shape[0]:
        return
    trade = state.trades[place]
    trade.number, trade.quantity = event.number, event.quantity
    trade.order_id, trade.maker_order_id = event.order_id, event.maker_order_id
    trade.price, trade.instrument = event.price, event.instrument
    trade.account, trade.maker_account = event.account, event.maker_account
    trade["flags"] = event["flags"]
    trade.method, trade.side = event.method, event.side
    trade.marks = marks_of(state, event)
    if state.instruments[event.instrument].fees:
        keep_fees(state, event, place)


@compiled
def keep_fees(state: State, event: Event, place: Place) -> None:
    """Keep the fees of a trade, where its instrument has any."""
    fees = state.trade_fees[place]
    fees.trading_fee_fen = event.trading_fee_fen
    fees.settlement_fee_fen = event.settlement_fee_fen
    fees.maker_trading_fee_fen = event.maker_trading_fee_fen
    fees.maker_settlement_fee_fen = event.maker_settlement_fee_fen
    state.trades[place].marks |= CHARGED


@compiled
def all_kept(state: State) -> Truth:
    """Whether every trade of the running day is kept."""
    return state.corrections.trades_used <= state.trades.shape[0]


@compiled
def place_of_trade(state: State, row: Place, number: Number) -> Place:
    """Place of a method's trade of the running day, -1 when it is not there; late ones are found
    first.
    """
    for place in range(state.corrections.trades_used - 1, -1, -1):
        trade = state.trades[place]
        if trade.number == number and row_of(trade.method) == row:
            return np.int64(place)
    return np.int64(-1)


@compiled
def last_price(state: State, instrument: InstrumentNumber) -> Ticks:
    """Price of the instrument's last listed trade of the day that was not undone, 0 without one."""
    for place in range(state.corrections.trades_used - 1, -1, -1):
        trade = state.trades[place]
        of_book = trade.instrument == instrument and trade.method == Method.LISTED
        if of_book and trade.quantity > 0:
            return np.int64(trade.price)
    return np.int64(0)


@compiled_inline
def buyer_first(trade: Trade) -> Truth:
    """Whether `account` of a trade is the buyer."""
    return trade["flags"] & BUYER_IS_TAKER != 0


@compiled
def buyer_of(trade: Trade) -> AccountNumber:
    """The account that bought."""
    return np.int64(trade.account if buyer_first(trade) else trade.maker_account)


@compiled
def seller_of(trade: Trade) -> AccountNumber:
    """The account that sold."""
    return np.int64(trade.maker_account if buyer_first(trade) else trade.account)


@compiled
def charged(state: State, place: Place, first: Truth) -> tuple[Fen, Fen]:
    """Trading and settlement fee of a trade's first or second account."""
    if state.trades[place].marks & CHARGED == 0:
        return np.int64(0), np.int64(0)
    own = state.trade_fees[place]
    if first:
        return own.trading_fee_fen, own.settlement_fee_fen
    return own.maker_trading_fee_fen, own.maker_settlement_fee_fen


@compiled
def forget_settled(state: State) -> None:
    """When a day starts: the trades of the day before are kept no more, nor corrections of days
    that are settled.
    """
    corrections, left = state.corrections, np.int64(0)
    corrections.trades_used = 0
    for place in range(corrections.used):
        entry = corrections.places[place]
        day = state.days[entry.ordinal % DAY_RING]
        if day.ordinal == entry.ordinal and day.settled == 0:
            corrections.places[left] = entry
            left += 1
    corrections.used = left
