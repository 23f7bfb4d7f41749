"""What BUST_TRADE (engine/rules/busts.py) must satisfy, and whether a trade was undone."""

from __future__ import annotations

import numpy as np

from engine.commands import Phase
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Fen,
    Number,
    Place,
    ReasonNumber,
    State,
    Tonnes,
    Trade,
    Truth,
)
from engine.events import Reason
from engine.rules import holdings
from engine.rules.day_trades import all_kept, buyer_first, buyer_of, charged, seller_of
from engine.rules.state import CORRECTIONS_MAX, SELLABLE
from engine.rules.trades import row_of
from engine.units import DAY_RING


@compiled
def check_number(state: State, row: Place, number: Number) -> ReasonNumber:
    """A trade's number of a method that was given on the running day."""
    venue = state.venue
    if number <= 0 or number > venue.trade_numbers[row]:
        return Reason.TRADE_UNKNOWN
    today = state.days[venue.ordinal % DAY_RING].methods[row]
    if venue.phase == Phase.NO_DAY or venue.phase == Phase.ENDED or number < today.first_trade:
        return Reason.TRADE_NOT_OF_TODAY
    return Reason.NONE


@compiled
def check_kept(state: State, place: Place, ack: Acknowledgement) -> ReasonNumber:
    """A trade that is kept and was not undone, and room for one more correction."""
    if not all_kept(state):
        ack.value = state.trades.shape[0]
        return Reason.DAY_TRADES_FULL
    if state.trades[place].quantity == 0:
        return Reason.TRADE_BUSTED_ALREADY
    if state.corrections.used == CORRECTIONS_MAX:
        ack.value = CORRECTIONS_MAX
        return Reason.CORRECTIONS_FULL
    return Reason.NONE


@compiled
def proceeds_of(state: State, place: Place) -> Fen:
    """What the seller has got."""
    trade = state.trades[place]
    trading, settlement = charged(state, place, not buyer_first(trade))
    return np.int64(trade.price) * trade.quantity - trading - settlement


@compiled
def sellable_units(state: State, trade: Trade) -> Tonnes:
    """What the buyer could give back of units that were sellable at once."""
    slot = holdings.find_holding(state, buyer_of(trade), np.int64(trade.instrument))
    return state.holdings[slot].available


@compiled
def check_there(state: State, place: Place, ack: Acknowledgement) -> ReasonNumber:
    """TRADE_SPENT when the buyer no longer has the units or the seller no longer the cash."""
    trade = state.trades[place]
    buyer, seller = buyer_of(trade), seller_of(trade)
    if state.instruments[trade.instrument].unlocked or buyer == seller:
        return Reason.NONE
    # units that cannot be sold yet can go nowhere
    units = sellable_units(state, trade) if trade.marks & SELLABLE else np.int64(trade.quantity)
    needed, cash = proceeds_of(state, place), state.accounts[seller].cash_available_fen
    if units >= trade.quantity and cash >= needed:
        return Reason.NONE
    ack.account, ack.maker_account, ack.instrument = buyer, seller, trade.instrument
    ack.quantity, ack.leaves, ack.amount_fen, ack.value = trade.quantity, units, needed, cash
    return Reason.TRADE_SPENT


@compiled
def is_busted(state: State, row: Place, number: Number) -> Truth:
    """Whether a trade of a day that is not settled was undone."""
    for place in range(state.corrections.used):
        entry = state.corrections.places[place]
        if entry.number == number and row_of(entry.method) == row:
            return True
    return False
