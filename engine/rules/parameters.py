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
    AuctionState,
    Parameter,
    Phase,
    Rests,
)
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Flags,
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
from engine.rules import access_checks, limit_settings

# The rows of parameters as arrays for the kernels.
_KNOWN = np.zeros(PARAMETERS, np.int64)
_DEFAULT = np.zeros(PARAMETERS, np.int64)
_LEAST = np.zeros(PARAMETERS, np.int64)
_MOST = np.zeros(PARAMETERS, np.int64)
_TOUCHES = np.zeros(PARAMETERS, np.int64)
for _each in Parameter:
    _KNOWN[_each] = 1
    _DEFAULT[_each], _LEAST[_each], _MOST[_each] = _each.default, _each.least, _each.most
    _TOUCHES[_each] = _each.touches


@compiled
def set_defaults(instrument: Instrument) -> None:
    """Give a new instrument every parameter's default."""
    for index in range(PARAMETERS):
        instrument.parameters[index] = _DEFAULT[index]


@compiled
def auctions_resting(state: State, number: InstrumentNumber) -> Flags:
    """AUCTIONS and SESSIONS, as far as an instrument's auctions are under way."""
    rests = np.int64(Rests.NOTHING)
    for slot in range(1, state.venue.auctions_used + 1):
        auction = state.auctions[slot]
        if auction.instrument == number and auction.state < AuctionState.CLOSED:
            rests |= Rests.AUCTIONS
            if auction.state == AuctionState.OPEN:
                rests |= Rests.SESSIONS
    return rests


@compiled
def at_desk(state: State, number: InstrumentNumber) -> Truth:
    """Whether an intent (and with it a dialogue) or a deal of the instrument is alive."""
    if state.venue.desk_open == 0:
        return False
    for slot in range(1, state.venue.intents_used + 1):
        if state.intents[slot].alive and state.intents[slot].instrument == number:
            return True
    for slot in range(1, state.venue.deals_used + 1):
        if state.deals[slot].alive and state.deals[slot].instrument == number:
            return True
    return False


@compiled
def what_rests(state: State, number: InstrumentNumber) -> Flags:
    """Everything of an instrument that rests, as bits of Rests."""
    instrument = state.instruments[number]
    rests = auctions_resting(state, number)
    if at_desk(state, number):
        rests |= Rests.DESK
    if instrument.open:
        rests |= Rests.DAY
        if instrument.best[0] >= 0 or instrument.best[1] >= 0:
            rests |= Rests.ORDERS
            if state.venue.phase == Phase.PRE_OPEN:
                rests |= Rests.CALL
    return rests


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
    return Reason.NONE if auctions_resting(state, number) == 0 else Reason.ORDERS_OPEN


@compiled
def check_parameter(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Everything SET_PARAMETER must satisfy, in the documented order."""
    if not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    index, number = np.int64(command.parameter), np.int64(command.instrument)
    if index >= PARAMETERS or _KNOWN[index] == 0:
        return Reason.PARAMETER_UNKNOWN
    if command.value < _LEAST[index] or command.value > _MOST[index]:
        ack.amount_fen = _MOST[index]
        ack.number = _LEAST[index]
        return Reason.PARAMETER_OUT_OF_RANGE
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
    rests = what_rests(state, number)
    if rests & _TOUCHES[index] != 0:
        return True
    instrument = state.instruments[number]
    return index == Parameter.TICK and instrument.open and not leaves_price(instrument, value)


@compiled
def put_in_force(
    state: State, number: InstrumentNumber, index: ParameterNumber, value: Value
) -> None:
    """Give a parameter its value, and the instrument its flags; nothing waits any more."""
    instrument = state.instruments[number]
    state.instrument_details[number].pending[index] = 0
    instrument.parameters[index] = value
    instrument.unlocked = 1 if instrument.parameters[Parameter.LOCKS] == 0 else 0
    instrument.fees = 0
    for each in range(Parameter.TRADING_FEE_PPM, Parameter.SETTLEMENT_FEE_MIN_FEN + 1):
        if instrument.parameters[each] != 0:
            instrument.fees = 1


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
    if index == Parameter.MAXIMUM_HOLDING or index == Parameter.LARGE_HOLDER_BP:
        limit_settings.apply_parameter(state, outbox, command.instrument)
    return Reason.NONE


@compiled
def come_into_force(state: State, number: InstrumentNumber) -> None:
    """At START_DAY: everything that waits for the instrument is in force from here on."""
    for index in range(PARAMETERS):
        waiting = state.instrument_details[number].pending[index]
        if waiting != 0:
            put_in_force(state, number, np.int64(index), waiting - 1)
