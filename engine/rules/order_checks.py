"""What an order must satisfy, each refusal with its reason, in one documented order.

NEW_ORDER: account unknown, suspended, killed; operator killed; instrument unknown; phase;
instrument not open; venue halted, instrument halted; side; time in force; validity; quantity
(positive, minimum, maximum, lot; of an odd rest that is sold whole only the maximum); price
(positive, tick, upper, lower limit); directed take (target unknown, same side, own order, not at
the best price, price worse, too small); total amounts. Then, with the tables at hand
(engine/rules/listed.py): orders full; holdings full; cash, or units (bought today). Last the
account's limits (engine/rules/limits.py): order value, open amount too large, day turnover, order
rate, open orders, maximum holding. Of a market order, instead of price and directed take: not
allowed, a price given, a target given. REPLACE: account unknown, suspended, killed; operator
killed; order unknown, not yours; phase; not open; halts; validity, quantity and price as above;
unchanged; total amounts; cash or units; of what it adds, the limits as above without open orders.
CANCEL: account unknown; validity; order unknown, not yours. MASS_CANCEL: account unknown;
instrument unknown; side; validity. A refusal's `value` is what is allowed or available.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import MARKET, Parameter, Phase, Side, TimeInForce, TotalsKind
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Holding,
    Order,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
)
from engine.events import Reason
from engine.rules import accounts, book, limits

# Of listed trades; past it a running amount, or cash without locks, could leave int64 with one more
# order.
TOTALS_MAX_FEN = 5 * 10**18


@compiled_inline
def check_account(state: State, account: Any) -> Any:
    """ACCOUNT_UNKNOWN or ACCOUNT_SUSPENDED."""
    if account <= 0 or account > state.venue.accounts_used or state.accounts[account].opened == 0:
        return Reason.ACCOUNT_UNKNOWN
    if state.accounts[account].suspended:
        return Reason.ACCOUNT_SUSPENDED
    return Reason.NONE


@compiled_inline
def check_access(state: State, account: Any, operator: Any) -> Any:
    """ACCOUNT_UNKNOWN, ACCOUNT_SUSPENDED, or a kill of the account or of the operator: who may
    enter orders.
    """
    if account <= 0 or account > state.venue.accounts_used or state.accounts[account].opened == 0:
        return Reason.ACCOUNT_UNKNOWN
    if (
        state.accounts[account].suspended
        | state.accounts[account].killed
        | state.venue.operators_killed
    ) != 0:
        return limits.why_barred(state, account, operator)
    return Reason.NONE


@compiled_inline
def instrument_known(state: State, instrument: Any) -> Any:
    """Whether the number is that of a listed instrument."""
    return (
        0 < instrument <= state.venue.instruments_used and state.instruments[instrument].listed != 0
    )


@compiled_inline
def check_trading(state: State, instrument: Any, ack: Acknowledgement) -> Any:
    """Phase, opening and halts."""
    venue = state.venue
    if venue.phase != Phase.MORNING and venue.phase != Phase.AFTERNOON:
        ack.value = venue.phase
        return Reason.PHASE_NOT_TRADING
    if instrument.open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    if venue.halted:
        return Reason.VENUE_HALTED
    if instrument.halted:
        return Reason.INSTRUMENT_HALTED
    return Reason.NONE


@compiled_inline
def check_validity(state: State, command: Command, ack: Acknowledgement) -> Any:
    """EXPIRED when the member's validity window has passed."""
    if command.valid_until_ns != 0 and state.venue.time_ns > command.valid_until_ns:
        ack.value = command.valid_until_ns
        return Reason.EXPIRED
    return Reason.NONE


@compiled
def is_odd_rest(state: State, instrument: Any, owner: Any, quantity: Tonnes, leaves: Tonnes) -> Any:
    """Whether a quantity off the lot may be ordered: all an account can sell, or what is open.

    leaves: open quantity of the order that is replaced, else 0.
    """
    if quantity == leaves:
        return True
    if owner.side != Side.SELL:
        return False
    holding = accounts.find_holding(state, owner.account, owner.instrument)
    in_order = np.int64(0) if instrument.unlocked else np.int64(leaves)
    return holding != 0 and quantity == state.holdings[holding].available + in_order


@compiled_inline
def check_quantity(
    state: State,
    instrument: Any,
    command: Command,
    owner: Any,
    leaves: Tonnes,
    ack: Acknowledgement,
) -> Any:
    """Positive, between the bounds, whole lots; of an odd rest only the largest is asked.

    owner: has account, instrument and side: the command itself, or the order it replaces.
    """
    parameters, quantity = instrument.parameters, np.int64(command.quantity)
    if quantity <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE
    off_lot = parameters[Parameter.LOT] > 1 and quantity % parameters[Parameter.LOT] != 0
    odd_rest = off_lot and is_odd_rest(state, instrument, owner, quantity, leaves)
    if quantity < parameters[Parameter.QUANTITY_MIN] and not odd_rest:
        ack.value = parameters[Parameter.QUANTITY_MIN]
        return Reason.QUANTITY_BELOW_MINIMUM
    if quantity > parameters[Parameter.QUANTITY_MAX]:
        ack.value = parameters[Parameter.QUANTITY_MAX]
        return Reason.QUANTITY_ABOVE_MAXIMUM
    if off_lot and not odd_rest:
        ack.value = parameters[Parameter.LOT]
        return Reason.QUANTITY_OFF_LOT
    return Reason.NONE


@compiled_inline
def check_price(instrument: Any, price: Ticks, ack: Acknowledgement) -> Any:
    """Positive, a multiple of the tick, inside the day's price limits."""
    tick = instrument.parameters[Parameter.TICK]
    if price <= 0:
        ack.value = 1
        return Reason.PRICE_NOT_POSITIVE
    if tick > 1 and price % tick != 0:
        ack.value = tick
        return Reason.PRICE_OFF_TICK
    if price > instrument.upper:
        ack.value = instrument.upper
        return Reason.PRICE_ABOVE_LIMIT
    if price < instrument.lower:
        ack.value = instrument.lower
        return Reason.PRICE_BELOW_LIMIT
    return Reason.NONE


@compiled_inline
def crosses(side: SideNumber, price: Ticks, opposite: Any) -> Any:
    """Whether an order at `price` may trade at the opposite side's price."""
    return price >= opposite if side == Side.BUY else price <= opposite


@compiled
def check_target(state: State, instrument: Any, command: Command, ack: Acknowledgement) -> Any:
    """A directed take names a resting order of another account at the best opposite price that is
    large enough.
    """
    slot = book.slot_of(state, command.order_id)
    if slot == 0 or state.orders[slot].instrument != command.instrument:
        return Reason.ORDER_UNKNOWN
    target = state.orders[slot]
    if target.side == command.side:
        return Reason.TARGET_SAME_SIDE
    if target.account == command.account:
        return Reason.TARGET_OWN_ORDER
    best = book.price_of(instrument, target.side, instrument.best[book.side_index(target.side)])
    if target.price != best:
        ack.value = best
        return Reason.TARGET_NOT_AT_BEST
    if not crosses(command.side, command.price, target.price):
        ack.value = target.price
        return Reason.PRICE_WORSE_THAN_TARGET
    if command.quantity > target.leaves:
        ack.value = target.leaves
        return Reason.TARGET_TOO_SMALL
    return Reason.NONE


@compiled_inline
def check_totals(state: State, ack: Acknowledgement) -> Any:
    """AMOUNT_TOO_LARGE when the venue's running amount leaves no room for another order."""
    totals = state.venue.totals
    if (
        totals[TotalsKind.CUMULATIVE].amount_fen + totals[TotalsKind.DAY].amount_fen
        > TOTALS_MAX_FEN
    ):
        ack.value = TOTALS_MAX_FEN
        return Reason.AMOUNT_TOO_LARGE
    return Reason.NONE


@compiled
def check_units(state: State, holding: Holding, quantity: Tonnes, ack: Acknowledgement) -> Any:
    """Enough sellable units, with a reason of its own when they were only bought too lately."""
    available = state.holdings[holding].available
    if available >= quantity:
        return Reason.NONE
    ack.value = available
    if available + state.holdings[holding].bought >= quantity:
        return Reason.UNITS_BOUGHT_NOT_YET_SELLABLE
    return Reason.UNITS_INSUFFICIENT


@compiled_inline
def check_cash(state: State, account: Any, needed_fen: Any, ack: Acknowledgement) -> Any:
    """Enough available cash."""
    available = state.accounts[account].cash_available_fen
    # giving back is always possible; one question, that is never a surprise
    if needed_fen > max(available, np.int64(0)):
        ack.value = available
        ack.amount_fen = needed_fen
        return Reason.CASH_INSUFFICIENT
    return Reason.NONE


@compiled_inline
def check_terms(
    state: State,
    instrument: Any,
    command: Command,
    owner: Any,
    leaves: Tonnes,
    ack: Acknowledgement,
) -> Any:
    """What NEW_ORDER and REPLACE have in common: validity, quantity (`check_quantity`), price."""
    reason = check_validity(state, command, ack)
    if reason == Reason.NONE:
        reason = check_quantity(state, instrument, command, owner, leaves, ack)
    if reason == Reason.NONE:
        reason = check_price(instrument, command.price, ack)
    return reason


@compiled
def check_market(state: State, instrument: Any, command: Command, ack: Acknowledgement) -> Any:
    """What a market order must satisfy instead of a price: validity, quantity, allowed here, no
    price, no directed take.
    """
    reason = check_validity(state, command, ack)
    if reason == Reason.NONE:
        reason = check_quantity(state, instrument, command, command, np.int64(0), ack)
    if reason != Reason.NONE:
        return reason
    if instrument.parameters[Parameter.MARKET_ORDERS] == 0:
        return Reason.MARKET_NOT_ALLOWED
    if command.price != 0:
        return Reason.MARKET_WITH_PRICE
    if command.order_id != 0:
        return Reason.MARKET_WITH_TARGET
    return Reason.NONE


@compiled_inline
def is_ordinary(state: State, command: Command) -> Any:
    """Whether a new order passes every check up to the tables and the funds, and is of the most
    frequent kind.

    A day order at a limit price, without a target and a validity window, in an instrument whose
    gate is open, of an account that is open, neither suspended nor killed, and has no limit of its
    own.
    """
    owner, number = np.int64(command.account), np.int64(command.instrument)
    if not (0 < owner < state.accounts.shape[0] and 0 < number < state.instruments.shape[0]):
        return False
    account, instrument = state.accounts[owner], state.instruments[number]
    standing = np.int64(account.opened) | np.int64(account.suspended) << 8
    standing |= np.int64(account.killed) << 16 | np.int64(account.limited) << 24
    special = np.int64(command.time_in_force) | (np.int64(command["flags"]) & MARKET)
    if standing != 1 or (special | command.order_id | command.valid_until_ns) != 0:
        return False
    if instrument.ordinary == 0 or not (Side.BUY <= command.side <= Side.SELL):
        return False
    parameters = instrument.parameters
    if not (
        parameters[Parameter.QUANTITY_MIN] <= command.quantity <= parameters[Parameter.QUANTITY_MAX]
    ):
        return False
    if not (instrument.lower <= command.price <= instrument.upper):
        return False
    totals = state.venue.totals
    return (
        totals[TotalsKind.CUMULATIVE].amount_fen + totals[TotalsKind.DAY].amount_fen
        <= TOTALS_MAX_FEN
    )


@compiled_inline
def check_new_order(state: State, command: Command, ack: Acknowledgement) -> Any:
    """Everything up to the tables and the funds, in the documented order."""
    reason = check_access(state, command.account, command.operator)
    if reason != Reason.NONE:
        return reason
    if not instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    instrument = state.instruments[command.instrument]
    reason = check_trading(state, instrument, ack)
    if reason != Reason.NONE:
        return reason
    if command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    force = command.time_in_force
    if force != TimeInForce.DAY and force != TimeInForce.IOC and force != TimeInForce.FOK:
        return Reason.TIME_IN_FORCE_UNKNOWN
    if command["flags"] & MARKET:
        reason = check_market(state, instrument, command, ack)
    else:
        reason = check_terms(state, instrument, command, command, np.int64(0), ack)
        if reason == Reason.NONE and command.order_id != 0:
            reason = check_target(state, instrument, command, ack)
    if reason == Reason.NONE:
        reason = check_totals(state, ack)
    return reason


@compiled_inline
def check_funds(
    state: State,
    instrument: Any,
    command: Command,
    holding: Holding,
    lock_fen: Fen,
    ack: Acknowledgement,
) -> Any:
    """Cash for what a buy locks, units for a sell; nothing where there are no locks."""
    units = accounts.units_of(instrument, command.side, command.quantity)
    if units > max(state.holdings[holding].available, np.int64(0)):
        return check_units(state, np.int64(holding), units, ack)
    return check_cash(state, command.account, lock_fen, ack)


@compiled_inline
def check_owner(state: State, command: Command, slot: Slot) -> Any:
    """ORDER_UNKNOWN or ORDER_NOT_YOURS; account 0 is the exchange, which may reach any order."""
    if slot == 0:
        return Reason.ORDER_UNKNOWN
    if command.account != 0 and state.orders[slot].account != command.account:
        return Reason.ORDER_NOT_YOURS
    return Reason.NONE


@compiled
def check_replace(state: State, command: Command, slot: Slot, ack: Acknowledgement) -> Any:
    """Everything up to the funds, in the documented order."""
    reason = check_access(state, command.account, command.operator)
    if reason == Reason.NONE:
        reason = check_owner(state, command, slot)
    if reason != Reason.NONE:
        return reason
    order = state.orders[slot]
    ack.instrument = order.instrument
    ack.side = order.side
    instrument = state.instruments[order.instrument]
    reason = check_trading(state, instrument, ack)
    if reason == Reason.NONE:
        reason = check_terms(state, instrument, command, order, order.leaves, ack)
    if reason != Reason.NONE:
        return reason
    if command.price == order.price and command.quantity == order.leaves:
        return Reason.ORDER_UNCHANGED
    return check_totals(state, ack)


@compiled
def check_more(
    state: State, instrument: Any, command: Command, order: Order, ack: Acknowledgement
) -> Any:
    """Whether the account can hold what the replaced order needs beyond what the order holds
    already.
    """
    if instrument.unlocked:
        return Reason.NONE
    if order.side == Side.SELL:
        return check_units(state, np.int64(order.holding), command.quantity - order.leaves, ack)
    needed = command.price * command.quantity
    if instrument.fees:
        detail = accounts.detail_of(state, order)
        needed += accounts.fees_bound(instrument, detail.amount_fen + needed)
        needed -= detail.trading_fee_fen + detail.settlement_fee_fen
    return check_cash(state, order.account, needed - order.lock_fen, ack)
