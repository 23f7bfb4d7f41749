"""What an order holds of its account's cash and units.

Everything is fully pre-funded: a sell locks units, a buy locks its amount at the limit price and
the largest fees that can follow, and every fen that turns out not to be needed is released at once.
In an instrument without locks nothing is held.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Fen,
    Holding,
    Instrument,
    Order,
    SideNumber,
    State,
    Ticks,
    Tonnes,
)
from engine.rules.fees import detail_of, fees_bound


@compiled_inline
def lock_needed(state: State, instrument: Instrument, order: Order, leaves: Tonnes) -> Fen:
    """Cash a buy order must hold for `leaves` tonnes at its limit price and the fees still to
    come.
    """
    if instrument.unlocked:
        return np.int64(0)
    open_fen = leaves * order.price
    if instrument.fees == 0 or leaves == 0:
        return open_fen
    detail = detail_of(state, order)
    charged = detail.trading_fee_fen + detail.settlement_fee_fen
    return open_fen + fees_bound(instrument, detail.amount_fen + open_fen) - charged


@compiled_inline
def set_cash_lock(state: State, order: Order, lock_fen: Fen) -> None:
    """Change what a buy order holds; the difference moves between available and locked cash."""
    account = state.accounts[order.account]
    difference = lock_fen - order.lock_fen
    account.cash_available_fen -= difference
    account.cash_locked_fen += difference
    order.lock_fen = lock_fen


@compiled_inline
def lock_of(instrument: Instrument, side: SideNumber, price: Ticks, quantity: Tonnes) -> Fen:
    """Cash that a new order must hold: of a buy its amount at the limit price and the fees that can
    follow, of a sell none.
    """
    amount_fen = (
        price * quantity * (Side.SELL - np.int64(side)) * (1 - np.int64(instrument.unlocked))
    )
    if instrument.fees:
        amount_fen += fees_bound(instrument, amount_fen)
    return amount_fen


@compiled_inline
def units_of(instrument: Instrument, side: SideNumber, quantity: Tonnes) -> Tonnes:
    """Units that an order must hold: of a sell its quantity, of a buy none.

    Multiplied rather than asked: no processor can guess the side of the next order, and a wrong
    guess costs more than both.
    """
    return quantity * (np.int64(side) - Side.BUY) * (1 - np.int64(instrument.unlocked))


@compiled_inline
def hold(
    state: State, account: AccountNumber, holding: Holding, lock_fen: Fen, units: Tonnes
) -> None:
    """Lock cash and units, one of which is 0."""
    cash = state.accounts[account]
    cash.cash_available_fen -= lock_fen
    cash.cash_locked_fen += lock_fen
    stock = state.holdings[holding]
    stock.available -= units
    stock.locked += units


@compiled
def lock(state: State, instrument: Instrument, order: Order) -> None:
    """Hold what an accepted order needs: cash at its limit and fees, or units.

    The caller has checked that it is there.
    """
    if order.side == Side.BUY:
        set_cash_lock(state, order, lock_needed(state, instrument, order, order.leaves))
    elif instrument.unlocked == 0:
        holding = state.holdings[order.holding]
        holding.available -= order.leaves
        holding.locked += order.leaves


@compiled_inline
def release(state: State, instrument: Instrument, order: Order) -> None:
    """Give back what an order still holds when it leaves."""
    hold(
        state,
        order.account,
        order.holding,
        -order.lock_fen,
        -units_of(instrument, order.side, order.leaves),
    )
    order.lock_fen = 0


@compiled
def pay_from_lock(state: State, number: AccountNumber, lock_fen: Fen, spent_fen: Fen) -> None:
    """Spend from `lock_fen` of an account's locked cash and give the rest of it back."""
    account = state.accounts[number]
    account.cash_locked_fen -= lock_fen
    account.cash_available_fen += lock_fen - spent_fen
