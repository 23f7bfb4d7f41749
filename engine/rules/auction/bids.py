"""Sealed bids (报价) of a session: placed, changed, withdrawn; what each holds, and its place in
time.

A bid keeps its place in time only when it is changed to a smaller quantity at the same price; any
other change places it after all others. Withdrawing is allowed while the bid is open, halted or
not.

Checks of PLACE_BID: account and operator as for an application; auction unknown; state; halts;
validity; own auction; quantity (positive, minimum, maximum, lot); price (positive, tick, reserve,
cap); bids of the account; bids full; holdings full; the other side traded, or open; cash or units;
order value, turnover, maximum holding. CHANGE_BID: account and operator; bid unknown, not yours;
halts; validity; quantity and price as above; unchanged; cash or units; limits. WITHDRAW_BID:
account unknown; validity; bid unknown, not yours.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Side
from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State
from engine.events import KEPT_PLACE, Reason
from engine.rules import access_checks, holdings, opaque_numbers, opposite_side
from engine.rules.auction import auction_checks, bid_checks
from engine.rules.auction.bid_table import (
    bid_side,
    drop_bid,
    hold_bid,
    join_time,
    leave_time,
    take_bid_slot,
)
from engine.rules.command_fields import auction_of, bid_of


@compiled
def place_bid(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """PLACE_BID: check, lock, and take the last place in time.

    The acknowledgement carries the bid's number.
    """
    auction_slot = auction_checks.auction_slot(state, auction_of(command))
    reason = bid_checks.check_new_bid(state, command, auction_slot, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[auction_slot]
    holding = holdings.find_holding(state, command.account, auction.instrument)
    reason = bid_checks.check_bid_room(state, auction, command, holding, ack)
    if reason == Reason.NONE:
        number, side = np.int64(auction.instrument), bid_side(auction)
        reason = opposite_side.check_side(state, holding, number, side, ack)
    if reason == Reason.NONE:
        reason = bid_checks.check_bid_funds(state, auction, command, holding, 0, ack)
    if reason == Reason.NONE:
        reason = bid_checks.check_bid_limits(state, auction, command, holding, 0, 0, ack)
    if reason != Reason.NONE:
        return reason
    # From here the bid must succeed.
    if holding == 0:
        holding = holdings.open_holding(state, command.account, auction.instrument)
    slot = take_bid_slot(state)
    bid = state.bids[slot]
    state.venue.bid_counter = opaque_numbers.next_bid_counter(state)
    state.venue.open_bids += 1
    state.account_details[command.account].open_bids += 1
    bid.bid_id = state.venue.bid_counter * state.bids.shape[0] + slot
    bid.account = command.account
    bid.auction = auction_slot
    bid.operator = command.operator
    bid.holding = holding
    bid.lock_fen = 0
    bid.quantity = 0
    bid.time_ns = state.venue.time_ns
    hold_bid(state, auction, bid, command.price, command.quantity)
    join_time(state, auction, slot)
    ack.order_id = opaque_numbers.bid_number(state, np.int64(bid.bid_id))
    ack.side = bid_side(auction)
    return Reason.NONE


@compiled
def change_bid(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CHANGE_BID: new price and quantity; the place in time is kept only by a smaller quantity at
    the same price.
    """
    slot = bid_checks.bid_slot(state, bid_of(command))
    reason = bid_checks.check_changed_bid(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    bid = state.bids[slot]
    auction = state.auctions[bid.auction]
    held = bid.quantity if auction.side == Side.BUY else bid.lock_fen
    reason = bid_checks.check_bid_funds(state, auction, command, np.int64(bid.holding), held, ack)
    if reason == Reason.NONE:
        reason = bid_checks.check_bid_limits(
            state, auction, command, np.int64(bid.holding), bid.price, bid.quantity, ack
        )
    if reason != Reason.NONE:
        return reason
    ack.side = bid_side(auction)
    bid.operator = command.operator
    if command.price == bid.price and command.quantity < bid.quantity:
        ack["flags"] = KEPT_PLACE
    else:
        leave_time(state, auction, slot)
        join_time(state, auction, slot)
        bid.time_ns = state.venue.time_ns
    hold_bid(state, auction, bid, command.price, command.quantity)
    return Reason.NONE


@compiled
def withdraw_bid(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """WITHDRAW_BID: by its bidder, or by the exchange (account 0)."""
    if (
        command.account != 0
        and access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN
    ):
        return Reason.ACCOUNT_UNKNOWN
    reason = access_checks.check_validity(state, command, ack)
    slot = bid_checks.bid_slot(state, bid_of(command))
    if reason == Reason.NONE:
        reason = bid_checks.check_bid_owner(state, command, slot)
    if reason != Reason.NONE:
        return reason
    bid = state.bids[slot]
    auction = state.auctions[bid.auction]
    ack.instrument = auction.instrument
    ack.number = auction.number
    ack.side = bid_side(auction)
    ack.price = bid.price
    ack.leaves = bid.quantity
    drop_bid(
        state,
        outbox,
        slot,
        Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.CANCELLED_BY_MEMBER,
    )
    return Reason.NONE
