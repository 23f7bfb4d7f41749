"""Commands about instruments and reference data: listing, price weights, opening totals."""

from __future__ import annotations

import numpy as np

from engine.commands import Phase, TotalsKind
from engine.compiler.jit import compiled, same_text
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Date,
    Outbox,
    ReasonNumber,
    State,
    Text,
    Truth,
)
from engine.events import EventKind, Reason
from engine.rules import access_checks, texts
from engine.rules.command_fields import (
    base_price_of,
    composite_close_of,
    denominator_of,
    market_of,
    method_of,
    totals_of,
)
from engine.rules.outbox import speak
from engine.rules.parameter_values import set_defaults
from engine.rules.state import LISTED_ROW, METHODS
from engine.rules.trades import OTHER_TOTALS_MAX_FEN, place_of, row_of
from engine.rules.venue_rules import market
from engine.units import DATE_MAX, DATE_MIN, PRICE_MAX, WEIGHTS_MAX

# totals brought in from before; with TOTALS_MAX_FEN traded on top they stay inside int64
OPENING_MAX = 10**18


@compiled
def code_taken(state: State, code: Text) -> Truth:
    """Whether a listed instrument has this code."""
    for number in range(1, state.venue.instruments_used + 1):
        if state.instruments[number].listed and same_text(state.instruments[number].code, code):
            return True
    return False


@compiled
def list_instrument(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """LIST_INSTRUMENT: number, code and base price; it opens with the next START_DAY.

    Checks: number, known, market, price.
    """
    number = command.instrument
    if number <= 0 or number >= state.instruments.shape[0]:
        ack.value = state.instruments.shape[0] - 1
        return Reason.INSTRUMENT_OUT_OF_RANGE
    instrument = state.instruments[number]
    if instrument.listed or code_taken(state, command.text):
        return Reason.INSTRUMENT_EXISTS
    if market_of(command) != market(state):
        ack.value = market(state)
        return Reason.INSTRUMENT_OF_OTHER_MARKET
    if base_price_of(command) <= 0:
        ack.value = 1
        return Reason.PRICE_NOT_POSITIVE
    if base_price_of(command) > PRICE_MAX:
        ack.value = PRICE_MAX
        return Reason.PRICE_ABOVE_LIMIT
    instrument.listed = 1
    instrument.first_day = 1
    instrument.code = command.text
    instrument.close = base_price_of(command)
    instrument.best[0] = -1
    instrument.best[1] = -1
    set_defaults(instrument)
    state.venue.instruments_used = max(state.venue.instruments_used, number)
    texts.keep_names(state, command, state.instrument_names[number])
    return Reason.NONE


@compiled
def set_price_weights(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SET_PRICE_WEIGHTS: exact fractions with one denominator that add up to 1, from a date on.

    The engine only checks and passes them on; the feed computes the composite. The running day
    takes them until its first listed trade, which fixes its composite. Checks: date, date past,
    too late, instruments (listed; of the running day: open, and so with a base price), sum.
    """
    if not date_valid(command.date):
        return Reason.DATE_INVALID
    if command.date < state.venue.date:
        ack.value = state.venue.date
        return Reason.WEIGHTS_DATE_PAST
    today = command.date == state.venue.date
    if today and composite_fixed(state):
        ack.value = state.venue.date
        return Reason.WEIGHTS_TOO_LATE
    total = np.int64(0)
    for index in range(WEIGHTS_MAX):
        number = np.int64(command.weight_instruments[index])
        if number != 0 and not access_checks.instrument_known(state, number):
            ack.instrument = number
            return Reason.INSTRUMENT_UNKNOWN
        weighed = number != 0 and command.weight_numerators[index] != 0
        if today and weighed and state.instruments[number].open == 0:
            ack.instrument = number
            return Reason.INSTRUMENT_NOT_OPEN
        if number != 0:
            total += np.int64(command.weight_numerators[index])
    if denominator_of(command) <= 0 or total != denominator_of(command):
        ack.quantity = total
        return Reason.WEIGHTS_NOT_ONE
    for index in range(WEIGHTS_MAX):
        number = np.int64(command.weight_instruments[index])
        if number != 0:
            event = speak(state, outbox, EventKind.PRICE_WEIGHT)
            event.instrument = number
            event.date = command.date
            event.quantity = command.weight_numerators[index]
            event.value = denominator_of(command)
    return Reason.NONE


@compiled
def composite_fixed(state: State) -> Truth:
    """Whether the day has traded in listed agreements, the call included, or is over."""
    traded = state.venue.totals[place_of(LISTED_ROW, TotalsKind.DAY)].count > 0
    return traded or state.venue.phase == Phase.ENDED


@compiled
def date_valid(date: Date) -> Truth:
    """Whether a yyyymmdd is a day of the Gregorian calendar in the years this system knows."""
    if date < DATE_MIN or date > DATE_MAX:
        return False
    year, month, day = date // 10_000, date // 100 % 100, date % 100
    if month < 1 or month > 12 or day < 1:
        return False
    if month == 2:
        leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
        return day <= (29 if leap else 28)
    short = month == 4 or month == 6 or month == 9 or month == 11
    return day <= (30 if short else 31)


@compiled
def open_totals(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """OPEN_TOTALS: what was traded by one method before this venue's log began.

    Checks: instrument, kind, method, amounts, nothing traded yet.
    """
    if command.instrument != 0 and not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    if totals_of(command) != TotalsKind.YEAR and totals_of(command) != TotalsKind.CUMULATIVE:
        return Reason.PARAMETER_UNKNOWN
    row = row_of(method_of(command))
    if row < 0:
        return Reason.METHOD_UNKNOWN
    most = OPENING_MAX if row == LISTED_ROW else OTHER_TOTALS_MAX_FEN
    if command.quantity < 0:
        return Reason.QUANTITY_NOT_POSITIVE
    if command.amount_fen < 0 or composite_close_of(command) < 0:
        return Reason.AMOUNT_NOT_POSITIVE
    if (
        command.amount_fen > most
        or command.quantity > most
        or composite_close_of(command) > PRICE_MAX
    ):
        ack.value = most
        return Reason.AMOUNT_TOO_LARGE
    for each in range(METHODS):
        if state.venue.trade_numbers[each] > 0:
            return Reason.TOTALS_AFTER_TRADING
    place = place_of(row, totals_of(command))
    state.venue.methods_used[row] = 1
    if command.instrument == 0:
        total = state.venue.totals[place]
        if composite_close_of(command) > 0:
            state.venue.composite_close = composite_close_of(command)
    else:
        total = state.instruments[command.instrument].totals[place]
    total.quantity = command.quantity
    total.amount_fen = command.amount_fen
    return Reason.NONE
