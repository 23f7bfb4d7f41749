"""What a fill moves between accounts, and when it may be used.

Cash comes out of the buyer's lock, units out of the seller's. In an instrument without locks cash
and units move alike and may fall below zero. Bought units and sale money stay in a ring of one
bucket a trading day until they may be sold or withdrawn (engine/rules/resale.py).
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Account,
    AccountNumber,
    Fen,
    Holding,
    Instrument,
    Order,
    Place,
    Slot,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.rules.fees import charge
from engine.rules.locks import lock_needed
from engine.units import DAY_RING


@compiled_inline
def receive_units(instrument: Instrument, holding: Holding, quantity: Tonnes) -> None:
    """Bought units arrive: not sellable before their resale days have begun, at once when there are
    none.
    """
    if instrument.parameters[Parameter.RESALE_DAYS] == 0:
        holding.available += quantity
    else:
        holding.bought += quantity


@compiled_inline
def receive_proceeds(account: Account, proceeds_fen: Fen) -> None:
    """Sale money less fees arrives: usable at once, not withdrawable today."""
    account.cash_available_fen += proceeds_fen
    account.sales_fen += proceeds_fen


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
    needed = left * order.price if ordinary else lock_needed(state, instrument, order, left)
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
    if not ordinary and instrument.unlocked:
        holding.available -= quantity
    else:
        holding.locked -= quantity


@compiled
def enter_bought(state: State, slot: Slot, bucket: Place) -> None:
    """Enter what a holding bought today into its ring when the day ends: what the other days do not
    account for.
    """
    ring = state.holding_details[slot].bought_by_day
    today = state.holdings[slot].bought
    for each in range(DAY_RING):
        today -= ring[each]
    ring[bucket] += today


@compiled
def enter_sales(state: State, number: AccountNumber, bucket: Place) -> None:
    """Enter an account's sale money of today into its ring when the day ends."""
    ring = state.account_details[number].sales_by_day_fen
    today = state.accounts[number].sales_fen
    for each in range(DAY_RING):
        today -= ring[each]
    ring[bucket] += today


@compiled
def withdrawable(account: Account) -> Fen:
    """Cash that may leave the account: available, without sale money of days that are not over and
    settled.
    """
    return max(np.int64(0), account.cash_available_fen - account.sales_fen)
