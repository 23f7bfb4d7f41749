"""BUST_TRADE: a trade of the running day is undone (取消交易), whatever its method.

Cash, units and fees go back. What follows from the day's trades is again what follows from those
that are left, in their order: count, quantity and amount of the instrument and the venue, the last
price, the close, the tape hash, both accounts' turnover of the day. Price limits stay, because they
follow from the day before, and no order comes back into the book: an order that is open still has
traded less, with the open quantity that it had.

The fees that go back are those of the trade's FILL. An order that is still open is charged on from
what is left of its amount; what it has been charged for that is never more than its fees on that.

Units go back out of those that cannot be sold yet, cash out of what is available. What is no longer
there is not taken from elsewhere: then nothing is undone, and the refusal names both accounts with
what is asked of them and what they have. In an instrument without locks both may fall below zero.

Each correction has a number of its method, from 1 without holes, which TRADE_BUSTED carries. A day
that is over is not touched: its trades are confirmed, delivered, and go back by the registry alone.

Checks: method, trade, its day, trades kept, undone already, corrections full, units and cash.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Side, TotalsKind
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Event,
    Fen,
    Number,
    Outbox,
    Place,
    ReasonNumber,
    State,
    Tonnes,
    Total,
    Trade,
    Truth,
)
from engine.events import EventKind, Reason
from engine.rules import (
    bust_checks,
    fees,
    holdings,
    large_holders,
    limit_sums,
    locks,
    opposite_side,
)
from engine.rules.command_fields import method_of, trade_of
from engine.rules.day_trades import (
    all_kept,
    buyer_first,
    buyer_of,
    charged,
    last_price,
    place_of_trade,
    seller_of,
)
from engine.rules.outbox import speak
from engine.rules.state import (
    BUYER_COUNTED,
    CHARGED,
    LISTED_ROW,
    SELLABLE,
    SELLER_COUNTED,
)
from engine.rules.trades import hash_trade, place_of, row_of


@compiled
def take_units_back(state: State, trade: Trade) -> None:
    """The units go from the buyer to the seller, where they can be sold."""
    instrument = np.int64(trade.instrument)
    bought = state.holdings[holdings.find_holding(state, buyer_of(trade), instrument)]
    if trade.marks & SELLABLE:
        bought.available -= trade.quantity
    else:
        bought.bought -= trade.quantity
    sold = holdings.find_holding(state, seller_of(trade), instrument)
    state.holdings[sold].available += trade.quantity


@compiled
def take_cash_back(state: State, place: Place) -> None:
    """What was paid and charged goes back to both, the seller's proceeds away from it."""
    trade = state.trades[place]
    first = buyer_first(trade)
    amount_fen = np.int64(trade.price) * trade.quantity
    trading, settlement = charged(state, place, first)
    seller_trading, seller_settlement = charged(state, place, not first)
    fees.take_fees(state, -trading - seller_trading, -settlement - seller_settlement)
    state.accounts[buyer_of(trade)].cash_available_fen += amount_fen + trading + settlement
    seller = state.accounts[seller_of(trade)]
    proceeds = amount_fen - seller_trading - seller_settlement
    seller.cash_available_fen -= proceeds
    seller.sales_fen -= proceeds


@compiled
def uncharge(state: State, order_id: Number, place: Place, first: Truth) -> None:
    """An open order is charged on from what is left of its amount, and locks what that needs."""
    trade, slot = state.trades[place], order_id % state.orders.shape[0]
    order, detail = state.orders[slot], state.order_details[slot]
    instrument = state.instruments[trade.instrument]
    trading, settlement = charged(state, place, first)
    detail.amount_fen -= np.int64(trade.price) * trade.quantity
    most, most_settlement = fees.fees_on(instrument, order.side, detail.amount_fen)
    detail.trading_fee_fen = min(detail.trading_fee_fen - trading, most)
    detail.settlement_fee_fen = min(detail.settlement_fee_fen - settlement, most_settlement)
    if order.side == Side.BUY:
        needed = locks.lock_needed(state, instrument, order, order.leaves)
        locks.set_cash_lock(state, order, needed)


@compiled
def take_order_back(state: State, order_id: Number, place: Place, first: Truth) -> Tonnes:
    """An order that is open still has traded less; what it has open, 0 when it has left."""
    trade, order = state.trades[place], state.orders[order_id % state.orders.shape[0]]
    if row_of(trade.method) != LISTED_ROW or order.order_id != order_id:
        return np.int64(0)
    order.quantity -= trade.quantity
    if trade.marks & CHARGED:
        uncharge(state, order_id, place, first)
    return np.int64(order.leaves)


@compiled
def discount(total: Total, quantity: Tonnes, amount_fen: Fen) -> None:
    """Take a trade out of the day's figures of an instrument or the venue."""
    total.count -= 1
    total.quantity -= quantity
    total.amount_fen -= amount_fen


@compiled
def discount_turnover(state: State, account: AccountNumber, amount_fen: Fen) -> None:
    """Take an amount out of an account's turnover of the day, in which it was counted."""
    turnover = limit_sums.traded_today(state, account)
    state.account_limits[account].traded_fen = max(np.int64(0), turnover - amount_fen)


@compiled
def take_figures_back(state: State, trade: Trade) -> None:
    """The day's totals and both accounts' turnover without the trade."""
    amount_fen = np.int64(trade.price) * trade.quantity
    place = place_of(row_of(trade.method), np.int64(TotalsKind.DAY))
    discount(state.instruments[trade.instrument].totals[place], trade.quantity, amount_fen)
    discount(state.venue.totals[place], trade.quantity, amount_fen)
    if trade.marks & BUYER_COUNTED:
        discount_turnover(state, buyer_of(trade), amount_fen)
    if trade.marks & SELLER_COUNTED:
        discount_turnover(state, seller_of(trade), amount_fen)


@compiled
def hash_again(state: State) -> None:
    """The tape hash over the trades of the day that were not undone, in their order."""
    state.venue.tape_hash = np.uint64(state.venue.date)
    for place in range(state.corrections.trades_used):
        trade = state.trades[place]
        if trade.quantity > 0:
            hash_trade(
                state,
                trade.number,
                np.int64(trade.instrument),
                np.int64(trade.method),
                np.int64(trade.price),
                trade.quantity,
                buyer_of(trade),
                seller_of(trade),
            )


@compiled
def enter_correction(state: State, trade: Trade) -> Number:
    """Number a correction and remember it until its day is settled."""
    corrections, row = state.corrections, row_of(trade.method)
    corrections.numbers[row] += 1
    place = corrections.places[corrections.used]
    place.ordinal = state.venue.ordinal
    place.number = trade.number
    place.method = trade.method
    corrections.used += 1
    return corrections.numbers[row]


@compiled
def tell_bust(state: State, outbox: Outbox, place: Place, correction: Number) -> Event:
    """TRADE_BUSTED, with the terms that the trade's FILL had."""
    trade = state.trades[place]
    event = speak(state, outbox, EventKind.TRADE_BUSTED)
    event.value = correction
    event.number, event.method, event.side = trade.number, trade.method, trade.side
    event.account, event.maker_account = trade.account, trade.maker_account
    event.order_id, event.maker_order_id = trade.order_id, trade.maker_order_id
    event.instrument, event.price = trade.instrument, trade.price
    event.quantity = trade.quantity
    event.amount_fen = np.int64(trade.price) * trade.quantity
    event.date = state.venue.date
    event["flags"] = trade["flags"]
    event.trading_fee_fen, event.settlement_fee_fen = charged(state, place, True)
    event.maker_trading_fee_fen, event.maker_settlement_fee_fen = charged(state, place, False)
    return event


@compiled
def undo(state: State, outbox: Outbox, place: Place) -> Number:
    """Undo a trade that can be undone; the number of its correction."""
    trade = state.trades[place]
    instrument, buyer, seller = np.int64(trade.instrument), buyer_of(trade), seller_of(trade)
    correction = enter_correction(state, trade)
    event = tell_bust(state, outbox, place, correction)
    take_units_back(state, trade)
    take_cash_back(state, place)
    event.leaves = take_order_back(state, trade.order_id, place, True)
    event.maker_leaves = take_order_back(state, trade.maker_order_id, place, False)
    take_figures_back(state, trade)
    bought = holdings.find_holding(state, buyer, instrument)
    sold = holdings.find_holding(state, seller, instrument)
    opposite_side.note_undone(state, instrument, bought, sold, np.int64(trade.quantity))
    trade.quantity = 0
    hash_again(state)
    if row_of(trade.method) == LISTED_ROW:
        state.instruments[instrument].last = last_price(state, instrument)
    event.parameter = state.instruments[instrument].last
    large_holders.watch_holding(state, outbox, bought)
    large_holders.watch_holding(state, outbox, sold)
    return correction


@compiled
def bust_trade(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """BUST_TRADE: the acknowledgement carries the number of the correction."""
    row = row_of(method_of(command))
    if row < 0:
        return Reason.METHOD_UNKNOWN
    reason = bust_checks.check_number(state, row, trade_of(command))
    if reason != Reason.NONE:
        return reason
    place = place_of_trade(state, row, trade_of(command)) if all_kept(state) else np.int64(-1)
    reason = bust_checks.check_kept(state, place, ack)
    if reason == Reason.NONE:
        reason = bust_checks.check_there(state, place, ack)
    if reason == Reason.NONE:
        ack.number = undo(state, outbox, place)
    return reason
