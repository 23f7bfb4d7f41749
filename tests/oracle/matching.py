"""How an order meets the book, and how orders leave it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from engine.commands import MARKET, Method, Parameter, SelfTrade, Side, TimeInForce
from engine.events import BUYER_IS_TAKER, WAS_RESTING, EventKind, Reason
from engine.tape_hash import mix_plain
from tests.oracle import ledger, limits
from tests.oracle.book import Order
from tests.oracle.records import Command, Instrument, Refused, Trade, Venue, opposite


def enter(venue: Venue, instrument: Instrument, order: Order, time_in_force: TimeInForce) -> None:
    """Match an order that has been accepted, then let it rest, or cancel what may not rest."""
    last_price = fifth_price(instrument, order)
    reach = sum(quantity for _, quantity in within_reach(instrument, order, order.leaves))
    if time_in_force == TimeInForce.FOK and reach < order.leaves:
        cancel_rest(venue, instrument, order, Reason.FOK_NOT_FILLABLE)
        return
    reason = match(venue, instrument, order, last_price)
    if order.leaves == 0:
        finish(venue, order)
    elif reason != Reason.NONE:
        cancel_rest(venue, instrument, order, reason)
    elif order.market:
        cancel_rest(venue, instrument, order, Reason.MARKET_REMAINDER)
    elif time_in_force == TimeInForce.DAY:
        instrument.book.join(order)
    else:
        cancel_rest(venue, instrument, order, Reason.IOC_REMAINDER)


def check_place(venue: Venue, instrument: Instrument, command: Command, calling: bool) -> None:
    """A new order needs a place to rest; one that meets an order at once needs any place."""
    # one place is kept where numbers are keyed
    if len(venue.orders) < venue.limits.orders - bool(venue.number_key):
        return
    side = Side(command.side)
    best = instrument.book.best(opposite(side))
    limit = None if command.flags & MARKET else command.price
    meets = best is not None and (
        limit is None or (limit >= best.price if side == Side.BUY else limit <= best.price)
    )
    if calling or not meets or len(venue.orders) >= venue.limits.orders:
        raise Refused(Reason.ORDERS_FULL)


def fifth_price(instrument: Instrument, order: Order) -> int | None:
    """The worst price within the present opposite levels; None when all of them count or there are
    fewer.
    """
    levels = instrument.parameters[Parameter.LEVELS]
    prices = list(islice(instrument.book.prices(opposite(order.side)), levels))
    return prices[-1] if prices and len(prices) == levels else None


def beyond(order: Order, price: int, last_price: int | None) -> bool:
    """Whether a price lies beyond the last level that the order may take from."""
    if last_price is None:
        return False
    return price > last_price if order.side == Side.BUY else price < last_price


def within_reach(instrument: Instrument, order: Order, quantity: int) -> Iterator[tuple[int, int]]:
    """(price, quantity) the order would trade: within its limit, its levels, and up to where its
    own account stops it.
    """
    last_price = fifth_price(instrument, order)
    for maker in instrument.book.orders(opposite(order.side)):
        if not quantity or not order.accepts(maker.price) or beyond(order, maker.price, last_price):
            break
        met = min(maker.leaves, quantity)
        if maker.account == order.account and instrument.self_trade != SelfTrade.ALLOW:
            if instrument.self_trade == SelfTrade.DECREMENT:
                quantity -= met
            elif instrument.self_trade != SelfTrade.CANCEL_RESTING:
                break
            continue
        quantity -= met
        yield maker.price, met


def amount_within_reach(instrument: Instrument, order: Order, quantity: int) -> int:
    """What the order would pay for a quantity, or for as much of it as is within its reach."""
    return sum(price * taken for price, taken in within_reach(instrument, order, quantity))


def match(venue: Venue, instrument: Instrument, order: Order, last_price: int | None) -> Reason:
    """Trade with the book, best price first, then time.

    Returns why it must stop, NONE when nothing forbids resting.
    """
    while order.leaves:
        maker = instrument.book.best(opposite(order.side))
        if maker is None or not order.accepts(maker.price):
            return Reason.NONE
        if beyond(order, maker.price, last_price):
            return Reason.BEYOND_FIVE_LEVELS
        if maker.account == order.account and instrument.self_trade == SelfTrade.DECREMENT:
            if not both_lose(venue, instrument, order, maker):
                return Reason.SELF_TRADE
            continue
        if maker.account == order.account and instrument.self_trade != SelfTrade.ALLOW:
            if instrument.self_trade != SelfTrade.CANCEL_INCOMING:
                withdraw(venue, maker, Reason.SELF_TRADE)
            if instrument.self_trade != SelfTrade.CANCEL_RESTING:
                return Reason.SELF_TRADE
            continue
        fill(venue, instrument, order, maker)
    return Reason.NONE


def both_lose(venue: Venue, instrument: Instrument, order: Order, own: Order) -> bool:
    """Two orders of one account lose the smaller open quantity; whether anything of the incoming
    one is left.
    """
    quantity = own.leaves
    if quantity > order.leaves:
        lower(venue, instrument, own, order.leaves, WAS_RESTING)
        return False
    withdraw(venue, own, Reason.SELF_TRADE)
    if quantity == order.leaves:
        return False
    lower(venue, instrument, order, quantity)
    return True


def lower(
    venue: Venue, instrument: Instrument, order: Order, quantity: int, flags: int = 0
) -> None:
    """An order loses some of its open quantity without a trade, and keeps its place."""
    order.quantity -= quantity
    ledger.hold(venue, instrument, order, order.price, order.leaves - quantity)
    venue.say(
        EventKind.ORDER_LOWERED,
        account=order.account,
        instrument=order.instrument,
        order_id=order.number,
        side=order.side,
        quantity=quantity,
        leaves=order.leaves,
        reason=Reason.SELF_TRADE,
        flags=flags,
    )


def fill(venue: Venue, instrument: Instrument, taker: Order, maker: Order) -> None:
    """One trade at the resting price; both accounts are settled at once."""
    quantity = min(taker.leaves, maker.leaves)
    amount = maker.price * quantity
    for order in (taker, maker):
        order.leaves -= quantity
        order.traded += quantity
    taker_fees = ledger.charge(instrument, taker, amount)
    maker_fees = ledger.charge(instrument, maker, amount)
    buyer_takes = taker.side == Side.BUY
    trade = Trade(
        method=Method.LISTED,
        number=venue.last_trade[Method.LISTED] + 1,
        instrument=instrument.number,
        price=maker.price,
        quantity=quantity,
        buyer=taker.account if buyer_takes else maker.account,
        seller=maker.account if buyer_takes else taker.account,
        buyer_fees=sum(taker_fees if buyer_takes else maker_fees),
        seller_fees=sum(maker_fees if buyer_takes else taker_fees),
    )
    ledger.settle(venue, instrument, trade)
    for order in (taker, maker):
        ledger.hold(venue, instrument, order, order.price, order.leaves)
    record(venue, instrument, trade)
    venue.say(
        EventKind.FILL,
        account=taker.account,
        order_id=taker.number,
        side=taker.side,
        leaves=taker.leaves,
        trading_fee_fen=taker_fees[0],
        settlement_fee_fen=taker_fees[1],
        maker_account=maker.account,
        maker_order_id=maker.number,
        maker_leaves=maker.leaves,
        maker_trading_fee_fen=maker_fees[0],
        maker_settlement_fee_fen=maker_fees[1],
        instrument=instrument.number,
        price=maker.price,
        quantity=quantity,
        amount_fen=amount,
        number=trade.number,
        method=Method.LISTED,
        date=venue.date,
        flags=BUYER_IS_TAKER if buyer_takes else 0,
    )
    limits.after_fill(venue, instrument, amount, taker, maker)
    if maker.leaves == 0:
        instrument.book.leave(maker)
        finish(venue, maker)


def record(venue: Venue, instrument: Instrument, trade: Trade) -> None:
    """Put a trade on the tape and into every running sum."""
    venue.last_trade[trade.method] = trade.number
    venue.methods_known.add(trade.method)
    day = venue.days[-1]
    amount = trade.price * trade.quantity
    sums = (
        day.totals,
        venue.year,
        venue.cumulative,
        instrument.day,
        instrument.year,
        instrument.cumulative,
    )
    if trade.method == Method.LISTED:
        instrument.last = trade.price
    for totals in sums:
        totals[trade.method].add(trade.quantity, amount)
    words = (
        trade.number,
        trade.instrument,
        trade.method,
        trade.price,
        trade.quantity,
        trade.buyer,
        trade.seller,
    )
    for word in words:
        day.tape_hash = mix_plain(day.tape_hash, word)


def finish(venue: Venue, order: Order) -> None:
    """An order with nothing left is known no more."""
    assert order.leaves == 0 and order.locked_cash == 0
    del venue.orders[order.number]


def cancel_rest(
    venue: Venue,
    instrument: Instrument,
    order: Order,
    reason: Reason,
    flags: int = 0,
    request: bytes = b"",
) -> None:
    """Cancel what is left of an order in no queue, give its lock back, and make the event."""
    leaves = order.leaves
    ledger.hold(venue, instrument, order, order.price, 0)
    finish(venue, order)
    venue.say(
        EventKind.CANCELLED,
        account=order.account,
        instrument=order.instrument,
        order_id=order.number,
        side=order.side,
        time_in_force=order.time_in_force,
        price=0 if order.market else order.price,
        quantity=order.quantity,
        leaves=leaves,
        reason=reason,
        flags=flags,
        text=request,
    )


def withdraw(venue: Venue, order: Order, reason: Reason, request: bytes = b"") -> None:
    """Take a resting order out of its book; `request`: the client's id of its cancel."""
    instrument = venue.instruments[order.instrument]
    instrument.book.leave(order)
    cancel_rest(venue, instrument, order, reason, WAS_RESTING, request)


def standing_orders(venue: Venue) -> Iterator[Order]:
    """All resting orders in order of instrument, side, price (best first), time."""
    for _, instrument in sorted(venue.instruments.items()):
        for side in Side:
            yield from instrument.book.orders(side)


def withdraw_all(venue: Venue, orders: list[Order], reason: Reason) -> None:
    """Withdraw several orders."""
    for order in orders:
        withdraw(venue, order, reason)
