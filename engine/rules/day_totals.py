"""Totals of the day, the year and all time: cleared, carried on, reported."""

from __future__ import annotations

from engine.commands import Method, TotalsKind
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Event,
    InstrumentNumber,
    Outbox,
    Place,
    State,
    Total,
    Totals,
    TotalsNumber,
)
from engine.events import EventKind
from engine.rules.outbox import speak
from engine.rules.state import AUCTION_ROW, BLOCK_ROW, LISTED_ROW, METHODS
from engine.rules.trades import place_of


@compiled
def clear_total(total: Total) -> None:
    """Begin a running total anew."""
    total.count = 0
    total.quantity = 0
    total.amount_fen = 0


@compiled
def clear_totals(totals: Totals, kind: TotalsNumber) -> None:
    """Begin the totals of a kind anew for every method."""
    for row in range(METHODS):
        clear_total(totals[place_of(row, kind)])


@compiled
def begin_year(state: State) -> None:
    """Begin the year's totals anew for the venue and every instrument."""
    clear_totals(state.venue.totals, TotalsKind.YEAR)
    for number in range(1, state.venue.instruments_used + 1):
        clear_totals(state.instruments[number].totals, TotalsKind.YEAR)


@compiled
def add_total(total: Total, other: Total) -> None:
    """Add one total to another."""
    total.count += other.count
    total.quantity += other.quantity
    total.amount_fen += other.amount_fen


@compiled
def carry_on(totals: Totals) -> None:
    """Add the day's figures of every method to those of the year and of all time."""
    for row in range(METHODS):
        for kind in range(TotalsKind.YEAR, TotalsKind.CUMULATIVE + 1):
            add_total(totals[place_of(row, kind)], totals[place_of(row, TotalsKind.DAY)])


@compiled
def tell_total(
    state: State,
    outbox: Outbox,
    number: InstrumentNumber,
    totals: Totals,
    first: Place,
    last: Place,
    kind: TotalsNumber,
) -> Event:
    """One TOTALS event over the methods from row `first` to `last`: of the day, the year or all
    time; number 0 is the venue.
    """
    event = speak(state, outbox, EventKind.TOTALS)
    event.instrument = number
    event.date = state.venue.date
    event.parameter = kind
    for row in range(first, last + 1):
        total = totals[place_of(row, kind)]
        event.number += total.count
        event.quantity += total.quantity
        event.amount_fen += total.amount_fen
    return event


@compiled
def tell_totals(state: State, outbox: Outbox, number: InstrumentNumber, totals: Totals) -> None:
    """All methods together, and then each method beside listed trading alone, once the venue knows
    trades of it.
    """
    for kind in range(TotalsKind.DAY, TotalsKind.CUMULATIVE + 1):
        tell_total(state, outbox, number, totals, LISTED_ROW, AUCTION_ROW, kind)
    for row in range(BLOCK_ROW, AUCTION_ROW + 1):
        if state.venue.methods_used[row]:
            for kind in range(TotalsKind.DAY, TotalsKind.CUMULATIVE + 1):
                event = tell_total(state, outbox, number, totals, row, row, kind)
                event.method = Method.BLOCK if row == BLOCK_ROW else Method.AUCTION
