"""What a bid must satisfy; engine/rules/auction/bids.py says in which order."""

from __future__ import annotations

import numpy as np

from engine.commands import AuctionState, Parameter, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Auction,
    Command,
    Fen,
    Holding,
    Instrument,
    Number,
    ReasonNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import access_checks, fees, fund_checks, limit_sums, limits, opaque_numbers
from engine.rules.auction.auction_checks import check_halts, check_state


@compiled
def bid_slot(state: State, number: Number) -> Slot:
    """Slot of an open bid by its number, 0 when there is none such."""
    wanted = opaque_numbers.bid_of_number(state, number)
    slot = wanted % state.bids.shape[0]
    return slot if slot > 0 and state.bids[slot].bid_id == wanted else np.int64(0)


@compiled
def check_bid_quantity(auction: Auction, quantity: Tonnes, ack: Acknowledgement) -> ReasonNumber:
    """Positive, between the smallest bid and the auction's quantity, in whole lots."""
    if quantity <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE
    if quantity < auction.minimum:
        ack.value = auction.minimum
        return Reason.QUANTITY_BELOW_MINIMUM
    if quantity > auction.quantity:
        ack.value = auction.quantity
        return Reason.QUANTITY_ABOVE_MAXIMUM
    if quantity % auction.lot != 0:
        ack.value = auction.lot
        return Reason.QUANTITY_OFF_LOT
    return Reason.NONE


@compiled
def check_bid_price(
    instrument: Instrument, auction: Auction, price: Ticks, ack: Acknowledgement
) -> ReasonNumber:
    """Positive, a multiple of the tick, from the reserve to the cap."""
    tick = instrument.parameters[Parameter.TICK]
    if price <= 0:
        ack.value = 1
        return Reason.PRICE_NOT_POSITIVE
    if tick > 1 and price % tick != 0:
        ack.value = tick
        return Reason.PRICE_OFF_TICK
    upwards = auction.side == Side.SELL
    if (price < auction.reserve) if upwards else (price > auction.reserve):
        ack.value = auction.reserve
        return Reason.BID_SHORT_OF_RESERVE
    if (price > auction.cap) if upwards else (price < auction.cap):
        ack.value = auction.cap
        return Reason.BID_BEYOND_CAP
    return Reason.NONE


@compiled
def check_terms(
    state: State, auction: Auction, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """What placing and changing a bid have in common: validity, quantity, price."""
    reason = access_checks.check_validity(state, command, ack)
    if reason == Reason.NONE and auction.account == command.account:
        reason = Reason.AUCTION_OWN
    if reason == Reason.NONE:
        reason = check_bid_quantity(auction, command.quantity, ack)
    if reason == Reason.NONE:
        reason = check_bid_price(state.instruments[auction.instrument], auction, command.price, ack)
    return reason


@compiled
def is_hidden(state: State, command: Command, slot: Slot) -> Truth:
    """Whether an auction is known to its applicant and the exchange alone: until its notice."""
    auction = state.auctions[slot]
    return bool(state.numbering.keyed and auction.date == 0 and auction.account != command.account)


@compiled
def check_new_bid(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """Everything PLACE_BID must satisfy up to the tables and the funds."""
    reason = access_checks.check_access(state, command.account, command.operator)
    if reason == Reason.NONE and slot != 0 and is_hidden(state, command, slot):
        reason = Reason.AUCTION_UNKNOWN
    if reason == Reason.NONE:
        reason = check_state(state, slot, AuctionState.OPEN, AuctionState.OPEN, ack)
    if reason != Reason.NONE:
        return reason
    auction = state.auctions[slot]
    reason = check_halts(state, auction.instrument)
    if reason == Reason.NONE:
        reason = check_terms(state, auction, command, ack)
    return reason


@compiled
def check_bid_room(
    state: State, auction: Auction, command: Command, holding: Holding, ack: Acknowledgement
) -> ReasonNumber:
    """Whether the account may have another bid and the tables have room for it."""
    venue = state.venue
    most = state.instruments[auction.instrument].parameters[Parameter.AUCTION_BIDS_MAX]
    if state.account_details[command.account].open_bids >= most:
        ack.value = most
        return Reason.BIDS_OF_ACCOUNT_FULL
    if venue.free_bid == 0 and venue.bids_used + 1 >= state.bids.shape[0]:
        return Reason.BIDS_FULL
    if (
        holding == 0
        and auction.side == Side.SELL
        and venue.holdings_used + 1 >= state.holdings.shape[0]
    ):
        return Reason.HOLDINGS_FULL
    return Reason.NONE


@compiled
def check_bid_owner(state: State, command: Command, slot: Slot) -> ReasonNumber:
    """BID_UNKNOWN, or BID_NOT_YOURS where the venue keeps nothing private; account 0 is the
    exchange, which may withdraw any bid.
    """
    if slot == 0:
        return Reason.BID_UNKNOWN
    if command.account != 0 and state.bids[slot].account != command.account:
        return Reason.BID_UNKNOWN if state.numbering.keyed else Reason.BID_NOT_YOURS
    return Reason.NONE


@compiled
def check_changed_bid(
    state: State, command: Command, slot: Slot, ack: Acknowledgement
) -> ReasonNumber:
    """Everything CHANGE_BID must satisfy up to the funds."""
    reason = access_checks.check_access(state, command.account, command.operator)
    if reason == Reason.NONE:
        reason = check_bid_owner(state, command, slot)
    if reason != Reason.NONE:
        return reason
    bid = state.bids[slot]
    auction = state.auctions[bid.auction]
    ack.instrument = auction.instrument
    ack.number = auction.number
    reason = check_halts(state, auction.instrument)
    if reason == Reason.NONE:
        reason = check_terms(state, auction, command, ack)
    if reason == Reason.NONE and command.price == bid.price and command.quantity == bid.quantity:
        reason = Reason.BID_UNCHANGED
    return reason


@compiled
def bid_lock(instrument: Instrument, price: Ticks, quantity: Tonnes) -> Fen:
    """Cash a bid to buy holds: its amount and the fees on it, rounded up."""
    return price * quantity + fees.fees_bound(instrument, price * quantity)


@compiled
def check_bid_limits(
    state: State,
    auction: Auction,
    command: Command,
    holding: Holding,
    price: Ticks,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Order value, turnover and maximum holding, beyond the `price` and `quantity` that the bid has
    already.
    """
    number = np.int64(auction.instrument)
    account = np.int64(command.account)
    if not limit_sums.concerns(state, state.instruments[number], account):
        return Reason.NONE
    amount_fen = command.price * command.quantity
    reason = limits.check_amount(state, account, amount_fen, amount_fen - price * quantity, ack)
    if reason == Reason.NONE and auction.side == Side.SELL and command.quantity > quantity:
        reason = limits.check_buy(state, account, number, holding, command.quantity - quantity, ack)
    return reason


@compiled
def check_bid_funds(
    state: State,
    auction: Auction,
    command: Command,
    holding: Holding,
    locked: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Cash or units for a bid beyond the `locked` fen or tonnes it holds already."""
    if auction.side == Side.BUY:
        return fund_checks.check_units(state, holding, command.quantity - locked, ack)
    needed = bid_lock(state.instruments[auction.instrument], command.price, command.quantity)
    return fund_checks.check_cash(state, command.account, needed - locked, ack)
