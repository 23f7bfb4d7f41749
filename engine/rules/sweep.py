"""What an order would trade with if it arrived now: the opposite side read within its price, its
levels and its self-trade rule.

Fill or kill asks for the quantity, a market buy for the cash: nothing happens between the look and
the fills, so both are exact.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, SelfTrade, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Fen,
    Instrument,
    Order,
    ReasonNumber,
    SideNumber,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import book, fees


@compiled
def limit_of(instrument: Instrument, side: SideNumber) -> Ticks:
    """The worst price a market order may trade at: the day's upper limit for a buy, the lower one
    for a sell.
    """
    return instrument.upper if side == Side.BUY else instrument.lower


@compiled
def sweep(
    state: State,
    instrument: Instrument,
    account: AccountNumber,
    side: SideNumber,
    limit: Ticks,
    quantity: Tonnes,
) -> tuple[Tonnes, Fen]:
    """(t, fen) that an order for `quantity` with this limit would trade; less than `quantity` when
    it would stop before.
    """
    opposite = Side.SELL if side == Side.BUY else Side.BUY
    levels = instrument.parameters[Parameter.LEVELS]
    mode = instrument.parameters[Parameter.SELF_TRADE]
    worst = book.key_of(instrument, opposite, limit)
    key = instrument.best[book.side_index(opposite)]
    found = np.int64(0)
    amount_fen = np.int64(0)
    while key >= 0 and key >= worst:
        price = book.price_of(instrument, opposite, key)
        slot = np.int64(state.levels[book.place_of(state, instrument, opposite, key)].head)
        while slot != 0 and found < quantity:
            resting = state.orders[slot]
            own = resting.account == account and mode != SelfTrade.ALLOW
            if own and mode != SelfTrade.CANCEL_RESTING and mode != SelfTrade.DECREMENT:
                return found, amount_fen
            if own and mode == SelfTrade.DECREMENT:
                quantity -= min(resting.leaves, quantity - found)
            if not own:
                taken = min(resting.leaves, quantity - found)
                found += taken
                amount_fen += taken * price
            slot = np.int64(state.links[slot].next)
        levels -= 1
        if levels == 0 or found == quantity:
            break
        key = book.next_key(state, instrument, opposite, key)
    return found, amount_fen


@compiled
def fillable(state: State, instrument: Instrument, order: Order) -> Truth:
    """Whether a fill-or-kill order can be filled whole within its price and the visible levels."""
    found, _ = sweep(state, instrument, order.account, order.side, order.price, order.leaves)
    return found == order.leaves


@compiled
def check_market_cash(
    state: State, instrument: Instrument, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Enough available cash for what a market buy will trade, with its fees rounded up."""
    limit = limit_of(instrument, command.side)
    _, amount_fen = sweep(state, instrument, command.account, command.side, limit, command.quantity)
    needed_fen = amount_fen + fees.fees_bound(instrument, amount_fen)
    available = state.accounts[command.account].cash_available_fen
    if needed_fen > 0 and available < needed_fen:
        ack.value = available
        ack.amount_fen = needed_fen
        return Reason.CASH_INSUFFICIENT
    return Reason.NONE
