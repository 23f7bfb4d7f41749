"""After the close: the registry's figures are confirmed, failed trades taken back, and the day
settled.
"""

from __future__ import annotations

from engine.commands import Method
from engine.events import Reason
from engine.units import DAY_RING, PRICE_MAX, QUANTITY_MAX
from tests.oracle import limits
from tests.oracle.days import method_of, release
from tests.oracle.records import Command, Day, Holding, Refused, Venue


def known_day(venue: Venue, date: int) -> Day:
    """One of the last days by its date."""
    for day in venue.days[-DAY_RING:]:
        if day.date == date:
            return day
    raise Refused(Reason.DAY_UNKNOWN)


def outstanding_day(venue: Venue, date: int) -> Day:
    """A day whose figures are confirmed and whose settlement is not done."""
    day = known_day(venue, date)
    if day.settled:
        raise Refused(Reason.DAY_ALREADY_SETTLED)
    if not day.confirmed:
        raise Refused(Reason.CLEARING_NOT_CONFIRMED)
    return day


def clearing_result(venue: Venue, command: Command) -> None:
    """The registry's figures must be the exchange's own, to the last bit."""
    day = known_day(venue, command.date)
    if not day.ended:
        raise Refused(Reason.DAY_NOT_CLOSED)
    if day.settled:
        raise Refused(Reason.DAY_ALREADY_SETTLED)
    check_figures(command, day)
    day.confirmed = True
    venue.accept(command)


def check_figures(command: Command, day: Day) -> None:
    """Count, quantity, amount and hash of the tape, in this order."""
    figures = (
        (Reason.CLEARING_COUNT_DIFFERS, command.value, day.totals.count),
        (Reason.CLEARING_QUANTITY_DIFFERS, command.quantity, day.totals.quantity),
        (Reason.CLEARING_AMOUNT_DIFFERS, command.amount_fen, day.totals.amount),
    )
    for reason, theirs, ours in figures:
        if theirs != ours:
            raise Refused(reason, ours)
    if command.tape_hash != day.tape_hash:
        raise Refused(Reason.CLEARING_HASH_DIFFERS, tape_hash=day.tape_hash)


def trade_failed(venue: Venue, command: Command) -> None:
    """Units go back to the seller and the amount to the buyer; fees stay.

    The seller may owe until it is made good.
    """
    day = outstanding_day(venue, command.date)
    method = method_of(command)
    if not 0 <= command.order_id - day.first_trade[method] < day.given(method):
        raise Refused(Reason.TRADE_UNKNOWN)
    if busted(day, method, command.order_id):
        raise Refused(Reason.TRADE_BUSTED_ALREADY)
    if command.order_id <= day.last_failed[method]:
        raise Refused(Reason.REFERENCE_ALREADY_APPLIED, day.last_failed[method])
    for number in (command.account, command.counterparty):
        if number not in venue.accounts:
            raise Refused(Reason.ACCOUNT_UNKNOWN)
    if command.instrument not in venue.instruments:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    if command.price <= 0 or command.quantity <= 0:
        raise Refused(Reason.AMOUNT_NOT_POSITIVE)
    if command.price > PRICE_MAX or command.quantity > QUANTITY_MAX:
        raise Refused(Reason.AMOUNT_TOO_LARGE)
    take_back_units(venue, command, day.date)
    amount = command.price * command.quantity
    seller = venue.accounts[command.counterparty]
    venue.accounts[command.account].cash += amount
    seller.cash -= amount
    sold = seller.sale_money.get(day.date, 0)
    seller.sale_money[day.date] = sold - min(amount, sold)
    day.failed += 1
    day.last_failed[method] = command.order_id
    venue.accept(command, amount_fen=amount)
    for number in (command.account, command.counterparty):
        limits.watch(venue, number, venue.instruments[command.instrument])


def busted(day: Day, method: Method, number: int) -> bool:
    """Whether a trade of the day was undone."""
    names = [(each.said["method"], each.said["number"]) for each in day.fills if each.busted]
    return (method, number) in names


def take_back_units(venue: Venue, command: Command, date: int) -> None:
    """From the units bought on that day, or where there were no resale days from the available
    ones.
    """
    theirs = venue.holdings.get((command.account, command.instrument), Holding())
    bought = theirs.bought.get(date, 0)
    held = max(bought, theirs.available)
    seller = venue.holdings.get((command.counterparty, command.instrument))
    if seller is None or held < command.quantity:
        raise Refused(Reason.UNITS_INSUFFICIENT, held)
    if bought >= command.quantity:
        theirs.bought[date] -= command.quantity
    else:
        theirs.available -= command.quantity
    seller.available += command.quantity


def settlement_done(venue: Venue, command: Command) -> None:
    """Delivery of a confirmed day is complete but for the failed trades it counts; what waited for
    it is released.
    """
    day = outstanding_day(venue, command.date)
    if command.value != day.failed:
        raise Refused(Reason.FAILED_COUNT_DIFFERS, day.failed)
    day.settled = True
    venue.accept(command)
    release(venue)
