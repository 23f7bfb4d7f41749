"""Commands about accounts: opening, and cash and units in and out.

Cash and units come and go only with a journal number of the registry, each greater than the last,
so that a transfer sent again is refused as already applied and changes nothing. In the credits
market the exchange's own books keep the cash: its journal numbers and the registry's are two
series. Checks, in order: account; instrument; reference; amount or quantity; available cash, units
or tables.
"""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind, Market
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Fen,
    Number,
    Outbox,
    ReasonNumber,
    State,
    Truth,
)
from engine.events import Reason
from engine.rules import (
    access_checks,
    holdings,
    large_holders,
    opposite_side,
    t_plus_1,
    texts,
)
from engine.rules.command_fields import follows_of
from engine.rules.venue_rules import market
from engine.units import CASH_MAX_FEN, UNITS_MAX


@compiled
def open_account(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """OPEN_ACCOUNT: the exchange chooses the number."""
    number = command.account
    if number <= 0 or number >= state.accounts.shape[0]:
        ack.value = state.accounts.shape[0] - 1
        return Reason.ACCOUNT_OUT_OF_RANGE
    account = state.accounts[number]
    if account.opened:
        return Reason.ACCOUNT_EXISTS
    account.opened = 1
    state.account_details[number].name = command.text
    state.venue.accounts_used = max(state.venue.accounts_used, number)
    texts.keep_names(state, command, state.account_names[number])
    return Reason.NONE


@compiled
def last_of_series(state: State, units: Truth) -> Number:
    """The journal number of the last transfer from the books that keep units, or cash."""
    if units or market(state) != Market.CREDITS:
        return np.int64(state.venue.last_reference)
    return np.int64(state.cash_transfers.last_reference)


@compiled
def note_cash(state: State, reference: Number) -> None:
    """A transfer of cash is the last one of its series."""
    if market(state) == Market.CREDITS:
        state.cash_transfers.last_reference = reference
    else:
        state.venue.last_reference = reference


@compiled
def check_transfer(
    state: State, command: Command, amount: Fen, ack: Acknowledgement
) -> ReasonNumber:
    """What every transfer must satisfy: a known account (suspended or not), the next journal
    number, a positive amount.

    A transfer that names the one it follows (`value`) is taken only right after it: when one of
    several in flight is refused, those after it are too, and a number that was passed has always
    been applied.
    """
    if access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
        return Reason.ACCOUNT_UNKNOWN
    units = command.kind == CommandKind.UNITS_IN or command.kind == CommandKind.UNITS_OUT
    if units and not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    last = last_of_series(state, units)
    if command.reference <= last:
        ack.value = last
        return Reason.REFERENCE_ALREADY_APPLIED
    if follows_of(command) != 0 and follows_of(command) != last:
        ack.value = last
        return Reason.REFERENCE_OUT_OF_STEP
    if amount <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE if units else Reason.AMOUNT_NOT_POSITIVE
    return Reason.NONE


@compiled
def cash_in(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """CASH_IN: available at once."""
    amount_fen = command.amount_fen
    reason = check_transfer(state, command, amount_fen, ack)
    if reason != Reason.NONE:
        return reason
    if amount_fen > CASH_MAX_FEN - state.venue.cash_in_fen:
        ack.value = CASH_MAX_FEN - state.venue.cash_in_fen
        return Reason.AMOUNT_TOO_LARGE
    state.accounts[command.account].cash_available_fen += amount_fen
    state.venue.cash_in_fen += amount_fen
    note_cash(state, command.reference)
    return Reason.NONE


@compiled
def cash_out(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """CASH_OUT: what is available, without the sale money of days that are not over and settled."""
    amount_fen = command.amount_fen
    reason = check_transfer(state, command, amount_fen, ack)
    if reason != Reason.NONE:
        return reason
    account = state.accounts[command.account]
    if amount_fen > account.cash_available_fen:
        ack.value = account.cash_available_fen
        return Reason.CASH_INSUFFICIENT
    if amount_fen > t_plus_1.withdrawable(account):
        ack.value = t_plus_1.withdrawable(account)
        return Reason.CASH_OF_SALES_NOT_YET_WITHDRAWABLE
    account.cash_available_fen -= amount_fen
    state.venue.cash_in_fen -= amount_fen
    note_cash(state, command.reference)
    return Reason.NONE


@compiled
def units_in(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """UNITS_IN: tradable at once.

    A maximum holding does not refuse it; what comes counts towards it.
    """
    quantity = command.quantity
    reason = check_transfer(state, command, quantity, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    if quantity > UNITS_MAX - instrument.units:
        ack.value = UNITS_MAX - instrument.units
        return Reason.AMOUNT_TOO_LARGE
    holding = holdings.open_holding(state, command.account, command.instrument)
    if holding == 0:
        return Reason.HOLDINGS_FULL
    state.holdings[holding].available += quantity
    instrument.units += quantity
    large_holders.watch_holding(state, outbox, holding)
    state.venue.last_reference = command.reference
    return Reason.NONE


@compiled
def units_out(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """UNITS_OUT: sellable units only, of credits those delivered as well."""
    quantity = command.quantity
    reason = check_transfer(state, command, quantity, ack)
    if reason != Reason.NONE:
        return reason
    holding = holdings.find_holding(state, command.account, command.instrument)
    number = np.int64(command.instrument)
    reason = opposite_side.check_leaving(state, holding, number, quantity, ack)
    if reason != Reason.NONE:
        return reason
    opposite_side.take_out(state, holding, number, quantity)
    large_holders.watch_holding(state, outbox, holding)
    state.instruments[command.instrument].units -= quantity
    state.venue.last_reference = command.reference
    return Reason.NONE
