"""How an accepted order is written into its slot, and given other terms."""

from __future__ import annotations

from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Holding,
    Instrument,
    Order,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.rules import limit_sums, locks


@compiled_inline
def enter(
    state: State,
    command: Command,
    ack: Acknowledgement,
    slot: Slot,
    holding: Holding,
    lock_fen: Fen,
    units: Tonnes,
) -> None:
    """Write an accepted order into its slot, lock what it needs, and say its number."""
    venue = state.venue
    order = state.orders[slot]
    counter = venue.order_counter + 1
    order_id = counter * state.orders.shape[0] + slot
    price, quantity, time_ns = command.price, command.quantity, venue.time_ns
    venue.order_counter = counter
    venue.open_orders += 1
    state.accounts[command.account].open_orders += 1
    order.order_id = order_id
    # Neighbours in both records are read together and written together: one move instead of two.
    order.account, order.instrument = command.account, command.instrument
    order.side, order.time_in_force = command.side, command.time_in_force
    order.operator = command.operator
    order.resting = 0
    order.wishes = 0
    order.price = price
    order.leaves = quantity
    order.quantity = quantity
    order.holding = holding
    order.time_ns = time_ns
    order.lock_fen = lock_fen
    ack.order_id = order_id
    ack.leaves = quantity
    locks.hold(state, command.account, holding, lock_fen, units)


@compiled
def note_entered(state: State, instrument: Instrument, slot: Slot) -> None:
    """What an instrument with fees or limits keeps of an order that has entered."""
    order = state.orders[slot]
    if instrument.fees:
        clear_detail(state, slot)
    if limit_sums.concerns(state, instrument, order.account):
        limit_sums.note_entered(state, order)


@compiled
def clear_detail(state: State, slot: Slot) -> None:
    """An order begins without having traded or paid."""
    detail = state.order_details[slot]
    detail.amount_fen = 0
    detail.trading_fee_fen = 0
    detail.settlement_fee_fen = 0


@compiled
def change_terms(
    state: State, instrument: Instrument, order: Order, price: Ticks, quantity: Tonnes
) -> None:
    """Give an order new terms and lock accordingly."""
    locks.release(state, instrument, order)
    order.price = price
    order.quantity += quantity - order.leaves
    order.leaves = quantity
    locks.lock(state, instrument, order)
