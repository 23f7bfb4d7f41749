"""One-way bidding (单向竞价): the life of an auction from the application to the session.

APPLY (申请) -> ACCEPT, which freezes what is offered -> ANNOUNCE (公告) with date and hours ->
OPEN, which fixes reserve and cap from that day's base price -> bids (engine/rules/auction/bids.py)
-> CLOSE (engine/rules/auction/close.py). Days may lie between the steps: an auction stays in the
table across days, only its session is of one day. A session still open when the day closes is
broken
off: its bids are withdrawn, and the auction waits for another notice with its units frozen. An
auction that is over is remembered until the next day starts. The exchange may cancel before the
closing; the applicant, as long as nothing is announced.

In an auction of a seller members bid to buy, from the reserve up to the cap; in an auction of a
buyer (a parameter allows them) members bid to sell, from the reserve down to the cap. A buying
applicant's cash is locked while the session runs, since only then its reserve is known.
"""

from __future__ import annotations

import numpy as np

from engine.commands import DISCOUNTED, AuctionState, Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Auction,
    Command,
    Count,
    Event,
    EventNumber,
    Instrument,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Ticks,
)
from engine.events import EventKind, Reason
from engine.rules.auction import auction_checks, bid_table
from engine.rules.auction.applicant import (
    address,
    applicant_lock,
    check_applicant,
    freeze,
    promise_applicant,
    set_applicant_lock,
)
from engine.rules.command_fields import auction_of, closes_hhmm_of, opens_hhmm_of
from engine.rules.outbox import speak
from engine.rules.price_limits import limit_price


@compiled
def tell_terms(state: State, outbox: Outbox, auction: Auction, kind: EventNumber) -> Event:
    """Begin a public event with the terms of an auction."""
    event = speak(state, outbox, kind)
    event.number = auction.number
    event.instrument = auction.instrument
    event.side = auction.side
    event.quantity = auction.quantity
    event.value = auction.minimum
    event.parameter = auction.lot
    event.date = auction.date
    event["flags"] = auction.rules
    return event


@compiled
def announce_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """ANNOUNCE_AUCTION: the public notice of date and hours; another notice takes the place of one
    that is not yet over.
    """
    slot = auction_checks.auction_slot(state, auction_of(command))
    reason = auction_checks.check_state(
        state, slot, AuctionState.ACCEPTED, AuctionState.ANNOUNCED, ack
    )
    if reason == Reason.NONE:
        reason = auction_checks.check_notice(state, command, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    auction.state = AuctionState.ANNOUNCED
    auction.date = command.date
    auction.opens = opens_hhmm_of(command)
    auction.closes = closes_hhmm_of(command)
    address(auction, ack)
    event = tell_terms(state, outbox, auction, EventKind.AUCTION_NOTICE)
    event.price = auction.opens
    event.leaves = auction.closes
    return Reason.NONE


@compiled
def session_prices(instrument: Instrument, auction: Auction) -> tuple[Ticks, Ticks]:
    """Reserve and cap of a session from the day's base price, a price on the tick between them."""
    upwards = np.int64(1 if auction.side == Side.SELL else -1)
    base, tick = instrument.base_price, instrument.parameters[Parameter.TICK]
    cap_bp = instrument.parameters[Parameter.AUCTION_CAP_BP]
    discount_bp = instrument.parameters[Parameter.AUCTION_DISCOUNT_BP]
    cap = limit_price(base, cap_bp, upwards, tick)
    if auction.rules & DISCOUNTED == 0:
        return base, cap
    return limit_price(base, discount_bp, -upwards, np.int64(1)), cap


@compiled
def open_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """OPEN_AUCTION: the session begins; reserve and cap are those of the day."""
    slot = auction_checks.auction_slot(state, auction_of(command))
    reason = auction_checks.check_state(
        state, slot, AuctionState.ANNOUNCED, AuctionState.ANNOUNCED, ack
    )
    if reason == Reason.NONE:
        reason = auction_checks.check_session(state, slot, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    instrument = state.instruments[auction.instrument]
    reserve, cap = session_prices(instrument, auction)
    if auction.side == Side.BUY:
        needed = applicant_lock(state, instrument, auction, reserve)
        reason = check_applicant(state, auction, reserve, needed, ack)
        if reason != Reason.NONE:
            return reason
        set_applicant_lock(state, auction, needed)
        promise_applicant(state, auction, auction.quantity)
    auction.state = AuctionState.OPEN
    auction.reserve = reserve
    auction.cap = cap
    address(auction, ack)
    event = tell_terms(state, outbox, auction, EventKind.AUCTION_OPENED)
    event.price = reserve
    event.leaves = cap
    return Reason.NONE


@compiled
def tell_stopped(state: State, outbox: Outbox, auction: Auction, reason: ReasonNumber) -> None:
    """Say that a notice or session is called off."""
    event = speak(state, outbox, EventKind.AUCTION_STOPPED)
    event.number = auction.number
    event.instrument = auction.instrument
    event.side = auction.side
    event.reason = reason


@compiled
def check_cancel(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """Whose auction it is, and whether its owner or the exchange may still cancel it."""
    last = AuctionState.OPEN if command.account == 0 else AuctionState.ACCEPTED
    if slot != 0 and command.account != 0 and state.auctions[slot].account != command.account:
        return Reason.AUCTION_UNKNOWN if state.numbering.keyed else Reason.AUCTION_NOT_YOURS
    return auction_checks.check_state(state, slot, AuctionState.APPLIED, last, ack)


@compiled
def cancel_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """CANCEL_AUCTION: everything frozen and locked for it is given back."""
    slot = auction_checks.auction_slot(state, auction_of(command))
    reason = check_cancel(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    by = Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.CANCELLED_BY_MEMBER
    before = auction.state
    ack.leaves = bid_table.drop_all(state, outbox, slot, by)
    if before >= AuctionState.ACCEPTED:
        freeze(state, auction, -auction.quantity)
    if before == AuctionState.OPEN:
        set_applicant_lock(state, auction, 0)
        promise_applicant(state, auction, -auction.quantity)
    auction.state = AuctionState.CANCELLED
    address(auction, ack)
    if before >= AuctionState.ANNOUNCED:
        tell_stopped(state, outbox, auction, by)
    return Reason.NONE


@compiled
def break_off_sessions(state: State, outbox: Outbox, reason: ReasonNumber) -> Count:
    """When the day ends: withdraw the bids of sessions that nobody closed; how many bids.

    The units stay frozen.
    """
    count = np.int64(0)
    for slot in range(1, state.venue.auctions_used + 1):
        auction = state.auctions[slot]
        if auction.state == AuctionState.OPEN:
            count += bid_table.drop_all(state, outbox, slot, reason)
            set_applicant_lock(state, auction, 0)
            promise_applicant(state, auction, -auction.quantity)
            auction.state = AuctionState.ACCEPTED
            tell_stopped(state, outbox, auction, reason)
    return count


@compiled
def forget_ended(state: State) -> None:
    """At the start of a day: auctions that are over leave the table, the others move up.

    No open bid names a slot.
    """
    kept = np.int64(0)
    for slot in range(1, state.venue.auctions_used + 1):
        if state.auctions[slot].state < AuctionState.CLOSED:
            kept += 1
            if kept < slot:
                state.auctions[kept] = state.auctions[slot]
                state.auction_dates[kept] = state.auction_dates[slot]
    state.venue.auctions_used = kept
