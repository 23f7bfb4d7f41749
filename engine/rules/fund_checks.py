"""Whether an account has the cash and the units, and whether the venue's sums have room."""

from __future__ import annotations

import numpy as np

from engine.commands import Side, TotalsKind
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Fen,
    Holding,
    Instrument,
    Order,
    ReasonNumber,
    State,
    Ticks,
    Tonnes,
)
from engine.events import Reason
from engine.rules import fees, locks

# Of listed trades; past it a running amount, or cash without locks, could leave int64 with one more
# order.
TOTALS_MAX_FEN = 5 * 10**18


@compiled_inline
def check_totals(state: State, ack: Acknowledgement) -> ReasonNumber:
    """AMOUNT_TOO_LARGE when the venue's running amount leaves no room for another order."""
    totals = state.venue.totals
    if (
        totals[TotalsKind.CUMULATIVE].amount_fen + totals[TotalsKind.DAY].amount_fen
        > TOTALS_MAX_FEN
    ):
        ack.value = TOTALS_MAX_FEN
        return Reason.AMOUNT_TOO_LARGE
    return Reason.NONE


@compiled
def check_units(
    state: State, holding: Holding, quantity: Tonnes, ack: Acknowledgement
) -> ReasonNumber:
    """Enough sellable units, with a reason of its own when they were only bought too lately."""
    available = state.holdings[holding].available
    if available >= quantity:
        return Reason.NONE
    ack.value = available
    if available + state.holdings[holding].bought >= quantity:
        return Reason.UNITS_BOUGHT_NOT_YET_SELLABLE
    return Reason.UNITS_INSUFFICIENT


@compiled_inline
def check_cash(
    state: State, account: AccountNumber, needed_fen: Fen, ack: Acknowledgement
) -> ReasonNumber:
    """Enough available cash."""
    available = state.accounts[account].cash_available_fen
    # giving back is always possible; one question, that is never a surprise
    if needed_fen > max(available, np.int64(0)):
        ack.value = available
        ack.amount_fen = needed_fen
        return Reason.CASH_INSUFFICIENT
    return Reason.NONE


@compiled_inline
def check_funds(
    state: State,
    instrument: Instrument,
    command: Command,
    holding: Holding,
    lock_fen: Fen,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Cash for what a buy locks, units for a sell; nothing where there are no locks."""
    units = locks.units_of(instrument, command.side, command.quantity)
    if units > max(state.holdings[holding].available, np.int64(0)):
        return check_units(state, np.int64(holding), units, ack)
    return check_cash(state, command.account, lock_fen, ack)


@compiled
def check_more(
    state: State,
    instrument: Instrument,
    order: Order,
    price: Ticks,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Whether the account can hold what an order with these new terms needs beyond what it holds
    already.
    """
    if instrument.unlocked:
        return Reason.NONE
    if order.side == Side.SELL:
        return check_units(state, np.int64(order.holding), quantity - order.leaves, ack)
    needed = price * quantity
    if instrument.fees:
        detail = fees.detail_of(state, order)
        needed += fees.fees_bound(instrument, detail.amount_fen + needed)
        needed -= detail.trading_fee_fen + detail.settlement_fee_fen
    return check_cash(state, order.account, needed - order.lock_fen, ack)
