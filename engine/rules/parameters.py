"""Parameters of an instrument and their moment: in force at once, or from the next START_DAY on.

The row of a parameter says what it touches that rests. While nothing of that rests, a new value
is in force at once, else it waits beside the instrument and comes into force with the next
START_DAY, when no order, session, intent or deal is left. A later value takes the place of one that
waits; the value in force takes it away. The acknowledgement says which (NEXT_DAY).
Checks of SET_PARAMETER: instrument; parameter; range; locks (first day begun, auction under way); a
tick above the price; no quantity left between the bounds, from the next day on and, where the value
does not wait, now.
"""

from __future__ import annotations

import numpy as np

from engine.commands import (
    PARAMETERS,
    Parameter,
)
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Instrument,
    InstrumentNumber,
    Outbox,
    ParameterNumber,
    ReasonNumber,
    State,
    Ticks,
    Tonnes,
    Truth,
    Value,
)
from engine.events import NEXT_DAY, Reason
from engine.rules import access_checks, fee_schedule, limit_settings, resting
from engine.rules.parameter_values import check_range, put_in_force

_KNOWN = np.zeros(PARAMETERS, np.int64)
_LEAST = np.zeros(PARAMETERS, np.int64)
_TOUCHES = np.zeros(PARAMETERS, np.int64)
for _each in Parameter:
    _KNOWN[_each] = 1
    _LEAST[_each] = _each.least
    _TOUCHES[_each] = _each.touches


@compiled
def asks_sums(index: ParameterNumber) -> Truth:
    """Whether a parameter's rule looks at the sums of holdings."""
    return index == Parameter.MAXIMUM_HOLDING or index == Parameter.OPPOSITE_DAYS


@compiled
def coming(state: State, number: InstrumentNumber, index: ParameterNumber) -> Value:
    """What a parameter will be after the next START_DAY, unless it is set again."""
    waiting = state.instrument_details[number].pending[index]
    return waiting - 1 if waiting != 0 else state.instruments[number].parameters[index]


@compiled
def proposed(state: State, command: Command, index: ParameterNumber, later: Truth) -> Value:
    """What a parameter is, or (`later`) will be, once a SET_PARAMETER is obeyed."""
    if index == command.parameter:
        return np.int64(command.value)
    if later:
        return coming(state, np.int64(command.instrument), index)
    return state.instruments[command.instrument].parameters[index]


@compiled
def no_quantity_left(
    state: State, command: Command, smallest: Tonnes, largest: Tonnes, later: Truth
) -> Truth:
    """Whether no multiple of the lot would lie between the parameters `smallest` and `largest`."""
    least, most = (
        proposed(state, command, smallest, later),
        proposed(state, command, largest, later),
    )
    lot = proposed(state, command, np.int64(Parameter.LOT), later)
    return most // lot * lot < least


@compiled
def check_quantities(state: State, command: Command, later: Truth) -> ReasonNumber:
    """QUANTITIES_LEAVE_NONE when no listed order, or no block, could have a quantity any more."""
    listed, blocks = np.int64(Parameter.QUANTITY_MIN), np.int64(Parameter.BLOCK_QUANTITY_MIN)
    largest_listed, largest_block = (
        np.int64(Parameter.QUANTITY_MAX),
        np.int64(Parameter.BLOCK_QUANTITY_MAX),
    )
    if no_quantity_left(state, command, listed, largest_listed, later):
        return Reason.QUANTITIES_LEAVE_NONE
    if no_quantity_left(state, command, blocks, largest_block, later):
        return Reason.QUANTITIES_LEAVE_NONE
    return Reason.NONE


@compiled
def check_locks(state: State, instrument: Instrument, number: InstrumentNumber) -> ReasonNumber:
    """Whether locks may still be switched: debts made without them make checks meaningless."""
    if instrument.open or instrument.first_day == 0:
        return Reason.LOCKS_AFTER_OPENING
    return Reason.NONE if resting.auctions_resting(state, number) == 0 else Reason.ORDERS_OPEN


@compiled
def check_parameter(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Everything SET_PARAMETER must satisfy, in the documented order."""
    if not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    index, number = np.int64(command.parameter), np.int64(command.instrument)
    if index >= PARAMETERS or _KNOWN[index] == 0:
        return Reason.PARAMETER_UNKNOWN
    reason = check_range(index, np.int64(command.value), ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[number]
    if index == Parameter.LOCKS:
        return check_locks(state, instrument, number)
    if index == Parameter.TICK and command.value > instrument.close:
        ack.number = _LEAST[index]
        ack.amount_fen = instrument.close
        return Reason.TICK_ABOVE_PRICE
    return check_quantities(state, command, True)


@compiled
def leaves_price(instrument: Instrument, tick: Ticks) -> Truth:
    """Whether the day's price limits, fixed for another tick, have a multiple of this one."""
    return instrument.upper // tick * tick >= instrument.lower


@compiled
def must_wait(
    state: State, number: InstrumentNumber, index: ParameterNumber, value: Value
) -> Truth:
    """Whether a new value touches what rests, or the day's price limits leave it no price."""
    rests = resting.what_rests(state, number)
    if rests & _TOUCHES[index] != 0:
        return True
    instrument = state.instruments[number]
    return index == Parameter.TICK and instrument.open and not leaves_price(instrument, value)


@compiled
def set_parameter(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SET_PARAMETER: in force at once, or NEXT_DAY; the module says when."""
    reason = check_parameter(state, command, ack)
    if reason != Reason.NONE:
        return reason
    index, number = np.int64(command.parameter), np.int64(command.instrument)
    changes = command.value != state.instruments[number].parameters[index]
    waits = changes and must_wait(state, number, index, np.int64(command.value))
    reason = Reason.NONE if waits else check_quantities(state, command, False)
    if reason != Reason.NONE:
        return reason
    if waits:
        state.instrument_details[number].pending[index] = command.value + 1
        ack["flags"] |= NEXT_DAY
        return Reason.NONE
    put_in_force(state, number, index, command.value)
    fee_schedule.note_set(state, number, index, np.int64(command.value))
    if asks_sums(index) or index == Parameter.LARGE_HOLDER_BP:
        limit_settings.apply_parameter(state, outbox, command.instrument)
    return Reason.NONE


@compiled
def come_into_force(state: State, number: InstrumentNumber) -> None:
    """At START_DAY: everything that waits for the instrument is in force from here on."""
    for index in range(PARAMETERS):
        waiting = state.instrument_details[number].pending[index]
        if waiting != 0:
            put_in_force(state, number, np.int64(index), waiting - 1)
            if asks_sums(np.int64(index)):
                limit_settings.mark_instrument(state, number)
