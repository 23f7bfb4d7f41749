"""Listed agreement: new orders, cancels, replaces."""

from __future__ import annotations

from engine.commands import MARKET, Side, TimeInForce
from engine.events import KEPT_PLACE, Reason
from tests.oracle import call, ledger, limits, matching, opposite, order_rules
from tests.oracle.book import Order
from tests.oracle.records import Command, Refused, Venue


def new_order(venue: Venue, command: Command) -> None:
    """A limit or market order: checked, acknowledged, matched; what is left rests or is
    cancelled.
    """
    instrument = order_rules.check_may_trade(venue, command)
    calling = order_rules.call_is_on(venue, instrument)
    if calling:
        call.check_new_order(venue, instrument, command)
    else:
        order_rules.check_terms(venue, instrument, command)
    target = order_rules.check_target(venue, command) if command.order_id else None
    order_rules.check_totals(venue)
    matching.check_place(venue, instrument, command, calling)
    order = Order(
        number=venue.last_order + 1,
        account=command.account,
        instrument=command.instrument,
        side=Side(command.side),
        price=command.price,
        quantity=command.quantity,
        time_in_force=TimeInForce(command.time_in_force),
        time_ns=command.time_ns,
        operator=command.operator,
        guard=command.parameter,
        expires_ns=command.value,
        leaves=0,
        market=bool(command.flags & MARKET),
    )
    if order.side == Side.BUY or instrument.without_locks:
        ledger.check_holding_fits(venue, order.account, order.instrument)
    opposite.check_side(venue, order.account, instrument, order.side)
    if calling:
        price = call.worst_price(instrument, order.side) if order.market else order.price
        ledger.check_cover(venue, instrument, order, price, order.quantity)
    elif order.market and order.side == Side.BUY:
        ledger.check_market_buy(
            venue,
            instrument,
            order.account,
            matching.amount_within_reach(instrument, order, order.quantity),
        )
    else:
        ledger.check_cover(venue, instrument, order, order.price, order.quantity)
    limits.check_order(venue, instrument, order, order.price, order.quantity, command.time_ns)
    limits.count_entered(venue, venue.accounts[order.account], command.time_ns)
    ledger.holding_of(venue, order.account, order.instrument)
    venue.last_order = order.number
    venue.orders[order.number] = order
    ledger.hold(venue, instrument, order, order.price, order.quantity)
    accept_order(venue, command, order)
    if calling:
        call.rest(venue, instrument, order)
        return
    if target is not None:
        matching.fill(venue, instrument, order, target)
        matching.finish(venue, order)
        return
    matching.enter(venue, instrument, order, TimeInForce(command.time_in_force))


def accept_order(venue: Venue, command: Command, order: Order, flags: int = 0) -> None:
    """Say that a new or replaced order is open."""
    said = {"order_id": order.number, "leaves": order.leaves, "flags": command.flags | flags}
    venue.accept(command, **said)


def cancel(venue: Venue, command: Command) -> None:
    """Withdraw one order; account 0 is the exchange and may withdraw anyone's.

    Possible in every phase and halt.
    """
    if command.account and command.account not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    order_rules.check_valid(command)
    order = order_rules.own_order(venue, command)
    venue.accept(
        command,
        instrument=order.instrument,
        side=order.side,
        price=order.price,
        leaves=order.leaves,
    )
    matching.withdraw(
        venue,
        order,
        Reason.CANCELLED_BY_MEMBER if command.account else Reason.CANCELLED_BY_EXCHANGE,
        command.text,
    )


def mass_cancel(venue: Venue, command: Command) -> None:
    """Withdraw the orders of an account (0: everyone's, by the exchange), or those of one
    instrument, side or key.
    """
    if command.account and command.account not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    if command.instrument and command.instrument not in venue.instruments:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    if command.side not in (0, *Side):
        raise Refused(Reason.SIDE_UNKNOWN)
    order_rules.check_valid(command)
    chosen = [
        order
        for order in matching.standing_orders(venue)
        if command.account in (0, order.account)
        and command.instrument in (0, order.instrument)
        and command.side in (0, order.side)
        and command.value in (0, order.operator)
    ]
    venue.accept(command, number=len(chosen))
    matching.withdraw_all(
        venue, chosen, Reason.MASS_CANCELLED if command.account else Reason.CANCELLED_BY_EXCHANGE
    )


def replace(venue: Venue, command: Command) -> None:
    """Less quantity at the same price keeps the place; anything else leaves and enters like a new
    order. An order that has traded its new total ends.
    """
    account = venue.accounts.get(command.account)
    if account is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    if account.suspended:
        raise Refused(Reason.ACCOUNT_SUSPENDED)
    limits.check_barred(venue, account, command.operator)
    order = order_rules.own_order(venue, command)
    command.instrument, command.side = order.instrument, order.side
    instrument = venue.instruments[order.instrument]
    order_rules.check_open(venue, instrument)
    order_rules.check_valid(command)
    order_rules.check_expected(order, command)
    quantity = order_rules.to_be_open(order, command)
    if quantity == 0 < command.quantity:
        venue.accept(command, order_id=order.number)
        matching.withdraw(venue, order, Reason.TOTAL_REACHED)
        return
    if order_rules.call_is_on(venue, instrument):
        call.replace(venue, instrument, order, command, quantity)
        return
    order_rules.check_limit(venue, instrument, command, order)
    if (command.price, quantity) == (order.price, order.leaves):
        raise Refused(Reason.ORDER_UNCHANGED)
    order_rules.check_totals(venue)
    ledger.check_cover(venue, instrument, order, command.price, quantity)
    limits.check_order(venue, instrument, order, command.price, quantity, command.time_ns)
    limits.count_entered(venue, account, command.time_ns)
    order.operator, order.guard = command.operator, command.parameter
    keeps = command.price == order.price and quantity < order.leaves
    if not keeps:
        instrument.book.leave(order)
        order.time_ns = command.time_ns
    order.quantity += quantity - order.leaves
    ledger.hold(venue, instrument, order, command.price, quantity)
    accept_order(venue, command, order, KEPT_PLACE if keeps else 0)
    if not keeps:
        matching.enter(venue, instrument, order, TimeInForce.DAY)
