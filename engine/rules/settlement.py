"""What the settlement bridge reports of an ended day: the clearing result, failed trades, and that
all is delivered.

A clearing result is over the trades of all methods. A failed trade is named by method and number;
failed trades of a method come in order of their numbers. Checks of CLEARING_RESULT: day unknown,
not ended, already settled, count, quantity, amount, hash. TRADE_FAILED: day unknown, already
settled, not confirmed, method, trade of that day, undone, in order, accounts, instrument, amount,
units. SETTLEMENT_DONE: day unknown, already settled, not confirmed, count of failed trades.
"""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Date, Outbox, Place, ReasonNumber, State
from engine.events import Reason
from engine.rules import access_checks, bust_checks, holdings, large_holders
from engine.rules.command_fields import (
    buyer_of,
    count_of,
    failed_of,
    method_of,
    seller_of,
    trade_of,
)
from engine.rules.t_plus_1 import free_due
from engine.rules.trades import row_of
from engine.units import DAY_RING, PRICE_MAX, QUANTITY_MAX


@compiled
def place_of_day(state: State, date: Date) -> Place:
    """Place of a date in the ring of days, -1 when it is not there."""
    for place in range(DAY_RING):
        if state.days[place].ordinal > 0 and state.days[place].date == date:
            return np.int64(place)
    return np.int64(-1)


@compiled
def clearing_result(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CLEARING_RESULT: confirmed from the engine's own running figures, or refused with the figure
    that differs.
    """
    place = place_of_day(state, command.date)
    if place < 0:
        return Reason.DAY_UNKNOWN
    day = state.days[place]
    if day.ended == 0:
        return Reason.DAY_NOT_CLOSED
    if day.settled:
        return Reason.DAY_ALREADY_SETTLED
    if count_of(command) != day.count:
        ack.value = day.count
        return Reason.CLEARING_COUNT_DIFFERS
    if command.quantity != day.quantity:
        ack.value = day.quantity
        return Reason.CLEARING_QUANTITY_DIFFERS
    if command.amount_fen != day.amount_fen:
        ack.value = day.amount_fen
        return Reason.CLEARING_AMOUNT_DIFFERS
    if command.tape_hash != day.tape_hash:
        ack.tape_hash = day.tape_hash
        return Reason.CLEARING_HASH_DIFFERS
    day.confirmed = 1
    return Reason.NONE


@compiled
def check_outstanding(state: State, place: Place) -> ReasonNumber:
    """A day that is confirmed and not settled yet."""
    if place < 0:
        return Reason.DAY_UNKNOWN
    if state.days[place].settled:
        return Reason.DAY_ALREADY_SETTLED
    if state.days[place].confirmed == 0:
        return Reason.CLEARING_NOT_CONFIRMED
    return Reason.NONE


@compiled
def check_failed(
    state: State, command: Command, place: Place, ack: Acknowledgement
) -> ReasonNumber:
    """Everything TRADE_FAILED must satisfy, in the documented order."""
    reason = check_outstanding(state, place)
    if reason != Reason.NONE:
        return reason
    row = row_of(method_of(command))
    if row < 0:
        return Reason.METHOD_UNKNOWN
    trades = state.days[place].methods[row]
    if (
        trade_of(command) < trades.first_trade
        or trade_of(command) >= trades.first_trade + trades.count
    ):
        return Reason.TRADE_UNKNOWN
    if bust_checks.is_busted(state, row, trade_of(command)):
        return Reason.TRADE_BUSTED_ALREADY
    if trade_of(command) <= trades.last_failed:
        ack.value = trades.last_failed
        return Reason.REFERENCE_ALREADY_APPLIED
    if access_checks.check_account(state, buyer_of(command)) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    if access_checks.check_account(state, seller_of(command)) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    if not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    if command.price <= 0 or command.quantity <= 0:
        return Reason.AMOUNT_NOT_POSITIVE
    if command.price > PRICE_MAX or command.quantity > QUANTITY_MAX:
        return Reason.AMOUNT_TOO_LARGE
    seller = holdings.find_holding(state, seller_of(command), command.instrument)
    buyer = holdings.find_holding(state, buyer_of(command), command.instrument)
    bucket = state.days[place].ordinal % DAY_RING
    held = max(state.holding_details[buyer].bought_by_day[bucket], state.holdings[buyer].available)
    if seller == 0 or held < command.quantity:
        ack.value = held
        return Reason.UNITS_INSUFFICIENT
    return Reason.NONE


@compiled
def trade_failed(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """TRADE_FAILED: units back to the seller, the amount back to the buyer; the seller may owe
    until it is made good.
    """
    place = place_of_day(state, command.date)
    reason = check_failed(state, command, place, ack)
    if reason != Reason.NONE:
        return reason
    day = state.days[place]
    bucket = day.ordinal % DAY_RING
    amount_fen = command.price * command.quantity
    slot = holdings.find_holding(state, buyer_of(command), command.instrument)
    bought = state.holdings[slot]
    ring = state.holding_details[slot].bought_by_day
    if ring[bucket] >= command.quantity:
        ring[bucket] -= command.quantity
        bought.bought -= command.quantity
    else:
        bought.available -= command.quantity
    seller = state.accounts[seller_of(command)]
    back = holdings.find_holding(state, seller_of(command), command.instrument)
    state.holdings[back].available += command.quantity
    large_holders.watch_holding(state, outbox, slot)
    large_holders.watch_holding(state, outbox, back)
    state.accounts[buyer_of(command)].cash_available_fen += amount_fen
    seller.cash_available_fen -= amount_fen
    sales_ring = state.account_details[seller_of(command)].sales_by_day_fen
    sales = min(amount_fen, sales_ring[bucket])
    sales_ring[bucket] -= sales
    seller.sales_fen -= sales
    ack.amount_fen = amount_fen
    day.failed += 1
    day.methods[row_of(method_of(command))].last_failed = trade_of(command)
    state.venue.failed_trades += 1
    return Reason.NONE


@compiled
def settlement_done(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SETTLEMENT_DONE: the registry has delivered; the next day may start, and what has
    become due late is freed at once.
    """
    place = place_of_day(state, command.date)
    reason = check_outstanding(state, place)
    if reason != Reason.NONE:
        return reason
    if failed_of(command) != state.days[place].failed:
        ack.value = state.days[place].failed
        return Reason.FAILED_COUNT_DIFFERS
    state.days[place].settled = 1
    free_due(state, outbox)
    return Reason.NONE
