"""Guards: what withdraws orders when a member is not there to do it.

A session's guard withdraws orders of its scope when the session is lost: those of the session, of
its key, or of its account. A key's timer (`cancel_after`) does so when it is not set again in time;
a key has one. An order may name the time at which it expires.

Rules know no clock, so the venue gives the commands FIRE_GUARD and EXPIRE_ORDER when it is time;
here they are checked against the command's own time, since the member may have set the timer again
in between. Guards are part of the state, and so a restart of the venue forgets none.

Checks of OPEN_GUARD: account; scope; room of the account, of the venue. CANCEL_AFTER: account;
scope; time; room. CLOSE_GUARD: guard. FIRE_GUARD: guard; time. EXPIRE_ORDER: order; time.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Scope
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Guard,
    Nanoseconds,
    Order,
    Outbox,
    Place,
    ReasonNumber,
    ScopeNumber,
    Slot,
    State,
    Truth,
)
from engine.events import Reason
from engine.rules import access_checks, book
from engine.rules.command_fields import after_ms_of, guard_of, scope_of
from engine.rules.order_wishes import expiry_of
from engine.rules.state import ACCOUNT_GUARDS_MAX, GUARDS_MAX
from engine.rules.withdrawal import cancel_order, withdraw_matching
from engine.units import DAY_MS

NS_PER_MS = 1_000_000


@compiled
def find_guard(state: State, command: Command) -> Place:
    """Place of the guard that a command names, -1 when there is none."""
    number = guard_of(command)
    if number > 0:
        for place in range(state.guards.used):
            if state.guards.places[place].number == number:
                return np.int64(place)
    return np.int64(-1)


@compiled
def find_timer(state: State, command: Command) -> Place:
    """Place of the timer of a command's key, -1 when it has none."""
    for place in range(state.guards.used):
        guard = state.guards.places[place]
        own = guard.account == command.account and guard.operator == command.operator
        if guard.number != 0 and guard.fires_ns != 0 and own:
            return np.int64(place)
    return np.int64(-1)


@compiled
def find_room(state: State, command: Command, ack: Acknowledgement) -> tuple[ReasonNumber, Place]:
    """A free place for a guard of a command's account."""
    guards, own, free = state.guards, np.int64(0), np.int64(-1)
    for place in range(guards.used):
        if guards.places[place].number == 0:
            free = np.int64(place) if free < 0 else free
        elif guards.places[place].account == command.account:
            own += 1
    if own >= ACCOUNT_GUARDS_MAX:
        ack.value = ACCOUNT_GUARDS_MAX
        return np.int64(Reason.GUARDS_OF_ACCOUNT_FULL), free
    if free < 0 and guards.used == GUARDS_MAX:
        ack.value = GUARDS_MAX
        return np.int64(Reason.GUARDS_FULL), free
    if free < 0:
        free = np.int64(guards.used)
        guards.used += 1
    return np.int64(Reason.NONE), free


@compiled
def check_guarded(
    state: State, command: Command, least: ScopeNumber, ack: Acknowledgement
) -> ReasonNumber:
    """A known account, and a scope from `least` on."""
    if access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    if scope_of(command) < least or scope_of(command) > Scope.ACCOUNT:
        ack.value = Scope.ACCOUNT
        return Reason.SCOPE_UNKNOWN
    return Reason.NONE


@compiled
def fill_guard(state: State, place: Place, command: Command) -> None:
    """Write a new guard into its place."""
    guard = state.guards.places[place]
    state.guards.counter += 1
    guard.number = state.guards.counter
    guard.account, guard.operator = command.account, command.operator


@compiled
def open_guard(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """OPEN_GUARD: the acknowledgement carries its number."""
    reason = check_guarded(state, command, np.int64(Scope.SESSION), ack)
    if reason != Reason.NONE:
        return reason
    reason, place = find_room(state, command, ack)
    if reason != Reason.NONE:
        return reason
    fill_guard(state, place, command)
    guard = state.guards.places[place]
    guard.fires_ns, guard.scope = 0, scope_of(command)
    ack.number = guard.number
    return Reason.NONE


@compiled
def cancel_after(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CANCEL_AFTER: the acknowledgement carries the number of the timer's guard, 0: none."""
    reason = check_guarded(state, command, np.int64(Scope.KEY), ack)
    if reason != Reason.NONE:
        return reason
    after_ms = np.int64(after_ms_of(command))
    if after_ms < 0 or after_ms > DAY_MS:
        ack.number, ack.amount_fen = 0, DAY_MS
        return Reason.PARAMETER_OUT_OF_RANGE
    place = find_timer(state, command)
    if after_ms == 0:
        if place >= 0:
            state.guards.places[place].number = 0
        return Reason.NONE
    if place < 0:
        reason, place = find_room(state, command, ack)
        if reason != Reason.NONE:
            return reason
        fill_guard(state, place, command)
    guard = state.guards.places[place]
    guard.fires_ns = state.venue.time_ns + after_ms * NS_PER_MS
    guard.scope = scope_of(command)
    ack.number = guard.number
    return Reason.NONE


@compiled
def close_guard(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CLOSE_GUARD: its session has ended in good order."""
    place = find_guard(state, command)
    if place < 0:
        return Reason.GUARD_UNKNOWN
    guard = state.guards.places[place]
    ack.account = guard.account
    guard.number = 0
    return Reason.NONE


@compiled
def is_due(guard: Guard, time_ns: Nanoseconds) -> Truth:
    """Whether a guard may fire: a session's at any time, a timer when it has run out."""
    return guard.fires_ns <= time_ns


@compiled
def fire_guard(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """FIRE_GUARD: the acknowledgement carries the account, the scope, how many orders went, and of
    a timer when it ran out.
    """
    place = find_guard(state, command)
    if place < 0:
        return Reason.GUARD_UNKNOWN
    guard = state.guards.places[place]
    ack.account, ack.parameter, ack.value = guard.account, guard.scope, guard.fires_ns
    if not is_due(guard, state.venue.time_ns):
        return Reason.GUARD_NOT_DUE
    why = Reason.TIMER_RAN_OUT if guard.fires_ns != 0 else Reason.SESSION_LOST
    every, account = np.int64(0), np.int64(guard.account)
    operator = np.int64(guard.operator) if guard.scope != Scope.ACCOUNT else every
    session = np.int64(guard.number) if guard.scope == Scope.SESSION else every
    operator = every if session != 0 else operator
    ack.quantity = withdraw_matching(state, outbox, account, operator, session, 0, 0, why)
    guard.number = 0
    return Reason.NONE


@compiled
def note_expired(order: Order, ack: Acknowledgement) -> None:
    """Say what leaves, as a cancel does."""
    ack.instrument = order.instrument
    ack.side = order.side
    ack.price = order.price
    ack.leaves = order.leaves


@compiled
def expiry_due(state: State, slot: Slot) -> Truth:
    """Whether an order's own time has come."""
    return 0 < expiry_of(state, slot) <= state.venue.time_ns


@compiled
def expire_order(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """EXPIRE_ORDER: in every phase, halted or not."""
    slot = book.slot_of(state, command.order_id)
    if slot == 0:
        return Reason.ORDER_UNKNOWN
    if not expiry_due(state, slot):
        ack.value = expiry_of(state, slot)
        return Reason.ORDER_NOT_EXPIRED
    note_expired(state.orders[slot], ack)
    cancel_order(state, outbox, slot, Reason.ORDER_EXPIRED)
    return Reason.NONE
