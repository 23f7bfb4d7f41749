"""The closing of an auction: bids ranked, awards made, everything else given back, the result
published, in one command.

It works on the bids that the log has before it; later ones come too late. In ranking order every
bid is awarded what is left, so the marginal bid is filled in part. Under the uniform rule all
winners pay the lowest winning price, else each its own. Events: a FILL for each award (taker: the
bidder with `order_id` the bid; maker: the applicant with `maker_order_id` the auction), then
BID_GONE for its rest; BID_GONE for each bid that won nothing; at the end AUCTION_RESULT. Its cover
ratio is demand / (sold + unsold), exactly. When nothing was sold, the lowest and highest price are
0, and `reason` is AUCTION_VOID or AUCTION_WITHOUT_BIDS.
"""

from __future__ import annotations

import numpy as np

from engine.commands import PAY_AS_BID, TIE_BY_LOT, VOID_IF_SHORT, AuctionState, Method, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Auction,
    Bid,
    Command,
    Event,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import EventKind, Reason
from engine.rules import limit_sums, opaque_numbers
from engine.rules.auction import auction_checks, bid_checks, bid_table
from engine.rules.auction.applicant import freeze, promise_applicant, set_applicant_lock
from engine.rules.auction.ranking import draw_lots, rank_bids, ranked_slot
from engine.rules.command_fields import auction_of, seed_of
from engine.rules.day_trades import keep_trade
from engine.rules.outbox import speak
from engine.rules.state import AUCTION_ROW
from engine.rules.trades import record_trade, room_left_fen

BIDDER, WINNER = 1, 2  # what an account was seen as


@compiled
def uniform_price(state: State, outbox: Outbox, auction: Auction) -> Ticks:
    """The lowest winning price: that of the last bid which is awarded anything."""
    left = auction.quantity
    price = np.int64(0)
    for index in range(auction.bids):
        bid = state.bids[ranked_slot(outbox, index)]
        price = bid.price
        left -= bid.quantity
        if left <= 0:
            break
    return price


@compiled
def see_account(outbox: Outbox, auction: Auction, account: AccountNumber, won: Tonnes) -> None:
    """Count an account once as a bidder and once as a winner."""
    seen = outbox.seen[account]
    if seen == 0:
        auction.bidders += 1
        outbox.seen[account] = BIDDER
    if won and seen != WINNER:
        auction.winners += 1
        outbox.seen[account] = WINNER


@compiled
def trade_award(
    state: State, outbox: Outbox, auction: Auction, bid: Bid, price: Ticks, quantity: Tonnes
) -> Event:
    """The trade of an award, its cash out of the buyer's lock; the FILL event."""
    number = auction.instrument
    if auction.side == Side.SELL:
        lock_fen = bid.lock_fen
        bid.lock_fen = 0
        limit_sums.promise(state, np.int64(bid.holding), -bid.quantity)
        return record_trade(
            state,
            outbox,
            Method.AUCTION,
            number,
            bid.account,
            auction.account,
            price,
            quantity,
            lock_fen,
        )
    lock_fen = bid_checks.bid_lock(state.instruments[number], price, quantity)
    auction.lock_fen -= lock_fen
    return record_trade(
        state,
        outbox,
        Method.AUCTION,
        number,
        auction.account,
        bid.account,
        price,
        quantity,
        lock_fen,
    )


@compiled
def swap_parties(event: Event) -> None:
    """Let the seller come first: in every award the bidder is the taker and the applicant the
    maker.
    """
    event.side = Side.SELL
    event["flags"] = 0
    event.account, event.maker_account = event.maker_account, event.account
    event.trading_fee_fen, event.maker_trading_fee_fen = (
        event.maker_trading_fee_fen,
        event.trading_fee_fen,
    )
    event.settlement_fee_fen, event.maker_settlement_fee_fen = (
        event.maker_settlement_fee_fen,
        event.settlement_fee_fen,
    )


@compiled
def award(
    state: State, outbox: Outbox, auction: Auction, bid: Bid, price: Ticks, quantity: Tonnes
) -> None:
    """Give a bid this quantity at this price; the rest of it goes."""
    event = trade_award(state, outbox, auction, bid, price, quantity)
    event.order_id = opaque_numbers.bid_number(state, np.int64(bid.bid_id))
    event.maker_order_id = auction.number
    if auction.side == Side.BUY:
        swap_parties(event)
    keep_trade(state, event)
    auction.sold += quantity
    auction.amount_fen += price * quantity
    auction.lowest = price if auction.sold == quantity else min(auction.lowest, price)
    auction.highest = max(auction.highest, price)
    if quantity < bid.quantity:
        bid_table.tell_gone(
            state, outbox, auction, bid, bid.quantity - quantity, Reason.BID_REMAINDER
        )
    if auction.side == Side.BUY:
        holding = state.holdings[bid.holding]
        holding.locked -= bid.quantity - quantity
        holding.available += bid.quantity - quantity


@compiled
def serve_bids(state: State, outbox: Outbox, auction: Auction, reason: ReasonNumber) -> None:
    """Award in ranking order as long as anything is left; with a `reason` nobody wins and every bid
    goes for it.
    """
    left = auction.quantity if reason == Reason.NONE else np.int64(0)
    common = uniform_price(state, outbox, auction)
    for index in range(auction.bids):
        slot = ranked_slot(outbox, index)
        bid = state.bids[slot]
        see_account(outbox, auction, bid.account, left > 0)
        if left > 0:
            quantity = min(left, bid.quantity)
            award(
                state,
                outbox,
                auction,
                bid,
                bid.price if auction.rules & PAY_AS_BID != 0 else common,
                quantity,
            )
            left -= quantity
        else:
            gone = reason if reason != Reason.NONE else Reason.BID_LOST
            bid_table.tell_gone(state, outbox, auction, bid, bid.quantity, gone)
            bid_table.hold_bid(state, auction, bid, bid.price, 0)
        bid_table.retire_bid(state, slot)


@compiled
def tell_result(state: State, outbox: Outbox, auction: Auction, reason: ReasonNumber) -> None:
    """The public result, as the module lists it."""
    event = speak(state, outbox, EventKind.AUCTION_RESULT)
    event.number = auction.number
    event.instrument = auction.instrument
    event.side = auction.side
    event.account = auction.account
    event["flags"] = auction.rules
    event.date = auction.date
    event.quantity = auction.sold
    event.leaves = auction.quantity - auction.sold
    event.value = auction.demand
    event.price = auction.lowest
    event.order_id = auction.highest
    event.amount_fen = auction.amount_fen
    event.maker_order_id = auction.bids
    event.maker_account = auction.bidders
    event.maker_leaves = auction.winners
    event.tape_hash = auction.seed
    event.method = Method.AUCTION
    event.reason = reason


@compiled
def check_close(state: State, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """An open session, nothing halted, room in the running totals."""
    reason = auction_checks.check_state(state, slot, AuctionState.OPEN, AuctionState.OPEN, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    reason = auction_checks.check_halts(state, auction.instrument)
    if reason == Reason.NONE and auction.quantity * max(
        auction.reserve, auction.cap
    ) > room_left_fen(state, AUCTION_ROW):
        ack.value = room_left_fen(state, AUCTION_ROW)
        return Reason.AMOUNT_TOO_LARGE
    return reason


@compiled
def why_nothing(auction: Auction) -> ReasonNumber:
    """Why an auction sells nothing: no bids, or too few where the rules make that void; else
    NONE.
    """
    if auction.bids == 0:
        return Reason.AUCTION_WITHOUT_BIDS
    if auction.rules & VOID_IF_SHORT != 0 and auction.demand < auction.quantity:
        return Reason.AUCTION_VOID
    return Reason.NONE


@compiled
def close_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CLOSE_AUCTION: rank, award, give back, publish."""
    slot = auction_checks.auction_slot(state, auction_of(command))
    reason = check_close(state, slot, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    auction.seed = seed_of(command)
    auction.state = AuctionState.CLOSED
    for account in range(state.venue.accounts_used + 1):
        outbox.seen[account] = 0
    rank_bids(state, outbox, auction)
    if auction.rules & TIE_BY_LOT != 0:
        draw_lots(state, outbox, auction)
    nothing = why_nothing(auction)
    serve_bids(state, outbox, auction, nothing)
    auction.first_bid = 0
    auction.last_bid = 0
    freeze(state, auction, auction.sold - auction.quantity)
    set_applicant_lock(state, auction, 0)
    promise_applicant(state, auction, -auction.quantity)
    ack.account = auction.account
    ack.side = auction.side
    tell_result(state, outbox, auction, nothing)
    return Reason.NONE
