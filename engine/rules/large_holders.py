"""Large holders (大户报告): a holding that reaches a share of its maximum, or is below it again."""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    BasisPoints,
    Fen,
    InstrumentNumber,
    Order,
    Outbox,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import EventKind
from engine.rules import holdings
from engine.rules.limit_sums import count_open, count_traded
from engine.rules.outbox import speak
from engine.units import WHOLE_BP


@compiled
def maximum_of(
    state: State, account: AccountNumber, number: InstrumentNumber, slot: Slot
) -> Tonnes:
    """The maximum holding in force for an account in an instrument; slot: of its holding or 0; 0:
    none.
    """
    own = state.holding_details[slot].maximum if slot != 0 else np.int64(0)
    return own - 1 if own != 0 else state.instruments[number].parameters[Parameter.MAXIMUM_HOLDING]


@compiled
def held(state: State, slot: Slot) -> Tonnes:
    """All units of a holding."""
    holding = state.holdings[slot]
    return holding.available + holding.locked + holding.bought


@compiled
def note_fill(
    state: State, outbox: Outbox, taker: Order, maker: Order, price: Ticks, quantity: Tonnes
) -> None:
    """Count a fill for both orders, and report holdings that cross the large-holder threshold, the
    taker's first.
    """
    count_open(state, taker, -quantity, -quantity * taker.price)
    count_open(state, maker, -quantity, -quantity * maker.price)
    count_traded(state, taker.account, price * quantity)
    count_traded(state, maker.account, price * quantity)
    watch_holding(state, outbox, np.int64(taker.holding))
    watch_holding(state, outbox, np.int64(maker.holding))


@compiled
def note_trade(
    state: State,
    outbox: Outbox,
    number: InstrumentNumber,
    buyer: AccountNumber,
    seller: AccountNumber,
    amount_fen: Fen,
) -> None:
    """Count a trade made outside the book, and report holdings that cross the threshold, the
    buyer's first.
    """
    count_traded(state, buyer, amount_fen)
    count_traded(state, seller, amount_fen)
    watch_holding(state, outbox, holdings.find_holding(state, buyer, number))
    watch_holding(state, outbox, holdings.find_holding(state, seller, number))


@compiled
def threshold_of(maximum: Tonnes, share_bp: BasisPoints) -> Tonnes:
    """Holding from which on an account is a large holder, rounded up to a tonne; 0: no
    threshold.
    """
    return (maximum * share_bp + WHOLE_BP - 1) // WHOLE_BP


@compiled
def watch_holding(state: State, outbox: Outbox, slot: Slot) -> None:
    """LARGE_HOLDER when a holding has reached its threshold, LARGE_HOLDER_ENDED when it is below
    again; once each.
    """
    holding, detail = state.holdings[slot], state.holding_details[slot]
    maximum = maximum_of(state, np.int64(holding.account), np.int64(holding.instrument), slot)
    threshold = threshold_of(
        maximum, state.instruments[holding.instrument].parameters[Parameter.LARGE_HOLDER_BP]
    )
    large = 1 if threshold != 0 and held(state, slot) >= threshold else 0
    if large == detail.large:
        return
    detail.large = large
    event = speak(state, outbox, EventKind.LARGE_HOLDER if large else EventKind.LARGE_HOLDER_ENDED)
    event.account = holding.account
    event.instrument = holding.instrument
    event.quantity = held(state, slot)
    event.value = maximum
    event.number = threshold
