"""What an auction's commands must satisfy, each refusal with its reason, in one documented order.

APPLY_AUCTION: account unknown, suspended, killed; operator killed; instrument; side; kind allowed;
locks; rules; quantity (positive, minimum, maximum); lot; minimum bid; auctions full. ACCEPT:
auction unknown; state; applicant suspended; units, or holdings full. REFUSE: unknown; state.
ANNOUNCE: unknown; state; date; not past; hours. OPEN: unknown; state; date of the session; phase;
instrument open; halts; applicant suspended; a buying applicant's cash and limits. CLOSE: unknown;
state; halts; total amounts. CANCEL: unknown; not yours; state. PLACE_BID: account and operator as
for an application; auction unknown; state; halts; validity; own auction; quantity (positive,
minimum, maximum, lot); price (positive, tick, reserve, cap); bids of the account; bids full;
holdings full; cash or units; order value, turnover, maximum holding. CHANGE_BID: account and
operator; bid unknown, not yours; halts; validity; quantity and price as above; unchanged; cash or
units; limits. WITHDRAW_BID: account unknown; validity; bid unknown, not yours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import (
    DISCOUNTED,
    PAY_AS_BID,
    TIE_BY_LOT,
    VOID_IF_SHORT,
    AuctionState,
    Parameter,
    Phase,
    Side,
)
from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Holding, Slot, State, Ticks, Tonnes
from engine.events import Reason
from engine.rules import accounts, limits, order_checks
from engine.rules.instruments import date_valid
from engine.units import QUANTITY_MAX

RULES = PAY_AS_BID | DISCOUNTED | VOID_IF_SHORT | TIE_BY_LOT


@compiled
def auction_slot(state: State, number: Any) -> Any:
    """Slot of an auction by its number, 0 when it is not in the table."""
    for slot in range(1, state.venue.auctions_used + 1):
        if state.auctions[slot].number == number:
            return np.int64(slot)
    return np.int64(0)


@compiled
def bid_slot(state: State, bid_id: Any) -> Any:
    """Slot of a standing bid by its number, 0 when there is none such."""
    if bid_id <= 0:
        return np.int64(0)
    slot = bid_id % state.bids.shape[0]
    return slot if state.bids[slot].bid_id == bid_id else np.int64(0)


@compiled
def check_state(state: State, slot: Slot, first: Any, last: Any, ack: Acknowledgement) -> Any:
    """AUCTION_UNKNOWN, or AUCTION_STATE_WRONG when it has not come as far as `first` or is past
    `last`.
    """
    if slot == 0:
        return Reason.AUCTION_UNKNOWN
    auction = state.auctions[slot]
    ack.instrument = auction.instrument
    if auction.state < first or auction.state > last:
        ack.value = auction.state
        return Reason.AUCTION_STATE_WRONG
    return Reason.NONE


@compiled
def check_halts(state: State, number: Any) -> Any:
    """VENUE_HALTED or INSTRUMENT_HALTED."""
    if state.venue.halted:
        return Reason.VENUE_HALTED
    if state.instruments[number].halted:
        return Reason.INSTRUMENT_HALTED
    return Reason.NONE


@compiled
def default_minimum(instrument: Any, lot: Any, quantity: Tonnes) -> Any:
    """The smallest bid where the application names none: the instrument's, in whole lots, the whole
    quantity at most.
    """
    lots = (instrument.parameters[Parameter.AUCTION_BID_MIN] + lot - 1) // lot
    return min(lots * lot, quantity)


@compiled
def check_kind(state: State, command: Command, ack: Acknowledgement) -> Any:
    """Account, instrument, side, kind and rules of an application."""
    reason = order_checks.check_access(state, command.account, command.operator)
    if reason != Reason.NONE:
        return reason
    if not order_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    if command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    if (
        command.side == Side.BUY
        and state.instruments[command.instrument].parameters[Parameter.AUCTION_TO_SELL] == 0
    ):
        return Reason.AUCTION_TO_SELL_OFF
    if state.instruments[command.instrument].unlocked:
        return Reason.AUCTION_WITHOUT_LOCKS
    if np.int64(command["flags"]) > RULES:
        ack.value = RULES
        return Reason.PARAMETER_UNKNOWN
    return Reason.NONE


@compiled
def check_application(state: State, command: Command, ack: Acknowledgement) -> Any:
    """Everything APPLY_AUCTION must satisfy."""
    reason = check_kind(state, command, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    least = instrument.parameters[Parameter.AUCTION_QUANTITY_MIN]
    if command.quantity <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE
    if command.quantity < least:
        ack.value = least
        return Reason.QUANTITY_BELOW_MINIMUM
    if command.quantity > QUANTITY_MAX:
        ack.value = QUANTITY_MAX
        return Reason.QUANTITY_ABOVE_MAXIMUM
    step = instrument.parameters[Parameter.LOT]
    lot = np.int64(command.parameter) if command.parameter > 0 else step
    if lot % step != 0 or command.quantity % lot != 0:
        ack.value = step
        return Reason.AUCTION_LOT_WRONG
    if command.value < 0 or command.value > command.quantity or command.value % lot != 0:
        return Reason.AUCTION_MINIMUM_WRONG
    return Reason.NONE


@compiled
def minutes_of_day(hhmm: Any) -> Any:
    """Whether a number is a time of day written hhmm."""
    return hhmm >= 0 and hhmm < 2400 and hhmm % 100 < 60


@compiled
def check_notice(state: State, command: Command, ack: Acknowledgement) -> Any:
    """Date and hours of a session."""
    if not date_valid(command.date):
        return Reason.DATE_INVALID
    if command.date < state.venue.date:
        ack.value = state.venue.date
        return Reason.AUCTION_DATE_PAST
    opens, closes = command.price, command.quantity
    if not minutes_of_day(opens) or not minutes_of_day(closes) or opens >= closes:
        return Reason.AUCTION_HOURS_WRONG
    return Reason.NONE


@compiled
def check_session(state: State, slot: Slot, ack: Acknowledgement) -> Any:
    """Day, phase, instrument, halts and applicant of an announced session."""
    venue, auction = state.venue, state.auctions[slot]
    if auction.date != venue.date:
        ack.value = auction.date
        return Reason.AUCTION_NOT_TODAY
    if venue.phase < Phase.PRE_OPEN or venue.phase > Phase.AFTERNOON:
        ack.value = venue.phase
        return Reason.PHASE_NOT_TRADING
    if state.instruments[auction.instrument].open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    reason = check_halts(state, auction.instrument)
    return reason if reason != Reason.NONE else order_checks.check_account(state, auction.account)


@compiled
def check_bid_quantity(auction: Any, quantity: Tonnes, ack: Acknowledgement) -> Any:
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
def check_bid_price(instrument: Any, auction: Any, price: Ticks, ack: Acknowledgement) -> Any:
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
def check_terms(state: State, auction: Any, command: Command, ack: Acknowledgement) -> Any:
    """What placing and changing a bid have in common: validity, quantity, price."""
    reason = order_checks.check_validity(state, command, ack)
    if reason == Reason.NONE and auction.account == command.account:
        reason = Reason.AUCTION_OWN
    if reason == Reason.NONE:
        reason = check_bid_quantity(auction, command.quantity, ack)
    if reason == Reason.NONE:
        reason = check_bid_price(state.instruments[auction.instrument], auction, command.price, ack)
    return reason


@compiled
def check_new_bid(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> Any:
    """Everything PLACE_BID must satisfy up to the tables and the funds."""
    reason = order_checks.check_access(state, command.account, command.operator)
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
    state: State, auction: Any, command: Command, holding: Holding, ack: Acknowledgement
) -> Any:
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
def check_bid_owner(state: State, command: Command, slot: Slot) -> Any:
    """BID_UNKNOWN or BID_NOT_YOURS; account 0 is the exchange, which may withdraw any bid."""
    if slot == 0:
        return Reason.BID_UNKNOWN
    if command.account != 0 and state.bids[slot].account != command.account:
        return Reason.BID_NOT_YOURS
    return Reason.NONE


@compiled
def check_changed_bid(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> Any:
    """Everything CHANGE_BID must satisfy up to the funds."""
    reason = order_checks.check_access(state, command.account, command.operator)
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
def bid_lock(instrument: Any, price: Ticks, quantity: Tonnes) -> Any:
    """Cash a bid to buy holds: its amount and the fees on it, rounded up."""
    return price * quantity + accounts.fees_bound(instrument, price * quantity)


@compiled
def check_bid_limits(
    state: State,
    auction: Any,
    command: Command,
    holding: Holding,
    price: Ticks,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> Any:
    """Order value, turnover and maximum holding, beyond the `price` and `quantity` that the bid has
    already.
    """
    number = np.int64(auction.instrument)
    account = np.int64(command.account)
    if not limits.concerns(state, state.instruments[number], account):
        return Reason.NONE
    amount_fen = command.price * command.quantity
    reason = limits.check_amount(state, account, amount_fen, amount_fen - price * quantity, ack)
    if reason == Reason.NONE and auction.side == Side.SELL and command.quantity > quantity:
        reason = limits.check_buy(state, account, number, holding, command.quantity - quantity, ack)
    return reason


@compiled
def check_bid_funds(
    state: State,
    auction: Any,
    command: Command,
    holding: Holding,
    locked: Any,
    ack: Acknowledgement,
) -> Any:
    """Cash or units for a bid beyond the `locked` fen or tonnes it holds already."""
    if auction.side == Side.BUY:
        return order_checks.check_units(state, holding, command.quantity - locked, ack)
    needed = bid_lock(state.instruments[auction.instrument], command.price, command.quantity)
    return order_checks.check_cash(state, command.account, needed - locked, ack)
