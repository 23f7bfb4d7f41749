"""What a fill moves between accounts.

Cash comes out of the buyer's lock, units out of the seller's. In an instrument without locks cash
and units move alike and may fall below zero. When bought units may be sold and sale money be
withdrawn is in engine/rules/t_plus_1.py.
"""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled_inline
from engine.compiler.words import (
    Instrument,
    Order,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.rules.fees import charge
from engine.rules.locks import lock_needed
from engine.rules.t_plus_1 import receive_proceeds, receive_units


@compiled_inline
def settle_buy(
    state: State,
    instrument: Instrument,
    order: Order,
    price: Ticks,
    quantity: Tonnes,
    left: Tonnes,
    ordinary: Truth,
) -> None:
    """A fill of a buy order that leaves `left` open: cash out of the lock, units not sellable
    before their resale days begin.
    """
    spent = price * quantity
    if not ordinary and instrument.fees:
        spent += charge(state, instrument, order, spent)
    if ordinary:
        needed = left * order.price * (1 - np.int64(instrument.unlocked))
    else:
        needed = lock_needed(state, instrument, order, left)
    account = state.accounts[order.account]
    account.cash_locked_fen += needed - order.lock_fen
    account.cash_available_fen += order.lock_fen - needed - spent
    order.lock_fen = needed
    receive_units(instrument, state.holdings[order.holding], quantity)


@compiled_inline
def settle_sell(
    state: State,
    instrument: Instrument,
    order: Order,
    price: Ticks,
    quantity: Tonnes,
    ordinary: Truth,
) -> None:
    """A fill of a sell order: units out of the lock, the money less fees in."""
    proceeds = price * quantity
    if not ordinary and instrument.fees:
        proceeds -= charge(state, instrument, order, proceeds)
    receive_proceeds(state.accounts[order.account], proceeds)
    holding = state.holdings[order.holding]
    if instrument.unlocked:
        holding.available -= quantity
    else:
        holding.locked -= quantity
