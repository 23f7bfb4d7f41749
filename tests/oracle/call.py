"""Calls: orders rest before the open, or at the end of a halt, then trade at one price; worked out
as on paper.
"""

from __future__ import annotations

from engine.commands import MARKET, Method, Parameter, SelfTrade, Side, TimeInForce
from engine.events import BUYER_IS_TAKER, IN_CALL, KEPT_PLACE, EventKind, Reason
from tests.oracle import ledger, limits, matching, order_rules
from tests.oracle.book import Order
from tests.oracle.records import Command, Instrument, Refused, Trade, Venue, opposite


def worst_price(instrument: Instrument, side: Side) -> int:
    """The price a market order counts at: the upper limit for a buy, the lower one for a sell."""
    return instrument.upper if side == Side.BUY else instrument.lower


def check_new_order(venue: Venue, instrument: Instrument, command: Command) -> None:
    """What an order of the call must satisfy besides those of the open market."""
    if command.side not in tuple(Side):
        raise Refused(Reason.SIDE_UNKNOWN)
    if command.time_in_force in (TimeInForce.IOC, TimeInForce.FOK):
        raise Refused(Reason.CALL_FOR_THE_DAY_ONLY)
    order_rules.check_terms(venue, instrument, command)
    if command.order_id:
        raise Refused(Reason.CALL_WITHOUT_TAKES)
    price = worst_price(instrument, Side(command.side)) if command.flags & MARKET else command.price
    check_own_orders(instrument, command.account, Side(command.side), price)
    order_rules.check_totals(venue)


def check_own_orders(instrument: Instrument, account: int, side: Side, price: int) -> None:
    """Nobody rests on both sides where the two could meet."""
    if instrument.self_trade == SelfTrade.ALLOW:
        return
    probe = Order(0, account, instrument.number, side, price, 0, 0, 0)
    own = [order for order in instrument.book.orders(opposite(side)) if order.account == account]
    if any(probe.accepts(order.price) for order in own):
        raise Refused(Reason.CALL_CROSSES_OWN_ORDER)


def rest(venue: Venue, instrument: Instrument, order: Order) -> None:
    """Put an accepted order into the book, a market order at its worst price."""
    if order.market:
        ledger.hold(venue, instrument, order, worst_price(instrument, order.side), order.leaves)
    instrument.book.join(order)


def replace(
    venue: Venue, instrument: Instrument, order: Order, command: Command, quantity: int
) -> None:
    """Less at the same price keeps the place; anything else goes to the end; a market order becomes
    a limit order. `quantity` is what is to be open.
    """
    order_rules.check_limit(venue, instrument, command, order)
    if not order.market and (command.price, quantity) == (order.price, order.leaves):
        raise Refused(Reason.ORDER_UNCHANGED)
    check_own_orders(instrument, order.account, order.side, command.price)
    order_rules.check_totals(venue)
    ledger.check_cover(venue, instrument, order, command.price, quantity)
    was_market, order.market = order.market, False
    try:
        limits.check_order(venue, instrument, order, command.price, quantity, command.time_ns)
    except Refused:
        order.market = was_market
        raise
    limits.count_entered(venue, venue.accounts[order.account], command.time_ns)
    order.operator, order.guard = command.operator, command.parameter
    keeps = not was_market and command.price == order.price and quantity < order.leaves
    if not keeps:
        instrument.book.leave(order)
        order.time_ns = command.time_ns
    order.quantity += quantity - order.leaves
    ledger.hold(venue, instrument, order, command.price, quantity)
    venue.accept(
        command,
        order_id=order.number,
        leaves=order.leaves,
        flags=command.flags | (KEPT_PLACE if keeps else 0),
    )
    if not keeps:
        instrument.book.join(order)


def end_call(venue: Venue) -> None:
    """Pre-open ends, and with it the call of every instrument."""
    for _, instrument in sorted(venue.instruments.items()):
        end_call_of(venue, instrument)


def end_call_of(venue: Venue, instrument: Instrument) -> None:
    """A book with orders is uncrossed, or emptied where nothing may trade."""
    orders = [order for side in Side for order in instrument.book.orders(side)]
    if not orders or not instrument.open:
        return
    if venue.halted or instrument.halted:
        matching.withdraw_all(venue, orders, Reason.CALL_HALTED)
    else:
        uncross(venue, instrument)


def volume_at(instrument: Instrument, price: int) -> tuple[int, int]:
    """(t that would trade at this price, surplus of buys over sells)."""
    sums = [
        sum(order.leaves for order in instrument.book.orders(side) if order.accepts(price))
        for side in (Side.BUY, Side.SELL)
    ]
    return min(sums), sums[0] - sums[1]


def find_price(instrument: Instrument) -> tuple[int, int, int]:
    """(price, volume, surplus): largest volume, smallest surplus, side of the surplus, nearest to
    the reference.
    """
    resting = [order for side in Side for order in instrument.book.orders(side)]
    limits = {order.price for order in resting if not order.market}
    prices = sorted({*limits, reference_on_tick(instrument)})
    trials = [(price, *volume_at(instrument, price)) for price in prices]
    most = max((volume for _, volume, _ in trials), default=0)
    if most == 0:
        return 0, 0, 0
    trials = [trial for trial in trials if trial[1] == most]
    least = min(abs(surplus) for _, _, surplus in trials)
    trials = [trial for trial in trials if abs(trial[2]) == least]
    if all(surplus > 0 for _, _, surplus in trials):
        return trials[-1]
    if all(surplus < 0 for _, _, surplus in trials):
        return trials[0]
    return min(trials, key=lambda trial: (abs(trial[0] - reference(instrument)), -trial[0]))


def reference(instrument: Instrument) -> int:
    """The last price of the day; the base price before there is one."""
    return instrument.last or instrument.base


def reference_on_tick(instrument: Instrument) -> int:
    """The price on the tick inside the limits nearest to the reference, the higher of two."""
    tick = instrument.parameters[Parameter.TICK]
    prices = [price for price in range(instrument.lower, instrument.upper + 1) if price % tick == 0]
    return min(prices, key=lambda price: (abs(price - reference(instrument)), -price))


def in_turn(instrument: Instrument, side: Side) -> list[Order]:
    """One side as it is served: market orders, then price, then time."""
    orders = list(instrument.book.orders(side))
    return [order for order in orders if order.market] + [
        order for order in orders if not order.market
    ]


def uncross(venue: Venue, instrument: Instrument) -> None:
    """Trade at the price that was found, cancel what is left of market orders, publish."""
    price, volume, surplus = find_price(instrument)
    buys, sells = in_turn(instrument, Side.BUY), in_turn(instrument, Side.SELL)
    left = volume
    while left:
        buys, sells = (
            [order for order in buys if order.leaves],
            [order for order in sells if order.leaves],
        )
        quantity = min(left, buys[0].leaves, sells[0].leaves)
        fill(venue, instrument, buys[0], sells[0], price, quantity)
        left -= quantity
    for order in (*buys, *sells):
        if order.market and order.leaves:
            matching.withdraw(venue, order, Reason.MARKET_REMAINDER)
    side = 0 if surplus == 0 else Side.BUY if surplus > 0 else Side.SELL
    fields = {"price": price, "quantity": volume, "value": abs(surplus), "side": side}
    venue.say(EventKind.CALL_RESULT, instrument=instrument.number, date=venue.date, **fields)


def fill(
    venue: Venue, instrument: Instrument, buy: Order, sell: Order, price: int, quantity: int
) -> None:
    """One trade between two resting orders."""
    amount = price * quantity
    buy_fees, sell_fees = (
        ledger.charge(instrument, buy, amount),
        ledger.charge(instrument, sell, amount),
    )
    number = venue.last_trade[Method.LISTED] + 1
    fees = {"buyer_fees": sum(buy_fees), "seller_fees": sum(sell_fees)}
    trade = Trade(
        Method.LISTED, number, instrument.number, price, quantity, buy.account, sell.account, **fees
    )
    for order in (buy, sell):
        order.leaves -= quantity
        order.traded += quantity
    ledger.settle(venue, instrument, trade)
    for order in (buy, sell):
        ledger.hold(venue, instrument, order, order.price, order.leaves)
    matching.record(venue, instrument, trade)
    venue.say(
        EventKind.FILL,
        account=buy.account,
        order_id=buy.number,
        side=Side.BUY,
        leaves=buy.leaves,
        trading_fee_fen=buy_fees[0],
        settlement_fee_fen=buy_fees[1],
        maker_account=sell.account,
        maker_order_id=sell.number,
        maker_leaves=sell.leaves,
        maker_trading_fee_fen=sell_fees[0],
        maker_settlement_fee_fen=sell_fees[1],
        instrument=instrument.number,
        price=price,
        quantity=quantity,
        amount_fen=amount,
        number=number,
        method=Method.LISTED,
        date=venue.date,
        flags=BUYER_IS_TAKER | IN_CALL,
    )
    limits.after_trade(venue, instrument, amount, buy.account, sell.account)
    for order in (buy, sell):
        if order.leaves == 0:
            instrument.book.leave(order)
            matching.finish(venue, order)
