"""The sums that limits are compared with: open buys and promised units of a holding, open amount
and turnover of an account, orders of a window.

They are kept only where a limit is set; engine/rules/limit_settings.py counts them anew when one
is set.
"""

from __future__ import annotations

import numpy as np

from engine.commands import AccountLimit, Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Count,
    Fen,
    Instrument,
    Nanoseconds,
    Order,
    ParameterNumber,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
    Truth,
    Value,
)
from engine.rules import sweep
from engine.units import CASH_MAX_FEN

NS_PER_MS = 1_000_000
_WINDOW_MS = AccountLimit.RATE_WINDOW.default


@compiled_inline
def concerns(state: State, instrument: Instrument, account: AccountNumber) -> Truth:
    """Whether any limit may be set for this account's orders in this instrument."""
    return (state.venue.limited | instrument.limited | state.accounts[account].limited) != 0


@compiled_inline
def concerns_either(
    state: State, instrument: Instrument, one: AccountNumber, other: AccountNumber
) -> Truth:
    """The same for the two accounts of a fill."""
    return (
        state.venue.limited
        | instrument.limited
        | state.accounts[one].limited
        | state.accounts[other].limited
    ) != 0


@compiled
def limit_of(state: State, account: AccountNumber, kind: ParameterNumber) -> Value:
    """The limit of an account in force: its own or the default; 0: none."""
    own = state.account_limits[account].own[kind]
    return own - 1 if own != 0 else state.venue.limits[kind]


@compiled
def promise(state: State, slot: Slot, change: Tonnes) -> None:
    """Hold room in a holding for units that do not come by an order in the book; a negative change
    gives it back.
    """
    state.holding_details[slot].promised += change


@compiled
def traded_today(state: State, account: AccountNumber) -> Fen:
    """Amount of the account's fills of this day, as far as it was counted."""
    record = state.account_limits[account]
    return record.traded_fen if record.traded_day == state.venue.ordinal else np.int64(0)


@compiled
def count_traded(state: State, account: AccountNumber, amount_fen: Fen) -> None:
    """Take an amount into the account's turnover of the day, where it is kept.

    Past the largest limit it counts no further.
    """
    if state.venue.limited | state.accounts[account].limited:
        record = state.account_limits[account]
        record.traded_fen = min(traded_today(state, account) + amount_fen, np.int64(CASH_MAX_FEN))
        record.traded_day = state.venue.ordinal


@compiled
def window_ns(state: State) -> Nanoseconds:
    """Length of a window of the order rate."""
    set_ms = state.venue.limits[AccountLimit.RATE_WINDOW]
    return (set_ms if set_ms != 0 else np.int64(_WINDOW_MS)) * NS_PER_MS


@compiled
def window_began(state: State) -> Nanoseconds:
    """When the present window began."""
    return state.venue.time_ns - state.venue.time_ns % window_ns(state)


@compiled
def entered_in_window(state: State, account: AccountNumber) -> Count:
    """Orders of the account in the present window."""
    record = state.account_limits[account]
    return record.orders_in_window if record.window_ns == window_began(state) else np.int64(0)


@compiled
def count_entered(state: State, account: AccountNumber) -> None:
    """Count an order or replacement in the present window, where a rate is limited."""
    if limit_of(state, account, AccountLimit.ORDER_RATE) != 0:
        record = state.account_limits[account]
        record.orders_in_window = entered_in_window(state, account) + 1
        record.window_ns = window_began(state)


@compiled
def valued_at(instrument: Instrument, side: SideNumber, price: Ticks) -> Ticks:
    """The price that an order is counted at: its limit, of a market order (0) the worst at which it
    may trade.
    """
    return np.int64(price) if price != 0 else sweep.limit_of(instrument, side)


@compiled
def open_amount(state: State, order: Order) -> Fen:
    """Amount of an order's open quantity."""
    return order.leaves * valued_at(state.instruments[order.instrument], order.side, order.price)


@compiled
def count_open_amount(state: State, order: Order, change_fen: Fen) -> None:
    """Change the open amount of an order's account, where it is kept."""
    if state.venue.limited | state.accounts[order.account].limited:
        state.account_limits[order.account].open_fen += change_fen


@compiled
def count_open_buys(state: State, order: Order, change: Tonnes) -> None:
    """Change the open quantity of the buy orders of an order's holding, where it is kept."""
    if order.side == Side.BUY and concerns(
        state, state.instruments[order.instrument], order.account
    ):
        state.holding_details[order.holding].open_buys += change


@compiled
def count_open(state: State, order: Order, change: Tonnes, change_fen: Fen) -> None:
    """Change the sums of open orders by tonnes and fen of an order, where they are kept."""
    count_open_amount(state, order, change_fen)
    count_open_buys(state, order, change)


@compiled
def note_entered(state: State, order: Order) -> None:
    """Count an accepted order."""
    count_open(state, order, order.leaves, open_amount(state, order))
    count_entered(state, order.account)


@compiled
def note_replaced(state: State, order: Order, price: Ticks, quantity: Tonnes) -> None:
    """Count an accepted replacement; called while the order still has its old terms."""
    more_fen = price * quantity - order.leaves * order.price
    count_open(state, order, quantity - order.leaves, more_fen)
    count_entered(state, order.account)


@compiled
def note_cancelled(state: State, order: Order) -> None:
    """Count an order that leaves without a fill; called before its open quantity is cleared."""
    count_open(state, order, -order.leaves, -open_amount(state, order))
