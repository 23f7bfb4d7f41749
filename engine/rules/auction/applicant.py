"""What an auction's applicant holds: the units it sells, or the cash and the room it buys with."""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Auction,
    Fen,
    Instrument,
    ReasonNumber,
    State,
    Ticks,
    Tonnes,
)
from engine.events import Reason
from engine.rules import fund_checks, limit_sums, limits
from engine.rules.auction import bid_checks


@compiled
def freeze(state: State, auction: Auction, quantity: Tonnes) -> None:
    """Freeze a seller's units, or give them back when negative."""
    if auction.side == Side.SELL:
        holding = state.holdings[auction.holding]
        holding.available -= quantity
        holding.locked += quantity


@compiled
def set_applicant_lock(state: State, auction: Auction, lock_fen: Fen) -> None:
    """Change what a buying applicant holds."""
    account = state.accounts[auction.account]
    account.cash_available_fen -= lock_fen - auction.lock_fen
    account.cash_locked_fen += lock_fen - auction.lock_fen
    auction.lock_fen = lock_fen


@compiled
def promise_applicant(state: State, auction: Auction, quantity: Tonnes) -> None:
    """Hold room in a buying applicant's holding for what the session may bring; a negative quantity
    gives it back.
    """
    if auction.side == Side.BUY:
        limit_sums.promise(state, np.int64(auction.holding), quantity)


@compiled
def check_applicant(
    state: State, auction: Auction, reserve: Ticks, needed: Fen, ack: Acknowledgement
) -> ReasonNumber:
    """Cash and limits of a buying applicant."""
    reason = fund_checks.check_cash(state, auction.account, needed, ack)
    number, account = np.int64(auction.instrument), np.int64(auction.account)
    if reason != Reason.NONE or not limit_sums.concerns(state, state.instruments[number], account):
        return reason
    amount_fen = auction.quantity * reserve
    reason = limits.check_amount(state, account, amount_fen, amount_fen, ack)
    if reason == Reason.NONE:
        reason = limits.check_buy(
            state, account, number, np.int64(auction.holding), auction.quantity, ack
        )
    return reason


@compiled
def address(auction: Auction, ack: Acknowledgement) -> None:
    """Address the acknowledgement of the exchange's command to the applicant."""
    ack.account = auction.account
    ack.side = auction.side


@compiled
def applicant_lock(state: State, instrument: Instrument, auction: Auction, reserve: Ticks) -> Fen:
    """Cash a buying applicant holds: all at the reserve, the fees, and the smallest fees for as
    many sellers as there can be.
    """
    most_fen = bid_checks.bid_lock(instrument, reserve, auction.quantity)
    if instrument.fees == 0:
        return most_fen
    awards = min(auction.quantity // auction.minimum + 1, np.int64(state.bids.shape[0]))
    smallest = (
        instrument.parameters[Parameter.TRADING_FEE_MIN_FEN]
        + instrument.parameters[Parameter.SETTLEMENT_FEE_MIN_FEN]
    )
    return most_fen + awards * (smallest + 2)  # each fee of each award may be rounded up
