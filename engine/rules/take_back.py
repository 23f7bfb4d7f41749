"""TAKE_BACK_DAY: a day that should not have been started is undone, as long as nothing has traded.

Date, phase, totals and the shown prices are again what they were before its START_DAY, so that the
right date can be started. Previous closes have not moved, because closes are fixed by END_DAY
alone, after which the registry knows the day and it stays. Orders, bids, intents and dialogues are
withdrawn. What START_DAY released stays released, and parameters that came into force stay so:
nothing trades until a day starts, and that would do the same; fees by date wait for their date
again, and the count of trading days goes back, so that nothing else is released early.
Checks: day running, date, trades, deals.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Phase, TotalsKind
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Instrument,
    Outbox,
    ReasonNumber,
    State,
    Totals,
    Truth,
)
from engine.events import Reason
from engine.rules import fee_schedule, halts
from engine.rules.auction import sessions as auction
from engine.rules.block.desk import leave_desk
from engine.rules.state import METHODS, TOTALS
from engine.rules.trades import place_of
from engine.rules.withdrawal import withdraw
from engine.units import DAY_RING


@compiled
def keep_before(state: State) -> None:
    """Before START_DAY changes anything: keep what it will replace."""
    venue = state.venue
    venue.day_before[0] = state.days[(venue.ordinal + 1) % DAY_RING]
    for place in range(TOTALS):
        venue.totals_before[place] = venue.totals[place]
    for number in range(1, venue.instruments_used + 1):
        instrument = state.instruments[number]
        for place in range(TOTALS):
            instrument.totals_before[place] = instrument.totals[place]
        instrument.prices_before[0] = instrument.base_price
        instrument.prices_before[1] = instrument.lower
        instrument.prices_before[2] = instrument.upper
        instrument.prices_before[3] = instrument.last


@compiled
def check_take_back(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Everything TAKE_BACK_DAY must satisfy, in the documented order."""
    venue = state.venue
    if venue.phase == Phase.NO_DAY or venue.phase == Phase.ENDED:
        ack.value = venue.phase
        return Reason.DAY_NOT_RUNNING
    if command.date != venue.date:
        ack.value = venue.date
        return Reason.DAY_UNKNOWN
    traded = np.int64(0)
    for row in range(METHODS):
        first = state.days[venue.ordinal % DAY_RING].methods[row].first_trade
        traded += venue.trade_numbers[row] + 1 - first
    for slot in range(1, venue.deals_used + 1):
        traded += state.deals[slot].alive
    if traded > 0:
        ack.value = traded
        return Reason.DAY_TRADED
    return Reason.NONE


@compiled
def restore_totals(totals: Totals, before: Totals, new_year: Truth) -> None:
    """Give back the day's totals of every method, and the year's where the year began anew."""
    for row in range(METHODS):
        day = place_of(row, TotalsKind.DAY)
        totals[day] = before[day]
        if new_year:
            year = place_of(row, TotalsKind.YEAR)
            totals[year] = before[year]


@compiled
def restore_instrument(instrument: Instrument, new_year: Truth) -> None:
    """An instrument as it was shown before the day."""
    restore_totals(instrument.totals, instrument.totals_before, new_year)
    instrument.base_price = instrument.prices_before[0]
    instrument.lower = instrument.prices_before[1]
    instrument.upper = instrument.prices_before[2]
    instrument.last = instrument.prices_before[3]
    instrument.open = 0


@compiled
def restore_day(state: State) -> None:
    """Date, phase and tape hash of the day before, and its place as the newest in the ring."""
    venue = state.venue
    state.days[venue.ordinal % DAY_RING] = venue.day_before[0]
    venue.ordinal -= 1
    if venue.ordinal == 0:
        venue.phase = Phase.NO_DAY
        venue.date = 0
        venue.tape_hash = np.uint64(0)
    else:
        last = state.days[venue.ordinal % DAY_RING]
        venue.phase = Phase.ENDED
        venue.date = last.date
        venue.tape_hash = last.tape_hash


@compiled
def take_back_day(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """TAKE_BACK_DAY: the acknowledgement carries how much was withdrawn and the date before."""
    reason = check_take_back(state, command, ack)
    if reason != Reason.NONE:
        return reason
    venue = state.venue
    halts.drop_calls(state)
    ack.number = withdraw(state, outbox, 0, 0, 0, Reason.WITHDRAWN_WITH_DAY)
    ack.number += auction.break_off_sessions(state, outbox, Reason.WITHDRAWN_WITH_DAY)
    leave_desk(state, outbox, 0, 0, Reason.WITHDRAWN_WITH_DAY)
    date = venue.date
    restore_day(state)
    new_year = venue.date != 0 and venue.date // 10_000 != date // 10_000
    restore_totals(venue.totals, venue.totals_before, new_year)
    for number in range(1, venue.instruments_used + 1):
        if state.instruments[number].open:
            restore_instrument(state.instruments[number], new_year)
    fee_schedule.take_back(state)
    ack.phase = venue.phase
    ack.value = venue.date
    return Reason.NONE
