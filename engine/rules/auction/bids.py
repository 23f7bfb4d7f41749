"""Sealed bids (报价) of a session: placed, changed, withdrawn; what each holds, and its place in
time.

A bid keeps its place in time only when it is changed to a smaller quantity at the same price; any
other change places it behind all others. Withdrawing is allowed whenever the bid stands, halted or
not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import AuctionState, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import KEPT_PLACE, EventKind, Reason
from engine.rules import accounts, limits, order_checks
from engine.rules.auction import checks as auction_checks
from engine.rules.outbox import speak


@compiled
def bid_side(auction: Any) -> Any:
    """What bidders do: the opposite of what the applicant does."""
    return Side.BUY if auction.side == Side.SELL else Side.SELL


@compiled
def take_bid_slot(state: State) -> Any:
    """A free bid slot; the caller has checked that there is one."""
    venue = state.venue
    slot = venue.free_bid
    if slot != 0:
        venue.free_bid = np.int64(state.bids[slot].next)
    else:
        venue.bids_used += 1
        slot = venue.bids_used
    return slot


@compiled
def join_time(state: State, auction: Any, slot: Slot) -> None:
    """Put a bid behind all others of its auction."""
    bid = state.bids[slot]
    last = np.int64(auction.last_bid)
    bid.next = 0
    bid.previous = last
    if last == 0:
        auction.first_bid = slot
    else:
        state.bids[last].next = slot
    auction.last_bid = slot


@compiled
def leave_time(state: State, auction: Any, slot: Slot) -> None:
    """Take a bid out of the order of time."""
    before, behind = np.int64(state.bids[slot].previous), np.int64(state.bids[slot].next)
    if before == 0:
        auction.first_bid = behind
    else:
        state.bids[before].next = behind
    if behind == 0:
        auction.last_bid = before
    else:
        state.bids[behind].previous = before


@compiled
def hold_bid(state: State, auction: Any, bid: Any, price: Ticks, quantity: Tonnes) -> None:
    """Give a bid this price and quantity (0: nothing) and bring what it holds, cash or units, to
    what that needs.
    """
    if auction.side == Side.SELL:
        account = state.accounts[bid.account]
        needed = auction_checks.bid_lock(state.instruments[auction.instrument], price, quantity)
        account.cash_available_fen -= needed - bid.lock_fen
        account.cash_locked_fen += needed - bid.lock_fen
        bid.lock_fen = needed
        limits.promise(state, np.int64(bid.holding), quantity - bid.quantity)
    else:
        holding = state.holdings[bid.holding]
        holding.available -= quantity - bid.quantity
        holding.locked += quantity - bid.quantity
    bid.price = price
    bid.quantity = quantity


@compiled
def retire_bid(state: State, slot: Slot) -> None:
    """Forget a bid that holds nothing any more; its number is stale from now on."""
    bid = state.bids[slot]
    state.account_details[bid.account].open_bids -= 1
    state.venue.open_bids -= 1
    bid.bid_id = 0
    bid.next = state.venue.free_bid
    state.venue.free_bid = slot


@compiled
def tell_gone(
    state: State, outbox: Outbox, auction: Any, bid: Any, leaves: Tonnes, reason: ReasonNumber
) -> None:
    """Say that a bid, or the rest of it, has left."""
    event = speak(state, outbox, EventKind.BID_GONE)
    event.account = bid.account
    event.instrument = auction.instrument
    event.order_id = bid.bid_id
    event.number = auction.number
    event.side = bid_side(auction)
    event.price = bid.price
    event.quantity = bid.quantity
    event.leaves = leaves
    event.reason = reason


@compiled
def drop_bid(state: State, outbox: Outbox, slot: Slot, reason: ReasonNumber) -> None:
    """Take a bid out, give back what it holds, and say why."""
    bid = state.bids[slot]
    auction = state.auctions[bid.auction]
    tell_gone(state, outbox, auction, bid, bid.quantity, reason)
    leave_time(state, auction, slot)
    hold_bid(state, auction, bid, bid.price, 0)
    retire_bid(state, slot)


@compiled
def drop_all(state: State, outbox: Outbox, auction_slot: Any, reason: ReasonNumber) -> Any:
    """Take every bid of an auction out, in order of time; how many."""
    count = np.int64(0)
    while state.auctions[auction_slot].first_bid != 0:
        drop_bid(state, outbox, np.int64(state.auctions[auction_slot].first_bid), reason)
        count += 1
    return count


@compiled
def withdraw_bids_of(
    state: State, outbox: Outbox, account: Any, operator: Any, reason: ReasonNumber
) -> Any:
    """Withdraw the bids of an account and operator (0: of all), in order of auction and time; how
    many.
    """
    count = np.int64(0)
    for each in range(1, state.venue.auctions_used + 1):
        if account != 0 and state.account_details[account].open_bids == 0:
            break
        slot = (
            np.int64(state.auctions[each].first_bid)
            if state.auctions[each].state == AuctionState.OPEN
            else np.int64(0)
        )
        while slot != 0:
            following = np.int64(state.bids[slot].next)
            bid = state.bids[slot]
            if (account == 0 or bid.account == account) and (
                operator == 0 or bid.operator == operator
            ):
                drop_bid(state, outbox, slot, reason)
                count += 1
            slot = following
    return count


@compiled
def place_bid(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """PLACE_BID: check, lock, and take the last place in time.

    The acknowledgement carries the bid's number.
    """
    auction_slot = auction_checks.auction_slot(state, command.reference)
    reason = auction_checks.check_new_bid(state, command, auction_slot, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[auction_slot]
    holding = accounts.find_holding(state, command.account, auction.instrument)
    reason = auction_checks.check_bid_room(state, auction, command, holding, ack)
    if reason == Reason.NONE:
        reason = auction_checks.check_bid_funds(state, auction, command, holding, 0, ack)
    if reason == Reason.NONE:
        reason = auction_checks.check_bid_limits(state, auction, command, holding, 0, 0, ack)
    if reason != Reason.NONE:
        return reason
    # From here the bid must succeed.
    if holding == 0:
        holding = accounts.open_holding(state, command.account, auction.instrument)
    slot = take_bid_slot(state)
    bid = state.bids[slot]
    state.venue.bid_counter += 1
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
    ack.order_id = bid.bid_id
    ack.side = bid_side(auction)
    return Reason.NONE


@compiled
def change_bid(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """CHANGE_BID: new price and quantity; the place in time is kept only by a smaller quantity at
    the same price.
    """
    slot = auction_checks.bid_slot(state, command.order_id)
    reason = auction_checks.check_changed_bid(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    bid = state.bids[slot]
    auction = state.auctions[bid.auction]
    held = bid.quantity if auction.side == Side.BUY else bid.lock_fen
    reason = auction_checks.check_bid_funds(
        state, auction, command, np.int64(bid.holding), held, ack
    )
    if reason == Reason.NONE:
        reason = auction_checks.check_bid_limits(
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
def withdraw_bid(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """WITHDRAW_BID: by its bidder, or by the exchange (account 0)."""
    if (
        command.account != 0
        and order_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN
    ):
        return Reason.ACCOUNT_UNKNOWN
    reason = order_checks.check_validity(state, command, ack)
    slot = auction_checks.bid_slot(state, command.order_id)
    if reason == Reason.NONE:
        reason = auction_checks.check_bid_owner(state, command, slot)
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
