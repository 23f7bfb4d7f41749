"""What an order must satisfy, each rule with its refusal, in the documented order."""

from __future__ import annotations

from engine.commands import MARKET, TOTAL, Method, Parameter, Phase, Side, TimeInForce
from engine.events import Reason
from tests.oracle import limits
from tests.oracle.book import Order
from tests.oracle.parameters import AT_MARKET
from tests.oracle.records import Command, Instrument, Refused, Venue

TOTALS_MAX_FEN = 5 * 10**18  # keeps every running amount inside the engine's 64 bits
TRADING_PHASES = (Phase.MORNING, Phase.AFTERNOON)


def check_may_trade(venue: Venue, command: Command) -> Instrument:
    """Account, instrument, phase and halts, in this order."""
    account = venue.accounts.get(command.account)
    if account is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    if account.suspended:
        raise Refused(Reason.ACCOUNT_SUSPENDED)
    limits.check_barred(venue, account, command.operator)
    instrument = venue.instruments.get(command.instrument)
    if instrument is None:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    check_open(venue, instrument)
    return instrument


def call_is_on(venue: Venue, instrument: Instrument) -> bool:
    """Whether orders are taken for a call: before the open, or at the end of a halt."""
    called = venue.phase == Phase.PRE_OPEN or venue.in_halt_call(instrument)
    return called and bool(instrument.parameters[Parameter.OPENING_CALL])


def check_open(venue: Venue, instrument: Instrument) -> None:
    """Phase, the instrument's day, and halts."""
    if venue.phase not in TRADING_PHASES and not call_is_on(venue, instrument):
        raise Refused(Reason.PHASE_NOT_TRADING, venue.phase)
    if not instrument.open:
        raise Refused(Reason.INSTRUMENT_NOT_OPEN)
    if call_is_on(venue, instrument) and venue.in_halt_call(instrument):
        return
    if venue.halted:
        raise Refused(Reason.VENUE_HALTED)
    if instrument.halted:
        raise Refused(Reason.INSTRUMENT_HALTED)


def check_terms(venue: Venue, instrument: Instrument, command: Command) -> None:
    """Side, time in force, validity, then quantity and price; a market order has none and takes
    nobody by name.
    """
    if command.side not in tuple(Side):
        raise Refused(Reason.SIDE_UNKNOWN)
    if command.time_in_force not in tuple(TimeInForce):
        raise Refused(Reason.TIME_IN_FORCE_UNKNOWN)
    check_valid(command)
    if command.value and command.value <= command.time_ns:
        raise Refused(Reason.EXPIRY_PAST)
    if not command.flags & MARKET:
        check_limit(venue, instrument, command)
        return
    check_quantity(venue, instrument, command, command.quantity, command.account)
    if not instrument.parameters[AT_MARKET]:
        raise Refused(Reason.MARKET_NOT_ALLOWED)
    if command.price:
        raise Refused(Reason.MARKET_WITH_PRICE)
    if command.order_id:
        raise Refused(Reason.MARKET_WITH_TARGET)


def check_limit(
    venue: Venue, instrument: Instrument, command: Command, replaced: Order | None = None
) -> None:
    """Quantity and price of an order at a limit, new or replaced."""
    account = replaced.account if replaced else command.account
    quantity = to_be_open(replaced, command) if replaced else command.quantity
    check_quantity(venue, instrument, command, quantity, account, replaced)
    check_price(instrument, command.price)


def check_expected(order: Order, command: Command) -> None:
    """A replacement may say what it expects to be open, so that fills in between stop it."""
    if command.reference not in (0, order.leaves):
        raise Refused(Reason.LEAVES_DIFFER, order.leaves)


def to_be_open(order: Order, command: Command) -> int:
    """The open quantity that a replacement asks for; 0 where all of its total has traded."""
    if not command.flags & TOTAL or command.quantity <= 0:
        return int(command.quantity)
    return max(command.quantity - order.traded, 0)


def check_valid(command: Command) -> None:
    """A command may say until when it is meant."""
    if command.valid_until_ns and command.time_ns > command.valid_until_ns:
        raise Refused(Reason.EXPIRED, command.valid_until_ns)


def odd_rests(
    venue: Venue,
    instrument: Instrument,
    side: int,
    account: int,
    replaced: Order | None,
) -> set[int]:
    """Quantities that need not be whole lots: what the order has open, in a sell all there is."""
    leaves = replaced.leaves if replaced else 0
    rests = {leaves}
    holding = venue.holdings.get((account, instrument.number))
    if side == Side.SELL and holding:
        rests.add(holding.available + (0 if instrument.without_locks else leaves))
    return rests


def check_quantity(
    venue: Venue,
    instrument: Instrument,
    command: Command,
    quantity: int,
    account: int,
    replaced: Order | None = None,
) -> None:
    """Positive, between the bounds, whole lots; of an odd rest only the largest is asked."""
    parameters = instrument.parameters
    if quantity <= 0:
        raise Refused(Reason.QUANTITY_NOT_POSITIVE, 1)
    odd = quantity % parameters[Parameter.LOT] != 0
    if odd and quantity in odd_rests(venue, instrument, command.side, account, replaced):
        if quantity > parameters[Parameter.QUANTITY_MAX]:
            raise Refused(Reason.QUANTITY_ABOVE_MAXIMUM, parameters[Parameter.QUANTITY_MAX])
        return
    if quantity < parameters[Parameter.QUANTITY_MIN]:
        raise Refused(Reason.QUANTITY_BELOW_MINIMUM, parameters[Parameter.QUANTITY_MIN])
    if quantity > parameters[Parameter.QUANTITY_MAX]:
        raise Refused(Reason.QUANTITY_ABOVE_MAXIMUM, parameters[Parameter.QUANTITY_MAX])
    if quantity % parameters[Parameter.LOT]:
        raise Refused(Reason.QUANTITY_OFF_LOT, parameters[Parameter.LOT])


def check_price(instrument: Instrument, price: int) -> None:
    """Positive, on a tick, inside the day's limits."""
    if price <= 0:
        raise Refused(Reason.PRICE_NOT_POSITIVE, 1)
    if price % instrument.parameters[Parameter.TICK]:
        raise Refused(Reason.PRICE_OFF_TICK, instrument.parameters[Parameter.TICK])
    if price > instrument.upper:
        raise Refused(Reason.PRICE_ABOVE_LIMIT, instrument.upper)
    if price < instrument.lower:
        raise Refused(Reason.PRICE_BELOW_LIMIT, instrument.lower)


def check_target(venue: Venue, command: Command) -> Order:
    """A directed take names a resting order at the best opposite price that is at least as
    large.
    """
    if venue.instruments[command.instrument].parameters[Parameter.TIME_ORDER]:
        raise Refused(Reason.TARGET_NOT_ALLOWED)
    target = venue.orders.get(command.order_id)
    if venue.number_key:
        check_shown(venue, command, target)
    if target is None or target.instrument != command.instrument:
        raise Refused(Reason.ORDER_UNKNOWN)
    if target.side == command.side:
        raise Refused(Reason.TARGET_SAME_SIDE)
    if target.account == command.account:
        raise Refused(Reason.TARGET_OWN_ORDER)
    best = venue.instruments[command.instrument].book.best(target.side)
    assert best is not None
    if target.price != best.price:
        raise Refused(Reason.TARGET_NOT_AT_BEST, best.price)
    accepts = (
        command.price >= target.price if command.side == Side.BUY else command.price <= target.price
    )
    if not accepts:
        raise Refused(Reason.PRICE_WORSE_THAN_TARGET, target.price)
    if command.quantity > target.leaves:
        raise Refused(Reason.TARGET_TOO_SMALL, target.leaves)
    return target


def check_shown(venue: Venue, command: Command, target: Order | None) -> None:
    """A member names what depth shows, or what is its own; of all else it hears one answer."""
    book = venue.instruments[command.instrument].book
    if target is not None and target.instrument == command.instrument:
        best = book.best(target.side)
        if target.account == command.account or (best and best.price == target.price):
            return
    best = book.best(Side.BUY if command.side == Side.SELL else Side.SELL)
    raise Refused(Reason.TARGET_NOT_AT_BEST, best.price if best else 0)


def check_totals(venue: Venue) -> None:
    """The running amount must have room for one more order."""
    if venue.cumulative[Method.LISTED].amount > TOTALS_MAX_FEN:
        raise Refused(Reason.AMOUNT_TOO_LARGE, TOTALS_MAX_FEN)


def own_order(venue: Venue, command: Command) -> Order:
    """The resting order that a cancel or replace names."""
    order = venue.orders.get(command.order_id)
    if order is None:
        raise Refused(Reason.ORDER_UNKNOWN)
    if command.account and order.account != command.account:
        raise Refused(Reason.ORDER_UNKNOWN if venue.number_key else Reason.ORDER_NOT_YOURS)
    return order
