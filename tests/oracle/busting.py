"""A trade of the running day is undone: what it did is taken back, and what follows from the day's
trades is added up anew from those that are left.
"""

from __future__ import annotations

from engine.commands import Method, Phase, Side
from engine.events import BUYER_IS_TAKER, EventKind, Reason
from engine.rules.state import CORRECTIONS_MAX
from engine.tape_hash import tape_hash
from tests.oracle import ledger, limits
from tests.oracle.days import method_of
from tests.oracle.records import Account, Command, Event, Fill, Holding, Refused, Sums, Venue

TERMS = ("number", "instrument", "method", "price", "quantity")


def bust_trade(venue: Venue, command: Command) -> None:
    """Refused with what both accounts lack where units or cash are no longer there."""
    fill = fill_of(venue, command)
    said = fill.said
    buyer, seller = parties(said)
    check_there(venue, fill, buyer, seller)
    method = Method(said["method"])
    venue.last_correction[method] += 1
    correction = venue.last_correction[method]
    venue.accept(command, number=correction)
    give_back(venue, fill, buyer, seller)
    leaves = [take_off(venue, said, "" if first else "maker_") for first in (True, False)]
    fill.busted = True
    add_up(venue, fill, buyer, seller)
    told = {name: value for name, value in said.items() if name != "date"}
    told |= {"leaves": leaves[0], "maker_leaves": leaves[1], "value": correction}
    told["parameter"] = last_price(venue, said["instrument"])
    venue.say(EventKind.TRADE_BUSTED, **told, date=venue.date)
    for number in (buyer, seller):
        limits.watch(venue, number, venue.instruments[said["instrument"]])


def fill_of(venue: Venue, command: Command) -> Fill:
    """The trade that is named, if it can be undone. Raises Refused."""
    method, number = method_of(command), command.order_id
    if not 0 < number <= venue.last_trade[method]:
        raise Refused(Reason.TRADE_UNKNOWN)
    if venue.phase in (Phase.NO_DAY, Phase.ENDED) or number < venue.today.first_trade[method]:
        raise Refused(Reason.TRADE_NOT_OF_TODAY)
    fills = venue.today.fills
    if len(fills) > venue.limits.trades:
        raise Refused(Reason.DAY_TRADES_FULL, venue.limits.trades)
    fill = next(
        each for each in fills if (each.said["method"], each.said["number"]) == (method, number)
    )
    if fill.busted:
        raise Refused(Reason.TRADE_BUSTED_ALREADY)
    remembered = sum(each.busted for day in venue.days if day.remembered for each in day.fills)
    if remembered == CORRECTIONS_MAX:
        raise Refused(Reason.CORRECTIONS_FULL, CORRECTIONS_MAX)
    return fill


def parties(said: Event) -> tuple[int, int]:
    """Who bought and who sold."""
    both = said["account"], said["maker_account"]
    return both if said.get("flags", 0) & BUYER_IS_TAKER else both[::-1]


def fees_of(said: Event) -> tuple[int, int]:
    """Fees of the buyer and of the seller."""
    first = said.get("trading_fee_fen", 0) + said.get("settlement_fee_fen", 0)
    second = said.get("maker_trading_fee_fen", 0) + said.get("maker_settlement_fee_fen", 0)
    return (first, second) if said.get("flags", 0) & BUYER_IS_TAKER else (second, first)


def check_there(venue: Venue, fill: Fill, buyer: int, seller: int) -> None:
    """The buyer still has the units, and the seller the cash."""
    said = fill.said
    if buyer == seller or venue.instruments[said["instrument"]].without_locks:
        return
    quantity, needed = said["quantity"], said["amount_fen"] - fees_of(said)[1]
    holding = venue.holdings.get((buyer, said["instrument"]), Holding())
    units = holding.available if fill.sellable else quantity
    cash = venue.accounts[seller].cash
    if units < quantity or cash < needed:
        there = {"quantity": quantity, "leaves": units, "amount_fen": needed}
        whose = {"account": buyer, "maker_account": seller, "instrument": said["instrument"]}
        raise Refused(Reason.TRADE_SPENT, cash, **whose, **there)


def give_back(venue: Venue, fill: Fill, buyer: int, seller: int) -> None:
    """Units to the seller, cash and fees to the buyer."""
    said, date = fill.said, venue.date
    quantity, amount = said["quantity"], said["amount_fen"]
    buyer_fees, seller_fees = fees_of(said)
    bought = venue.holdings[buyer, said["instrument"]]
    if fill.sellable:
        bought.available -= quantity
    else:
        bought.bought[date] -= quantity
    venue.holdings[seller, said["instrument"]].available += quantity
    venue.fees -= buyer_fees + seller_fees
    venue.accounts[buyer].cash += amount + buyer_fees
    venue.accounts[seller].cash -= amount - seller_fees
    venue.accounts[seller].sale_money[date] -= amount - seller_fees


def take_off(venue: Venue, said: Event, whose: str) -> int:
    """An order that is open has traded less; what it has open."""
    order = venue.orders.get(said.get(f"{whose}order_id", 0))
    if order is None or said["method"] != Method.LISTED:
        return 0
    instrument = venue.instruments[order.instrument]
    order.quantity -= said["quantity"]
    order.traded -= said["quantity"]
    order.traded_amount -= said["amount_fen"]
    trading, settlement = ledger.fees_due(instrument, order.traded_amount)
    if order.side == Side.SELL:
        trading = min(trading, order.traded_amount)
        settlement = min(settlement, order.traded_amount - trading)
    order.trading_fee = min(order.trading_fee - said.get(f"{whose}trading_fee_fen", 0), trading)
    left = order.settlement_fee - said.get(f"{whose}settlement_fee_fen", 0)
    order.settlement_fee = min(left, settlement)
    ledger.hold(venue, instrument, order, order.price, order.leaves)
    return order.leaves


def last_price(venue: Venue, instrument: int) -> int:
    """Of the listed trades of the day that were not undone."""
    listed = [each for each in venue.today.fills if each.said["method"] == Method.LISTED]
    left = [each.said for each in listed if not each.busted]
    return next((each["price"] for each in reversed(left) if each["instrument"] == instrument), 0)


def add_up(venue: Venue, fill: Fill, buyer: int, seller: int) -> None:
    """The sums without the trade, and the tape hash of those that are left."""
    said, day = fill.said, venue.today
    instrument = venue.instruments[said["instrument"]]
    sums: tuple[Sums, ...] = (day.totals, venue.year, venue.cumulative)
    for totals in (*sums, instrument.day, instrument.year, instrument.cumulative):
        totals[said["method"]].add(-said["quantity"], -said["amount_fen"], -1)
    for number in (buyer, seller):
        if number in fill.counted:
            discount(venue, venue.accounts[number], said["amount_fen"])
    left = [each.said for each in day.fills if not each.busted]
    words = [(*(each[name] for name in TERMS), *parties(each)) for each in left]
    day.tape_hash = tape_hash(day.date, words)


def discount(venue: Venue, account: Account, amount: int) -> None:
    """An account's turnover of the day without an amount."""
    account.traded = venue.date, limits.traded_today(venue, account) - amount
