"""Parameters: what may be set, and whether a value is in force at once or from the next day on."""

from __future__ import annotations

from engine.commands import AuctionState, Parameter, Phase
from engine.events import NEXT_DAY, Reason
from tests.oracle import ledger, limits
from tests.oracle.records import Command, Instrument, Refused, Venue

FEES = {parameter for fee in ledger.FEES for parameter in fee}
OF_ORDERS = {
    Parameter.LOT,
    Parameter.QUANTITY_MIN,
    Parameter.QUANTITY_MAX,
    Parameter.SELF_TRADE,
    Parameter.TICK,
    *FEES,
}
AT_MARKET = Parameter.MARKET_ORDERS  # where it is 1, orders without a price are taken
OF_CALLS = {Parameter.OPENING_CALL, AT_MARKET}
OF_BLOCKS = {
    Parameter.BLOCK_BAND_BP,
    Parameter.BLOCK_QUANTITY_MIN,
    Parameter.BLOCK_QUANTITY_MAX,
    Parameter.BLOCK_HOURS,
    Parameter.BLOCK_LIVE,
    Parameter.LOT,
    Parameter.TICK,
    *FEES,
}
OF_SESSIONS = {Parameter.TICK, *FEES}
OF_AUCTIONS = {Parameter.AUCTION_CAP_BP, Parameter.AUCTION_DISCOUNT_BP}
OF_THE_DAY = {
    Parameter.BAND_BP,
    Parameter.RESALE_DAYS,
    Parameter.OPPOSITE_DAYS,
    Parameter.OPPOSITE_SCOPE,
}


def set_parameter(venue: Venue, command: Command) -> None:
    """Change one parameter of an instrument, now or from the next day on."""
    instrument = venue.instruments.get(command.instrument)
    if instrument is None:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    if command.parameter not in tuple(Parameter):
        raise Refused(Reason.PARAMETER_UNKNOWN)
    parameter = Parameter(command.parameter)
    least, most = parameter.least, parameter.most
    if not least <= command.value <= most:
        raise Refused(Reason.PARAMETER_OUT_OF_RANGE, number=least, amount_fen=most)
    check_value(venue, instrument, parameter, command.value)
    changes = instrument.parameters[parameter] != command.value
    later = changes and waits(venue, instrument, parameter, command.value)
    if not later and not has_quantities({**instrument.parameters, parameter: command.value}):
        raise Refused(Reason.QUANTITIES_LEAVE_NONE)
    instrument.pending.pop(parameter, None)
    if later:
        instrument.pending[parameter] = command.value
        venue.accept(command, flags=command.flags | NEXT_DAY)
        return
    instrument.parameters[parameter] = command.value
    if parameter in instrument.fees_before:
        instrument.fees_before[parameter] = command.value
    venue.accept(command)
    if parameter in (
        Parameter.MAXIMUM_HOLDING,
        Parameter.LARGE_HOLDER_BP,
        Parameter.OPPOSITE_DAYS,
    ):
        limits.watch_instrument(venue, instrument)


def check_value(venue: Venue, instrument: Instrument, parameter: Parameter, value: int) -> None:
    """Values after which locks would have no meaning, or nothing could be ordered."""
    if parameter == Parameter.LOCKS and (instrument.open or instrument.previous_close):
        raise Refused(Reason.LOCKS_AFTER_OPENING)
    if parameter == Parameter.LOCKS and auctions_of(venue, instrument):
        raise Refused(Reason.ORDERS_OPEN)
    price = instrument.previous_close or instrument.listing_base
    if parameter == Parameter.TICK and value > price:
        raise Refused(Reason.TICK_ABOVE_PRICE, number=1, amount_fen=price)
    if not has_quantities({**instrument.parameters, **instrument.pending, parameter: value}):
        raise Refused(Reason.QUANTITIES_LEAVE_NONE)


def has_quantities(values: dict[Parameter, int]) -> bool:
    """Whether some listed order and some block are whole lots inside their bounds."""
    lot = values[Parameter.LOT]
    bounds = (
        (Parameter.QUANTITY_MIN, Parameter.QUANTITY_MAX),
        (Parameter.BLOCK_QUANTITY_MIN, Parameter.BLOCK_QUANTITY_MAX),
    )
    return all(-(-values[least] // lot) * lot <= values[most] for least, most in bounds)


def waits(venue: Venue, instrument: Instrument, parameter: Parameter, value: int) -> bool:
    """Whether something rests that the parameter is about."""
    number = instrument.number
    orders = any(order.instrument == number for order in venue.orders.values())
    at_desk = (*venue.intents.values(), *venue.deals.values())
    blocks = any(each.instrument == number for each in at_desk)
    auctions = auctions_of(venue, instrument)
    calling = venue.phase == Phase.PRE_OPEN or venue.in_halt_call(instrument)
    if parameter == Parameter.TICK and instrument.open and not has_price(instrument, value):
        return True
    return (
        (parameter in OF_ORDERS and orders)
        or (parameter in OF_CALLS and orders and calling)
        or (parameter in OF_BLOCKS and blocks)
        or (parameter in OF_SESSIONS and AuctionState.OPEN in auctions)
        or (parameter in OF_AUCTIONS and bool(auctions))
        or (parameter in OF_THE_DAY and instrument.open)
    )


def auctions_of(venue: Venue, instrument: Instrument) -> list[AuctionState]:
    """States of the instrument's auctions that are not over."""
    over = (AuctionState.CLOSED, AuctionState.REFUSED, AuctionState.CANCELLED)
    own = [each for each in venue.auctions.values() if each.instrument == instrument.number]
    return [auction.state for auction in own if auction.state not in over]


def has_price(instrument: Instrument, tick: int) -> bool:
    """Whether the day's limits have a price of this tick between them."""
    return any(price % tick == 0 for price in range(instrument.lower, instrument.upper + 1))


def come_into_force(instrument: Instrument) -> None:
    """A day begins: what waits is in force."""
    instrument.parameters |= instrument.pending
    instrument.pending = {}
