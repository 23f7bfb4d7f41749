"""The trading day: opening with its price limits, phases, close.

The order is fixed: START_DAY, SET_PHASE forward to closed (the system withdraws what rests),
END_DAY (closes are computed), CLEARING_RESULT, SETTLEMENT_DONE, then the next START_DAY. The
exchange may open a day over an unsettled one by OVERRIDE; what was bought on the unsettled day
stays unsellable until it is settled. A day without trades that should not have been started can be
taken back until it ends (engine/rules/take_back.py). Checks of START_DAY: date, day in progress,
later than the last, last settled or overridden, unsettled days, ladders. After END_DAY:
engine/rules/settlement.py.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Phase, TotalsKind
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    InstrumentNumber,
    Outbox,
    Place,
    ReasonNumber,
    State,
)
from engine.events import FIRST_DAY, EventKind, Reason
from engine.rules import fee_schedule, halts, parameters
from engine.rules.auction import sessions as auction
from engine.rules.block.desk import close_desk, open_desk
from engine.rules.day_start import check_start, ladder_span
from engine.rules.day_totals import add_total, begin_year, carry_on, clear_totals, tell_totals
from engine.rules.day_trades import forget_settled
from engine.rules.opening_call import uncross
from engine.rules.outbox import speak
from engine.rules.price_limits import limit_price
from engine.rules.state import METHODS
from engine.rules.supervision import end_suspensions
from engine.rules.t_plus_1 import enter_rings, free_due
from engine.rules.take_back import keep_before
from engine.rules.trades import place_of
from engine.rules.withdrawal import withdraw
from engine.units import DAY_RING


@compiled
def open_instrument(state: State, outbox: Outbox, number: InstrumentNumber, ladder: Place) -> None:
    """Fix an instrument's base, limits and ladder for the day and say so."""
    instrument = state.instruments[number]
    band_bp = instrument.parameters[Parameter.BAND_BP]
    instrument.open = 1
    instrument.base_price = instrument.close
    tick = instrument.parameters[Parameter.TICK]
    instrument.lower = limit_price(instrument.base_price, band_bp, -1, tick)
    instrument.upper = limit_price(instrument.base_price, band_bp, 1, tick)
    instrument.ladder = ladder
    instrument.last = 0
    clear_totals(instrument.totals, TotalsKind.DAY)
    event = speak(state, outbox, EventKind.INSTRUMENT_DAY)
    event.instrument = number
    event.date = state.venue.date
    event.price = instrument.base_price
    event.leaves = instrument.lower
    event.value = instrument.upper
    event["flags"] = FIRST_DAY if instrument.first_day else 0


@compiled
def begin_record(state: State) -> None:
    """Open the day's entry in the ring of days."""
    venue = state.venue
    day = state.days[venue.ordinal % DAY_RING]
    day.ordinal = venue.ordinal
    day.first_event = venue.event_sequence
    day.date = venue.date
    day.ended = 0
    day.confirmed = 0
    day.settled = 0
    day.count = 0
    day.quantity = 0
    day.amount_fen = 0
    day.tape_hash = 0
    day.failed = 0
    for row in range(METHODS):
        day.methods[row].first_trade = venue.trade_numbers[row] + 1
        day.methods[row].count = 0
        day.methods[row].last_failed = 0


@compiled
def start_day(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """START_DAY: parameters that wait, price limits from the last closes, what has become due."""
    reason = check_start(state, command, ack)
    if reason != Reason.NONE:
        return reason
    keep_before(state)
    venue = state.venue
    if venue.date != 0 and venue.date // 10_000 != command.date // 10_000:
        begin_year(state)
    venue.date = command.date
    venue.phase = Phase.PRE_OPEN
    venue.ordinal += 1
    venue.tape_hash = np.uint64(command.date)
    ack.phase = venue.phase
    venue.start_event = venue.event_sequence
    begin_record(state)
    forget_settled(state)
    clear_totals(venue.totals, TotalsKind.DAY)
    open_desk(state)
    ladder = np.int64(0)
    for number in range(1, venue.instruments_used + 1):
        if state.instruments[number].listed:
            parameters.come_into_force(state, np.int64(number))
            fee_schedule.come_due(state, np.int64(number), np.int64(command.date))
            open_instrument(state, outbox, number, ladder)
            ladder += ladder_span(state, np.int64(number))
    fee_schedule.tell_due(state, outbox, np.int64(command.date))
    free_due(state, outbox)
    end_suspensions(state, outbox)
    auction.forget_ended(state)
    return Reason.NONE


@compiled
def set_phase(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """SET_PHASE: forward only; the end of pre-open uncrosses the opening call, the end of a session
    a call that ends a halt; closed ends all that is open.

    Resting orders and bids of sessions still open are withdrawn (系统撤单), intents and dialogues
    end, deals are entered.
    """
    venue = state.venue
    if command.phase < Phase.PRE_OPEN or command.phase > Phase.CLOSED:
        return Reason.PHASE_UNKNOWN
    if venue.phase == Phase.NO_DAY or venue.phase == Phase.ENDED or command.phase <= venue.phase:
        ack.value = venue.phase
        return Reason.PHASE_OUT_OF_ORDER
    called = venue.phase == Phase.PRE_OPEN and command.phase != Phase.CLOSED
    if command.phase == Phase.CLOSED:
        halts.drop_calls(state)
    else:
        halts.end_calls(state, outbox)
    venue.phase = command.phase
    ack.phase = venue.phase
    if called:
        uncross.end_call(state, outbox)
    if venue.phase == Phase.CLOSED:
        ack.number = withdraw(state, outbox, 0, 0, 0, Reason.WITHDRAWN_AT_CLOSE)
        ack.number += auction.break_off_sessions(state, outbox, Reason.WITHDRAWN_AT_CLOSE)
        close_desk(state, outbox)
    return Reason.NONE


@compiled
def close_instrument(state: State, outbox: Outbox, number: InstrumentNumber) -> None:
    """Close = amount / quantity of the day's listed trades, half up; without trades the base."""
    instrument = state.instruments[number]
    day = instrument.totals[TotalsKind.DAY]
    carry_on(instrument.totals)
    if day.quantity > 0:
        twice = 2 * (day.amount_fen % day.quantity) + day.quantity
        instrument.close = twice // (2 * day.quantity)
        instrument.close += day.amount_fen // day.quantity
    else:
        instrument.close = instrument.base_price
    instrument.open = 0
    instrument.first_day = 0
    event = speak(state, outbox, EventKind.INSTRUMENT_CLOSE)
    event.instrument = number
    event.date = state.venue.date
    event.price = instrument.close
    event.value = instrument.base_price
    event.number = day.count
    event.quantity = day.quantity
    event.amount_fen = day.amount_fen


@compiled
def end_record(state: State, outbox: Outbox) -> None:
    """Fix the figures a clearing result will be held against."""
    venue = state.venue
    day = state.days[venue.ordinal % DAY_RING]
    day.ended = 1
    for row in range(METHODS):
        total = venue.totals[place_of(row, TotalsKind.DAY)]
        # numbers given: those of trades that were undone among them
        day.methods[row].count = venue.trade_numbers[row] + 1 - day.methods[row].first_trade
        add_total(day, total)
    day.tape_hash = venue.tape_hash
    event = speak(state, outbox, EventKind.DAY_FIGURES)
    event.date = day.date
    event.number = day.count
    event.quantity = day.quantity
    event.amount_fen = day.amount_fen
    event.tape_hash = day.tape_hash


@compiled
def end_day(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """END_DAY: after closed; closes, totals and the day's figures."""
    venue = state.venue
    if venue.phase != Phase.CLOSED:
        ack.value = venue.phase
        return Reason.DAY_NOT_CLOSED
    venue.phase = Phase.ENDED
    ack.phase = venue.phase
    ack.date = venue.date
    fee_schedule.forget_due(state)
    enter_rings(state)
    carry_on(venue.totals)
    for number in range(1, venue.instruments_used + 1):
        if state.instruments[number].open:
            close_instrument(state, outbox, number)
    tell_totals(state, outbox, 0, venue.totals)
    for number in range(1, venue.instruments_used + 1):
        if state.instruments[number].listed:
            tell_totals(state, outbox, number, state.instruments[number].totals)
    end_record(state, outbox)
    return Reason.NONE
