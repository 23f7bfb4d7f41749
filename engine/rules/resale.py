"""When bought units may be sold and sale money withdrawn: the ring of days of T+1.

What came in on a day is free once its resale days (money: one day) have begun and that day is
settled. While a day runs, its part is only in the totals; when it ends, it enters the ring, from
where it is freed.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import AccountNumber, Days, Outbox, Place, Slot, State, Tonnes, Truth
from engine.events import EventKind
from engine.rules import booking
from engine.rules.outbox import speak
from engine.units import DAY_RING


@compiled
def due(state: State, ordinal: Days, days: Days) -> Truth:
    """Whether what came on trading day `ordinal` is free: its resale days have begun and it is
    settled.
    """
    if ordinal <= 0 or ordinal + days > state.venue.ordinal:
        return False
    day = state.days[ordinal % DAY_RING]
    return day.ordinal == ordinal and day.settled != 0


@compiled
def free_units(state: State, slot: Slot, first: Place) -> Tonnes:
    """Make a holding's bought units of due days sellable; how many."""
    holding = state.holdings[slot]
    ring = state.holding_details[slot].bought_by_day
    days = state.instruments[holding.instrument].parameters[Parameter.RESALE_DAYS]
    freed = np.int64(0)
    for ordinal in range(first, state.venue.ordinal + 1):
        bucket = ordinal % DAY_RING
        if ring[bucket] > 0 and due(state, ordinal, days):
            freed += ring[bucket]
            ring[bucket] = 0
    holding.bought -= freed
    holding.available += freed
    return freed


@compiled
def free_sales(state: State, number: AccountNumber, first: Place) -> None:
    """Make sale money of days before this one withdrawable once they are settled."""
    ring = state.account_details[number].sales_by_day_fen
    for ordinal in range(first, state.venue.ordinal + 1):
        bucket = ordinal % DAY_RING
        if ring[bucket] > 0 and due(state, ordinal, 1):
            state.accounts[number].sales_fen -= ring[bucket]
            ring[bucket] = 0


@compiled
def free_due(state: State, outbox: Outbox) -> None:
    """Free every bucket whose time has come."""
    first = max(np.int64(1), state.venue.ordinal - DAY_RING + 1)
    for slot in range(1, state.venue.holdings_used + 1):
        if state.holdings[slot].bought > 0:
            freed = free_units(state, slot, first)
            if freed > 0:
                event = speak(state, outbox, EventKind.UNITS_RELEASED)
                event.account = state.holdings[slot].account
                event.instrument = state.holdings[slot].instrument
                event.quantity = freed
    for number in range(1, state.venue.accounts_used + 1):
        if state.accounts[number].sales_fen > 0:
            free_sales(state, number, first)


@compiled
def enter_rings(state: State) -> None:
    """Enter today's purchases and sales into the rings, which free them in due time."""
    bucket = state.venue.ordinal % DAY_RING
    for slot in range(1, state.venue.holdings_used + 1):
        if state.holdings[slot].bought > 0:
            booking.enter_bought(state, slot, bucket)
    for number in range(1, state.venue.accounts_used + 1):
        if state.accounts[number].sales_fen > 0:
            booking.enter_sales(state, number, bucket)
