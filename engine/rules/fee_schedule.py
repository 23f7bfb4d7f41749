"""The fee schedule by date: rates that come into force at the start of a day, at most 64 of them.

SET_FEES names the four rates of an instrument, or (0) of all, from a day on that has not started;
set again for the same instrument and day, they take the place of the earlier ones. START_DAY puts
in force what its date has reached, in order of the dates, of one date all instruments' first; after
parameters that wait for the next day, so that a dated rate wins. WITHDRAW_FEES takes back what is
not in force. A day that is taken back gives back the rates of before, and its rows wait again; a
rate that was set by SET_PARAMETER on such a day stays.

Checks of SET_FEES: instrument unknown; date (invalid, past); range; full. WITHDRAW_FEES: no such
row, or in force.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Date,
    InstrumentNumber,
    Outbox,
    ParameterNumber,
    Place,
    ReasonNumber,
    State,
    Truth,
    Value,
)
from engine.events import EventKind, Reason
from engine.rules import access_checks
from engine.rules.instruments import date_valid
from engine.rules.outbox import speak
from engine.rules.parameter_values import check_range, give_value
from engine.rules.state import FEE_RATES
from engine.units import FEE_ROWS_MAX

FIRST = int(Parameter.TRADING_FEE_PPM)


@compiled
def rate_of(command: Command, index: Place) -> Value:
    """The rate of a SET_FEES, in order of the parameters."""
    if index < 2:
        return np.int64(command.quantity if index == 0 else command.amount_fen)
    return np.int64(command.value if index == 2 else command.reference)


@compiled
def find_row(state: State, date: Date, number: InstrumentNumber) -> tuple[Place, Truth]:
    """Where the row of a date and an instrument is, or would be, and whether it is there."""
    schedule = state.fee_schedule
    for place in range(schedule.used):
        row = schedule.rows[place]
        if row.date > date or (row.date == date and row.instrument >= number):
            return np.int64(place), row.date == date and row.instrument == number
    return np.int64(schedule.used), False


@compiled
def drop_rows(state: State, first: Place, end: Place) -> None:
    """Take rows out, and let the later ones move up."""
    schedule = state.fee_schedule
    count = end - first
    for place in range(first, schedule.used - count):
        schedule.rows[place] = schedule.rows[place + count]
    for place in range(schedule.used - count, schedule.used):
        row = schedule.rows[place]
        row.date = 0
        row.instrument = 0
        row.in_force = 0
        for index in range(FEE_RATES):
            row.rates[index] = 0
    schedule.used -= count


@compiled
def make_room(state: State, place: Place) -> None:
    """Let the rows from a place on move down by one."""
    schedule = state.fee_schedule
    for each in range(schedule.used, place, -1):
        schedule.rows[each] = schedule.rows[each - 1]
    schedule.used += 1


@compiled
def check_fees(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Instrument, date and ranges of a SET_FEES."""
    number = np.int64(command.instrument)
    if number != 0 and not access_checks.instrument_known(state, number):
        return Reason.INSTRUMENT_UNKNOWN
    if not date_valid(command.date):
        return Reason.DATE_INVALID
    if command.date <= state.venue.date:
        ack.value = state.venue.date
        return Reason.FEES_DATE_PAST
    for index in range(FEE_RATES):
        value = rate_of(command, np.int64(index))
        reason = check_range(np.int64(FIRST + index), value, ack)
        if reason != Reason.NONE:
            ack.value = value
            return reason
    return Reason.NONE


@compiled
def set_fees(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """SET_FEES: one row of the schedule."""
    reason = check_fees(state, command, ack)
    if reason != Reason.NONE:
        return reason
    schedule = state.fee_schedule
    place, known = find_row(state, command.date, np.int64(command.instrument))
    if not known:
        if schedule.used == FEE_ROWS_MAX:
            ack.value = FEE_ROWS_MAX
            return Reason.FEES_FULL
        make_room(state, place)
    row = schedule.rows[place]
    row.date, row.instrument, row.in_force = command.date, command.instrument, 0
    for index in range(FEE_RATES):
        row.rates[index] = rate_of(command, np.int64(index))
    return Reason.NONE


@compiled
def withdraw_fees(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """WITHDRAW_FEES: one row less."""
    place, known = find_row(state, command.date, np.int64(command.instrument))
    if not known:
        return Reason.FEES_UNKNOWN
    if state.fee_schedule.rows[place].in_force:
        return Reason.FEES_IN_FORCE
    drop_rows(state, place, place + 1)
    return Reason.NONE


@compiled
def keep_rates(state: State, number: InstrumentNumber) -> None:
    """Keep an instrument's rates before the first row of a day changes them."""
    before = state.fees_before[number]
    if before.kept:
        return
    before.kept = 1
    for index in range(FEE_RATES):
        before.rates[index] = state.instruments[number].parameters[FIRST + index]


@compiled
def come_due(state: State, number: InstrumentNumber, date: Date) -> None:
    """At START_DAY: the rates of an instrument that a date has reached."""
    schedule = state.fee_schedule
    for place in range(schedule.used):
        row = schedule.rows[place]
        if row.date > date:
            return
        if row.instrument == 0 or row.instrument == number:
            keep_rates(state, number)
            for index in range(FEE_RATES):
                give_value(state, number, np.int64(FIRST + index), row.rates[index])


@compiled
def tell_due(state: State, outbox: Outbox, date: Date) -> None:
    """At START_DAY: mark the rows that a date has reached, and say so."""
    schedule = state.fee_schedule
    for place in range(schedule.used):
        row = schedule.rows[place]
        if row.date > date:
            return
        row.in_force = 1
        event = speak(state, outbox, EventKind.FEES_BEGUN)
        event.instrument = row.instrument
        event.date = row.date
        event.quantity = row.rates[0]
        event.amount_fen = row.rates[1]
        event.value = row.rates[2]
        event.number = row.rates[3]


@compiled
def forget_due(state: State) -> None:
    """At END_DAY: what came into force with the day has served."""
    schedule = state.fee_schedule
    due = np.int64(0)
    while due < schedule.used and schedule.rows[due].in_force:
        due += 1
    if due == 0:
        return
    drop_rows(state, np.int64(0), due)
    for number in range(1, state.venue.instruments_used + 1):
        clear_before(state, np.int64(number))


@compiled
def clear_before(state: State, number: InstrumentNumber) -> None:
    """Nothing is kept of an instrument."""
    before = state.fees_before[number]
    before.kept = 0
    for index in range(FEE_RATES):
        before.rates[index] = 0


@compiled
def take_back(state: State) -> None:
    """At TAKE_BACK_DAY: the rates of before the day, and its rows wait again."""
    schedule = state.fee_schedule
    for place in range(schedule.used):
        schedule.rows[place].in_force = 0
    for number in range(1, state.venue.instruments_used + 1):
        before = state.fees_before[number]
        if before.kept:
            for index in range(FEE_RATES):
                give_value(state, np.int64(number), np.int64(FIRST + index), before.rates[index])
            clear_before(state, np.int64(number))


@compiled
def note_set(state: State, number: InstrumentNumber, index: ParameterNumber, value: Value) -> None:
    """A rate was set by hand on a day that may yet be taken back: it stays."""
    before = state.fees_before[number]
    if before.kept and FIRST <= index < FIRST + FEE_RATES:
        before.rates[index - FIRST] = value
