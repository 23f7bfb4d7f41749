"""What an account may have and do: maximum holding (最大持仓量), caps on orders and their value.

A limit is a default (of the instrument for the maximum holding, of the venue for the others) or the
account's own; 0 is none. The hot path asks `limit_sums.concerns`, one branch, and comes here only
where a limit is set.

Maximum holding: available + locked + bought + open buys + promised + the order's quantity never
exceed it, so that no fill can. Units that come in from the registry are counted, not refused.
Turnover: fills of the day on both sides since a limit was set, open quantity at limit prices, and
the order. Rate: orders and replacements accepted in a window of command time.

For other ways of trading: `access_checks.check_access` says whether an account and operator may
enter anything; `check_amount` and `check_buy` are asked once nothing else refuses;
`limit_sums.promise` holds room for units that a deal or bid will bring, and gives it back with a
negative change when they come or when it is off. `trades.record_trade` counts the trade itself
(`large_holders.note_trade`, which may speak two LARGE_HOLDER events); a rule that moves units
otherwise calls `large_holders.watch_holding` after the event that says so.
"""

from __future__ import annotations

import numpy as np

from engine.commands import AccountLimit, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Fen,
    Instrument,
    InstrumentNumber,
    Order,
    ReasonNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import Reason
from engine.rules.large_holders import held, maximum_of
from engine.rules.limit_sums import (
    concerns,
    entered_in_window,
    limit_of,
    traded_today,
    valued_at,
    window_began,
    window_ns,
)
from engine.units import CASH_MAX_FEN

# open orders of one account; with one order more the sum stays inside int64
OPEN_MAX_FEN = CASH_MAX_FEN


@compiled
def check_buy(
    state: State,
    account: AccountNumber,
    number: InstrumentNumber,
    slot: Slot,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """HOLDING_ABOVE_MAXIMUM when units held, being bought and these together exceed it; `value`
    says what is still allowed.
    """
    maximum = maximum_of(state, account, number, slot)
    if maximum == 0:
        return Reason.NONE
    room = maximum
    if slot != 0:
        detail = state.holding_details[slot]
        room -= held(state, slot) + detail.open_buys + detail.promised
    if quantity <= room:
        return Reason.NONE
    ack.value = max(room, np.int64(0))
    ack.leaves = maximum
    return Reason.HOLDING_ABOVE_MAXIMUM


@compiled
def check_amount(
    state: State, account: AccountNumber, amount_fen: Fen, more_fen: Fen, ack: Acknowledgement
) -> ReasonNumber:
    """ORDER_VALUE_ABOVE_LIMIT, AMOUNT_TOO_LARGE or TURNOVER_ABOVE_LIMIT.

    amount_fen: of the whole order. more_fen: what it adds to what is open; not asked of one that
    adds nothing.
    """
    if more_fen <= 0:
        return Reason.NONE
    most = limit_of(state, account, AccountLimit.ORDER_VALUE)
    if most != 0 and amount_fen > most:
        ack.value = most
        return Reason.ORDER_VALUE_ABOVE_LIMIT
    record = state.account_limits[account]
    if record.open_fen + more_fen > OPEN_MAX_FEN:
        ack.value = OPEN_MAX_FEN - record.open_fen
        return Reason.AMOUNT_TOO_LARGE
    most = limit_of(state, account, AccountLimit.DAY_TURNOVER)
    used = record.open_fen + traded_today(state, account)
    if most != 0 and used + more_fen > most:
        ack.value = max(most - used, np.int64(0))
        ack.amount_fen = most
        return Reason.TURNOVER_ABOVE_LIMIT
    return Reason.NONE


@compiled
def check_rate(state: State, account: AccountNumber, ack: Acknowledgement) -> ReasonNumber:
    """ORDER_RATE_ABOVE_LIMIT: `value` is the limit, `number` the nanoseconds until the next window
    begins.
    """
    most = limit_of(state, account, AccountLimit.ORDER_RATE)
    if most == 0 or entered_in_window(state, account) < most:
        return Reason.NONE
    ack.value = most
    ack.number = window_began(state) + window_ns(state) - state.venue.time_ns
    return Reason.ORDER_RATE_ABOVE_LIMIT


@compiled
def check_open_orders(state: State, account: AccountNumber, ack: Acknowledgement) -> ReasonNumber:
    """OPEN_ORDERS_ABOVE_LIMIT."""
    most = limit_of(state, account, AccountLimit.OPEN_ORDERS)
    if most == 0 or state.accounts[account].open_orders < most:
        return Reason.NONE
    ack.value = most
    return Reason.OPEN_ORDERS_ABOVE_LIMIT


@compiled
def check_order(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """A new order against every limit: order value, turnover, rate, open orders, maximum
    holding.
    """
    amount_fen = command.quantity * valued_at(
        state.instruments[command.instrument], command.side, command.price
    )
    reason = check_amount(state, command.account, amount_fen, amount_fen, ack)
    if reason == Reason.NONE:
        reason = check_rate(state, command.account, ack)
    if reason == Reason.NONE:
        reason = check_open_orders(state, command.account, ack)
    if reason == Reason.NONE and command.side == Side.BUY:
        reason = check_buy(
            state,
            np.int64(command.account),
            np.int64(command.instrument),
            slot,
            command.quantity,
            ack,
        )
    return reason


@compiled
def check_new_order(
    state: State, instrument: Instrument, command: Command, slot: Slot, ack: Acknowledgement
) -> ReasonNumber:
    """A new order against the limits that are set: where none needs a sum, open orders alone."""
    if concerns(state, instrument, command.account):
        return check_order(state, command, slot, ack)
    return check_open_orders(state, command.account, ack)


@compiled
def check_replacement(
    state: State, order: Order, price: Ticks, quantity: Tonnes, ack: Acknowledgement
) -> ReasonNumber:
    """An order's new terms against the limits of what they add: order value, turnover, rate,
    maximum holding.
    """
    amount_fen = price * quantity
    reason = check_amount(
        state, order.account, amount_fen, amount_fen - order.leaves * order.price, ack
    )
    if reason == Reason.NONE:
        reason = check_rate(state, order.account, ack)
    more = quantity - order.leaves
    if reason == Reason.NONE and order.side == Side.BUY and more > 0:
        holding = np.int64(order.holding)
        reason = check_buy(
            state, np.int64(order.account), np.int64(order.instrument), holding, more, ack
        )
    return reason
