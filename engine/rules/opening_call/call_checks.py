"""What an order of the opening call must satisfy."""

from __future__ import annotations

import numpy as np

from engine.commands import MARKET, Parameter, Phase, SelfTrade, Side, TimeInForce
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Fen,
    Holding,
    Instrument,
    Order,
    ReasonNumber,
    SideNumber,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import (
    book,
    fund_checks,
    halt_states,
    holdings,
    limit_sums,
    limits,
    opposite_side,
    order_checks,
    term_checks,
)
from engine.rules.state import RESTING_AT_MARKET


@compiled
def check_call(
    state: State, instrument: Instrument, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """PHASE_NOT_TRADING unless it is pre-open and the instrument's call is on; then opening and
    halts. In a session, which is halted then: whether a call that ends the halt takes orders.
    """
    phase = state.venue.phase
    if phase == Phase.MORNING or phase == Phase.AFTERNOON:
        calling = halt_states.takes_call_orders(state, instrument)
        return Reason.NONE if calling else halt_states.why_halted(state, instrument)
    if phase != Phase.PRE_OPEN or instrument.parameters[Parameter.OPENING_CALL] == 0:
        return Reason.PHASE_NOT_TRADING
    ack.value = command.value
    if instrument.open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    return halt_states.why_halted(state, instrument)


@compiled
def crosses_own(
    state: State, instrument: Instrument, account: AccountNumber, side: SideNumber, price: Ticks
) -> Truth:
    """Whether an order at this price could trade with a resting one of its own account."""
    if (
        instrument.parameters[Parameter.SELF_TRADE] == SelfTrade.ALLOW
        or state.accounts[account].open_orders == 0
    ):
        return False
    opposite = np.int64(Side.SELL) if side == Side.BUY else np.int64(Side.BUY)
    key = instrument.best[book.side_index(opposite)]
    while key >= 0 and order_checks.crosses(side, price, book.price_of(instrument, opposite, key)):
        slot = np.int64(state.levels[book.place_of(state, instrument, opposite, key)].head)
        while slot != 0:
            if state.orders[slot].account == account:
                return True
            slot = np.int64(state.links[slot].next)
        key = book.next_key(state, instrument, opposite, key)
    return False


@compiled
def check_order(
    state: State, instrument: Instrument, command: Command, price: Ticks, ack: Acknowledgement
) -> ReasonNumber:
    """Side, time in force, terms, no take, own orders, total amounts."""
    if command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    if command.time_in_force == TimeInForce.IOC or command.time_in_force == TimeInForce.FOK:
        return Reason.CALL_FOR_THE_DAY_ONLY
    if command.time_in_force != TimeInForce.DAY:
        return Reason.TIME_IN_FORCE_UNKNOWN
    if command["flags"] & MARKET:
        reason = term_checks.check_market(state, instrument, command, ack)
    else:
        reason = term_checks.check_terms(state, instrument, command, ack)
    if reason == Reason.NONE and command.order_id != 0:
        reason = Reason.CALL_WITHOUT_TAKES
    if reason == Reason.NONE and crosses_own(
        state, instrument, command.account, command.side, price
    ):
        reason = Reason.CALL_CROSSES_OWN_ORDER
    return reason if reason != Reason.NONE else fund_checks.check_totals(state, ack)


@compiled
def check_room(
    state: State,
    instrument: Instrument,
    command: Command,
    holding: Holding,
    lock_fen: Fen,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Tables, then the resale rule, then cash or units at the worst price, then limits."""
    if book.rests_full(state):
        return Reason.ORDERS_FULL
    if (
        holding == 0
        and holdings.holdings_full(state)
        and (command.side == Side.BUY or instrument.unlocked)
    ):
        return Reason.HOLDINGS_FULL
    number = np.int64(command.instrument)
    reason = opposite_side.check_side(state, np.int64(holding), number, command.side, ack)
    if reason == Reason.NONE:
        reason = fund_checks.check_funds(state, instrument, command, holding, lock_fen, ack)
    if reason == Reason.NONE:
        reason = limits.check_new_order(state, instrument, command, holding, ack)
    return reason


@compiled
def check_replacement(
    state: State,
    instrument: Instrument,
    command: Command,
    order: Order,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Terms, unless a total is reached unchanged, own orders, total amounts, cash or units,
    limits.
    """
    price = np.int64(command.price)
    reason = term_checks.check_new_terms(state, instrument, command, order, quantity, ack)
    if reason != Reason.NONE or term_checks.is_reached(command, quantity):
        return reason
    same = price == order.price and quantity == order.leaves and order.resting != RESTING_AT_MARKET
    if reason == Reason.NONE and same:
        reason = Reason.ORDER_UNCHANGED
    if reason == Reason.NONE and crosses_own(state, instrument, order.account, order.side, price):
        reason = Reason.CALL_CROSSES_OWN_ORDER
    if reason == Reason.NONE:
        reason = fund_checks.check_totals(state, ack)
    if reason == Reason.NONE:
        reason = fund_checks.check_more(state, instrument, order, price, quantity, ack)
    if reason == Reason.NONE and limit_sums.concerns(state, instrument, order.account):
        reason = limits.check_replacement(state, order, price, quantity, ack)
    return reason
