"""One-way bidding: members' sealed bids."""

from __future__ import annotations

from typing import Any

from engine.commands import AuctionState, CommandKind, Parameter, Side
from engine.events import KEPT_PLACE, Reason
from tests.oracle import ledger, limits, opposite, order_rules
from tests.oracle.allocation import Bid
from tests.oracle.auction import (
    Auction,
    active_account,
    check_halts,
    drop_bid,
    hold_bid,
    named_auction,
    open_sessions,
)
from tests.oracle.records import Command, Holding, Instrument, Refused, Venue


def place_bid(venue: Venue, command: Command) -> None:
    """A new bid, last in time."""
    limits.check_barred(venue, active_account(venue, command.account), command.operator)
    there = venue.auctions.get(command.reference)
    if venue.number_key and there and not there.date and there.account != command.account:
        raise Refused(Reason.AUCTION_UNKNOWN)
    auction = named_auction(venue, command, AuctionState.OPEN)
    instrument = venue.instruments[auction.instrument]
    check_halts(venue, instrument)
    check_bid_terms(instrument, auction, command)
    check_room(venue, instrument, auction, command.account)
    opposite.check_side(venue, command.account, instrument, auction.bid_side)
    bid = Bid(venue.last_bid + 1, command.account, command.price, 0, operator=command.operator)
    check_bid_cover(venue, instrument, auction, bid, command)
    check_bid_limits(venue, instrument, auction, bid, command)
    ledger.holding_of(venue, bid.account, auction.instrument)
    venue.last_bid = bid.number
    hold_bid(venue, auction, bid, command.price, command.quantity)
    auction.bids.append(bid)
    venue.accept(command, order_id=bid.number, side=auction.bid_side)


def check_bid_terms(instrument: Instrument, auction: Auction, command: Command) -> None:
    """Validity, whose auction, quantity, price."""
    order_rules.check_valid(command)
    if command.account == auction.account:
        raise Refused(Reason.AUCTION_OWN)
    rules = (
        (command.quantity <= 0, Reason.QUANTITY_NOT_POSITIVE, 1),
        (command.quantity < auction.minimum, Reason.QUANTITY_BELOW_MINIMUM, auction.minimum),
        (command.quantity > auction.quantity, Reason.QUANTITY_ABOVE_MAXIMUM, auction.quantity),
        (command.quantity % auction.lot, Reason.QUANTITY_OFF_LOT, auction.lot),
        (command.price <= 0, Reason.PRICE_NOT_POSITIVE, 1),
        (
            command.price % instrument.parameters[Parameter.TICK],
            Reason.PRICE_OFF_TICK,
            instrument.parameters[Parameter.TICK],
        ),
    )
    for broken, reason, allowed in rules:
        if broken:
            raise Refused(reason, allowed)
    way = 1 if auction.bid_side == Side.BUY else -1
    if way * command.price < way * auction.reserve:
        raise Refused(Reason.BID_SHORT_OF_RESERVE, auction.reserve)
    if way * command.price > way * auction.cap:
        raise Refused(Reason.BID_BEYOND_CAP, auction.cap)


def check_room(venue: Venue, instrument: Instrument, auction: Auction, account: int) -> None:
    """One account's share of the bids, and the tables."""
    standing = [bid for session in open_sessions(venue) for bid in session.bids]
    own = [bid for bid in standing if bid.account == account]
    if len(own) >= instrument.parameters[Parameter.AUCTION_BIDS_MAX]:
        raise Refused(
            Reason.BIDS_OF_ACCOUNT_FULL, instrument.parameters[Parameter.AUCTION_BIDS_MAX]
        )
    if len(standing) >= venue.limits.bids:
        raise Refused(Reason.BIDS_FULL)
    if auction.bid_side == Side.BUY:
        ledger.check_holding_fits(venue, account, instrument.number)


def check_bid_cover(
    venue: Venue, instrument: Instrument, auction: Auction, bid: Bid, command: Command
) -> None:
    """Full pre-funding, beyond what the bid holds already."""
    if auction.bid_side == Side.SELL:
        ledger.check_units(
            venue.holdings.get((bid.account, instrument.number), Holding()),
            command.quantity - bid.quantity,
        )
        return
    amount = command.price * command.quantity
    more = amount + ledger.fees_to_lock(instrument, amount) - bid.locked_cash
    available = venue.accounts[bid.account].cash
    if more > max(available, 0):
        raise Refused(Reason.CASH_INSUFFICIENT, available, amount_fen=more)


def check_bid_limits(
    venue: Venue, instrument: Instrument, auction: Auction, bid: Bid, command: Command
) -> None:
    """Order value, turnover and maximum holding of what a bid asks for beyond what it is
    already.
    """
    amount = command.price * command.quantity
    limits.check_amount(
        venue, venue.accounts[bid.account], amount, amount - bid.price * bid.quantity
    )
    if auction.bid_side == Side.BUY and command.quantity > bid.quantity:
        limits.check_holding(venue, bid.account, instrument, command.quantity - bid.quantity)


def named_bid(venue: Venue, command: Command) -> tuple[Auction, Bid]:
    """The bid that a command names, and its auction; the command is about that auction from then
    on.
    """
    for auction in open_sessions(venue):
        for bid in auction.bids:
            if bid.number == command.order_id:
                if command.account not in (0, bid.account):
                    raise Refused(Reason.BID_UNKNOWN if venue.number_key else Reason.BID_NOT_YOURS)
                command.instrument, command.reference = auction.instrument, auction.number
                return auction, bid
    raise Refused(Reason.BID_UNKNOWN)


def change_bid(venue: Venue, command: Command) -> None:
    """Less at the same price keeps its place in time; anything else goes after all others."""
    limits.check_barred(venue, active_account(venue, command.account), command.operator)
    auction, bid = named_bid(venue, command)
    instrument = venue.instruments[auction.instrument]
    check_halts(venue, instrument)
    check_bid_terms(instrument, auction, command)
    if (command.price, command.quantity) == (bid.price, bid.quantity):
        raise Refused(Reason.BID_UNCHANGED)
    check_bid_cover(venue, instrument, auction, bid, command)
    check_bid_limits(venue, instrument, auction, bid, command)
    bid.operator = command.operator
    keeps = command.price == bid.price and command.quantity < bid.quantity
    if not keeps:
        auction.bids.remove(bid)
        auction.bids.append(bid)
    hold_bid(venue, auction, bid, command.price, command.quantity)
    venue.accept(command, side=auction.bid_side, **({"flags": KEPT_PLACE} if keeps else {}))


def withdrawal(account: int, bid: int) -> dict[str, Any]:
    """The command that takes a bid back: its kind and fields."""
    return {"kind": CommandKind.WITHDRAW_BID, "account": account, "order_id": bid}


def withdraw_bid(venue: Venue, command: Command) -> None:
    """By the bidder, or by the exchange (account 0); in a halt as well."""
    if command.account and command.account not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    order_rules.check_valid(command)
    auction, bid = named_bid(venue, command)
    venue.accept(command, side=auction.bid_side, price=bid.price, leaves=bid.quantity)
    drop_bid(
        venue,
        auction,
        bid,
        Reason.CANCELLED_BY_MEMBER if command.account else Reason.CANCELLED_BY_EXCHANGE,
    )


def bids_of(venue: Venue, account: int) -> list[tuple[Auction, Bid]]:
    """The standing bids of an account (0: all) in order of auction and time."""
    return [
        (auction, bid)
        for auction in open_sessions(venue)
        for bid in auction.bids
        if account in (0, bid.account)
    ]


def drop_bids(venue: Venue, bids: list[tuple[Auction, Bid]], reason: Reason) -> None:
    """Withdraw several bids."""
    for auction, bid in bids:
        drop_bid(venue, auction, bid, reason)
