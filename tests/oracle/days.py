"""The order of days: start, phases, end, clearing, failed trades, settlement."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from engine.commands import OVERRIDE, Method, Parameter, Phase, TotalsKind
from engine.events import FIRST_DAY, EventKind, Reason
from engine.units import PRICE_MAX, UNSETTLED_DAYS_MAX, round_half_away
from tests.oracle import (
    auction,
    block,
    call,
    fee_schedule,
    halts,
    parameters,
    registers,
    taking_back,
)
from tests.oracle.bands import band_limits
from tests.oracle.dates import is_date
from tests.oracle.matching import standing_orders, withdraw_all
from tests.oracle.records import Command, Day, Instrument, Refused, Sums, Totals, Venue

# the same of blocks and auctions, which have smaller shares of 64 bits
OTHER_TOTALS_MAX_FEN = 5 * 10**17
OPENING_MAX = 10**18  # totals from before that still leave room to count on


def start_day(venue: Venue, command: Command) -> None:
    """Open a day: fix base prices and limits, release what may be sold from today."""
    if not is_date(command.date):
        raise Refused(Reason.DATE_INVALID)
    if venue.phase not in (Phase.NO_DAY, Phase.ENDED):
        raise Refused(Reason.DAY_IN_PROGRESS)
    if command.date <= venue.date:
        raise Refused(Reason.DAY_NOT_LATER, venue.date)
    if venue.day and not venue.day.settled and not command.flags & OVERRIDE:
        raise Refused(Reason.DAY_NOT_SETTLED, venue.date)
    too_old = [day.date for day in venue.days[:-UNSETTLED_DAYS_MAX] if not day.settled]
    if too_old:
        raise Refused(Reason.DAYS_UNSETTLED_FULL, too_old[0])
    step = venue.limits.ladder_step
    places = sum(ladder_places(instrument, step) for instrument in venue.instruments.values())
    if places > venue.limits.levels:
        raise Refused(Reason.LADDER_FULL, venue.limits.levels, quantity=places)
    new_year = bool(venue.days) and command.date // 10_000 != venue.date // 10_000
    taking_back.lay_aside(venue)
    for day in venue.days:
        day.remembered = day.remembered and not day.settled
    first = {method: number + 1 for method, number in venue.last_trade.items()}
    venue.days.append(Day(command.date, len(venue.days) + 1, first, tape_hash=command.date))
    venue.phase = Phase.PRE_OPEN
    venue.accept(command)
    if new_year:
        venue.year = Sums()
    for _, instrument in sorted(venue.instruments.items()):
        parameters.come_into_force(instrument)
        fee_schedule.come_due(venue, instrument)
        open_instrument(venue, instrument, new_year)
    fee_schedule.tell_due(venue)
    release(venue)
    registers.end_suspensions(venue)
    auction.forget_ended(venue)


def open_instrument(venue: Venue, instrument: Instrument, new_year: bool) -> None:
    """Base price, limits and empty sums of the day."""
    first = instrument.previous_close == 0
    instrument.base = base_price(instrument)
    instrument.lower, instrument.upper = limit_prices(instrument)
    instrument.open, instrument.last = True, 0
    instrument.day = Sums()
    if new_year:
        instrument.year = Sums()
    venue.say(
        EventKind.INSTRUMENT_DAY,
        instrument=instrument.number,
        date=venue.date,
        price=instrument.base,
        leaves=instrument.lower,
        value=instrument.upper,
        flags=FIRST_DAY if first else 0,
    )


def base_price(instrument: Instrument) -> int:
    """The previous close; before the first day the base price of the listing."""
    return instrument.previous_close or instrument.listing_base


def limit_prices(instrument: Instrument) -> tuple[int, int]:
    """Lower and upper limit: the band around the base price, at least a tick wide each way."""
    coming = {**instrument.parameters, **instrument.pending}
    return band_limits(base_price(instrument), coming[Parameter.BAND_BP], coming[Parameter.TICK])


def ladder_places(instrument: Instrument, step: int) -> int:
    """Places the engine's price ladder needs for an instrument's next day, in whole steps."""
    lower, upper = limit_prices(instrument)
    return ceil((upper - lower + 1) / step) * step


def release(venue: Venue) -> None:
    """Bought units become sellable when their resale days have begun and their own day is settled;
    sale money likewise.
    """
    today = venue.days[-1].index
    settled_for = {day.date: today - day.index for day in venue.days if day.settled}
    for (account, number), holding in venue.holdings.items():
        resale = venue.instruments[number].days_to_sell
        ready = [date for date in holding.bought if settled_for.get(date, -1) >= resale]
        quantity = sum(holding.bought.pop(date) for date in ready)
        if quantity:
            holding.available += quantity
            venue.say(
                EventKind.UNITS_RELEASED, account=account, instrument=number, quantity=quantity
            )
    for owner in venue.accounts.values():
        owner.sale_money = {
            date: fen for date, fen in owner.sale_money.items() if settled_for.get(date, -1) < 1
        }


def set_phase(venue: Venue, command: Command) -> None:
    """Move forward within the day; closing withdraws every resting order."""
    if command.phase not in (
        Phase.PRE_OPEN,
        Phase.MORNING,
        Phase.LUNCH,
        Phase.AFTERNOON,
        Phase.CLOSED,
    ):
        raise Refused(Reason.PHASE_UNKNOWN)
    if venue.phase in (Phase.NO_DAY, Phase.ENDED) or command.phase <= venue.phase:
        raise Refused(Reason.PHASE_OUT_OF_ORDER, venue.phase)
    calling = venue.phase == Phase.PRE_OPEN and command.phase != Phase.CLOSED
    closing = command.phase == Phase.CLOSED
    if closing:
        halts.drop_calls(venue)
    withdrawn = list(standing_orders(venue)) if closing else []
    bids = (
        [bid for session in auction.open_sessions(venue) for bid in session.bids] if closing else []
    )
    venue.accept(command, phase=command.phase, number=len(withdrawn) + len(bids))
    halts.end_calls(venue)
    venue.phase = Phase(command.phase)
    if calling:
        call.end_call(venue)
    withdraw_all(venue, withdrawn, Reason.WITHDRAWN_AT_CLOSE)
    if closing:
        auction.break_off_sessions(venue, Reason.WITHDRAWN_AT_CLOSE)
        block.close_desk(venue)


def end_day(venue: Venue, command: Command) -> None:
    """Fix the closes and state the day's figures."""
    if venue.phase != Phase.CLOSED:
        raise Refused(Reason.DAY_NOT_CLOSED, venue.phase)
    day = venue.days[-1]
    venue.phase = Phase.ENDED
    day.ended = True
    fee_schedule.forget_due(venue)
    venue.accept(command, date=day.date)
    traded = [instrument for _, instrument in sorted(venue.instruments.items()) if instrument.open]
    for instrument in traded:
        close_instrument(venue, instrument)
    say_totals(venue, 0, day.totals, venue.year, venue.cumulative)
    for number, instrument in sorted(venue.instruments.items()):
        say_totals(venue, number, instrument.day, instrument.year, instrument.cumulative)
    venue.say(
        EventKind.DAY_FIGURES,
        date=day.date,
        number=day.totals.count,
        quantity=day.totals.quantity,
        amount_fen=day.totals.amount,
        tape_hash=day.tape_hash,
    )


def close_price(instrument: Instrument) -> int:
    """Amount divided by quantity of the day's listed trades, half up; the base price when nothing
    traded.
    """
    listed = instrument.day[Method.LISTED]
    if listed.quantity == 0:
        return instrument.base
    return round_half_away(Fraction(listed.amount, listed.quantity))


def close_instrument(venue: Venue, instrument: Instrument) -> None:
    """Fix one close: it is the base of the next day."""
    listed = instrument.day[Method.LISTED]
    instrument.previous_close = close_price(instrument)
    instrument.open = False
    venue.say(
        EventKind.INSTRUMENT_CLOSE,
        instrument=instrument.number,
        date=venue.date,
        price=instrument.previous_close,
        value=instrument.base,
        quantity=listed.quantity,
        amount_fen=listed.amount,
        number=listed.count,
    )


def say_totals(venue: Venue, instrument: int, *sums: Sums) -> None:
    """Day, year and cumulative totals of the venue (0) or of one instrument; then those of blocks
    and auctions alone.
    """
    for kind, every in zip(TotalsKind, sums, strict=True):
        say_one_total(venue, instrument, kind, every)
    for method in (Method.BLOCK, Method.AUCTION):
        if method in venue.methods_known:
            for kind, every in zip(TotalsKind, sums, strict=True):
                say_one_total(venue, instrument, kind, every[method], method)


def say_one_total(
    venue: Venue, instrument: int, kind: TotalsKind, totals: Totals | Sums, method: int = 0
) -> None:
    """One running total."""
    venue.say(
        EventKind.TOTALS,
        instrument=instrument,
        parameter=kind,
        method=method,
        date=venue.date,
        quantity=totals.quantity,
        amount_fen=totals.amount,
        number=totals.count,
    )


def open_totals(venue: Venue, command: Command) -> None:
    """State what was traded before this venue's first day."""
    owner: Venue | Instrument = venue
    if command.instrument:
        if command.instrument not in venue.instruments:
            raise Refused(Reason.INSTRUMENT_UNKNOWN)
        owner = venue.instruments[command.instrument]
    if command.parameter not in (TotalsKind.YEAR, TotalsKind.CUMULATIVE):
        raise Refused(Reason.PARAMETER_UNKNOWN)
    method = method_of(command)
    check_opening(command, OPENING_MAX if method == Method.LISTED else OTHER_TOTALS_MAX_FEN)
    if any(venue.last_trade.values()):
        raise Refused(Reason.TOTALS_AFTER_TRADING)
    venue.methods_known.add(method)
    totals = Totals(0, command.quantity, command.amount_fen)
    if command.parameter == TotalsKind.YEAR:
        owner.year[method] = totals
    else:
        owner.cumulative[method] = totals
    venue.accept(command)


def method_of(command: Command) -> Method:
    """The trading method a command names by its code; none means listed."""
    if command.value not in (0, *Method):
        raise Refused(Reason.METHOD_UNKNOWN)
    return Method(command.value or Method.LISTED)


def check_opening(command: Command, most: int) -> None:
    """Amounts of the past are neither negative nor too large to count on from."""
    if command.quantity < 0:
        raise Refused(Reason.QUANTITY_NOT_POSITIVE)
    if command.amount_fen < 0 or command.price < 0:
        raise Refused(Reason.AMOUNT_NOT_POSITIVE)
    if max(command.amount_fen, command.quantity) > most or command.price > PRICE_MAX:
        raise Refused(Reason.AMOUNT_TOO_LARGE, most)
