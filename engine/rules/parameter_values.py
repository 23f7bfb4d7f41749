"""Values of an instrument's parameters: defaults, ranges, and what follows from a value."""

from __future__ import annotations

import numpy as np

from engine.commands import PARAMETERS, Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Instrument,
    InstrumentNumber,
    ParameterNumber,
    ReasonNumber,
    State,
    Value,
)
from engine.events import Reason

# The rows of parameters as arrays for the kernels.
_DEFAULT = np.zeros(PARAMETERS, np.int64)
_LEAST = np.zeros(PARAMETERS, np.int64)
_MOST = np.zeros(PARAMETERS, np.int64)
for _each in Parameter:
    _DEFAULT[_each], _LEAST[_each], _MOST[_each] = _each.default, _each.least, _each.most


@compiled
def set_defaults(instrument: Instrument) -> None:
    """Give a new instrument every parameter's default."""
    for index in range(PARAMETERS):
        instrument.parameters[index] = _DEFAULT[index]


@compiled
def check_range(index: ParameterNumber, value: Value, ack: Acknowledgement) -> ReasonNumber:
    """PARAMETER_OUT_OF_RANGE, with the range."""
    if _LEAST[index] <= value <= _MOST[index]:
        return Reason.NONE
    ack.amount_fen = _MOST[index]
    ack.number = _LEAST[index]
    return Reason.PARAMETER_OUT_OF_RANGE


@compiled
def give_value(
    state: State, number: InstrumentNumber, index: ParameterNumber, value: Value
) -> None:
    """Give a parameter its value, and the instrument its flags; the same value waits no more."""
    instrument = state.instruments[number]
    if state.instrument_details[number].pending[index] == value + 1:
        state.instrument_details[number].pending[index] = 0
    instrument.parameters[index] = value
    instrument.unlocked = 1 if instrument.parameters[Parameter.LOCKS] == 0 else 0
    instrument.fees = 0
    for each in range(Parameter.TRADING_FEE_PPM, Parameter.SETTLEMENT_FEE_MIN_FEN + 1):
        if instrument.parameters[each] != 0:
            instrument.fees = 1


@compiled
def put_in_force(
    state: State, number: InstrumentNumber, index: ParameterNumber, value: Value
) -> None:
    """Give a parameter its value; nothing waits any more."""
    state.instrument_details[number].pending[index] = 0
    give_value(state, number, index, value)
