"""Halts, and the calls that end them."""

from __future__ import annotations

from engine.commands import HaltState, Parameter
from engine.events import Reason
from engine.units import CALL_MINUTES_MAX
from tests.oracle import call
from tests.oracle.dates import is_date
from tests.oracle.order_rules import TRADING_PHASES
from tests.oracle.records import Command, Instrument, Refused, Venue


def halt(venue: Venue, command: Command) -> None:
    """Stop one instrument or the venue, with or without an end; or give a halt another end."""
    check_known(venue, command.instrument)
    check_end(venue, command)
    again = state_of(venue, command.instrument) == HaltState.HALTED
    if again and not command.date and command.instrument not in venue.halt_ends:
        named = command.instrument != 0
        raise Refused(Reason.INSTRUMENT_HALTED if named else Reason.VENUE_HALTED)
    venue.accept(command)
    change(venue, command.instrument, HaltState.HALTED)
    if command.date:
        end = (command.date, command.price, command.quantity, 0)
        venue.halt_ends[command.instrument] = end


def begin_call(venue: Venue, command: Command) -> None:
    """From here on orders are taken again, and wait to be traded together."""
    check_known(venue, command.instrument)
    if state_of(venue, command.instrument) != HaltState.HALTED:
        raise Refused(not_halted(command.instrument))
    if venue.phase not in TRADING_PHASES:
        raise Refused(Reason.PHASE_NOT_TRADING, venue.phase)
    if command.instrument:
        instrument = venue.instruments[command.instrument]
        if not instrument.open:
            raise Refused(Reason.INSTRUMENT_NOT_OPEN)
        check_call_on(instrument)
    venue.accept(command)
    end = venue.halt_ends.get(command.instrument, (0, 0, 0, 0))
    change(venue, command.instrument, HaltState.CALL)
    venue.halt_ends[command.instrument] = (*end[:3], command.time_ns)


def resume(venue: Venue, command: Command) -> None:
    """Trade again; a call trades first."""
    check_known(venue, command.instrument)
    if state_of(venue, command.instrument) == HaltState.NONE:
        raise Refused(not_halted(command.instrument))
    venue.accept(command)
    change(venue, command.instrument, HaltState.NONE)


def check_known(venue: Venue, number: int) -> None:
    """0 is the venue."""
    if number and number not in venue.instruments:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)


def not_halted(number: int) -> Reason:
    """Why nothing can be ended."""
    return Reason.INSTRUMENT_NOT_HALTED if number else Reason.VENUE_NOT_HALTED


def check_end(venue: Venue, command: Command) -> None:
    """The end of a halt: a date, a time of day, minutes of a call where calls are on."""
    hours, minutes = divmod(command.price, 100)
    is_time = command.price >= 0 and hours < 24 and minutes < 60
    if not is_time or not 0 <= command.quantity <= CALL_MINUTES_MAX:
        raise Refused(Reason.HALT_END_WRONG, CALL_MINUTES_MAX)
    if not command.date:
        if command.price or command.quantity:
            raise Refused(Reason.HALT_END_WRONG, CALL_MINUTES_MAX)
        return
    if not is_date(command.date):
        raise Refused(Reason.DATE_INVALID)
    if command.date < venue.date:
        raise Refused(Reason.HALT_END_PAST, venue.date)
    if command.quantity and command.instrument:
        check_call_on(venue.instruments[command.instrument])


def check_call_on(instrument: Instrument) -> None:
    """Calls are taken part in where the parameter says so."""
    if not instrument.parameters[Parameter.OPENING_CALL]:
        raise Refused(Reason.CALL_OFF)


def state_of(venue: Venue, number: int) -> HaltState:
    """Of an instrument or, 0, the venue."""
    return venue.instruments[number].halted if number else venue.halted


def change(venue: Venue, number: int, state: HaltState) -> None:
    """A call that is over with it trades, or is emptied by a halt."""
    called = [each for _, each in sorted(venue.instruments.items()) if venue.in_halt_call(each)]
    if number:
        venue.instruments[number].halted = state
    else:
        venue.halted = state
    venue.halt_ends.pop(number, None)
    for instrument in called:
        if not venue.in_halt_call(instrument):
            call.end_call_of(venue, instrument)


def end_calls(venue: Venue) -> None:
    """A session is over, and with it every call."""
    for number in [0, *sorted(venue.instruments)]:
        if state_of(venue, number) == HaltState.CALL:
            change(venue, number, HaltState.NONE)


def drop_calls(venue: Venue) -> None:
    """Calls are over, and nothing trades: all orders are withdrawn."""
    for owner, number in [
        (venue, 0),
        *((each, each.number) for each in venue.instruments.values()),
    ]:
        if owner.halted == HaltState.CALL:
            owner.halted = HaltState.NONE
            venue.halt_ends.pop(number, None)
