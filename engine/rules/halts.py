"""Halts (停牌) of an instrument or the whole venue, and the call (集合竞价) that may end one.

HALT -> BEGIN_CALL -> RESUME, or HALT -> RESUME. In a halt cancels go on, nothing new is taken. A
halt may say when it ends, and how many minutes of a call follow; the engine has no clock, so the
end comes as BEGIN_CALL and RESUME when it is due. Another HALT with an end, or with none, takes the
place of the one under way, and stops a call: its orders are withdrawn. In the call orders are
entered as in the opening call, where that is on (OPENING_CALL); what rested before takes part. When
it ends the book is uncrossed, and trading goes on. Its reference is the last price of the day.

A halt does not extend the session: a call that still runs when its session ends is uncrossed then,
at the close everything is withdrawn. A halt stays across days. Where the venue and the instrument
are halted, the stricter holds, and each ends by itself.

Checks of HALT: instrument unknown; end (wrong, date invalid, past); call off; halted, where no end
is named or taken away. BEGIN_CALL: instrument unknown; not halted; phase; not open; call off.
RESUME: instrument unknown; not halted.
"""

from __future__ import annotations

import numpy as np

from engine.commands import HaltState, Parameter, Phase
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    HaltNumber,
    InstrumentNumber,
    Outbox,
    ReasonNumber,
    State,
)
from engine.events import Reason
from engine.rules import access_checks
from engine.rules.auction.auction_checks import minutes_of_day
from engine.rules.command_fields import call_minutes_of, until_hhmm_of
from engine.rules.halt_states import is_calling
from engine.rules.instruments import date_valid
from engine.rules.opening_call import uncross
from engine.units import CALL_MINUTES_MAX


@compiled
def halt_state(state: State, number: InstrumentNumber) -> HaltNumber:
    """That of an instrument, of 0 the venue's."""
    if number == 0:
        return np.int64(state.venue.halted)
    return np.int64(state.instruments[number].halted)


@compiled
def clear_end(state: State, number: InstrumentNumber) -> None:
    """No end is known, and no call runs."""
    end = state.halt_ends[number]
    end.date = 0
    end.until_hhmm = 0
    end.call_minutes = 0
    end.call_ns = 0


@compiled
def change_state(
    state: State, outbox: Outbox, number: InstrumentNumber, following: HaltNumber
) -> None:
    """Give an instrument, or (0) the venue, its state; a call that ends with it trades, or is
    emptied where a halt ends it.
    """
    first, last = number, number
    before = np.int64(state.venue.halted)
    if number == 0:
        first, last = np.int64(1), np.int64(state.venue.instruments_used)
        state.venue.halted = following
    for each in range(first, last + 1):
        instrument = state.instruments[each]
        called = is_calling(before, np.int64(instrument.halted))
        if number != 0:
            instrument.halted = following
        if called and not is_calling(np.int64(state.venue.halted), np.int64(instrument.halted)):
            uncross.end_call_of(state, outbox, np.int64(each))


@compiled
def end_calls(state: State, outbox: Outbox) -> None:
    """Every call ends, and trades: its session is over."""
    for number in range(state.venue.instruments_used + 1):
        if halt_state(state, np.int64(number)) == HaltState.CALL:
            change_state(state, outbox, np.int64(number), np.int64(HaltState.NONE))
            clear_end(state, np.int64(number))


@compiled
def drop_calls(state: State) -> None:
    """Every call ends without a trade: its orders are withdrawn with all others."""
    if state.venue.halted == HaltState.CALL:
        state.venue.halted = HaltState.NONE
        clear_end(state, np.int64(0))
    for number in range(1, state.venue.instruments_used + 1):
        if state.instruments[number].halted == HaltState.CALL:
            state.instruments[number].halted = HaltState.NONE
            clear_end(state, np.int64(number))


@compiled
def not_halted(number: InstrumentNumber) -> ReasonNumber:
    """VENUE_NOT_HALTED or INSTRUMENT_NOT_HALTED."""
    return Reason.VENUE_NOT_HALTED if number == 0 else Reason.INSTRUMENT_NOT_HALTED


@compiled
def known(state: State, number: InstrumentNumber) -> ReasonNumber:
    """INSTRUMENT_UNKNOWN, unless it is listed or the venue."""
    listed = number == 0 or access_checks.instrument_known(state, number)
    return Reason.NONE if listed else Reason.INSTRUMENT_UNKNOWN


@compiled
def check_end(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """When a halt ends, and the call that follows."""
    minutes, number = np.int64(call_minutes_of(command)), np.int64(command.instrument)
    if not minutes_of_day(until_hhmm_of(command)) or minutes < 0 or minutes > CALL_MINUTES_MAX:
        ack.value = CALL_MINUTES_MAX
        return Reason.HALT_END_WRONG
    if command.date == 0:
        named = minutes != 0 or until_hhmm_of(command) != 0
        ack.value = CALL_MINUTES_MAX if named else 0
        return Reason.HALT_END_WRONG if named else Reason.NONE
    if not date_valid(command.date):
        return Reason.DATE_INVALID
    if command.date < state.venue.date:
        ack.value = state.venue.date
        return Reason.HALT_END_PAST
    if minutes != 0 and number != 0:
        return check_call_on(state, number)
    return Reason.NONE


@compiled
def check_call_on(state: State, number: InstrumentNumber) -> ReasonNumber:
    """CALL_OFF where an instrument takes no orders in a call."""
    on = state.instruments[number].parameters[Parameter.OPENING_CALL] != 0
    return Reason.NONE if on else Reason.CALL_OFF


@compiled
def halt(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """HALT an instrument or (0) the venue: cancels go on, nothing new."""
    number = np.int64(command.instrument)
    reason = known(state, number)
    if reason == Reason.NONE:
        reason = check_end(state, command, ack)
    if reason != Reason.NONE:
        return reason
    halted = halt_state(state, number) == HaltState.HALTED
    if halted and command.date == 0 and state.halt_ends[number].date == 0:
        return Reason.VENUE_HALTED if number == 0 else Reason.INSTRUMENT_HALTED
    change_state(state, outbox, number, np.int64(HaltState.HALTED))
    clear_end(state, number)
    end = state.halt_ends[number]
    end.date = command.date
    end.until_hhmm = until_hhmm_of(command)
    end.call_minutes = call_minutes_of(command)
    return Reason.NONE


@compiled
def begin_call(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """BEGIN_CALL of what is halted: from now on orders are taken, and rest."""
    number, venue = np.int64(command.instrument), state.venue
    reason = known(state, number)
    if reason == Reason.NONE and halt_state(state, number) != HaltState.HALTED:
        reason = not_halted(number)
    if reason != Reason.NONE:
        return reason
    if venue.phase != Phase.MORNING and venue.phase != Phase.AFTERNOON:
        ack.value = venue.phase
        return Reason.PHASE_NOT_TRADING
    if number != 0 and state.instruments[number].open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    reason = check_call_on(state, number) if number != 0 else Reason.NONE
    if reason != Reason.NONE:
        return reason
    change_state(state, outbox, number, np.int64(HaltState.CALL))
    state.halt_ends[number].call_ns = venue.time_ns
    return Reason.NONE


@compiled
def resume(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """RESUME an instrument or (0) the venue: a halt ends, or its call, which trades."""
    number = np.int64(command.instrument)
    reason = known(state, number)
    if reason == Reason.NONE and halt_state(state, number) == HaltState.NONE:
        reason = not_halted(number)
    if reason != Reason.NONE:
        return reason
    change_state(state, outbox, number, np.int64(HaltState.NONE))
    clear_end(state, number)
    return Reason.NONE
