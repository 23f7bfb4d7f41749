"""Commands that set limits, and the sums counted anew where a limit begins or ends to concern
somebody.

SET_ACCOUNT_LIMIT checks: account; limit; range; instrument (maximum holding only); holdings full;
open amount too large. SET_DEFAULT_LIMIT checks: limit; range; open amount too large. A maximum
holding's default and the large-holder threshold are parameters of the instrument (SET_PARAMETER).
All are in force at once; what is open already is not withdrawn.
"""

from __future__ import annotations

import numpy as np

from engine.commands import LIMIT_BY_DEFAULT, AccountLimit, Parameter
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Count,
    InstrumentNumber,
    Outbox,
    ParameterNumber,
    ReasonNumber,
    Slot,
    State,
    Truth,
    Value,
)
from engine.events import Reason
from engine.rules import (
    access_checks,
    holdings,
    large_holders,
    limit_sums,
    limits,
)
from engine.rules.state import LIMITS

_LEAST = np.array([each.least for each in AccountLimit], np.int64)
_MOST = np.array([each.most for each in AccountLimit], np.int64)


@compiled
def check_setting(
    command: Command, missing: ParameterNumber, below: Count, ack: Acknowledgement
) -> ReasonNumber:
    """PARAMETER_UNKNOWN for a limit that this command does not set (`missing`),
    PARAMETER_OUT_OF_RANGE.

    below: 0, or -1 where the default may be asked for again.
    """
    index = np.int64(command.parameter)
    if index >= LIMITS or index == missing:
        return Reason.PARAMETER_UNKNOWN
    least = _LEAST[index] + below
    if command.value < least or command.value > _MOST[index]:
        ack.number = least
        ack.amount_fen = _MOST[index]
        return Reason.PARAMETER_OUT_OF_RANGE
    return Reason.NONE


@compiled
def open_fits(state: State, account: AccountNumber) -> Truth:
    """Whether the open orders of an account (0: of all) add up to an amount that can be counted on
    from.
    """
    total = np.int64(0)
    for slot in range(1, state.venue.orders_used + 1):
        order = state.orders[slot]
        if order.order_id != 0 and (account == 0 or order.account == account):
            total += order.leaves * order.price
            if total > limits.OPEN_MAX_FEN:
                return False
    return True


@compiled
def count_amounts_anew(state: State, account: AccountNumber) -> None:
    """Count the open amount of an account (0: of all) anew; what is not kept stays 0."""
    for number in range(1, state.venue.accounts_used + 1):
        if account == 0 or number == account:
            state.account_limits[number].open_fen = 0
    for slot in range(1, state.venue.orders_used + 1):
        order = state.orders[slot]
        if order.order_id != 0 and (account == 0 or order.account == account):
            limit_sums.count_open_amount(state, order, order.leaves * order.price)


@compiled
def count_buys_anew(state: State, account: AccountNumber, number: InstrumentNumber) -> None:
    """Count the open buys of an account (0: of all) in an instrument (0: in all) anew; what is not
    kept stays 0.
    """
    for slot in range(1, state.venue.holdings_used + 1):
        holding = state.holdings[slot]
        if (account == 0 or holding.account == account) and (
            number == 0 or holding.instrument == number
        ):
            state.holding_details[slot].open_buys = 0
    for slot in range(1, state.venue.orders_used + 1):
        order = state.orders[slot]
        own = order.order_id != 0 and (account == 0 or order.account == account)
        if own and (number == 0 or order.instrument == number):
            limit_sums.count_open_buys(state, order, order.leaves)


@compiled
def limits_itself(state: State, account: AccountNumber) -> Truth:
    """Whether an account has any limit of its own."""
    record = state.account_limits[account]
    found = record.own_holdings > 0
    for index in range(LIMITS):
        found = found or record.own[index] > 1
    return 1 if found else 0


@compiled
def set_account_limit(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SET_ACCOUNT_LIMIT: a limit of the account's own, 0 for none, -1 for the default again."""
    if access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    reason = check_setting(command, AccountLimit.RATE_WINDOW, LIMIT_BY_DEFAULT, ack)
    if reason != Reason.NONE:
        return reason
    of_holding = command.parameter == AccountLimit.MAXIMUM_HOLDING
    if of_holding and not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    if (
        of_holding
        and holdings.find_holding(state, command.account, command.instrument) == 0
        and holdings.holdings_full(state)
    ):
        return Reason.HOLDINGS_FULL
    if (
        command.value > 0
        and state.accounts[command.account].limited == 0
        and not open_fits(state, command.account)
    ):
        ack.value = limits.OPEN_MAX_FEN
        return Reason.AMOUNT_TOO_LARGE
    if of_holding:
        set_maximum(
            state,
            holdings.open_holding(state, command.account, command.instrument),
            command.value + 1,
        )
    else:
        state.account_limits[command.account].own[command.parameter] = command.value + 1
    mark_account(state, command.account)
    if of_holding:
        large_holders.watch_holding(
            state, outbox, holdings.find_holding(state, command.account, command.instrument)
        )
    return Reason.NONE


@compiled
def set_maximum(state: State, slot: Slot, stored: Value) -> None:
    """Store a holding's own maximum and keep count of how many its account has."""
    detail = state.holding_details[slot]
    record = state.account_limits[state.holdings[slot].account]
    record.own_holdings += (1 if stored > 1 else 0) - (1 if detail.maximum > 1 else 0)
    detail.maximum = stored


@compiled
def mark_account(state: State, number: AccountNumber) -> None:
    """Set an account's flag of the hot path; its sums begin or end with it."""
    account = state.accounts[number]
    limited = limits_itself(state, number)
    if limited != account.limited:
        account.limited = limited
        if account.open_orders > 0:
            count_amounts_anew(state, number)
            count_buys_anew(state, number, 0)


@compiled
def needs_sums(state: State, kind: ParameterNumber) -> Truth:
    """Whether a default limit makes the engine keep sums of every account: any but the window, and
    but that of open orders, which are counted always. A log without the key of the venue's numbers
    has kept sums for that one too.
    """
    if kind == AccountLimit.OPEN_ORDERS:
        return state.numbering.keyed == 0
    return kind != AccountLimit.RATE_WINDOW


@compiled
def mark_venue(state: State) -> None:
    """Set the venue's flag of the hot path; the sums of all accounts begin or end with it."""
    venue = state.venue
    limited = 0
    for index in range(LIMITS):
        if venue.limits[index] != 0 and needs_sums(state, np.int64(index)):
            limited = 1
    if limited != venue.limited:
        venue.limited = limited
        count_amounts_anew(state, 0)
        count_buys_anew(state, 0, 0)


@compiled
def set_default_limit(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SET_DEFAULT_LIMIT: for every account that has no limit of its own."""
    reason = check_setting(command, AccountLimit.MAXIMUM_HOLDING, np.int64(0), ack)
    if reason != Reason.NONE:
        return reason
    kind = np.int64(command.parameter)
    begins = needs_sums(state, kind) and command.value > 0 and state.venue.limited == 0
    if begins and not open_fits(state, 0):
        ack.value = limits.OPEN_MAX_FEN
        return Reason.AMOUNT_TOO_LARGE
    state.venue.limits[kind] = command.value
    mark_venue(state)
    return Reason.NONE


@compiled
def mark_instrument(state: State, number: InstrumentNumber) -> None:
    """Set an instrument's flag of the hot path; the open buys of its holdings begin or end with
    it.
    """
    instrument = state.instruments[number]
    parameters = instrument.parameters
    asked = parameters[Parameter.MAXIMUM_HOLDING] + parameters[Parameter.OPPOSITE_DAYS]
    limited = 1 if asked != 0 else 0
    if limited != instrument.limited:
        instrument.limited = limited
        count_buys_anew(state, 0, number)


@compiled
def apply_parameter(state: State, outbox: Outbox, number: InstrumentNumber) -> None:
    """After SET_PARAMETER of the maximum holding, the threshold or the resale rule: flags, sums,
    and who has become a large holder or is none.
    """
    mark_instrument(state, number)
    state.venue.large_holders = 0
    for each in range(1, state.venue.instruments_used + 1):
        if state.instruments[each].parameters[Parameter.LARGE_HOLDER_BP] != 0:
            state.venue.large_holders = 1
    for slot in range(1, state.venue.holdings_used + 1):
        if state.holdings[slot].instrument == number:
            large_holders.watch_holding(state, outbox, slot)
