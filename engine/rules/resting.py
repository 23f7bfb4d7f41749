"""What of an instrument rests, which a new value of a parameter may touch."""

from __future__ import annotations

import numpy as np

from engine.commands import AuctionState, Phase, Rests
from engine.compiler.jit import compiled
from engine.compiler.words import Flags, InstrumentNumber, State, Truth
from engine.rules import halt_states


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
            calling = halt_states.is_calling(state.venue.halted, instrument.halted)
            if calling or state.venue.phase == Phase.PRE_OPEN:
                rests |= Rests.CALL
    return rests
