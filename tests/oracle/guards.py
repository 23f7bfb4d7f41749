"""Guards of sessions, timers of keys, and orders that expire."""

from __future__ import annotations

from engine.commands import Scope
from engine.events import Reason
from tests.oracle.book import Order
from tests.oracle.limits import known_account
from tests.oracle.matching import standing_orders, withdraw, withdraw_all
from tests.oracle.records import Command, Guard, Refused, Venue

ROOM, ROOM_OF_ACCOUNT = 8_192, 256
LONGEST_MS = 24 * 60 * 60 * 1000


def open_guard(venue: Venue, command: Command) -> None:
    """A session asks that its orders go when it is lost."""
    known_account(venue, command.account)
    guard = new_guard(venue, command, tuple(Scope))
    venue.accept(command, number=guard.number)


def cancel_after(venue: Venue, command: Command) -> None:
    """A key sets its timer, again, or takes it away."""
    known_account(venue, command.account)
    scope = scope_of(command, (Scope.KEY, Scope.ACCOUNT))
    if not 0 <= command.value <= LONGEST_MS:
        raise Refused(Reason.PARAMETER_OUT_OF_RANGE, number=0, amount_fen=LONGEST_MS)
    owner = command.account, command.operator
    timers = [guard for guard in venue.guards.values() if guard.fires_ns]
    own = [guard for guard in timers if (guard.account, guard.operator) == owner]
    if not command.value:
        for guard in own:
            end(venue, guard)
        venue.accept(command)
        return
    guard = own[0] if own else new_guard(venue, command, (Scope.KEY, Scope.ACCOUNT))
    guard.scope, guard.fires_ns = scope, command.time_ns + command.value * 1_000_000
    venue.accept(command, number=guard.number)


def scope_of(command: Command, allowed: tuple[Scope, ...]) -> Scope:
    """The scope that a command names."""
    if command.parameter not in allowed:
        raise Refused(Reason.SCOPE_UNKNOWN, Scope.ACCOUNT)
    return Scope(command.parameter)


def new_guard(venue: Venue, command: Command, allowed: tuple[Scope, ...]) -> Guard:
    """One more guard of a command's account and key, if there is room."""
    scope = scope_of(command, allowed)
    if venue.guards_of[command.account] >= ROOM_OF_ACCOUNT:
        raise Refused(Reason.GUARDS_OF_ACCOUNT_FULL, ROOM_OF_ACCOUNT)
    if len(venue.guards) >= ROOM:
        raise Refused(Reason.GUARDS_FULL, ROOM)
    venue.last_guard += 1
    guard = Guard(venue.last_guard, command.account, command.operator, scope)
    venue.guards[guard.number] = guard
    venue.guards_of[guard.account] += 1
    return guard


def end(venue: Venue, guard: Guard) -> None:
    """A guard is there no more."""
    del venue.guards[guard.number]
    venue.guards_of[guard.account] -= 1


def named_guard(venue: Venue, command: Command) -> Guard:
    """The guard that a command names."""
    if command.reference not in venue.guards:
        raise Refused(Reason.GUARD_UNKNOWN)
    return venue.guards[command.reference]


def close_guard(venue: Venue, command: Command) -> None:
    """Its session has logged off: the orders stay."""
    guard = named_guard(venue, command)
    end(venue, guard)
    venue.accept(command, account=guard.account)


def is_guarded(guard: Guard, order: Order) -> bool:
    """Whether an order is one of those that a guard withdraws; key 0, which no member has, is every
    key, as in a mass cancel.
    """
    if order.account != guard.account:
        return False
    if guard.scope == Scope.SESSION:
        return order.guard == guard.number
    return guard.scope == Scope.ACCOUNT or guard.operator in (0, order.operator)


def fire_guard(venue: Venue, command: Command) -> None:
    """Its session is lost, or its timer has run out: its orders go."""
    guard = named_guard(venue, command)
    said = {"account": guard.account, "parameter": guard.scope, "value": guard.fires_ns}
    if guard.fires_ns > command.time_ns:
        raise Refused(Reason.GUARD_NOT_DUE, **said)
    own = [order for order in standing_orders(venue) if is_guarded(guard, order)]
    end(venue, guard)
    venue.accept(command, quantity=len(own), **said)
    why = Reason.TIMER_RAN_OUT if guard.fires_ns else Reason.SESSION_LOST
    withdraw_all(venue, own, why)


def expire_order(venue: Venue, command: Command) -> None:
    """The time that an order named has come."""
    order = venue.orders.get(command.order_id)
    if order is None:
        raise Refused(Reason.ORDER_UNKNOWN)
    if not 0 < order.expires_ns <= command.time_ns:
        raise Refused(Reason.ORDER_NOT_EXPIRED, order.expires_ns)
    said = {"instrument": order.instrument, "side": order.side, "price": order.price}
    venue.accept(command, leaves=order.leaves, **said)
    withdraw(venue, order, Reason.ORDER_EXPIRED)
