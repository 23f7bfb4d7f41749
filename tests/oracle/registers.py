"""What the exchange and the bridge do beside trading: accounts, instruments, cash and
units in and out.
"""

from __future__ import annotations

from engine.commands import CommandKind, Market, Method, VenueRule
from engine.events import EventKind, Reason
from engine.units import CASH_MAX_FEN, PRICE_MAX, SUSPENSIONS_MAX, UNITS_MAX, WEIGHTS_MAX
from tests.oracle import ledger, limits, opposite, texts
from tests.oracle.approvals import rule_of
from tests.oracle.bidding import bids_of, drop_bids
from tests.oracle.block import leave_desk
from tests.oracle.dates import is_date
from tests.oracle.matching import standing_orders, withdraw_all
from tests.oracle.records import Account, Command, Holding, Instrument, Refused, Venue


def account_of(venue: Venue, number: int) -> Account:
    """An open account. Raises Refused when there is none."""
    if number not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    return venue.accounts[number]


def instrument_of(venue: Venue, number: int) -> Instrument:
    """A listed instrument. Raises Refused when there is none."""
    if number not in venue.instruments:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    return venue.instruments[number]


def open_account(venue: Venue, command: Command) -> None:
    """A new trading account under a number of the exchange's choice."""
    if not 1 <= command.account < venue.limits.accounts:
        raise Refused(Reason.ACCOUNT_OUT_OF_RANGE, venue.limits.accounts - 1)
    if command.account in venue.accounts:
        raise Refused(Reason.ACCOUNT_EXISTS)
    names = texts.names_with(venue, command)
    venue.accounts[command.account] = Account(command.account, command.text, names=names)
    venue.accept(command)


def suspend_account(venue: Venue, command: Command) -> None:
    """Nothing new, everything withdrawn."""
    account = account_of(venue, command.account)
    if account.suspended:
        raise Refused(Reason.ACCOUNT_SUSPENDED)
    if command.date:
        check_until(venue, command.date)
    account.suspended, account.suspended_until = True, command.date
    own = [order for order in standing_orders(venue) if order.account == account.number]
    bids = bids_of(venue, account.number)
    venue.accept(command, number=len(own) + len(bids))
    withdraw_all(venue, own, Reason.WITHDRAWN_ON_SUSPENSION)
    drop_bids(venue, bids, Reason.WITHDRAWN_ON_SUSPENSION)
    leave_desk(venue, account.number, 0, Reason.WITHDRAWN_ON_SUSPENSION)


def restore_account(venue: Venue, command: Command) -> None:
    """A suspended account may trade again."""
    account = account_of(venue, command.account)
    if not account.suspended:
        raise Refused(Reason.ACCOUNT_NOT_SUSPENDED)
    account.suspended, account.suspended_until = False, 0
    venue.accept(command)


def check_until(venue: Venue, date: int) -> None:
    """A suspension ends on a later day, and the number of those with a date is bounded."""
    if not is_date(date):
        raise Refused(Reason.DATE_INVALID)
    if date <= venue.date:
        raise Refused(Reason.DAY_NOT_LATER, venue.date)
    if sum(bool(each.suspended_until) for each in venue.accounts.values()) == SUSPENSIONS_MAX:
        raise Refused(Reason.SUSPENSIONS_FULL, SUSPENSIONS_MAX)


def end_suspensions(venue: Venue) -> None:
    """Those whose date has come with the day, in order of the accounts."""
    for number, account in sorted(venue.accounts.items()):
        until = account.suspended_until
        if until and until <= venue.date:
            account.suspended, account.suspended_until = False, 0
            venue.say(EventKind.SUSPENSION_ENDED, account=number, date=until)


def relate(venue: Venue, command: Command) -> None:
    """A relation of entities under a number that only rises."""
    if command.reference <= venue.last_relation:
        raise Refused(Reason.REFERENCE_ALREADY_APPLIED, venue.last_relation)
    if command.value and command.value != venue.last_relation:
        raise Refused(Reason.REFERENCE_OUT_OF_STEP, venue.last_relation)
    first, last = command.date, command.quantity
    if not is_date(first) or (last and not (is_date(last) and first <= last)):
        raise Refused(Reason.DATE_INVALID)
    venue.last_relation = command.reference
    venue.accept(command)


def case_act(venue: Venue, command: Command) -> None:
    """What staff does with a case, and with which key."""
    venue.accept(command, maker_order_id=command.operator)


def series_of(venue: Venue, command: Command) -> str:
    """Whose journal numbers a transfer: in the credits market cash has books of its own."""
    cash = command.kind in (CommandKind.CASH_IN, CommandKind.CASH_OUT)
    apart = cash and rule_of(venue, VenueRule.MARKET) == Market.CREDITS
    return "last_cash_reference" if apart else "last_reference"


def check_reference(venue: Venue, command: Command) -> None:
    """Journal numbers only rise, so a transfer that is sent again changes nothing; one may ask to
    follow right upon another.
    """
    last = getattr(venue, series_of(venue, command))
    if command.reference <= last:
        raise Refused(Reason.REFERENCE_ALREADY_APPLIED, last)
    if command.value and command.value != last:
        raise Refused(Reason.REFERENCE_OUT_OF_STEP, last)


def cash_in(venue: Venue, command: Command) -> None:
    """Cash arrives from the registry."""
    account = account_of(venue, command.account)
    check_reference(venue, command)
    if command.amount_fen <= 0:
        raise Refused(Reason.AMOUNT_NOT_POSITIVE, 1)
    if venue.cash_brought + command.amount_fen > CASH_MAX_FEN:
        raise Refused(Reason.AMOUNT_TOO_LARGE, CASH_MAX_FEN - venue.cash_brought)
    setattr(venue, series_of(venue, command), command.reference)
    account.cash += command.amount_fen
    venue.cash_brought += command.amount_fen
    venue.accept(command)


def cash_out(venue: Venue, command: Command) -> None:
    """Cash leaves for the registry: what is available, without the sale money of the day."""
    account = account_of(venue, command.account)
    check_reference(venue, command)
    if command.amount_fen <= 0:
        raise Refused(Reason.AMOUNT_NOT_POSITIVE, 1)
    if command.amount_fen > account.cash:
        raise Refused(Reason.CASH_INSUFFICIENT, account.cash)
    if command.amount_fen > ledger.withdrawable(account):
        raise Refused(Reason.CASH_OF_SALES_NOT_YET_WITHDRAWABLE, ledger.withdrawable(account))
    setattr(venue, series_of(venue, command), command.reference)
    account.cash -= command.amount_fen
    venue.cash_brought -= command.amount_fen
    venue.accept(command)


def units_in(venue: Venue, command: Command) -> None:
    """Units arrive from the registry and may be sold at once."""
    account_of(venue, command.account)
    instrument_of(venue, command.instrument)
    check_reference(venue, command)
    if command.quantity <= 0:
        raise Refused(Reason.QUANTITY_NOT_POSITIVE, 1)
    brought = venue.units_brought.get(command.instrument, 0)
    if brought + command.quantity > UNITS_MAX:
        raise Refused(Reason.AMOUNT_TOO_LARGE, UNITS_MAX - brought)
    ledger.check_holding_fits(venue, command.account, command.instrument)
    setattr(venue, series_of(venue, command), command.reference)
    ledger.holding_of(venue, command.account, command.instrument).available += command.quantity
    venue.units_brought[command.instrument] = brought + command.quantity
    venue.accept(command)
    limits.watch(venue, command.account, venue.instruments[command.instrument])


def units_out(venue: Venue, command: Command) -> None:
    """Available units leave for the registry."""
    account_of(venue, command.account)
    instrument_of(venue, command.instrument)
    check_reference(venue, command)
    if command.quantity <= 0:
        raise Refused(Reason.QUANTITY_NOT_POSITIVE, 1)
    holding = venue.holdings.get((command.account, command.instrument), Holding())
    instrument = venue.instruments[command.instrument]
    opposite.check_leaving(venue, holding, instrument, command.quantity)
    venue.last_reference = command.reference
    opposite.take_out(venue, holding, instrument, command.quantity)
    venue.units_brought[command.instrument] -= command.quantity
    venue.accept(command)
    limits.watch(venue, command.account, venue.instruments[command.instrument])


def list_instrument(venue: Venue, command: Command) -> None:
    """A new vintage or credit with its base price; it opens with the next day."""
    if not 1 <= command.instrument < venue.limits.instruments:
        raise Refused(Reason.INSTRUMENT_OUT_OF_RANGE, venue.limits.instruments - 1)
    codes = [instrument.code for instrument in venue.instruments.values()]
    if command.instrument in venue.instruments or command.text in codes:
        raise Refused(Reason.INSTRUMENT_EXISTS)
    market = venue.rules.get(VenueRule.MARKET, VenueRule.MARKET.default)
    if command.value != market:
        raise Refused(Reason.INSTRUMENT_OF_OTHER_MARKET, market)
    if command.price <= 0:
        raise Refused(Reason.PRICE_NOT_POSITIVE, 1)
    if command.price > PRICE_MAX:
        raise Refused(Reason.PRICE_ABOVE_LIMIT, PRICE_MAX)
    names = texts.names_with(venue, command)
    venue.instruments[command.instrument] = Instrument(
        command.instrument, command.text, command.price, names=names
    )
    venue.accept(command)


def set_names(venue: Venue, command: Command) -> None:
    """Another legal name of an account or an instrument."""
    if command.account:
        owner = account_of(venue, command.account).names
    else:
        owner = instrument_of(venue, command.instrument).names
    names = texts.names_with(venue, command)
    if not names:
        raise Refused(Reason.NAMES_MISSING)
    owner.update(names)
    venue.accept(command)


def check_composite_open(venue: Venue) -> None:
    """Of a day that has a listed trade, or is over, the composite does not change any more."""
    day = venue.day
    assert day is not None
    if day.ended or venue.last_trade[Method.LISTED] >= day.first_trade[Method.LISTED]:
        raise Refused(Reason.WEIGHTS_TOO_LATE, venue.date)


def set_price_weights(venue: Venue, command: Command) -> None:
    """Weights of the composite price from a date on; exact fractions that add up to one."""
    if not is_date(command.date):
        raise Refused(Reason.DATE_INVALID)
    if command.date < venue.date:
        raise Refused(Reason.WEIGHTS_DATE_PAST, venue.date)
    running = command.date == venue.date
    if running:
        check_composite_open(venue)
    pairs = zip(command.weight_instruments, command.weight_numerators, strict=True)
    weights = [(number, numerator) for number, numerator in pairs if number]
    assert len(weights) <= WEIGHTS_MAX
    for number, numerator in weights:
        if number not in venue.instruments:
            raise Refused(Reason.INSTRUMENT_UNKNOWN, instrument=number)
        if running and numerator and not venue.instruments[number].open:
            raise Refused(Reason.INSTRUMENT_NOT_OPEN, instrument=number)
    total = sum(numerator for _, numerator in weights)
    if command.value <= 0 or total != command.value:
        raise Refused(Reason.WEIGHTS_NOT_ONE, quantity=total)
    venue.accept(command)
    for number, numerator in weights:
        venue.say(
            EventKind.PRICE_WEIGHT,
            instrument=number,
            date=command.date,
            quantity=numerator,
            value=command.value,
        )
