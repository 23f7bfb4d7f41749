"""The resale rule of credits: an account that has bought may not sell the same product, and one
that has sold may not buy it, until a number of trading days is over.

The rule: a trade on trading day d leaves the other side of the product to the account again from
trading day d + `opposite_days` on, five for credits: Monday to the next Monday where no holiday
lies between. Days are those that the venue has started. It is of the account and the product: a
purchase also bars units that were held before (`opposite_scope` 0), because the way from a sale to
a purchase can only be read so. With `opposite_scope` 1 it is of the units bought alone: they are
sellable once that number of days has begun (engine/rules/t_plus_1.py), and nothing else is barred.

It binds buying and selling, nothing else: units bought may leave for the registry as soon as their
day is settled (`check_leaving`), sellable or not.

It is checked when an order is entered, of every method of trading. What is open counts as traded:
while an account's order, intent, deal, bid or auction of one side is open, the other side is
refused, so that no later fill breaks the rule. A trade that is undone was none; one that could not
be delivered was one.

Where it is applied: `check_side` by new orders, also of a call, by intents, their acceptance, terms
that are confirmed, bids, and sessions of auctions; `check_open` by an auction that is accepted.
`note_trade` and `note_undone` keep the last day of each side, where the rule is in force. In an
instrument without locks resting sells are not seen.

Source: trading and settlement rules of the national market of voluntary emission reductions, art.
29 (at least five trading days); the scope is our reading, so it is a parameter.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, ResaleScope, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Instrument,
    InstrumentNumber,
    Place,
    ReasonNumber,
    SideNumber,
    Slot,
    State,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import fund_checks
from engine.units import DAY_RING

BOUGHT, SOLD = 0, 1  # places of a holding's sides


@compiled
def bars_account(instrument: Instrument) -> Truth:
    """Whether a trade bars the account's other side."""
    entity = instrument.parameters[Parameter.OPPOSITE_SCOPE] == ResaleScope.ENTITY
    return instrument.parameters[Parameter.OPPOSITE_DAYS] != 0 and entity


@compiled
def is_open(state: State, slot: Slot, side: SideNumber) -> Truth:
    """Whether a holding's account may still trade on a side by what it has entered."""
    if side == Side.SELL:
        return state.holdings[slot].locked > 0
    detail = state.holding_details[slot]
    return detail.open_buys + detail.promised > 0


@compiled
def check_open(
    state: State, slot: Slot, number: InstrumentNumber, side: SideNumber
) -> ReasonNumber:
    """OPPOSITE_SIDE_OPEN where something of the account on the other side is open."""
    if slot == 0 or not bars_account(state.instruments[number]):
        return Reason.NONE
    other = np.int64(Side.SELL) if side == Side.BUY else np.int64(Side.BUY)
    return Reason.OPPOSITE_SIDE_OPEN if is_open(state, slot, other) else Reason.NONE


@compiled
def check_side(
    state: State, slot: Slot, number: InstrumentNumber, side: SideNumber, ack: Acknowledgement
) -> ReasonNumber:
    """OPPOSITE_SIDE_TRADED with the trading days to wait, then `check_open`; slot: of the account's
    holding, 0 when it has none.
    """
    instrument = state.instruments[number]
    if slot == 0 or not bars_account(instrument):
        return Reason.NONE
    traded = state.holding_sides[slot].traded[SOLD if side == Side.BUY else BOUGHT]
    wait = traded.day + instrument.parameters[Parameter.OPPOSITE_DAYS] - state.venue.ordinal
    if traded.day != 0 and wait > 0:
        ack.value = wait
        return Reason.OPPOSITE_SIDE_TRADED
    return check_open(state, slot, number, side)


@compiled
def note_side(state: State, slot: Slot, place: Place, quantity: Tonnes) -> None:
    """Keep a trade of today on one side of a holding."""
    traded = state.holding_sides[slot].traded[place]
    if traded.day != state.venue.ordinal:
        traded.before = traded.day
        traded.day = state.venue.ordinal
        traded.quantity = 0
    traded.quantity += quantity


@compiled
def note_trade(
    state: State, number: InstrumentNumber, buyer: Slot, seller: Slot, quantity: Tonnes
) -> None:
    """Keep a trade between two holdings, where the rule is in force."""
    if state.instruments[number].parameters[Parameter.OPPOSITE_DAYS] != 0:
        note_side(state, buyer, np.int64(BOUGHT), quantity)
        note_side(state, seller, np.int64(SOLD), quantity)


@compiled
def undo_side(state: State, slot: Slot, place: Place, quantity: Tonnes) -> None:
    """Take a trade of today off one side; without any left its last day is that before."""
    traded = state.holding_sides[slot].traded[place]
    traded.quantity -= quantity
    if traded.quantity == 0:
        traded.day = traded.before


@compiled
def note_undone(
    state: State, number: InstrumentNumber, buyer: Slot, seller: Slot, quantity: Tonnes
) -> None:
    """A trade of today is undone."""
    if state.instruments[number].parameters[Parameter.OPPOSITE_DAYS] != 0:
        undo_side(state, buyer, np.int64(BOUGHT), quantity)
        undo_side(state, seller, np.int64(SOLD), quantity)


@compiled
def delivered(state: State, slot: Slot, number: InstrumentNumber) -> Tonnes:
    """Units that are not sellable yet but may leave: bought on days that are settled, where the
    rule is in force.
    """
    units = np.int64(0)
    if state.instruments[number].parameters[Parameter.OPPOSITE_DAYS] != 0:
        for bucket in range(DAY_RING):
            if state.days[bucket].settled:
                units += state.holding_details[slot].bought_by_day[bucket]
    return units


@compiled
def check_leaving(
    state: State, slot: Slot, number: InstrumentNumber, quantity: Tonnes, ack: Acknowledgement
) -> ReasonNumber:
    """Enough units that may leave: sellable ones, and those that were delivered."""
    more = delivered(state, slot, number)
    if more == 0:
        return fund_checks.check_units(state, slot, quantity, ack)
    holding = state.holdings[slot]
    if holding.available + more >= quantity:
        return Reason.NONE
    ack.value = holding.available + more
    waiting = holding.available + holding.bought >= quantity
    return Reason.UNITS_BOUGHT_NOT_YET_SELLABLE if waiting else Reason.UNITS_INSUFFICIENT


@compiled
def take_out(state: State, slot: Slot, number: InstrumentNumber, quantity: Tonnes) -> None:
    """Units leave: first those that were delivered and are not sellable, from the oldest day on."""
    holding, left = state.holdings[slot], quantity
    if delivered(state, slot, number) > 0:
        ring = state.holding_details[slot].bought_by_day
        for after in range(1, DAY_RING + 1):
            bucket = (state.venue.ordinal + after) % DAY_RING
            if state.days[bucket].settled:
                taken = min(left, ring[bucket])
                ring[bucket] -= taken
                holding.bought -= taken
                left -= taken
    holding.available -= left
