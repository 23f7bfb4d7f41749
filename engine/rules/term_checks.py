"""What quantity and price of an order must satisfy."""

from __future__ import annotations

import numpy as np

from engine.commands import TOTAL, Parameter, Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Instrument,
    Order,
    OrderTerms,
    ReasonNumber,
    State,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import holdings
from engine.rules.access_checks import check_validity
from engine.rules.command_fields import expected_leaves_of, expires_ns_of
from engine.rules.price_limits import check_price


@compiled
def is_odd_rest(
    state: State, instrument: Instrument, owner: OrderTerms, quantity: Tonnes, leaves: Tonnes
) -> Truth:
    """Whether a quantity off the lot may be ordered: all an account can sell, or what is open.

    leaves: open quantity of the order that is replaced, else 0.
    """
    if quantity == leaves:
        return True
    if owner.side != Side.SELL:
        return False
    holding = holdings.find_holding(state, owner.account, owner.instrument)
    in_order = np.int64(0) if instrument.unlocked else np.int64(leaves)
    return holding != 0 and quantity == state.holdings[holding].available + in_order


@compiled_inline
def check_quantity(
    state: State,
    instrument: Instrument,
    owner: OrderTerms,
    quantity: Tonnes,
    leaves: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Positive, between the bounds, whole lots; of an odd rest only the largest is asked.

    owner: has account, instrument and side: the command itself, or the order it replaces.
    """
    parameters = instrument.parameters
    if quantity <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE
    off_lot = parameters[Parameter.LOT] > 1 and quantity % parameters[Parameter.LOT] != 0
    odd_rest = off_lot and is_odd_rest(state, instrument, owner, quantity, leaves)
    if quantity < parameters[Parameter.QUANTITY_MIN] and not odd_rest:
        ack.value = parameters[Parameter.QUANTITY_MIN]
        return Reason.QUANTITY_BELOW_MINIMUM
    if quantity > parameters[Parameter.QUANTITY_MAX]:
        ack.value = parameters[Parameter.QUANTITY_MAX]
        return Reason.QUANTITY_ABOVE_MAXIMUM
    if off_lot and not odd_rest:
        ack.value = parameters[Parameter.LOT]
        return Reason.QUANTITY_OFF_LOT
    return Reason.NONE


@compiled_inline
def check_times(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """A NEW_ORDER's validity window, and that it does not expire at once."""
    reason = check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    past = expires_ns_of(command) != 0 and expires_ns_of(command) <= state.venue.time_ns
    return np.int64(Reason.EXPIRY_PAST) if past else np.int64(Reason.NONE)


@compiled_inline
def check_terms(
    state: State, instrument: Instrument, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """What a NEW_ORDER at a limit must satisfy: validity, expiry, quantity (`check_quantity`),
    price.
    """
    reason = check_times(state, command, ack)
    if reason == Reason.NONE:
        quantity = np.int64(command.quantity)
        reason = check_quantity(state, instrument, command, quantity, np.int64(0), ack)
    if reason == Reason.NONE:
        reason = check_price(instrument, command.price, ack)
    return reason


@compiled_inline
def open_quantity(command: Command, order: Order) -> Tonnes:
    """What a REPLACE leaves open of an order: the quantity it names, less, where that is the total,
    what has traded.
    """
    quantity = np.int64(command.quantity)
    if command["flags"] & TOTAL and quantity > 0:
        quantity -= order.quantity - order.leaves
    return quantity


@compiled_inline
def is_reached(command: Command, quantity: Tonnes) -> Truth:
    """Whether a REPLACE names a total that has traded already, so that `quantity` is open."""
    return quantity <= 0 < command.quantity


@compiled
def check_new_terms(
    state: State,
    instrument: Instrument,
    command: Command,
    order: Order,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """What a REPLACE must satisfy: validity, the open quantity it expects, then, unless its total
    is reached, quantity and price.
    """
    reason = check_validity(state, command, ack)
    if reason != Reason.NONE:
        return reason
    if expected_leaves_of(command) != 0 and expected_leaves_of(command) != order.leaves:
        ack.value = order.leaves
        return Reason.LEAVES_DIFFER
    if is_reached(command, quantity):
        return Reason.NONE
    reason = check_quantity(state, instrument, order, quantity, np.int64(order.leaves), ack)
    if reason == Reason.NONE:
        reason = check_price(instrument, command.price, ack)
    return reason


@compiled
def check_market(
    state: State, instrument: Instrument, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """What a market order must satisfy instead of a price: validity, expiry, quantity, allowed
    here, no price, no directed take.
    """
    reason = check_times(state, command, ack)
    if reason == Reason.NONE:
        quantity = np.int64(command.quantity)
        reason = check_quantity(state, instrument, command, quantity, np.int64(0), ack)
    if reason != Reason.NONE:
        return reason
    if instrument.parameters[Parameter.MARKET_ORDERS] == 0:
        return Reason.MARKET_NOT_ALLOWED
    if command.price != 0:
        return Reason.MARKET_WITH_PRICE
    if command.order_id != 0:
        return Reason.MARKET_WITH_TARGET
    return Reason.NONE
