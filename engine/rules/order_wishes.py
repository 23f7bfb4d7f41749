"""What an order may say beside its terms: when it expires, and which session's guard it is under.

Few orders say any of it, so it lies apart, and an order's own record has a mark for it.
"""

from __future__ import annotations

from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import Command, Nanoseconds, Number, Slot, State
from engine.rules.command_fields import expires_ns_of, session_of


@compiled_inline
def keep_wishes(state: State, command: Command, slot: Slot) -> None:
    """Of a NEW_ORDER."""
    if expires_ns_of(command) != 0 or session_of(command) != 0:
        wishes = state.order_wishes[slot]
        wishes.expires_ns = expires_ns_of(command)
        wishes.guard = session_of(command)
        state.orders[slot].wishes = 1


@compiled_inline
def change_guard(state: State, command: Command, slot: Slot) -> None:
    """Of a REPLACE: the order goes over to the session that has replaced it."""
    if state.orders[slot].wishes != 0 or session_of(command) != 0:
        wishes = state.order_wishes[slot]
        wishes.expires_ns = expiry_of(state, slot)
        wishes.guard = session_of(command)
        state.orders[slot].wishes = 1


@compiled
def expiry_of(state: State, slot: Slot) -> Nanoseconds:
    """When an order expires, 0: with the day."""
    return state.order_wishes[slot].expires_ns if state.orders[slot].wishes != 0 else 0


@compiled
def guard_over(state: State, slot: Slot) -> Number:
    """The guard of the session that an order belongs to, 0: none."""
    return state.order_wishes[slot].guard if state.orders[slot].wishes != 0 else 0
