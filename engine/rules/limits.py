"""What an account may have and do: maximum holding (最大持仓量), caps on orders, large holders
(大户报告), who is barred.

A limit is a default (of the instrument for the maximum holding, of the venue for the others) or the
account's own; 0 is none. The hot path asks `concerns`, one branch, and comes here only where a
limit is set. Sums (open buys of a holding, open amount and turnover of an account, orders of a
window) are kept only there; engine/rules/limit_settings.py counts them anew when one is set.

Maximum holding: available + locked + bought + open buys + promised + the order's quantity never
exceed it, so that no fill can. Units that come in from the registry are counted, not refused.
Turnover: fills of the day on both sides since a limit was set, open quantity at limit prices, and
the order. Rate: orders and replacements accepted in a window of command time.

For other ways of trading: `order_checks.check_access` says whether an account and operator may
enter anything; `check_amount` and `check_buy` are asked once nothing else refuses; `promise` holds
room for units that a deal or bid will bring, and gives it back with a negative change when they
come or when it is off. `trades.record_trade` counts the trade itself (`note_trade`, which may speak
two LARGE_HOLDER events); whoever moves units otherwise calls `watch_holding` after the event that
says so.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import LIMIT_RANGES, AccountLimit, Parameter, Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Order,
    Outbox,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import EventKind, Reason
from engine.rules import accounts, sweep
from engine.rules.outbox import speak
from engine.units import CASH_MAX_FEN, WHOLE_BP

# open orders of one account; with one order more the sum stays inside int64
OPEN_MAX_FEN = CASH_MAX_FEN
NS_PER_MS = 1_000_000
_WINDOW_MS = LIMIT_RANGES[AccountLimit.RATE_WINDOW][0]


@compiled_inline
def concerns(state: State, instrument: Any, account: Any) -> Any:
    """Whether any limit may be set for this account's orders in this instrument."""
    return (state.venue.limited | instrument.limited | state.accounts[account].limited) != 0


@compiled_inline
def concerns_either(state: State, instrument: Any, one: Any, other: Any) -> Any:
    """The same for the two accounts of a fill."""
    return (
        state.venue.limited
        | instrument.limited
        | state.accounts[one].limited
        | state.accounts[other].limited
    ) != 0


@compiled
def why_barred(state: State, account: Any, operator: Any) -> Any:
    """ACCOUNT_SUSPENDED, ACCOUNT_KILLED or OPERATOR_KILLED; NONE when the account's operator may
    enter orders.
    """
    if state.accounts[account].suspended:
        return Reason.ACCOUNT_SUSPENDED
    if state.accounts[account].killed:
        return Reason.ACCOUNT_KILLED
    if is_killed(state, np.int64(account), np.int64(operator)):
        return Reason.OPERATOR_KILLED
    return Reason.NONE


@compiled
def is_killed(state: State, account: Any, operator: Any) -> Any:
    """Whether an operator is under a kill, by the exchange or by this account."""
    venue, kills = state.venue, state.account_kills[account]
    if find_operator(venue.killed_operators, venue.exchange_kills, operator) >= 0:
        return True
    return find_operator(kills.operators, kills.count, operator) >= 0


@compiled
def find_operator(killed: Any, count: Any, operator: Any) -> Any:
    """Place of an operator among the first `count` of a list of kills, -1 when it is not there."""
    for place in range(count):
        if killed[place].operator == operator:
            return np.int64(place)
    return np.int64(-1)


@compiled
def limit_of(state: State, account: Any, kind: Any) -> Any:
    """The limit of an account in force: its own or the default; 0: none."""
    own = state.account_limits[account].own[kind]
    return own - 1 if own != 0 else state.venue.limits[kind]


@compiled
def maximum_of(state: State, account: Any, number: Any, slot: Slot) -> Any:
    """The maximum holding in force for an account in an instrument; slot: of its holding or 0; 0:
    none.
    """
    own = state.holding_details[slot].maximum if slot != 0 else np.int64(0)
    return own - 1 if own != 0 else state.instruments[number].parameters[Parameter.MAXIMUM_HOLDING]


@compiled
def held(state: State, slot: Slot) -> Any:
    """All units of a holding."""
    holding = state.holdings[slot]
    return holding.available + holding.locked + holding.bought


@compiled
def check_buy(
    state: State, account: Any, number: Any, slot: Slot, quantity: Tonnes, ack: Acknowledgement
) -> Any:
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
def promise(state: State, slot: Slot, change: Any) -> None:
    """Hold (or, negative, give back) room in a holding for units that come otherwise than by an
    order in the book.
    """
    state.holding_details[slot].promised += change


@compiled
def check_amount(
    state: State, account: Any, amount_fen: Fen, more_fen: Any, ack: Acknowledgement
) -> Any:
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
def traded_today(state: State, account: Any) -> Any:
    """Amount of the account's fills of this day, as far as it was counted."""
    record = state.account_limits[account]
    return record.traded_fen if record.traded_day == state.venue.ordinal else np.int64(0)


@compiled
def count_traded(state: State, account: Any, amount_fen: Fen) -> None:
    """Take an amount into the account's turnover of the day, where it is kept.

    Past the largest limit it counts no further.
    """
    if state.venue.limited | state.accounts[account].limited:
        record = state.account_limits[account]
        record.traded_fen = min(traded_today(state, account) + amount_fen, np.int64(CASH_MAX_FEN))
        record.traded_day = state.venue.ordinal


@compiled
def window_ns(state: State) -> Any:
    """Length of a window of the order rate."""
    set_ms = state.venue.limits[AccountLimit.RATE_WINDOW]
    return (set_ms if set_ms != 0 else np.int64(_WINDOW_MS)) * NS_PER_MS


@compiled
def window_began(state: State) -> Any:
    """When the present window began."""
    return state.venue.time_ns - state.venue.time_ns % window_ns(state)


@compiled
def entered_in_window(state: State, account: Any) -> Any:
    """Orders of the account in the present window."""
    record = state.account_limits[account]
    return record.orders_in_window if record.window_ns == window_began(state) else np.int64(0)


@compiled
def check_rate(state: State, account: Any, ack: Acknowledgement) -> Any:
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
def count_entered(state: State, account: Any) -> None:
    """Count an order or replacement in the present window, where a rate is limited."""
    if limit_of(state, account, AccountLimit.ORDER_RATE) != 0:
        record = state.account_limits[account]
        record.orders_in_window = entered_in_window(state, account) + 1
        record.window_ns = window_began(state)


@compiled
def check_open_orders(state: State, account: Any, ack: Acknowledgement) -> Any:
    """OPEN_ORDERS_ABOVE_LIMIT."""
    most = limit_of(state, account, AccountLimit.OPEN_ORDERS)
    if most == 0 or state.accounts[account].open_orders < most:
        return Reason.NONE
    ack.value = most
    return Reason.OPEN_ORDERS_ABOVE_LIMIT


@compiled
def valued_at(instrument: Any, side: SideNumber, price: Ticks) -> Any:
    """The price that an order is counted at: its limit, of a market order (0) the worst at which it
    may trade.
    """
    return np.int64(price) if price != 0 else sweep.limit_of(instrument, side)


@compiled
def open_amount(state: State, order: Order) -> Any:
    """Amount of an order's open quantity."""
    return order.leaves * valued_at(state.instruments[order.instrument], order.side, order.price)


@compiled
def count_open_amount(state: State, order: Order, change_fen: Any) -> None:
    """Change the open amount of an order's account, where it is kept."""
    if state.venue.limited | state.accounts[order.account].limited:
        state.account_limits[order.account].open_fen += change_fen


@compiled
def count_open_buys(state: State, order: Order, change: Any) -> None:
    """Change the open quantity of the buy orders of an order's holding, where it is kept."""
    if order.side == Side.BUY and concerns(
        state, state.instruments[order.instrument], order.account
    ):
        state.holding_details[order.holding].open_buys += change


@compiled
def count_open(state: State, order: Order, change: Any, change_fen: Any) -> None:
    """Change the sums of open orders by tonnes and fen of an order, where they are kept."""
    count_open_amount(state, order, change_fen)
    count_open_buys(state, order, change)


@compiled
def check_order(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> Any:
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
def note_entered(state: State, order: Order) -> None:
    """Count an accepted order."""
    count_open(state, order, order.leaves, open_amount(state, order))
    count_entered(state, order.account)


@compiled
def check_replacement(state: State, command: Command, order: Order, ack: Acknowledgement) -> Any:
    """A replacement against the limits of what it adds: order value, turnover, rate, maximum
    holding.
    """
    amount_fen = command.price * command.quantity
    reason = check_amount(
        state, order.account, amount_fen, amount_fen - order.leaves * order.price, ack
    )
    if reason == Reason.NONE:
        reason = check_rate(state, order.account, ack)
    more = command.quantity - order.leaves
    if reason == Reason.NONE and order.side == Side.BUY and more > 0:
        holding = np.int64(order.holding)
        reason = check_buy(
            state, np.int64(order.account), np.int64(order.instrument), holding, more, ack
        )
    return reason


@compiled
def note_replaced(state: State, command: Command, order: Order) -> None:
    """Count an accepted replacement; called while the order still has its old terms."""
    count_open(
        state,
        order,
        command.quantity - order.leaves,
        command.price * command.quantity - order.leaves * order.price,
    )
    count_entered(state, order.account)


@compiled
def note_cancelled(state: State, order: Order) -> None:
    """Count an order that leaves without a fill; called while its open quantity still stands."""
    count_open(state, order, -order.leaves, -open_amount(state, order))


@compiled
def note_fill(
    state: State, outbox: Outbox, taker: Order, maker: Order, price: Ticks, quantity: Tonnes
) -> None:
    """Count a fill for both orders, and tell of holdings that cross the large-holder threshold, the
    taker's first.
    """
    count_open(state, taker, -quantity, -quantity * taker.price)
    count_open(state, maker, -quantity, -quantity * maker.price)
    count_traded(state, taker.account, price * quantity)
    count_traded(state, maker.account, price * quantity)
    watch_holding(state, outbox, np.int64(taker.holding))
    watch_holding(state, outbox, np.int64(maker.holding))


@compiled
def note_trade(
    state: State, outbox: Outbox, number: Any, buyer: Any, seller: Any, amount_fen: Fen
) -> None:
    """Count a trade made outside the book, and tell of holdings that cross the threshold, the
    buyer's first.
    """
    count_traded(state, buyer, amount_fen)
    count_traded(state, seller, amount_fen)
    watch_holding(state, outbox, accounts.find_holding(state, buyer, number))
    watch_holding(state, outbox, accounts.find_holding(state, seller, number))


@compiled
def threshold_of(maximum: Any, share_bp: Any) -> Any:
    """Holding from which on an account is a large holder, rounded up to a tonne; 0: no
    threshold.
    """
    return (maximum * share_bp + WHOLE_BP - 1) // WHOLE_BP


@compiled
def watch_holding(state: State, outbox: Outbox, slot: Slot) -> None:
    """LARGE_HOLDER when a holding has reached its threshold, LARGE_HOLDER_ENDED when it is below
    again; once each.
    """
    holding, detail = state.holdings[slot], state.holding_details[slot]
    maximum = maximum_of(state, np.int64(holding.account), np.int64(holding.instrument), slot)
    threshold = threshold_of(
        maximum, state.instruments[holding.instrument].parameters[Parameter.LARGE_HOLDER_BP]
    )
    large = 1 if threshold != 0 and held(state, slot) >= threshold else 0
    if large == detail.large:
        return
    detail.large = large
    event = speak(state, outbox, EventKind.LARGE_HOLDER if large else EventKind.LARGE_HOLDER_ENDED)
    event.account = holding.account
    event.instrument = holding.instrument
    event.quantity = held(state, slot)
    event.value = maximum
    event.number = threshold
