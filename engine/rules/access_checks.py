"""What every command of a member must satisfy: the account, its operator, the instrument, phase and
halts, the validity.
"""

from __future__ import annotations

from engine.commands import Phase
from engine.compiler.jit import compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Instrument,
    InstrumentNumber,
    OperatorNumber,
    ReasonNumber,
    Slot,
    State,
    Truth,
)
from engine.events import Reason
from engine.rules import barring


@compiled_inline
def check_account(state: State, account: AccountNumber) -> ReasonNumber:
    """ACCOUNT_UNKNOWN or ACCOUNT_SUSPENDED."""
    if account <= 0 or account > state.venue.accounts_used or state.accounts[account].opened == 0:
        return Reason.ACCOUNT_UNKNOWN
    if state.accounts[account].suspended:
        return Reason.ACCOUNT_SUSPENDED
    return Reason.NONE


@compiled_inline
def check_access(state: State, account: AccountNumber, operator: OperatorNumber) -> ReasonNumber:
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
        return barring.why_barred(state, account, operator)
    return Reason.NONE


@compiled_inline
def instrument_known(state: State, instrument: InstrumentNumber) -> Truth:
    """Whether the number is that of a listed instrument."""
    return (
        0 < instrument <= state.venue.instruments_used and state.instruments[instrument].listed != 0
    )


@compiled_inline
def check_trading(state: State, instrument: Instrument, ack: Acknowledgement) -> ReasonNumber:
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
def check_validity(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """EXPIRED when the member's validity window has passed."""
    if command.valid_until_ns != 0 and state.venue.time_ns > command.valid_until_ns:
        ack.value = command.valid_until_ns
        return Reason.EXPIRED
    return Reason.NONE


@compiled_inline
def check_owner(state: State, command: Command, slot: Slot) -> ReasonNumber:
    """ORDER_UNKNOWN, or ORDER_NOT_YOURS where the venue keeps nothing private; account 0 is the
    exchange, which may reach any order.
    """
    if slot == 0:
        return Reason.ORDER_UNKNOWN
    if command.account != 0 and state.orders[slot].account != command.account:
        return Reason.ORDER_UNKNOWN if state.numbering.keyed else Reason.ORDER_NOT_YOURS
    return Reason.NONE
