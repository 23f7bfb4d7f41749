"""The bids in the state: their slots, their places in time, what each holds, how they leave."""

from __future__ import annotations

import numpy as np

from engine.commands import AuctionState, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Auction,
    Bid,
    Count,
    OperatorNumber,
    Outbox,
    ReasonNumber,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import EventKind
from engine.rules import limit_sums, opaque_numbers
from engine.rules.auction import bid_checks
from engine.rules.outbox import speak


@compiled
def bid_side(auction: Auction) -> SideNumber:
    """What bidders do: the opposite of what the applicant does."""
    return Side.BUY if auction.side == Side.SELL else Side.SELL


@compiled
def take_bid_slot(state: State) -> Slot:
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
def join_time(state: State, auction: Auction, slot: Slot) -> None:
    """Put a bid after all others of its auction."""
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
def leave_time(state: State, auction: Auction, slot: Slot) -> None:
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
def hold_bid(state: State, auction: Auction, bid: Bid, price: Ticks, quantity: Tonnes) -> None:
    """Give a bid this price and quantity (0: nothing) and bring what it holds, cash or units, to
    what that needs.
    """
    if auction.side == Side.SELL:
        account = state.accounts[bid.account]
        needed = bid_checks.bid_lock(state.instruments[auction.instrument], price, quantity)
        account.cash_available_fen -= needed - bid.lock_fen
        account.cash_locked_fen += needed - bid.lock_fen
        bid.lock_fen = needed
        limit_sums.promise(state, np.int64(bid.holding), quantity - bid.quantity)
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
    state: State, outbox: Outbox, auction: Auction, bid: Bid, leaves: Tonnes, reason: ReasonNumber
) -> None:
    """Say that a bid, or the rest of it, has left."""
    event = speak(state, outbox, EventKind.BID_GONE)
    event.account = bid.account
    event.instrument = auction.instrument
    event.order_id = opaque_numbers.bid_number(state, np.int64(bid.bid_id))
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
def drop_all(state: State, outbox: Outbox, auction_slot: Slot, reason: ReasonNumber) -> Count:
    """Take every bid of an auction out, in order of time; how many."""
    count = np.int64(0)
    while state.auctions[auction_slot].first_bid != 0:
        drop_bid(state, outbox, np.int64(state.auctions[auction_slot].first_bid), reason)
        count += 1
    return count


@compiled
def drop_bids_of(
    state: State,
    outbox: Outbox,
    account: AccountNumber,
    operator: OperatorNumber,
    reason: ReasonNumber,
) -> Count:
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
