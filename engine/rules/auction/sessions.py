"""One-way bidding (单向竞价): the life of an auction from the application to the session.

APPLY (申请) -> ACCEPT, which freezes what is offered -> ANNOUNCE (公告) with date and hours ->
OPEN, which fixes reserve and cap from that day's base price -> bids (engine/rules/auction/bids.py)
-> CLOSE (engine/rules/auction/close.py). Days may lie between the steps: an auction stands in the
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

from typing import Any

import numpy as np

from engine.commands import DISCOUNTED, VOID_IF_SHORT, AuctionState, Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Outbox,
    ReasonNumber,
    Slot,
    State,
    Tonnes,
)
from engine.events import EventKind, Reason
from engine.rules import accounts, limits, order_checks
from engine.rules.auction import bids as auction_bids
from engine.rules.auction import checks as auction_checks
from engine.rules.outbox import speak
from engine.rules.price_limits import limit_price


@compiled
def clear_figures(auction: Any) -> None:
    """Forget bids and figures of whoever had the slot before."""
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
def apply_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """APPLY_AUCTION: nothing is frozen yet; the acknowledgement carries the auction's number and
    the terms as they stand.
    """
    reason = auction_checks.check_application(state, command, ack)
    if reason != Reason.NONE:
        return reason
    slot = state.venue.auctions_used + 1
    if slot >= state.auctions.shape[0]:
        return Reason.AUCTIONS_FULL
    instrument = state.instruments[command.instrument]
    auction = state.auctions[slot]
    clear_figures(auction)
    state.venue.auctions_used = slot
    state.venue.auction_number += 1
    auction.number = state.venue.auction_number
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
        np.int64(command.parameter)
        if command.parameter > 0
        else instrument.parameters[Parameter.LOT]
    )
    auction.minimum = command.value
    if command.value == 0:
        auction.minimum = auction_checks.default_minimum(instrument, auction.lot, auction.quantity)
    ack.number = auction.number
    ack["flags"] = auction.rules
    ack.parameter = auction.lot
    ack.value = auction.minimum
    return Reason.NONE


@compiled
def freeze(state: State, auction: Any, quantity: Tonnes) -> None:
    """Freeze a seller's units, or give them back when negative."""
    if auction.side == Side.SELL:
        holding = state.holdings[auction.holding]
        holding.available -= quantity
        holding.locked += quantity


@compiled
def set_applicant_lock(state: State, auction: Any, lock_fen: Fen) -> None:
    """Change what a buying applicant holds."""
    account = state.accounts[auction.account]
    account.cash_available_fen -= lock_fen - auction.lock_fen
    account.cash_locked_fen += lock_fen - auction.lock_fen
    auction.lock_fen = lock_fen


@compiled
def promise_applicant(state: State, auction: Any, quantity: Tonnes) -> None:
    """Hold room in a buying applicant's holding for what the session may bring, or give it back
    when negative.
    """
    if auction.side == Side.BUY:
        limits.promise(state, np.int64(auction.holding), quantity)


@compiled
def check_applicant(
    state: State, auction: Any, reserve: Any, needed: Any, ack: Acknowledgement
) -> Any:
    """Cash and limits of a buying applicant."""
    reason = order_checks.check_cash(state, auction.account, needed, ack)
    number, account = np.int64(auction.instrument), np.int64(auction.account)
    if reason != Reason.NONE or not limits.concerns(state, state.instruments[number], account):
        return reason
    amount_fen = auction.quantity * reserve
    reason = limits.check_amount(state, account, amount_fen, amount_fen, ack)
    if reason == Reason.NONE:
        reason = limits.check_buy(
            state, account, number, np.int64(auction.holding), auction.quantity, ack
        )
    return reason


@compiled
def address(auction: Any, ack: Acknowledgement) -> None:
    """Let an acknowledgement of the exchange's command concern the applicant, who is told by it."""
    ack.account = auction.account
    ack.side = auction.side


@compiled
def accept_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """ACCEPT_AUCTION: the offered units are frozen."""
    slot = auction_checks.auction_slot(state, command.reference)
    reason = auction_checks.check_state(
        state, slot, AuctionState.APPLIED, AuctionState.APPLIED, ack
    )
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    reason = order_checks.check_account(state, auction.account)
    if reason != Reason.NONE:
        return reason
    holding = accounts.find_holding(state, auction.account, auction.instrument)
    if auction.side == Side.SELL:
        reason = order_checks.check_units(state, holding, auction.quantity, ack)
    elif holding == 0 and state.venue.holdings_used + 1 >= state.holdings.shape[0]:
        reason = Reason.HOLDINGS_FULL
    if reason != Reason.NONE:
        return reason
    if holding == 0:
        holding = accounts.open_holding(state, auction.account, auction.instrument)
    auction.holding = holding
    auction.state = AuctionState.ACCEPTED
    freeze(state, auction, auction.quantity)
    address(auction, ack)
    ack.quantity = auction.quantity
    return Reason.NONE


@compiled
def refuse_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """REFUSE_AUCTION: an application comes to nothing."""
    slot = auction_checks.auction_slot(state, command.reference)
    reason = auction_checks.check_state(
        state, slot, AuctionState.APPLIED, AuctionState.APPLIED, ack
    )
    if reason != Reason.NONE:
        return reason
    state.auctions[slot].state = AuctionState.REFUSED
    address(state.auctions[slot], ack)
    return Reason.NONE


@compiled
def tell_terms(state: State, outbox: Outbox, auction: Any, kind: Any) -> Any:
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
def announce_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """ANNOUNCE_AUCTION: the public notice of date and hours; another notice takes the place of one
    that still stands.
    """
    slot = auction_checks.auction_slot(state, command.reference)
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
    auction.opens = command.price
    auction.closes = command.quantity
    address(auction, ack)
    event = tell_terms(state, outbox, auction, EventKind.AUCTION_NOTICE)
    event.price = auction.opens
    event.leaves = auction.closes
    return Reason.NONE


@compiled
def session_prices(instrument: Any, auction: Any) -> Any:
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
def applicant_lock(state: State, instrument: Any, auction: Any, reserve: Any) -> Any:
    """Cash a buying applicant holds: all at the reserve, the fees, and the smallest fees for as
    many sellers as there can be.
    """
    most_fen = auction_checks.bid_lock(instrument, reserve, auction.quantity)
    if instrument.fees == 0:
        return most_fen
    awards = min(auction.quantity // auction.minimum + 1, np.int64(state.bids.shape[0]))
    smallest = (
        instrument.parameters[Parameter.TRADING_FEE_MIN_FEN]
        + instrument.parameters[Parameter.SETTLEMENT_FEE_MIN_FEN]
    )
    return most_fen + awards * (smallest + 2)  # each fee of each award may be rounded up


@compiled
def open_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """OPEN_AUCTION: the session begins; reserve and cap are those of the day."""
    slot = auction_checks.auction_slot(state, command.reference)
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
def tell_stopped(state: State, outbox: Outbox, auction: Any, reason: ReasonNumber) -> None:
    """Say that a notice or session stands no more."""
    event = speak(state, outbox, EventKind.AUCTION_STOPPED)
    event.number = auction.number
    event.instrument = auction.instrument
    event.side = auction.side
    event.reason = reason


@compiled
def check_cancel(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> Any:
    """Whose auction it is, and whether it may still be cancelled by whoever asks."""
    last = AuctionState.OPEN if command.account == 0 else AuctionState.ACCEPTED
    if slot != 0 and command.account != 0 and state.auctions[slot].account != command.account:
        return Reason.AUCTION_NOT_YOURS
    return auction_checks.check_state(state, slot, AuctionState.APPLIED, last, ack)


@compiled
def cancel_auction(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> Any:
    """CANCEL_AUCTION: everything frozen and locked for it is given back."""
    slot = auction_checks.auction_slot(state, command.reference)
    reason = check_cancel(state, command, slot, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    by = Reason.CANCELLED_BY_EXCHANGE if command.account == 0 else Reason.CANCELLED_BY_MEMBER
    before = auction.state
    ack.leaves = auction_bids.drop_all(state, outbox, slot, by)
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
def break_off_sessions(state: State, outbox: Outbox, reason: ReasonNumber) -> Any:
    """When the day ends: withdraw the bids of sessions that nobody closed; how many bids.

    The units stay frozen.
    """
    count = np.int64(0)
    for slot in range(1, state.venue.auctions_used + 1):
        auction = state.auctions[slot]
        if auction.state == AuctionState.OPEN:
            count += auction_bids.drop_all(state, outbox, slot, reason)
            set_applicant_lock(state, auction, 0)
            promise_applicant(state, auction, -auction.quantity)
            auction.state = AuctionState.ACCEPTED
            tell_stopped(state, outbox, auction, reason)
    return count


@compiled
def forget_ended(state: State) -> None:
    """At the start of a day: auctions that are over leave the table, the others move up.

    No bid stands that names a slot.
    """
    kept = np.int64(0)
    for slot in range(1, state.venue.auctions_used + 1):
        if state.auctions[slot].state < AuctionState.CLOSED:
            kept += 1
            if kept < slot:
                state.auctions[kept] = state.auctions[slot]
    state.venue.auctions_used = kept
