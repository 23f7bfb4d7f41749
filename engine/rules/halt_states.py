"""Whether an instrument is halted, or in the call that ends a halt: by its own state and the
venue's.
"""

from __future__ import annotations

from engine.commands import HaltState, Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import HaltNumber, Instrument, ReasonNumber, State, Truth
from engine.events import Reason


@compiled
def is_calling(of_venue: HaltNumber, own: HaltNumber) -> Truth:
    """Whether a call runs: of the venue or its own, while neither is halted."""
    if of_venue == HaltState.HALTED or own == HaltState.HALTED:
        return False
    return of_venue == HaltState.CALL or own == HaltState.CALL


@compiled
def takes_call_orders(state: State, instrument: Instrument) -> Truth:
    """Whether a call that ends a halt takes orders: where the call auction is on."""
    return instrument.parameters[Parameter.OPENING_CALL] != 0 and is_calling(
        state.venue.halted, instrument.halted
    )


@compiled
def why_halted(state: State, instrument: Instrument) -> ReasonNumber:
    """VENUE_HALTED or INSTRUMENT_HALTED, in a call too; NONE where nothing is halted."""
    if state.venue.halted:
        return Reason.VENUE_HALTED
    return Reason.INSTRUMENT_HALTED if instrument.halted else Reason.NONE
