"""When bought units may be sold and sale money withdrawn: the ring of days behind T+1.

What came in on a day is free once its resale days (money: one day) have begun and that day is
settled. While a day runs, its part is only in the totals; when it ends, it enters the ring, from
where it is released.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import Outbox, Slot, State
from engine.events import EventKind
from engine.rules import accounts
from engine.rules.outbox import speak
from engine.units import DAY_RING


@compiled
def due(state: State, ordinal: Any, days: Any) -> Any:
    """Whether what came on trading day `ordinal` is free: its resale days have begun and it is
    settled.
    """
    if ordinal <= 0 or ordinal + days > state.venue.ordinal:
        return False
    day = state.days[ordinal % DAY_RING]
    return day.ordinal == ordinal and day.settled != 0


@compiled
def release_units(state: State, slot: Slot, first: Any) -> Any:
    """Make a holding's bought units of due days sellable; how many."""
    holding = state.holdings[slot]
    ring = state.holding_details[slot].bought_by_day
    days = state.instruments[holding.instrument].parameters[Parameter.RESALE_DAYS]
    released = np.int64(0)
    for ordinal in range(first, state.venue.ordinal + 1):
        bucket = ordinal % DAY_RING
        if ring[bucket] > 0 and due(state, ordinal, days):
            released += ring[bucket]
            ring[bucket] = 0
    holding.bought -= released
    holding.available += released
    return released


@compiled
def release_sales(state: State, number: Any, first: Any) -> None:
    """Make sale money of days before this one withdrawable once they are settled."""
    ring = state.account_details[number].sales_by_day_fen
    for ordinal in range(first, state.venue.ordinal + 1):
        bucket = ordinal % DAY_RING
        if ring[bucket] > 0 and due(state, ordinal, 1):
            state.accounts[number].sales_fen -= ring[bucket]
            ring[bucket] = 0


@compiled
def release_due(state: State, outbox: Outbox) -> None:
    """Release every bucket whose time has come."""
    first = max(np.int64(1), state.venue.ordinal - DAY_RING + 1)
    for slot in range(1, state.venue.holdings_used + 1):
        if state.holdings[slot].bought > 0:
            released = release_units(state, slot, first)
            if released > 0:
                event = speak(state, outbox, EventKind.UNITS_RELEASED)
                event.account = state.holdings[slot].account
                event.instrument = state.holdings[slot].instrument
                event.quantity = released
    for number in range(1, state.venue.accounts_used + 1):
        if state.accounts[number].sales_fen > 0:
            release_sales(state, number, first)


@compiled
def enter_rings(state: State) -> None:
    """Enter what was bought and sold today into the rings, from where it is released once its time
    has come.
    """
    bucket = state.venue.ordinal % DAY_RING
    for slot in range(1, state.venue.holdings_used + 1):
        if state.holdings[slot].bought > 0:
            accounts.enter_bought(state, slot, bucket)
    for number in range(1, state.venue.accounts_used + 1):
        if state.accounts[number].sales_fen > 0:
            accounts.enter_sales(state, number, bucket)
