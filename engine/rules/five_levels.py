"""The five-level rule: an order may take from the best five opposite price levels only.

The rule: the taker of a listed quote sees the best five price levels of the other side and may
trade with those, best price first; it never trades past the fifth level that there was when it
arrived. What is left of it could only trade further on, so it does not rest: it is cancelled with
the reason BEYOND_FIVE_LEVELS. An order that has taken fewer levels and no longer crosses the other
side rests, if it is a day order. Fill or kill measures what is within the five levels. A level that
holds orders of the taker's own account counts as one of the five. A directed take is at the best
level, the first of the five.

Where it is applied: `match` decides for every order that trades on arrival; the look ahead of
fill-or-kill orders and market buys counts the same levels (engine/rules/sweep.py). The opening call
trades all orders at one price and knows no levels (engine/rules/opening_call/). The feed shows five
levels (`engine.units.VISIBLE_LEVELS`, marketdata/depth.py). The number is the instrument's
parameter `levels`, 5 by default; 0 lifts the rule.

Source: the trading rules' text on the listed agreement (挂牌协议). That the fifth level is counted
when the order arrives is this venue's reading of it.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Side, TimeInForce
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Instrument,
    Order,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import book
from engine.rules.matching import take_level
from engine.rules.withdrawal import cancel_order, retire


@compiled_inline
def match(
    state: State, outbox: Outbox, instrument: Instrument, order: Order, ordinary: Truth
) -> tuple[ReasonNumber, Tonnes]:
    """Fill an order against the opposite side: why what is left must go, NONE when it may rest; and
    how much is left.
    """
    opposite = Side.SELL if order.side == Side.BUY else Side.BUY
    worst = book.key_of(instrument, opposite, order.price)
    levels = instrument.parameters[Parameter.LEVELS]
    taken, left = np.int64(0), order.leaves
    while left > 0:
        key = instrument.best[book.side_index(opposite)]
        if key < worst:
            break
        if levels != 0 and taken == levels:
            return np.int64(Reason.BEYOND_FIVE_LEVELS), left
        reason, left = take_level(state, outbox, instrument, order, opposite, key, ordinary)
        if reason != Reason.NONE:
            return reason, left
        taken += 1
    return np.int64(Reason.NONE), left


@compiled_inline
def match_and_rest(
    state: State, outbox: Outbox, instrument: Instrument, slot: Slot, market: Truth, ordinary: Truth
) -> None:
    """Match, then rest, retire or cancel what is left; of a market order nothing rests.

    A filled one holds nothing any more.
    """
    order = state.orders[slot]
    reason, left = match(state, outbox, instrument, order, ordinary)
    if left == 0:
        retire(state, slot)
    elif reason == Reason.NONE and order.time_in_force == TimeInForce.DAY and not market:
        book.join(state, instrument, slot)
    else:
        cancel_remainder(state, outbox, slot, reason, market)


@compiled
def cancel_remainder(
    state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber, market: Truth
) -> None:
    """Say why what is left does not rest: what matching met, else that the order is of a kind that
    never rests.
    """
    if market:
        state.orders[slot].price = 0
    if reason != Reason.NONE:
        cancel_order(state, outbox, slot, reason)
    else:
        cancel_order(
            state, outbox, slot, Reason.MARKET_REMAINDER if market else Reason.IOC_REMAINDER
        )
