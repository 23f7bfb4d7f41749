"""Limits of accounts and large holders, from the rules: everything that is open is added up when it
is asked for.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from engine.commands import AccountLimit, CommandKind, Parameter, Side
from engine.events import EventKind, Reason
from tests.oracle import ledger
from tests.oracle.book import Order
from tests.oracle.promises import promised
from tests.oracle.records import Account, Command, Holding, Instrument, Refused, Venue

OPEN_MAX_FEN = 4 * 10**18
WHOLE_BP = 10_000
KEPT_BY_VENUE = tuple(kind for kind in AccountLimit if kind != AccountLimit.MAXIMUM_HOLDING)
KEPT_BY_ACCOUNT = tuple(kind for kind in AccountLimit if kind != AccountLimit.RATE_WINDOW)


def limit_of(venue: Venue, account: Account, kind: AccountLimit) -> int:
    """The account's own limit, else the default; 0 is none."""
    return account.own_limits.get(kind, venue.default_limits.get(kind, 0))


def maximum_of(venue: Venue, account: int, instrument: Instrument) -> int:
    """The account's own maximum holding, else the instrument's; 0 is none."""
    return venue.accounts[account].own_maximum.get(
        instrument.number, instrument.parameters[Parameter.MAXIMUM_HOLDING]
    )


def is_counted(venue: Venue, account: Account) -> bool:
    """Whether any limit is set by which the account's turnover is counted."""
    own = (*account.own_limits.values(), *account.own_maximum.values())
    return default_is_counted(venue) or any(own)


def default_is_counted(venue: Venue) -> bool:
    """Whether a default is set by which every account is counted: not that of open orders, where
    numbers are keyed.
    """
    plain = {AccountLimit.RATE_WINDOW, *([AccountLimit.OPEN_ORDERS] * bool(venue.number_key))}
    return any(value for kind, value in venue.default_limits.items() if kind not in plain)


def check_barred(venue: Venue, account: Account, operator: int) -> None:
    """Nothing new from an account or operator under a kill; a member kills for its own account."""
    if account.killed_by:
        raise Refused(Reason.ACCOUNT_KILLED)
    if {(0, operator), (account.number, operator)} & venue.killed_operators.keys():
        raise Refused(Reason.OPERATOR_KILLED)


def open_amount(venue: Venue, account: int) -> int:
    """Open quantity at limit prices."""
    return sum(
        order.price * order.leaves for order in venue.orders.values() if order.account == account
    )


def traded_today(venue: Venue, account: Account) -> int:
    """What was counted of the day's fills."""
    date, amount = account.traded
    return amount if date == venue.date else 0


def check_amount(venue: Venue, account: Account, amount: int, more: int) -> None:
    """Order value, then turnover; only of an order that asks for more than is open already."""
    if more <= 0 or not is_counted(venue, account):
        return
    most = limit_of(venue, account, AccountLimit.ORDER_VALUE)
    if most and amount > most:
        raise Refused(Reason.ORDER_VALUE_ABOVE_LIMIT, most)
    open_fen = open_amount(venue, account.number)
    if open_fen + more > OPEN_MAX_FEN:
        raise Refused(Reason.AMOUNT_TOO_LARGE, OPEN_MAX_FEN - open_fen)
    most = limit_of(venue, account, AccountLimit.DAY_TURNOVER)
    room = most - open_fen - traded_today(venue, account)
    if most and more > room:
        raise Refused(Reason.TURNOVER_ABOVE_LIMIT, max(room, 0), amount_fen=most)


def window(venue: Venue, time_ns: int) -> tuple[int, int]:
    """When the window of the order rate began, and its length."""
    length = (
        venue.default_limits.get(AccountLimit.RATE_WINDOW, AccountLimit.RATE_WINDOW.default)
        * 1_000_000
    )
    return time_ns // length * length, length


def check_rate(venue: Venue, account: Account, time_ns: int) -> None:
    """Refuse orders and replacements above the limit of the window."""
    most = limit_of(venue, account, AccountLimit.ORDER_RATE)
    began, length = window(venue, time_ns)
    if most and account.entered[0] == began and account.entered[1] >= most:
        raise Refused(Reason.ORDER_RATE_ABOVE_LIMIT, most, number=began + length - time_ns)


def count_entered(venue: Venue, account: Account, time_ns: int) -> None:
    """One more order or replacement in the window, counted where a rate is limited."""
    if limit_of(venue, account, AccountLimit.ORDER_RATE):
        began, _ = window(venue, time_ns)
        account.entered = began, account.entered[1] + 1 if account.entered[0] == began else 1


def check_open_orders(venue: Venue, account: Account) -> None:
    """Refuse open orders above the limit."""
    most = limit_of(venue, account, AccountLimit.OPEN_ORDERS)
    if most and sum(order.account == account.number for order in venue.orders.values()) >= most:
        raise Refused(Reason.OPEN_ORDERS_ABOVE_LIMIT, most)


def check_holding(venue: Venue, account: int, instrument: Instrument, quantity: int) -> None:
    """What is held, what is being bought and what this would add stay within the maximum."""
    most = maximum_of(venue, account, instrument)
    if most == 0:
        return
    key = (account, instrument.number, Side.BUY)
    buying = sum(
        order.leaves
        for order in venue.orders.values()
        if (order.account, order.instrument, order.side) == key
    )
    room = (
        most
        - venue.holdings.get(key[:2], Holding()).total()
        - buying
        - promised(venue, account, instrument.number)
    )
    if quantity > room:
        raise Refused(Reason.HOLDING_ABOVE_MAXIMUM, max(room, 0), leaves=most)


def check_order(
    venue: Venue, instrument: Instrument, order: Order, price: int, quantity: int, time_ns: int
) -> None:
    """All limits of a new order, or of a replacement: there only what it adds.

    A market order counts at its worst price.
    """
    account = venue.accounts[order.account]
    if order.market:
        price = instrument.upper if order.side == Side.BUY else instrument.lower
    check_amount(venue, account, price * quantity, price * quantity - order.price * order.leaves)
    check_rate(venue, account, time_ns)
    if order.leaves == 0:
        check_open_orders(venue, account)
    if order.side == Side.BUY and quantity > order.leaves:
        check_holding(venue, order.account, instrument, quantity - order.leaves)


def after_fill(
    venue: Venue, instrument: Instrument, amount: int, taker: Order, maker: Order
) -> None:
    """Turnover of both accounts, and holdings that cross the large-holder threshold."""
    after_trade(venue, instrument, amount, taker.account, maker.account)


def after_trade(venue: Venue, instrument: Instrument, amount: int, *parties: int) -> None:
    """The same for a trade between two accounts, however it was made."""
    for number in parties:
        account = venue.accounts[number]
        if is_counted(venue, account):
            account.traded = venue.date, traded_today(venue, account) + amount
            venue.today.fills[-1].counted.append(number)
    for number in parties:
        watch(venue, number, instrument)


def watch(venue: Venue, account: int, instrument: Instrument) -> None:
    """Tell when a holding has come to the threshold, and when it is below again."""
    key = account, instrument.number
    if key not in venue.holdings:
        return
    most, share = (
        maximum_of(venue, account, instrument),
        instrument.parameters[Parameter.LARGE_HOLDER_BP],
    )
    threshold = ceil(Fraction(most * share, WHOLE_BP))
    held = venue.holdings[key].total()
    large = threshold > 0 and held >= threshold
    if large == (key in venue.large_holders):
        return
    (venue.large_holders.add if large else venue.large_holders.remove)(key)
    kind = EventKind.LARGE_HOLDER if large else EventKind.LARGE_HOLDER_ENDED
    venue.say(
        kind,
        account=account,
        instrument=instrument.number,
        quantity=held,
        value=most,
        number=threshold,
    )


def watch_instrument(venue: Venue, instrument: Instrument) -> None:
    """The same for all its holdings, in the order in which they came to be."""
    for account, number in list(venue.holdings):
        if number == instrument.number:
            watch(venue, account, instrument)


def check_range(kind: AccountLimit, value: int, below: int = 0) -> None:
    """A limit is within its range; -1 below it may mean the default."""
    least, most = kind.least, kind.most
    if not least + below <= value <= most:
        raise Refused(Reason.PARAMETER_OUT_OF_RANGE, number=least + below, amount_fen=most)


def own_limit(account: int, limit: int, value: int, instrument: int = 0) -> dict[str, Any]:
    """The command that gives an account a limit of its own: its kind and fields."""
    named = {"account": account, "parameter": limit, "value": value, "instrument": instrument}
    return {"kind": CommandKind.SET_ACCOUNT_LIMIT, **named}


def set_account_limit(venue: Venue, command: Command) -> None:
    """A limit of the account's own; -1 gives the default back."""
    account = known_account(venue, command.account)
    if command.parameter not in KEPT_BY_ACCOUNT:
        raise Refused(Reason.PARAMETER_UNKNOWN)
    kind = AccountLimit(command.parameter)
    check_range(kind, command.value, below=-1)
    of_holding = kind == AccountLimit.MAXIMUM_HOLDING
    if of_holding:
        if command.instrument not in venue.instruments:
            raise Refused(Reason.INSTRUMENT_UNKNOWN)
        ledger.check_holding_fits(venue, account.number, command.instrument)
    itself = any((*account.own_limits.values(), *account.own_maximum.values()))
    if command.value > 0 and not itself and open_amount(venue, account.number) > OPEN_MAX_FEN:
        raise Refused(Reason.AMOUNT_TOO_LARGE, OPEN_MAX_FEN)
    own, key = (
        (account.own_maximum, command.instrument) if of_holding else (account.own_limits, kind)
    )
    own.pop(key, None)
    if command.value >= 0:
        own[key] = command.value
    venue.accept(command)
    if of_holding:
        ledger.holding_of(venue, account.number, command.instrument)
        watch(venue, account.number, venue.instruments[command.instrument])


def set_default_limit(venue: Venue, command: Command) -> None:
    """A limit for every account that has none of its own."""
    if command.parameter not in KEPT_BY_VENUE:
        raise Refused(Reason.PARAMETER_UNKNOWN)
    kind = AccountLimit(command.parameter)
    check_range(kind, command.value)
    counted = kind != AccountLimit.RATE_WINDOW
    counted = counted and not (kind == AccountLimit.OPEN_ORDERS and venue.number_key)
    if counted and command.value > 0 and not default_is_counted(venue):
        everything = sum(order.price * order.leaves for order in venue.orders.values())
        if everything > OPEN_MAX_FEN:
            raise Refused(Reason.AMOUNT_TOO_LARGE, OPEN_MAX_FEN)
    venue.default_limits[kind] = command.value
    venue.accept(command)


def known_account(venue: Venue, number: int) -> Account:
    """An open account, suspended or not."""
    if number not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    return venue.accounts[number]
