"""An account's units of an instrument: the open-addressed table in which a holding is found."""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import AccountNumber, InstrumentNumber, Place, Slot, State, Truth
from engine.rules.state import GROUP_SHIFT, TABLE_GROUP, TABLE_PROBE, TABLE_STEP


@compiled_inline
def holding_home(state: State, account: AccountNumber, instrument: InstrumentNumber) -> Place:
    """Where the table of holdings is looked at first: each account has a place for every instrument
    of a group.
    """
    group = np.int64(account) + (np.int64(instrument) >> GROUP_SHIFT) * TABLE_STEP
    return ((group << GROUP_SHIFT) + (np.int64(instrument) & (TABLE_GROUP - 1))) & (
        state.holding_table.shape[0] - 1
    )


@compiled_inline
def holding_place(state: State, account: AccountNumber, instrument: InstrumentNumber) -> Place:
    """Place in the open-addressed table of this account's holding, or the empty place where it
    would go.
    """
    home = holding_home(state, account, instrument)
    place = home
    tried = np.int64(0)
    while True:
        slot = state.holding_table[place]
        if slot == 0:
            return place
        holding = state.holdings[slot]
        if holding.account == account and holding.instrument == instrument:
            return place
        tried += 1
        if tried & (TABLE_GROUP - 1) == 0:
            home = (home + TABLE_PROBE * TABLE_GROUP) & (state.holding_table.shape[0] - 1)
        place = (home & -TABLE_GROUP) + ((home + tried) & (TABLE_GROUP - 1))


@compiled_inline
def find_holding(state: State, account: AccountNumber, instrument: InstrumentNumber) -> Slot:
    """Slot of a holding, 0 when the account never had any of the instrument."""
    return np.int64(state.holding_table[holding_place(state, account, instrument)])


@compiled_inline
def holdings_full(state: State) -> Truth:
    """Whether the table has no room for one more holding."""
    return state.venue.holdings_used + 1 >= state.holdings.shape[0]


@compiled
def open_holding(state: State, account: AccountNumber, instrument: InstrumentNumber) -> Slot:
    """Slot of a holding, made when there is none; 0 when the table is full."""
    place = holding_place(state, account, instrument)
    slot = np.int64(state.holding_table[place])
    if slot == 0 and state.venue.holdings_used + 1 < state.holdings.shape[0]:
        state.venue.holdings_used += 1
        slot = state.venue.holdings_used
        state.holding_table[place] = slot
        state.holdings[slot].account = account
        state.holdings[slot].instrument = instrument
    return slot
