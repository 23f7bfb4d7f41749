"""What an order must satisfy, each refusal with its reason, in one documented order.

NEW_ORDER: account unknown, suspended, killed; operator killed; instrument unknown; phase;
instrument not open; venue halted, instrument halted; side; time in force; validity; expiry past;
quantity (positive, minimum, maximum, lot; of an odd rest that is sold whole only the maximum);
price (positive, tick, upper, lower limit); directed take (not allowed, target unknown, same side,
own order, not at the best price, price worse, too small); total amounts. Then, with the tables at
hand (engine/rules/listed.py): orders full, unless it can trade at once; holdings full; the other
side traded, or open (engine/rules/opposite_side.py); cash, or units (bought today). Last the
account's limits (engine/rules/limits.py): order value, open amount too large, day turnover, order
rate, open orders, maximum holding. Of a market order, instead of price and directed take: not
allowed, a price given, a target given. REPLACE: account unknown, suspended, killed; operator
killed; order unknown, not yours; phase; not open; halts; validity; leaves differ; unless a total is
reached, quantity (what is to be open) and price as above, unchanged, total amounts; cash or units;
of what it adds, the limits as above without open orders. CANCEL: account unknown; validity; order
unknown, not yours. MASS_CANCEL: account unknown; instrument unknown; side; validity. A refusal's
`value` is what is allowed or available.
"""

from __future__ import annotations

import numpy as np

from engine.commands import MARKET, AccountLimit, Parameter, Side, TimeInForce, TotalsKind
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Instrument,
    Order,
    ReasonNumber,
    SideNumber,
    Slot,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import book
from engine.rules.access_checks import check_access, check_owner, check_trading, instrument_known
from engine.rules.command_fields import expires_ns_of, session_of
from engine.rules.fund_checks import TOTALS_MAX_FEN, check_totals
from engine.rules.term_checks import check_market, check_new_terms, check_terms, is_reached


@compiled_inline
def crosses(side: SideNumber, price: Ticks, opposite: Ticks) -> Truth:
    """Whether an order at `price` may trade at the opposite side's price."""
    return price >= opposite if side == Side.BUY else price <= opposite


@compiled
def is_shown(instrument: Instrument, order: Order, account: AccountNumber) -> Truth:
    """Whether depth shows an order's number, or it is the account's own."""
    best = instrument.best[book.side_index(order.side)]
    return order.account == account or order.price == book.price_of(instrument, order.side, best)


@compiled
def hide_target(
    state: State,
    instrument: Instrument,
    command: Command,
    reason: ReasonNumber,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Why an order that depth does not show cannot be taken, if it exists or not; `reason` where
    the venue keeps nothing private.
    """
    if state.numbering.keyed == 0:
        return reason
    opposite = np.uint8(Side.BUY + Side.SELL - command.side)
    best = instrument.best[book.side_index(opposite)]
    ack.value = book.price_of(instrument, opposite, best) if best >= 0 else 0
    return Reason.TARGET_NOT_AT_BEST


@compiled
def check_target(
    state: State, instrument: Instrument, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """A directed take names a resting order of another account at the best opposite price that is
    large enough, where orders may be taken by name.
    """
    if instrument.parameters[Parameter.TIME_ORDER]:
        return Reason.TARGET_NOT_ALLOWED
    slot = book.slot_of(state, command.order_id)
    if slot == 0 or state.orders[slot].instrument != command.instrument:
        return hide_target(state, instrument, command, Reason.ORDER_UNKNOWN, ack)
    target = state.orders[slot]
    if state.numbering.keyed and not is_shown(instrument, target, command.account):
        return hide_target(state, instrument, command, Reason.ORDER_UNKNOWN, ack)
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
def is_ordinary(state: State, command: Command) -> Truth:
    """Whether a new order passes every check up to the tables and the funds, and is of the most
    frequent kind.

    A day order at a limit price, without a target, a validity window, an expiry time and a
    session's guard, in an instrument whose gate is open, of an account that is open, neither
    suspended nor killed, has no limit of its own and fewer open orders than the default allows.
    """
    owner, number = np.int64(command.account), np.int64(command.instrument)
    if not (0 < owner < state.accounts.shape[0] and 0 < number < state.instruments.shape[0]):
        return False
    account, instrument = state.accounts[owner], state.instruments[number]
    condition = np.int64(account.opened) | np.int64(account.suspended) << 8
    condition |= np.int64(account.killed) << 16 | np.int64(account.limited) << 24
    special = np.int64(command.time_in_force) | (np.int64(command["flags"]) & MARKET)
    special |= command.order_id | command.valid_until_ns
    special |= expires_ns_of(command) | np.int64(session_of(command))
    if condition != 1 or special != 0:
        return False
    if instrument.ordinary == 0 or not (Side.BUY <= command.side <= Side.SELL):
        return False
    most = state.venue.limits[AccountLimit.OPEN_ORDERS]
    if most != 0 and account.open_orders >= most:
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
def check_new_order(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
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
        reason = check_terms(state, instrument, command, ack)
        if reason == Reason.NONE and command.order_id != 0:
            reason = check_target(state, instrument, command, ack)
    if reason == Reason.NONE:
        reason = check_totals(state, ack)
    return reason


@compiled
def check_replace_access(
    state: State, command: Command, slot: Slot, ack: Acknowledgement
) -> ReasonNumber:
    """Who may replace which order, and whether now, in the documented order."""
    reason = check_access(state, command.account, command.operator)
    if reason == Reason.NONE:
        reason = check_owner(state, command, slot)
    if reason != Reason.NONE:
        return reason
    order = state.orders[slot]
    ack.instrument = order.instrument
    ack.side = order.side
    return check_trading(state, state.instruments[order.instrument], ack)


@compiled
def check_replace(
    state: State,
    instrument: Instrument,
    command: Command,
    order: Order,
    quantity: Tonnes,
    ack: Acknowledgement,
) -> ReasonNumber:
    """The terms of a replacement that leaves `quantity` open, up to the funds, in the documented
    order.
    """
    reason = check_new_terms(state, instrument, command, order, quantity, ack)
    if reason != Reason.NONE or is_reached(command, quantity):
        return reason
    if command.price == order.price and quantity == order.leaves:
        return Reason.ORDER_UNCHANGED
    return check_totals(state, ack)
