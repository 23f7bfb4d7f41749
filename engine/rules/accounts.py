"""Cash, units and locks of an account, T+1, fees.

Everything is fully pre-funded: a sell locks units, a buy locks its amount at the limit price and
the largest fees that can follow, and every fen that turns out not to be needed is released at once.
In an instrument without locks nothing is held: fills move cash and units between accounts, which
may fall below zero. Bought units and sale money stay in a ring of one bucket a trading day until
they may be sold or withdrawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import Parameter, Side
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import Fen, Holding, Order, SideNumber, Slot, State, Ticks, Tonnes
from engine.rules.state import GROUP_SHIFT, TABLE_GROUP, TABLE_PROBE, TABLE_STEP
from engine.units import DAY_RING

PPM = 1_000_000


@compiled
def fee_of(amount_fen: Fen, ppm: Any, minimum_fen: Any) -> Any:
    """Fee on a cumulative amount: rounded half up to the fen, at least the minimum once anything
    was traded.
    """
    if amount_fen == 0:
        return np.int64(0)
    whole = amount_fen // PPM * ppm
    fee = whole + (amount_fen % PPM * ppm * 2 + PPM) // (2 * PPM)
    return max(fee, minimum_fen)


@compiled
def fee_bound(amount_fen: Fen, ppm: Any, minimum_fen: Any) -> Any:
    """The same fee rounded up: what a lock takes, never less than what is charged."""
    if amount_fen == 0:
        return np.int64(0)
    whole = amount_fen // PPM * ppm
    return max(whole + (amount_fen % PPM * ppm + PPM - 1) // PPM, minimum_fen)


@compiled
def fees_bound(instrument: Any, amount_fen: Fen) -> Any:
    """Both fees on an amount, rounded up."""
    if instrument.fees == 0:
        return np.int64(0)
    parameters = instrument.parameters
    trading = fee_bound(
        amount_fen, parameters[Parameter.TRADING_FEE_PPM], parameters[Parameter.TRADING_FEE_MIN_FEN]
    )
    return trading + fee_bound(
        amount_fen,
        parameters[Parameter.SETTLEMENT_FEE_PPM],
        parameters[Parameter.SETTLEMENT_FEE_MIN_FEN],
    )


@compiled
def trading_fee(instrument: Any, amount_fen: Fen) -> Any:
    """Trading fee on an order's cumulative amount."""
    if instrument.fees == 0:
        return np.int64(0)
    parameters = instrument.parameters
    return fee_of(
        amount_fen, parameters[Parameter.TRADING_FEE_PPM], parameters[Parameter.TRADING_FEE_MIN_FEN]
    )


@compiled
def settlement_fee(instrument: Any, amount_fen: Fen) -> Any:
    """Settlement fee on an order's cumulative amount."""
    if instrument.fees == 0:
        return np.int64(0)
    parameters = instrument.parameters
    return fee_of(
        amount_fen,
        parameters[Parameter.SETTLEMENT_FEE_PPM],
        parameters[Parameter.SETTLEMENT_FEE_MIN_FEN],
    )


@compiled_inline
def detail_of(state: State, order: Order) -> Any:
    """What is kept of an order apart from its hot record."""
    return state.order_details[order.order_id % state.orders.shape[0]]


@compiled_inline
def lock_needed(state: State, instrument: Any, order: Order, leaves: Tonnes) -> Any:
    """Cash a buy order must hold for `leaves` tonnes at its limit price and the fees still to
    come.
    """
    if instrument.unlocked:
        return np.int64(0)
    open_fen = leaves * order.price
    if instrument.fees == 0 or leaves == 0:
        return open_fen
    detail = detail_of(state, order)
    charged = detail.trading_fee_fen + detail.settlement_fee_fen
    return open_fen + fees_bound(instrument, detail.amount_fen + open_fen) - charged


@compiled_inline
def holding_home(state: State, account: Any, instrument: Any) -> Any:
    """Where the table of holdings is looked at first: each account has a place for every instrument
    of a group.
    """
    group = np.int64(account) + (np.int64(instrument) >> GROUP_SHIFT) * TABLE_STEP
    return ((group << GROUP_SHIFT) + (np.int64(instrument) & (TABLE_GROUP - 1))) & (
        state.holding_table.shape[0] - 1
    )


@compiled_inline
def holding_place(state: State, account: Any, instrument: Any) -> Any:
    """Place in the open-addressed table of this account's holding, or the empty place where it
    would go.
    """
    home = holding_home(state, account, instrument)
    place = home
    tried = np.int64(0)
    while True:
        slot = state.holding_table[place]
        if slot == 0:
            return place
        holding = state.holdings[slot]
        if holding.account == account and holding.instrument == instrument:
            return place
        tried += 1
        if tried & (TABLE_GROUP - 1) == 0:
            home = (home + TABLE_PROBE * TABLE_GROUP) & (state.holding_table.shape[0] - 1)
        place = (home & -TABLE_GROUP) + ((home + tried) & (TABLE_GROUP - 1))


@compiled_inline
def find_holding(state: State, account: Any, instrument: Any) -> Any:
    """Slot of a holding, 0 when the account never had any of the instrument."""
    return np.int64(state.holding_table[holding_place(state, account, instrument)])


@compiled_inline
def holdings_full(state: State) -> Any:
    """Whether the table has no room for one more holding."""
    return state.venue.holdings_used + 1 >= state.holdings.shape[0]


@compiled
def open_holding(state: State, account: Any, instrument: Any) -> Any:
    """Slot of a holding, made when there is none; 0 when the table is full."""
    place = holding_place(state, account, instrument)
    slot = np.int64(state.holding_table[place])
    if slot == 0 and state.venue.holdings_used + 1 < state.holdings.shape[0]:
        state.venue.holdings_used += 1
        slot = state.venue.holdings_used
        state.holding_table[place] = slot
        state.holdings[slot].account = account
        state.holdings[slot].instrument = instrument
    return slot


@compiled_inline
def set_cash_lock(state: State, order: Order, lock_fen: Fen) -> None:
    """Change what a buy order holds; the difference moves between available and locked cash."""
    account = state.accounts[order.account]
    difference = lock_fen - order.lock_fen
    account.cash_available_fen -= difference
    account.cash_locked_fen += difference
    order.lock_fen = lock_fen


@compiled_inline
def lock_of(instrument: Any, side: SideNumber, price: Ticks, quantity: Tonnes) -> Any:
    """Cash that a new order must hold: of a buy its amount at the limit price and the fees that can
    follow, of a sell none.
    """
    amount_fen = (
        price * quantity * (Side.SELL - np.int64(side)) * (1 - np.int64(instrument.unlocked))
    )
    if instrument.fees:
        amount_fen += fees_bound(instrument, amount_fen)
    return amount_fen


@compiled_inline
def units_of(instrument: Any, side: SideNumber, quantity: Tonnes) -> Any:
    """Units that an order must hold: of a sell its quantity, of a buy none.

    Multiplied rather than asked: no processor can guess the side of the next order, and a wrong
    guess costs more than both.
    """
    return quantity * (np.int64(side) - Side.BUY) * (1 - np.int64(instrument.unlocked))


@compiled_inline
def hold(state: State, account: Any, holding: Holding, lock_fen: Fen, units: Any) -> None:
    """Lock cash and units, one of which is 0."""
    cash = state.accounts[account]
    cash.cash_available_fen -= lock_fen
    cash.cash_locked_fen += lock_fen
    stock = state.holdings[holding]
    stock.available -= units
    stock.locked += units


@compiled
def lock(state: State, instrument: Any, order: Order) -> None:
    """Hold what an accepted order needs: cash at its limit and fees, or units.

    The caller has checked that it is there.
    """
    if order.side == Side.BUY:
        set_cash_lock(state, order, lock_needed(state, instrument, order, order.leaves))
    elif instrument.unlocked == 0:
        holding = state.holdings[order.holding]
        holding.available -= order.leaves
        holding.locked += order.leaves


@compiled_inline
def release(state: State, instrument: Any, order: Order) -> None:
    """Give back what an order still holds when it leaves."""
    hold(
        state,
        order.account,
        order.holding,
        -order.lock_fen,
        -units_of(instrument, order.side, order.leaves),
    )
    order.lock_fen = 0


@compiled
def fees_on(instrument: Any, side: SideNumber, amount_fen: Fen) -> Any:
    """Trading and settlement fee of one side on an amount.

    A seller's fees never exceed what was brought in, so a minimum fee cannot make a seller owe.
    """
    trading = trading_fee(instrument, amount_fen)
    settlement = settlement_fee(instrument, amount_fen)
    if side == Side.SELL:
        trading = min(trading, amount_fen)
        settlement = min(settlement, amount_fen - trading)
    return trading, settlement


@compiled_inline
def take_fees(state: State, trading_fen: Any, settlement_fen: Any) -> None:
    """Fees become income of the exchange."""
    state.venue.trading_fees_fen += trading_fen
    state.venue.settlement_fees_fen += settlement_fen


@compiled
def charge(state: State, instrument: Any, order: Order, amount_fen: Fen) -> Any:
    """Take the fees of a fill: those on the order's cumulative amount less what was charged before;
    their sum.
    """
    detail = detail_of(state, order)
    detail.amount_fen += amount_fen
    trading, settlement = fees_on(instrument, order.side, detail.amount_fen)
    charged = trading - detail.trading_fee_fen + settlement - detail.settlement_fee_fen
    take_fees(state, trading - detail.trading_fee_fen, settlement - detail.settlement_fee_fen)
    detail.trading_fee_fen = trading
    detail.settlement_fee_fen = settlement
    return charged


@compiled_inline
def receive_units(instrument: Any, holding: Holding, quantity: Tonnes) -> None:
    """Bought units arrive: not sellable before their resale days have begun, at once when there are
    none.
    """
    if instrument.parameters[Parameter.RESALE_DAYS] == 0:
        holding.available += quantity
    else:
        holding.bought += quantity


@compiled_inline
def receive_proceeds(account: Any, proceeds_fen: Any) -> None:
    """Sale money less fees arrives: usable at once, not withdrawable today."""
    account.cash_available_fen += proceeds_fen
    account.sales_fen += proceeds_fen


@compiled
def pay_from_lock(state: State, number: Any, lock_fen: Fen, spent_fen: Any) -> None:
    """Spend from `lock_fen` of an account's locked cash and give the rest of it back."""
    account = state.accounts[number]
    account.cash_locked_fen -= lock_fen
    account.cash_available_fen += lock_fen - spent_fen


@compiled_inline
def settle_buy(
    state: State,
    instrument: Any,
    order: Order,
    price: Ticks,
    quantity: Tonnes,
    left: Any,
    ordinary: Any,
) -> None:
    """A fill of a buy order that leaves so much open: cash out of the lock, units not sellable
    before their resale days begin.
    """
    spent = price * quantity
    if not ordinary and instrument.fees:
        spent += charge(state, instrument, order, spent)
    needed = left * order.price if ordinary else lock_needed(state, instrument, order, left)
    account = state.accounts[order.account]
    account.cash_locked_fen += needed - order.lock_fen
    account.cash_available_fen += order.lock_fen - needed - spent
    order.lock_fen = needed
    receive_units(instrument, state.holdings[order.holding], quantity)


@compiled_inline
def settle_sell(
    state: State, instrument: Any, order: Order, price: Ticks, quantity: Tonnes, ordinary: Any
) -> None:
    """A fill of a sell order: units out of the lock, the money less fees in."""
    proceeds = price * quantity
    if not ordinary and instrument.fees:
        proceeds -= charge(state, instrument, order, proceeds)
    receive_proceeds(state.accounts[order.account], proceeds)
    holding = state.holdings[order.holding]
    if not ordinary and instrument.unlocked:
        holding.available -= quantity
    else:
        holding.locked -= quantity


@compiled
def enter_bought(state: State, slot: Slot, bucket: Any) -> None:
    """Enter what a holding bought today into its ring when the day ends: what the other days do not
    account for.
    """
    ring = state.holding_details[slot].bought_by_day
    today = state.holdings[slot].bought
    for each in range(DAY_RING):
        today -= ring[each]
    ring[bucket] += today


@compiled
def enter_sales(state: State, number: Any, bucket: Any) -> None:
    """Enter an account's sale money of today into its ring when the day ends."""
    ring = state.account_details[number].sales_by_day_fen
    today = state.accounts[number].sales_fen
    for each in range(DAY_RING):
        today -= ring[each]
    ring[bucket] += today


@compiled
def withdrawable(account: Any) -> Any:
    """Cash that may leave the account: available, without sale money of days that are not over and
    settled.
    """
    return max(np.int64(0), account.cash_available_fen - account.sales_fen)
