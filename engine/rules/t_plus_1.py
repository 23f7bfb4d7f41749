"""T+1: bought units are not sellable before their resale days have begun.

The rule: units bought on a trading day may be sold once `resale_days` further trading days have
begun and the day of the purchase is settled. One resale day, the default, is T+1: units bought
today are sellable tomorrow. For credits another rule bars the way back for five days, in both
directions (engine/rules/opposite_side.py). With 0 days units are sellable at once. Days are trading
days, so a weekend does not count. Where the exchange starts a day by override while an earlier one
is not settled, nothing of that earlier day becomes sellable.

Money of a sale may buy again at once, the same day. It leaves the account one trading day later,
under the same condition (`withdrawable`).

Where it is applied: `receive_units` and `receive_proceeds` take in what a trade brings, of every
method of trading. `due` decides. `free_due` frees what is due when a day starts and when one is
settled. A sell beyond what is sellable is refused as UNITS_BOUGHT_NOT_YET_SELLABLE
(engine/rules/fund_checks.py), a withdrawal as CASH_OF_SALES_NOT_YET_WITHDRAWABLE
(engine/rules/members.py). `resale_days` is a parameter of the instrument.

Source: summaries of the market's rules (units bought cannot be sold the same day), so the number is
a parameter.

A holding keeps what it bought in a ring of one bucket a trading day, and an account likewise its
sale money. While a day runs, its part is only in the totals; when it ends, it enters the ring.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, ResaleScope
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Account,
    AccountNumber,
    Days,
    Fen,
    Holding,
    Instrument,
    Outbox,
    Place,
    Slot,
    State,
    Tonnes,
    Truth,
)
from engine.events import EventKind
from engine.rules.outbox import speak
from engine.units import DAY_RING


@compiled
def days_to_sell(instrument: Instrument) -> Days:
    """Trading days from buying units to selling them: the longer of those of this rule and those of
    the credits' where that is of the units bought.
    """
    days = instrument.parameters[Parameter.RESALE_DAYS]
    if instrument.parameters[Parameter.OPPOSITE_SCOPE] == ResaleScope.LOT:
        return max(days, instrument.parameters[Parameter.OPPOSITE_DAYS])
    return days


@compiled_inline
def receive_units(instrument: Instrument, holding: Holding, quantity: Tonnes) -> None:
    """Bought units arrive: not sellable before their resale days have begun, at once when there are
    none.
    """
    if instrument.parameters[Parameter.RESALE_DAYS] == 0 and days_to_sell(instrument) == 0:
        holding.available += quantity
    else:
        holding.bought += quantity


@compiled_inline
def receive_proceeds(account: Account, proceeds_fen: Fen) -> None:
    """Sale money less fees arrives: usable at once, not withdrawable today."""
    account.cash_available_fen += proceeds_fen
    account.sales_fen += proceeds_fen


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
    days = days_to_sell(state.instruments[holding.instrument])
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
def enter_rings(state: State) -> None:
    """Enter today's purchases and sales into the rings, which free them in due time."""
    bucket = state.venue.ordinal % DAY_RING
    for slot in range(1, state.venue.holdings_used + 1):
        if state.holdings[slot].bought > 0:
            enter_bought(state, slot, bucket)
    for number in range(1, state.venue.accounts_used + 1):
        if state.accounts[number].sales_fen > 0:
            enter_sales(state, number, bucket)


@compiled
def withdrawable(account: Account) -> Fen:
    """Cash that may leave the account: available, without sale money of days that are not over and
    settled.
    """
    return max(np.int64(0), account.cash_available_fen - account.sales_fen)
