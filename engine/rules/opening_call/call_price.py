"""The one price at which a call ends."""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import Instrument, SideNumber, State, Ticks, Tonnes, Truth
from engine.rules import book
from engine.rules.state import RESTING_AT_MARKET


@compiled
def level_quantity(state: State, instrument: Instrument, side: SideNumber, price: Ticks) -> Tonnes:
    """Open quantity at one price of a side."""
    key = book.key_of(instrument, side, price)
    slot = np.int64(state.levels[book.place_of(state, instrument, side, key)].head)
    total = np.int64(0)
    while slot != 0:
        total += state.orders[slot].leaves
        slot = np.int64(state.links[slot].next)
    return total


@compiled
def demand_of(state: State, instrument: Instrument) -> Tonnes:
    """Open quantity of all buys."""
    total = np.int64(0)
    key = instrument.best[book.side_index(Side.BUY)]
    while key >= 0:
        total += level_quantity(
            state, instrument, np.int64(Side.BUY), book.price_of(instrument, Side.BUY, key)
        )
        key = book.next_key(state, instrument, Side.BUY, key)
    return total


@compiled
def reference_of(instrument: Instrument) -> Ticks:
    """The last price of the day, before the first trade the base price."""
    return instrument.last if instrument.last != 0 else instrument.base_price


@compiled
def anchor_of(instrument: Instrument) -> Ticks:
    """The reference, or the nearest price on the tick inside the limits, the higher of two."""
    tick, base = instrument.parameters[Parameter.TICK], reference_of(instrument)
    price = (2 * base + tick) // (2 * tick) * tick
    if price > instrument.upper:
        return price - tick
    return price + tick if price < instrument.lower else price


@compiled
def has_limit(state: State, instrument: Instrument, side: SideNumber, price: Ticks) -> Truth:
    """Whether an order has this limit; those at market come first in a level (`market_first`)."""
    key = book.key_of(instrument, side, price)
    slot = np.int64(state.levels[book.place_of(state, instrument, side, key)].tail)
    return slot != 0 and state.orders[slot].resting != RESTING_AT_MARKET


@compiled
def is_candidate(state: State, instrument: Instrument, price: Ticks) -> Truth:
    """Whether the call may end at a price: the limit of an order, or the reference."""
    if price == anchor_of(instrument) or has_limit(state, instrument, np.int64(Side.BUY), price):
        return True
    return has_limit(state, instrument, np.int64(Side.SELL), price)


@compiled
def call_price(state: State, instrument: Instrument) -> tuple[Ticks, Tonnes, Tonnes]:
    """(price, volume, surplus of buys over sells) of the uncross; volume 0: nothing trades.

    Candidates are tried from the lower limit up; of those equally good the lowest, the highest, the
    nearest to the reference and the sides of their surpluses are kept.
    """
    demand, supply = demand_of(state, instrument), np.int64(0)
    volume, least, reference = np.int64(0), np.int64(0), reference_of(instrument)
    lowest = highest = nearest = near_surplus = np.int64(0)
    of_buys = of_sells = False
    for price in range(instrument.lower, instrument.upper + 1):
        supply += level_quantity(state, instrument, np.int64(Side.SELL), price)
        traded, surplus = min(demand, supply), demand - supply
        good = traded > volume or (traded == volume and abs(surplus) <= least)
        if traded > 0 and good and is_candidate(state, instrument, np.int64(price)):
            if traded > volume or abs(surplus) < least:
                volume, least = traded, abs(surplus)
                lowest = nearest = np.int64(price)
                near_surplus = surplus
                of_buys = of_sells = True
            highest = np.int64(price)
            of_buys = of_buys and surplus > 0
            of_sells = of_sells and surplus < 0
            if abs(price - reference) <= abs(nearest - reference):
                nearest, near_surplus = np.int64(price), surplus
        demand -= level_quantity(state, instrument, np.int64(Side.BUY), price)
    if of_buys and volume > 0:
        return highest, volume, least
    if of_sells and volume > 0:
        return lowest, volume, -least
    return nearest, volume, near_surplus
