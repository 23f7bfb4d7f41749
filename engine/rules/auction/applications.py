"""Applications for an auction: made, accepted, refused."""

from __future__ import annotations

import numpy as np

from engine.commands import VOID_IF_SHORT, AuctionState, Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Auction,
    Command,
    Number,
    Outbox,
    ReasonNumber,
    Slot,
    State,
)
from engine.events import Reason
from engine.rules import access_checks, fund_checks, holdings, opaque_numbers, opposite_side
from engine.rules.auction import auction_checks
from engine.rules.auction.applicant import address, freeze
from engine.rules.command_fields import auction_of, lot_of, smallest_bid_of
from engine.units import ACCOUNT_SHARE, SHARE_LEAST


@compiled
def share_of(state: State) -> Number:
    """How many auctions of one account may be under way."""
    return max(SHARE_LEAST, np.int64(state.auctions.shape[0]) // ACCOUNT_SHARE)


@compiled
def open_of(state: State, account: AccountNumber) -> Number:
    """How many auctions of an account are not over."""
    count = np.int64(0)
    for slot in range(1, state.venue.auctions_used + 1):
        auction = state.auctions[slot]
        count += np.int64(auction.account == account and auction.state <= AuctionState.OPEN)
    return count


@compiled
def free_slot(state: State) -> Slot:
    """A place for one more auction, 0 when there is none: in a full table that of one that came to
    nothing, where the log has the key of the venue's numbers.
    """
    venue = state.venue
    if venue.auctions_used + 1 < state.auctions.shape[0]:
        return venue.auctions_used + 1
    if state.numbering.keyed:
        for slot in range(1, venue.auctions_used + 1):
            if state.auctions[slot].state >= AuctionState.REFUSED:
                return np.int64(slot)
    return np.int64(0)


@compiled
def clear_figures(auction: Auction) -> None:
    """Forget bids and figures of the auction that had the slot before."""
    auction.date = 0
    auction.opens = 0
    auction.closes = 0
    auction.reserve = 0
    auction.cap = 0
    auction.lock_fen = 0
    auction.first_bid = 0
    auction.last_bid = 0
    auction.demand = 0
    auction.bids = 0
    auction.bidders = 0
    auction.winners = 0
    auction.sold = 0
    auction.amount_fen = 0
    auction.lowest = 0
    auction.highest = 0
    auction.seed = 0


@compiled
def apply_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """APPLY_AUCTION: nothing is frozen yet; the acknowledgement carries the auction's number and
    the terms.
    """
    reason = auction_checks.check_application(state, command, ack)
    if reason != Reason.NONE:
        return reason
    if state.numbering.keyed and open_of(state, command.account) >= share_of(state):
        ack.value = share_of(state)
        return Reason.AUCTIONS_OF_ACCOUNT_FULL
    slot = free_slot(state)
    if slot == 0:
        return Reason.AUCTIONS_FULL
    instrument = state.instruments[command.instrument]
    auction = state.auctions[slot]
    clear_figures(auction)
    dates = state.auction_dates[slot]
    dates.applied, dates.accepted = command.date, 0
    state.venue.auctions_used = max(state.venue.auctions_used, slot)
    state.venue.auction_number += 1
    auction.number = opaque_numbers.number_of(
        state, opaque_numbers.AUCTION, np.int64(state.venue.auction_number)
    )
    auction.state = AuctionState.APPLIED
    auction.side = command.side
    auction.rules = command["flags"]
    if instrument.parameters[Parameter.AUCTION_VOID_IF_SHORT]:
        auction.rules |= VOID_IF_SHORT
    auction.account = command.account
    auction.instrument = command.instrument
    auction.holding = 0
    auction.quantity = command.quantity
    auction.lot = (
        np.int64(lot_of(command)) if lot_of(command) > 0 else instrument.parameters[Parameter.LOT]
    )
    auction.minimum = smallest_bid_of(command)
    if smallest_bid_of(command) == 0:
        auction.minimum = auction_checks.default_minimum(instrument, auction.lot, auction.quantity)
    ack.number = auction.number
    ack["flags"] = auction.rules
    ack.parameter = auction.lot
    ack.value = auction.minimum
    return Reason.NONE


@compiled
def accept_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """ACCEPT_AUCTION: the offered units are frozen."""
    slot = auction_checks.auction_slot(state, auction_of(command))
    reason = auction_checks.check_state(
        state, slot, AuctionState.APPLIED, AuctionState.APPLIED, ack
    )
    if reason == Reason.NONE and not auction_checks.date_or_none(command.date):
        reason = Reason.DATE_INVALID
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    reason = access_checks.check_account(state, auction.account)
    if reason != Reason.NONE:
        return reason
    holding = holdings.find_holding(state, auction.account, auction.instrument)
    if auction.side == Side.SELL:
        reason = opposite_side.check_open(
            state, holding, np.int64(auction.instrument), auction.side
        )
        if reason == Reason.NONE:
            reason = fund_checks.check_units(state, holding, auction.quantity, ack)
    elif holding == 0 and state.venue.holdings_used + 1 >= state.holdings.shape[0]:
        reason = Reason.HOLDINGS_FULL
    if reason != Reason.NONE:
        return reason
    if holding == 0:
        holding = holdings.open_holding(state, auction.account, auction.instrument)
    auction.holding = holding
    auction.state = AuctionState.ACCEPTED
    state.auction_dates[slot].accepted = command.date
    freeze(state, auction, auction.quantity)
    address(auction, ack)
    ack.quantity = auction.quantity
    return Reason.NONE


@compiled
def refuse_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """REFUSE_AUCTION: an application comes to nothing."""
    slot = auction_checks.auction_slot(state, auction_of(command))
    reason = auction_checks.check_state(
        state, slot, AuctionState.APPLIED, AuctionState.APPLIED, ack
    )
    if reason != Reason.NONE:
        return reason
    state.auctions[slot].state = AuctionState.REFUSED
    address(state.auctions[slot], ack)
    return Reason.NONE
