"""Trading and settlement fees: rates in parts per million with a minimum, on an order's cumulative
amount.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import Fen, Instrument, Order, OrderDetail, Ppm, SideNumber, State

PPM = 1_000_000


@compiled
def fee_of(amount_fen: Fen, ppm: Ppm, minimum_fen: Fen) -> Fen:
    """Fee on a cumulative amount: rounded half up to the fen, at least the minimum once anything
    was traded.
    """
    if amount_fen == 0:
        return np.int64(0)
    whole = amount_fen // PPM * ppm
    fee = whole + (amount_fen % PPM * ppm * 2 + PPM) // (2 * PPM)
    return max(fee, minimum_fen)


@compiled
def fee_bound(amount_fen: Fen, ppm: Ppm, minimum_fen: Fen) -> Fen:
    """The same fee rounded up: what a lock takes, never less than what is charged."""
    if amount_fen == 0:
        return np.int64(0)
    whole = amount_fen // PPM * ppm
    return max(whole + (amount_fen % PPM * ppm + PPM - 1) // PPM, minimum_fen)


@compiled
def fees_bound(instrument: Instrument, amount_fen: Fen) -> Fen:
    """Both fees on an amount, rounded up."""
    if instrument.fees == 0:
        return np.int64(0)
    parameters = instrument.parameters
    trading = fee_bound(
        amount_fen, parameters[Parameter.TRADING_FEE_PPM], parameters[Parameter.TRADING_FEE_MIN_FEN]
    )
    return trading + fee_bound(
        amount_fen,
        parameters[Parameter.SETTLEMENT_FEE_PPM],
        parameters[Parameter.SETTLEMENT_FEE_MIN_FEN],
    )


@compiled
def trading_fee(instrument: Instrument, amount_fen: Fen) -> Fen:
    """Trading fee on an order's cumulative amount."""
    if instrument.fees == 0:
        return np.int64(0)
    parameters = instrument.parameters
    return fee_of(
        amount_fen, parameters[Parameter.TRADING_FEE_PPM], parameters[Parameter.TRADING_FEE_MIN_FEN]
    )


@compiled
def settlement_fee(instrument: Instrument, amount_fen: Fen) -> Fen:
    """Settlement fee on an order's cumulative amount."""
    if instrument.fees == 0:
        return np.int64(0)
    parameters = instrument.parameters
    return fee_of(
        amount_fen,
        parameters[Parameter.SETTLEMENT_FEE_PPM],
        parameters[Parameter.SETTLEMENT_FEE_MIN_FEN],
    )


@compiled_inline
def detail_of(state: State, order: Order) -> OrderDetail:
    """What is kept of an order apart from its hot record."""
    return state.order_details[order.order_id % state.orders.shape[0]]


@compiled
def fees_on(instrument: Instrument, side: SideNumber, amount_fen: Fen) -> tuple[Fen, Fen]:
    """Trading and settlement fee of one side on an amount.

    A seller's fees never exceed what was brought in, so a minimum fee cannot make a seller owe.
    """
    trading = trading_fee(instrument, amount_fen)
    settlement = settlement_fee(instrument, amount_fen)
    if side == Side.SELL:
        trading = min(trading, amount_fen)
        settlement = min(settlement, amount_fen - trading)
    return trading, settlement


@compiled_inline
def take_fees(state: State, trading_fen: Fen, settlement_fen: Fen) -> None:
    """Fees become income of the exchange."""
    state.venue.trading_fees_fen += trading_fen
    state.venue.settlement_fees_fen += settlement_fen


@compiled
def charge(state: State, instrument: Instrument, order: Order, amount_fen: Fen) -> Fen:
    """Take the fees of a fill: those on the order's cumulative amount less what was charged before;
    their sum.
    """
    detail = detail_of(state, order)
    detail.amount_fen += amount_fen
    trading, settlement = fees_on(instrument, order.side, detail.amount_fen)
    charged = trading - detail.trading_fee_fen + settlement - detail.settlement_fee_fen
    take_fees(state, trading - detail.trading_fee_fen, settlement - detail.settlement_fee_fen)
    detail.trading_fee_fen = trading
    detail.settlement_fee_fen = settlement
    return charged
