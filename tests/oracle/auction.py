"""One-way bidding: applications, notices, sessions; the bids are in bidding.py."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.commands import (
    DISCOUNTED,
    PAY_AS_BID,
    TIE_BY_LOT,
    VOID_IF_SHORT,
    AuctionState,
    Method,
    Parameter,
    Phase,
    Side,
)
from engine.events import BUYER_IS_TAKER, EventKind, Reason
from engine.units import QUANTITY_MAX
from tests.oracle import ledger, limits, matching
from tests.oracle import opposite as opposite_side
from tests.oracle.allocation import Bid, award_prices, award_quantities, serving_order
from tests.oracle.bands import band_limits
from tests.oracle.dates import is_date
from tests.oracle.numbering import called
from tests.oracle.records import (
    Account,
    Command,
    Event,
    Holding,
    Instrument,
    Refused,
    Trade,
    Venue,
    opposite,
)

WHOLE_BP = 10_000
ACCOUNT_SHARE, SHARE_LEAST = 16, 4
REFUSED = AuctionState.REFUSED
TOTALS_MAX_FEN = 5 * 10**17  # of auctions; keeps their running amount inside the engine's 64 bits
SESSION_PHASES = (Phase.PRE_OPEN, Phase.MORNING, Phase.LUNCH, Phase.AFTERNOON)


@dataclass
class Auction:
    """One auction from its application to its end."""

    number: int
    account: int
    instrument: int
    side: Side
    quantity: int
    lot: int
    minimum: int
    rules: int
    state: AuctionState = AuctionState.APPLIED
    applied: int = 0  # the days of these steps, where they are kept
    accepted: int = 0
    date: int = 0
    reserve: int = 0
    cap: int = 0
    locked_cash: int = 0
    bids: list[Bid] = field(default_factory=list)  # in order of time

    @property
    def bid_side(self) -> Side:
        """What bidders do."""
        return opposite(self.side)

    @property
    def frozen(self) -> int:
        """Tonnes of the applicant that are frozen."""
        held = AuctionState.ACCEPTED <= self.state <= AuctionState.OPEN
        return self.quantity if held and self.side == Side.SELL else 0


def active_account(venue: Venue, number: int) -> Account:
    """An account that may act. Raises Refused."""
    account = venue.accounts.get(number)
    if account is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    if account.suspended:
        raise Refused(Reason.ACCOUNT_SUSPENDED)
    return account


def check_halts(venue: Venue, instrument: Instrument) -> None:
    """Nothing happens in a halt."""
    if venue.halted:
        raise Refused(Reason.VENUE_HALTED)
    if instrument.halted:
        raise Refused(Reason.INSTRUMENT_HALTED)


def named_auction(venue: Venue, command: Command, *states: AuctionState) -> Auction:
    """The auction that a command names, in one of these states; the command is about its instrument
    from then on.
    """
    auction: Auction | None = venue.auctions.get(command.reference)
    if auction is None:
        raise Refused(Reason.AUCTION_UNKNOWN)
    command.instrument = auction.instrument
    if auction.state not in states:
        raise Refused(Reason.AUCTION_STATE_WRONG, auction.state, instrument=auction.instrument)
    return auction


def find_place(venue: Venue, account: int) -> int:
    """Where one more auction is entered. One that came to nothing gives its place up in a full
    table, where the venue's numbers have a key.
    """
    share = max(SHARE_LEAST, (venue.limits.auctions + 1) // ACCOUNT_SHARE)
    own = [each for each in venue.auctions.values() if each.account == account]
    if venue.number_key and sum(each.state <= AuctionState.OPEN for each in own) >= share:
        raise Refused(Reason.AUCTIONS_OF_ACCOUNT_FULL, share)
    if len(venue.auctions) < venue.limits.auctions:
        return len(venue.auctions)
    nothing = [number for number, each in venue.auctions.items() if each.state >= REFUSED]
    if not venue.number_key or not nothing:
        raise Refused(Reason.AUCTIONS_FULL)
    place = list(venue.auctions).index(nothing[0])
    del venue.auctions[nothing[0]]
    return place


def apply_auction(venue: Venue, command: Command) -> None:
    """An application: its terms are noted, nothing is frozen."""
    limits.check_barred(venue, active_account(venue, command.account), command.operator)
    instrument = venue.instruments.get(command.instrument)
    if instrument is None:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    if instrument.parameters[Parameter.AUCTIONS_CLOSED]:
        raise Refused(Reason.AUCTIONS_CLOSED)
    if command.side not in tuple(Side):
        raise Refused(Reason.SIDE_UNKNOWN)
    if command.side == Side.BUY and not instrument.parameters[Parameter.AUCTION_TO_SELL]:
        raise Refused(Reason.AUCTION_TO_SELL_OFF)
    if instrument.without_locks:
        raise Refused(Reason.AUCTION_WITHOUT_LOCKS)
    if command.flags & ~(PAY_AS_BID | DISCOUNTED | VOID_IF_SHORT | TIE_BY_LOT):
        raise Refused(
            Reason.PARAMETER_UNKNOWN, PAY_AS_BID | DISCOUNTED | VOID_IF_SHORT | TIE_BY_LOT
        )
    check_day(command)
    lot, minimum = check_offer(instrument, command)
    place = find_place(venue, command.account)
    venue.last_auction += 1
    number = called(venue, "auction", venue.last_auction)
    rules = command.flags | (
        VOID_IF_SHORT if instrument.parameters[Parameter.AUCTION_VOID_IF_SHORT] else 0
    )
    venue.auctions[number] = Auction(
        number,
        command.account,
        command.instrument,
        Side(command.side),
        command.quantity,
        lot,
        minimum,
        rules,
        applied=command.date,
    )
    order = list(venue.auctions)
    order.insert(place, order.pop())
    venue.auctions = {each: venue.auctions[each] for each in order}
    venue.accept(command, number=number, flags=rules, parameter=lot, value=minimum)


def check_offer(instrument: Instrument, command: Command) -> tuple[int, int]:
    """Quantity, lot and smallest bid of an application; the last two as they are now."""
    least, step = (
        instrument.parameters[Parameter.AUCTION_QUANTITY_MIN],
        instrument.parameters[Parameter.LOT],
    )
    if command.quantity <= 0:
        raise Refused(Reason.QUANTITY_NOT_POSITIVE, 1)
    if command.quantity < least:
        raise Refused(Reason.QUANTITY_BELOW_MINIMUM, least)
    if command.quantity > QUANTITY_MAX:
        raise Refused(Reason.QUANTITY_ABOVE_MAXIMUM, QUANTITY_MAX)
    lot = command.parameter or step
    if lot % step or command.quantity % lot:
        raise Refused(Reason.AUCTION_LOT_WRONG, step)
    if not 0 <= command.value <= command.quantity or command.value % lot:
        raise Refused(Reason.AUCTION_MINIMUM_WRONG)
    whole_lots = -(-instrument.parameters[Parameter.AUCTION_BID_MIN] // lot) * lot
    return lot, command.value or min(whole_lots, command.quantity)


def accept_auction(venue: Venue, command: Command) -> None:
    """The exchange says yes; what a seller offers is frozen."""
    auction = named_auction(venue, command, AuctionState.APPLIED)
    check_day(command)
    refuse_suspended(venue, auction)
    key = auction.account, auction.instrument
    if auction.side == Side.SELL:
        opposite_side.check_open(
            venue, auction.account, venue.instruments[auction.instrument], Side.SELL
        )
        holding = venue.holdings.get(key, Holding())
        try:
            ledger.check_units(holding, auction.quantity)
        except Refused as refusal:
            raise Refused(
                refusal.fields["reason"], holding.available, instrument=auction.instrument
            ) from refusal
        holding.available -= auction.quantity
        holding.locked += auction.quantity
    else:
        if key not in venue.holdings and len(venue.holdings) >= venue.limits.holdings:
            raise Refused(Reason.HOLDINGS_FULL, instrument=auction.instrument)
        ledger.holding_of(venue, *key)
    auction.state, auction.accepted = AuctionState.ACCEPTED, command.date
    venue.accept(command, account=auction.account, side=auction.side, quantity=auction.quantity)


def check_day(command: Command) -> None:
    """The day of a step, where it is kept."""
    if command.date and not is_date(command.date):
        raise Refused(Reason.DATE_INVALID)


def refuse_suspended(venue: Venue, auction: Auction) -> None:
    """A suspended applicant's auction goes no further."""
    if venue.accounts[auction.account].suspended:
        raise Refused(Reason.ACCOUNT_SUSPENDED)


def refuse_auction(venue: Venue, command: Command) -> None:
    """The exchange says no."""
    auction = named_auction(venue, command, AuctionState.APPLIED)
    auction.state = AuctionState.REFUSED
    venue.accept(command, account=auction.account, side=auction.side)


def announce_auction(venue: Venue, command: Command) -> None:
    """The notice: on which day, from when until when."""
    auction = named_auction(venue, command, AuctionState.ACCEPTED, AuctionState.ANNOUNCED)
    if not is_date(command.date):
        raise Refused(Reason.DATE_INVALID)
    if command.date < venue.date:
        raise Refused(Reason.AUCTION_DATE_PAST, venue.date)
    opens, closes = command.price, command.quantity
    if not all(0 <= hhmm < 2400 and hhmm % 100 < 60 for hhmm in (opens, closes)) or opens >= closes:
        raise Refused(Reason.AUCTION_HOURS_WRONG)
    auction.state, auction.date = AuctionState.ANNOUNCED, command.date
    venue.accept(command, account=auction.account, side=auction.side)
    say_terms(venue, auction, EventKind.AUCTION_NOTICE, price=opens, leaves=closes)


def say_terms(venue: Venue, auction: Auction, kind: EventKind, **fields: int) -> None:
    """A public event with the terms of an auction."""
    venue.say(
        kind,
        number=auction.number,
        instrument=auction.instrument,
        side=auction.side,
        quantity=auction.quantity,
        value=auction.minimum,
        parameter=auction.lot,
        date=auction.date,
        flags=auction.rules,
        **fields,
    )


def open_auction(venue: Venue, command: Command) -> None:
    """The session begins; reserve and cap follow from the day's base price."""
    auction = named_auction(venue, command, AuctionState.ANNOUNCED)
    instrument = venue.instruments[auction.instrument]
    if auction.date != venue.date:
        raise Refused(Reason.AUCTION_NOT_TODAY, auction.date)
    if venue.phase not in SESSION_PHASES:
        raise Refused(Reason.PHASE_NOT_TRADING, venue.phase)
    if not instrument.open:
        raise Refused(Reason.INSTRUMENT_NOT_OPEN)
    check_halts(venue, instrument)
    refuse_suspended(venue, auction)
    opposite_side.check_side(venue, auction.account, instrument, auction.side)
    reserve, cap = session_prices(instrument, auction)
    if auction.side == Side.BUY:
        needed = applicant_lock(venue, instrument, auction, reserve)
        check_applicant(venue, instrument, auction, reserve, needed)
        lock_applicant(venue, auction, needed)
    auction.reserve, auction.cap, auction.state = reserve, cap, AuctionState.OPEN
    venue.accept(command, account=auction.account, side=auction.side)
    say_terms(venue, auction, EventKind.AUCTION_OPENED, price=reserve, leaves=cap)


def session_prices(instrument: Instrument, auction: Auction) -> tuple[int, int]:
    """Reserve and cap: previous close, discounted where so ruled, and previous close moved the
    other way.
    """
    cap_bp = instrument.parameters[Parameter.AUCTION_CAP_BP]
    discount_bp = instrument.parameters[Parameter.AUCTION_DISCOUNT_BP]
    caps = band_limits(instrument.base, cap_bp, instrument.parameters[Parameter.TICK])
    reserves = band_limits(instrument.base, discount_bp, 1)
    if not auction.rules & DISCOUNTED:
        reserves = (instrument.base, instrument.base)
    return (reserves[0], caps[1]) if auction.side == Side.SELL else (reserves[1], caps[0])


def applicant_lock(venue: Venue, instrument: Instrument, auction: Auction, reserve: int) -> int:
    """What a buying applicant must hold: all at the reserve with its fees, and the least fees of as
    many trades as can be.
    """
    amount = auction.quantity * reserve
    trades = min(auction.quantity // auction.minimum + 1, venue.limits.bids + 1)
    least = (
        instrument.parameters[Parameter.TRADING_FEE_MIN_FEN]
        + instrument.parameters[Parameter.SETTLEMENT_FEE_MIN_FEN]
    )
    any_fee = any(instrument.parameters[each] for pair in ledger.FEES for each in pair)
    return (
        amount + ledger.fees_to_lock(instrument, amount) + (trades * (least + 2) if any_fee else 0)
    )


def check_applicant(
    venue: Venue, instrument: Instrument, auction: Auction, reserve: int, needed: int
) -> None:
    """A buying applicant's cash and limits. Raises Refused."""
    account = venue.accounts[auction.account]
    if needed > max(account.cash, 0):
        raise Refused(Reason.CASH_INSUFFICIENT, account.cash, amount_fen=needed)
    amount = auction.quantity * reserve
    limits.check_amount(venue, account, amount, amount)
    limits.check_holding(venue, account.number, instrument, auction.quantity)


def lock_applicant(venue: Venue, auction: Auction, amount: int) -> None:
    """Hold a buying applicant's cash."""
    account = venue.accounts[auction.account]
    account.cash -= amount
    account.locked += amount
    auction.locked_cash = amount


def cancel_auction(venue: Venue, command: Command) -> None:
    """Before the closing by the exchange, before the notice by the applicant."""
    auction: Auction | None = venue.auctions.get(command.reference)
    if auction and command.account not in (0, auction.account):
        raise Refused(Reason.AUCTION_UNKNOWN if venue.number_key else Reason.AUCTION_NOT_YOURS)
    states = [AuctionState.APPLIED, AuctionState.ACCEPTED]
    if command.account == 0:
        states += [AuctionState.ANNOUNCED, AuctionState.OPEN]
    auction = named_auction(venue, command, *states)
    reason = Reason.CANCELLED_BY_MEMBER if command.account else Reason.CANCELLED_BY_EXCHANGE
    venue.accept(command, account=auction.account, side=auction.side, leaves=len(auction.bids))
    for bid in list(auction.bids):
        drop_bid(venue, auction, bid, reason)
    unfreeze(venue, auction, auction.frozen)
    unlock_applicant(venue, auction)
    public = auction.state in (AuctionState.ANNOUNCED, AuctionState.OPEN)
    auction.state = AuctionState.CANCELLED
    if public:
        say_stopped(venue, auction, reason)


def unfreeze(venue: Venue, auction: Auction, quantity: int) -> None:
    """Frozen units go back to the seller."""
    if quantity:
        holding = venue.holdings[auction.account, auction.instrument]
        holding.locked -= quantity
        holding.available += quantity


def unlock_applicant(venue: Venue, auction: Auction) -> None:
    """What a buying applicant still holds is given back."""
    account = venue.accounts[auction.account]
    account.locked -= auction.locked_cash
    account.cash += auction.locked_cash
    auction.locked_cash = 0


def say_stopped(venue: Venue, auction: Auction, reason: Reason) -> None:
    """Make the event that a notice or session is stopped."""
    fields = {"number": auction.number, "instrument": auction.instrument, "side": auction.side}
    venue.say(EventKind.AUCTION_STOPPED, reason=reason, **fields)


def hold_bid(venue: Venue, auction: Auction, bid: Bid, price: int, quantity: int) -> None:
    """Give a bid this price and quantity, and bring what it holds to what that needs."""
    if auction.bid_side == Side.BUY:
        account = venue.accounts[bid.account]
        amount = price * quantity
        needed = amount + ledger.fees_to_lock(venue.instruments[auction.instrument], amount)
        account.cash -= needed - bid.locked_cash
        account.locked += needed - bid.locked_cash
        bid.locked_cash = needed
    else:
        holding = venue.holdings[bid.account, auction.instrument]
        holding.available -= quantity - bid.quantity
        holding.locked += quantity - bid.quantity
    bid.price, bid.quantity = price, quantity


def say_gone(venue: Venue, auction: Auction, bid: Bid, leaves: int, reason: Reason) -> None:
    """A bid, or the rest of it, has left."""
    venue.say(
        EventKind.BID_GONE,
        account=bid.account,
        instrument=auction.instrument,
        order_id=bid.number,
        number=auction.number,
        side=auction.bid_side,
        price=bid.price,
        quantity=bid.quantity,
        leaves=leaves,
        reason=reason,
    )


def drop_bid(venue: Venue, auction: Auction, bid: Bid, reason: Reason) -> None:
    """A bid leaves and gets everything back."""
    say_gone(venue, auction, bid, bid.quantity, reason)
    hold_bid(venue, auction, bid, bid.price, 0)
    auction.bids.remove(bid)


def break_off_sessions(venue: Venue, reason: Reason) -> None:
    """The day ends over open sessions: bids go, the auctions wait for another notice."""
    for auction in open_sessions(venue):
        for bid in list(auction.bids):
            drop_bid(venue, auction, bid, reason)
        unlock_applicant(venue, auction)
        auction.state = AuctionState.ACCEPTED
        say_stopped(venue, auction, reason)


def open_sessions(venue: Venue) -> list[Auction]:
    """Sessions that run, in order of their numbers."""
    return [auction for auction in venue.auctions.values() if auction.state == AuctionState.OPEN]


def close_auction(venue: Venue, command: Command) -> None:
    """Serve the bids, give the rest back, publish."""
    auction = named_auction(venue, command, AuctionState.OPEN)
    instrument = venue.instruments[auction.instrument]
    check_halts(venue, instrument)
    room = TOTALS_MAX_FEN - venue.cumulative[Method.AUCTION].amount
    if auction.quantity * max(auction.reserve, auction.cap) > room:
        raise Refused(Reason.AMOUNT_TOO_LARGE, room)
    lot = (command.tape_hash, auction.number) if auction.rules & TIE_BY_LOT else None
    order = serving_order(auction.bids, auction.bid_side, auction.quantity, lot)
    demand = sum(bid.quantity for bid in order)
    reason = why_nothing(auction, demand)
    quantities = award_quantities(order, 0 if reason else auction.quantity)
    prices = award_prices(order, quantities, bool(auction.rules & PAY_AS_BID))
    venue.accept(command, account=auction.account, side=auction.side)
    result = {
        "bidders": len({bid.account for bid in order}),
        "winners": len(
            {bid.account for bid, quantity in zip(order, quantities, strict=True) if quantity}
        ),
        "bids": len(order),
        "sold": sum(quantities),
        "amount": sum(
            price * quantity for price, quantity in zip(prices, quantities, strict=False)
        ),
    }
    for place, (bid, quantity) in enumerate(zip(order, quantities, strict=True)):
        if quantity:
            award(venue, instrument, auction, bid, prices[place], quantity)
        else:
            say_gone(venue, auction, bid, bid.quantity, reason or Reason.BID_LOST)
            hold_bid(venue, auction, bid, bid.price, 0)
    unfreeze(venue, auction, auction.quantity - result["sold"] if auction.side == Side.SELL else 0)
    unlock_applicant(venue, auction)
    auction.bids, auction.state = [], AuctionState.CLOSED
    say_result(
        venue, auction, demand, prices, result, {"tape_hash": command.tape_hash, "reason": reason}
    )


def why_nothing(auction: Auction, demand: int) -> Reason:
    """Why nothing is sold, or NONE."""
    if demand == 0:
        return Reason.AUCTION_WITHOUT_BIDS
    short = demand < auction.quantity and auction.rules & VOID_IF_SHORT
    return Reason.AUCTION_VOID if short else Reason.NONE


def award(
    venue: Venue, instrument: Instrument, auction: Auction, bid: Bid, price: int, quantity: int
) -> None:
    """One trade of an award; the bid's rest goes."""
    bidder_buys = auction.bid_side == Side.BUY
    buyer, seller = (
        (bid.account, auction.account) if bidder_buys else (auction.account, bid.account)
    )
    amount = price * quantity
    buyer_fees = ledger.fees_due(instrument, amount)
    trading = min(buyer_fees[0], amount)
    seller_fees = trading, min(buyer_fees[1], amount - trading)
    number = venue.last_trade[Method.AUCTION] + 1
    fees = {"buyer_fees": sum(buyer_fees), "seller_fees": sum(seller_fees)}
    trade = Trade(Method.AUCTION, number, instrument.number, price, quantity, buyer, seller, **fees)
    ledger.settle(venue, instrument, trade)
    owner = bid if bidder_buys else auction
    held = bid.locked_cash if bidder_buys else amount + ledger.fees_to_lock(instrument, amount)
    account = venue.accounts[buyer]
    account.cash += held
    account.locked -= held
    owner.locked_cash -= held
    matching.record(venue, instrument, trade)
    say_award(venue, auction, bid, trade, buyer_fees, seller_fees)
    limits.after_trade(venue, instrument, amount, buyer, seller)
    if quantity < bid.quantity:
        say_gone(venue, auction, bid, bid.quantity - quantity, Reason.BID_REMAINDER)
    if not bidder_buys:
        holding = venue.holdings[bid.account, instrument.number]
        holding.locked -= bid.quantity - quantity
        holding.available += bid.quantity - quantity


def say_award(
    venue: Venue,
    auction: Auction,
    bid: Bid,
    trade: Trade,
    buyer_fees: tuple[int, int],
    seller_fees: tuple[int, int],
) -> None:
    """The trade as both accounts, the feed and settlement hear it: the bidder is the taker, the
    applicant the maker.
    """
    bidder_buys = auction.bid_side == Side.BUY
    own, other = (buyer_fees, seller_fees) if bidder_buys else (seller_fees, buyer_fees)
    venue.say(
        EventKind.FILL,
        side=auction.bid_side,
        account=bid.account,
        maker_account=auction.account,
        order_id=bid.number,
        maker_order_id=auction.number,
        instrument=trade.instrument,
        price=trade.price,
        quantity=trade.quantity,
        amount_fen=trade.price * trade.quantity,
        number=trade.number,
        method=Method.AUCTION,
        date=venue.date,
        flags=BUYER_IS_TAKER if bidder_buys else 0,
        trading_fee_fen=own[0],
        settlement_fee_fen=own[1],
        maker_trading_fee_fen=other[0],
        maker_settlement_fee_fen=other[1],
    )


def say_result(
    venue: Venue,
    auction: Auction,
    demand: int,
    prices: list[int],
    result: dict[str, int],
    more: Event,
) -> None:
    """The public result."""
    venue.say(
        EventKind.AUCTION_RESULT,
        number=auction.number,
        instrument=auction.instrument,
        side=auction.side,
        account=auction.account,
        flags=auction.rules,
        date=auction.date,
        quantity=result["sold"],
        leaves=auction.quantity - result["sold"],
        value=demand,
        price=min(prices, default=0),
        order_id=max(prices, default=0),
        amount_fen=result["amount"],
        maker_order_id=result["bids"],
        maker_account=result["bidders"],
        maker_leaves=result["winners"],
        method=Method.AUCTION,
        **more,
    )


def forget_ended(venue: Venue) -> None:
    """With a new day, auctions that are over are remembered no more."""
    for number, auction in list(venue.auctions.items()):
        if auction.state >= AuctionState.CLOSED:
            del venue.auctions[number]
