"""Cash, units, locks and fees: who owns what, what is held for an order, and that nothing appears
or disappears.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil

from engine.commands import Parameter, Side
from engine.events import Reason
from engine.units import round_half_away
from tests.oracle.book import Order
from tests.oracle.records import Account, Holding, Instrument, Refused, Trade, Venue

MILLION = 1_000_000
FEES = (
    (Parameter.TRADING_FEE_PPM, Parameter.TRADING_FEE_MIN_FEN),
    (Parameter.SETTLEMENT_FEE_PPM, Parameter.SETTLEMENT_FEE_MIN_FEN),
)


def fees_due(instrument: Instrument, amount: int) -> tuple[int, int]:
    """Trading and settlement fee on the cumulative amount of an order, rounded half up, at least
    the minimum.
    """
    return _fees(instrument, amount, round_half_away)


def fees_to_lock(instrument: Instrument, amount: int) -> int:
    """Both fees on an amount, rounded up: the most that can be charged."""
    return sum(_fees(instrument, amount, ceil))


def _fees(
    instrument: Instrument, amount: int, rounding: Callable[[Fraction], int]
) -> tuple[int, int]:
    if amount == 0:
        return 0, 0
    parameters = instrument.parameters
    trading, settlement = (
        max(rounding(Fraction(amount * parameters[rate], MILLION)), parameters[least])
        for rate, least in FEES
    )
    return trading, settlement


def cash_to_lock(instrument: Instrument, order: Order, price: int, leaves: int) -> int:
    """What a buy must hold: the open part at its limit, and the fees on all of it less what has
    been charged.
    """
    open_amount = price * leaves
    if open_amount == 0 or instrument.without_locks:
        return 0
    charged = order.trading_fee + order.settlement_fee
    return open_amount + fees_to_lock(instrument, order.traded_amount + open_amount) - charged


def check_holding_fits(venue: Venue, account: int, instrument: int) -> None:
    """Raise Refused when the account would need a holding of the instrument and the table is
    full.
    """
    if (account, instrument) not in venue.holdings and len(venue.holdings) >= venue.limits.holdings:
        raise Refused(Reason.HOLDINGS_FULL)


def holding_of(venue: Venue, account: int, instrument: int) -> Holding:
    """The account's holding, made when it does not exist yet."""
    return venue.holdings.setdefault((account, instrument), Holding())


def check_cover(
    venue: Venue, instrument: Instrument, order: Order, price: int, leaves: int
) -> None:
    """Full pre-funding: raise Refused when cash or units do not reach for the order at this price
    and open quantity.
    """
    if instrument.without_locks:
        return
    if order.side == Side.BUY:
        more = cash_to_lock(instrument, order, price, leaves) - order.locked_cash
        available = venue.accounts[order.account].cash
        if more > max(available, 0):
            raise Refused(Reason.CASH_INSUFFICIENT, available, amount_fen=more)
    else:
        holding = venue.holdings.get((order.account, order.instrument), Holding())
        check_units(holding, leaves - order.leaves)


def check_market_buy(venue: Venue, instrument: Instrument, account: int, amount: int) -> None:
    """A market buy needs the cash for what it will trade, and for the most its fees can be."""
    needed = amount + fees_to_lock(instrument, amount)
    available = venue.accounts[account].cash
    if not instrument.without_locks and needed > max(available, 0):
        raise Refused(Reason.CASH_INSUFFICIENT, available, amount_fen=needed)


def check_units(holding: Holding, quantity: int) -> None:
    """Raise Refused when fewer units are available; the reason shows whether units bought too
    lately would do.
    """
    if quantity > holding.available:
        waiting = quantity <= holding.available + sum(holding.bought.values())
        reason = Reason.UNITS_BOUGHT_NOT_YET_SELLABLE if waiting else Reason.UNITS_INSUFFICIENT
        raise Refused(reason, holding.available)


def hold(venue: Venue, instrument: Instrument, order: Order, price: int, leaves: int) -> None:
    """Give an order this price and open quantity, and bring what it holds, cash or units, to what
    that needs.
    """
    if order.side == Side.BUY:
        account = venue.accounts[order.account]
        needed = cash_to_lock(instrument, order, price, leaves)
        account.cash += order.locked_cash - needed
        account.locked += needed - order.locked_cash
        order.locked_cash = needed
    elif not instrument.without_locks:
        holding = venue.holdings[order.account, order.instrument]
        holding.available -= leaves - order.leaves
        holding.locked += leaves - order.leaves
    order.price, order.leaves = price, leaves


def charge(instrument: Instrument, order: Order, amount: int) -> tuple[int, int]:
    """Fees of a fill: the fees on the order's cumulative amount less what was charged before.

    A seller's fees never exceed what the order has brought in: a minimum fee cannot make anyone
    owe.
    """
    order.traded_amount += amount
    trading, settlement = fees_due(instrument, order.traded_amount)
    if order.side == Side.SELL:
        trading = min(trading, order.traded_amount)
        settlement = min(settlement, order.traded_amount - trading)
    fees = trading - order.trading_fee, settlement - order.settlement_fee
    order.trading_fee, order.settlement_fee = trading, settlement
    return fees


def settle(venue: Venue, instrument: Instrument, trade: Trade) -> None:
    """Move units and cash of a fill.

    The caller brings the buyer's lock to its new size afterwards.
    """
    sold = venue.holdings[trade.seller, instrument.number]
    if instrument.without_locks:
        sold.available -= trade.quantity
    else:
        sold.locked -= trade.quantity
    deliver(venue, instrument, trade)


def deliver(venue: Venue, instrument: Instrument, trade: Trade) -> None:
    """Cash to the seller, out of the buyer's available cash; units, taken from the seller before,
    to the buyer; fees.
    """
    date = venue.date
    amount = trade.price * trade.quantity
    buyer, seller = venue.accounts[trade.buyer], venue.accounts[trade.seller]
    buyer.cash -= amount + trade.buyer_fees
    proceeds = amount - trade.seller_fees
    seller.cash += proceeds
    seller.sale_money[date] = seller.sale_money.get(date, 0) + proceeds
    venue.fees += trade.buyer_fees + trade.seller_fees
    receive_units(venue, instrument, trade.buyer, trade.quantity)


def receive_units(venue: Venue, instrument: Instrument, account: int, quantity: int) -> None:
    """Bought units arrive: to be sold after the resale days, at once when there are none."""
    holding = venue.holdings[account, instrument.number]
    if instrument.days_to_sell == 0:
        holding.available += quantity
    else:
        holding.bought[venue.date] = holding.bought.get(venue.date, 0) + quantity


def withdrawable(account: Account) -> int:
    """Cash that may leave: what is available without the sale money of days that are not over
    yet.
    """
    return max(0, account.cash - sum(account.sale_money.values()))


def conservation(venue: Venue) -> list[str]:
    """Cash and units that appeared or disappeared: one sentence each, an empty list when all is
    there.
    """
    problems = []
    cash = sum(account.cash + account.locked for account in venue.accounts.values()) + venue.fees
    if cash != venue.cash_brought:
        problems.append(f"cash: {cash} fen are there, {venue.cash_brought} were brought")
    for instrument in venue.instruments:
        units = sum(
            holding.total()
            for (_, number), holding in venue.holdings.items()
            if number == instrument
        )
        brought = venue.units_brought.get(instrument, 0)
        if units != brought:
            problems.append(f"instrument {instrument}: {units} t are there, {brought} were brought")
    return problems
