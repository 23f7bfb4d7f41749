"""Whether a trading day may start, and the room that its price ladders take."""

from __future__ import annotations

import numpy as np

from engine.commands import OVERRIDE, Parameter, Phase
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Count,
    InstrumentNumber,
    ReasonNumber,
    State,
)
from engine.events import Reason
from engine.rules import parameters
from engine.rules.instruments import date_valid
from engine.rules.price_limits import limit_price
from engine.units import DAY_RING


@compiled
def ladder_span(state: State, number: InstrumentNumber) -> Count:
    """Places the instrument's ladder takes in the pool for its next day, in whole steps."""
    close = state.instruments[number].close
    band_bp = parameters.coming(state, number, np.int64(Parameter.BAND_BP))
    tick = parameters.coming(state, number, np.int64(Parameter.TICK))
    width = limit_price(close, band_bp, 1, tick) - limit_price(close, band_bp, -1, tick) + 1
    step = state.ladder_step.shape[0]
    return (width + step - 1) // step * step


@compiled
def check_start(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Everything START_DAY must satisfy, in the documented order."""
    venue = state.venue
    if not date_valid(command.date):
        return Reason.DATE_INVALID
    if venue.phase != Phase.NO_DAY and venue.phase != Phase.ENDED:
        return Reason.DAY_IN_PROGRESS
    if command.date <= venue.date:
        ack.value = venue.date
        return Reason.DAY_NOT_LATER
    last = state.days[venue.ordinal % DAY_RING]
    if venue.ordinal > 0 and last.settled == 0 and command["flags"] & OVERRIDE == 0:
        ack.value = last.date
        return Reason.DAY_NOT_SETTLED
    oldest = state.days[(venue.ordinal + 1) % DAY_RING]
    if oldest.ordinal > 0 and oldest.settled == 0:
        ack.value = oldest.date
        return Reason.DAYS_UNSETTLED_FULL
    places = np.int64(0)
    for number in range(1, venue.instruments_used + 1):
        if state.instruments[number].listed:
            places += ladder_span(state, np.int64(number))
    if places > state.levels.shape[0] >> 1:
        ack.value = state.levels.shape[0] >> 1
        ack.quantity = places
        return Reason.LADDER_FULL
    return Reason.NONE
