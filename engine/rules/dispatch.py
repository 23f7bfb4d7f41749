"""Which rule decides a command."""

from __future__ import annotations

from engine.commands import CommandKind
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State
from engine.events import Reason
from engine.rules import (
    day,
    instruments,
    kills,
    limit_settings,
    listed,
    members,
    parameters,
    settlement,
    take_back,
    withdrawal,
)
from engine.rules.auction import applications
from engine.rules.auction import bids as auction_bids
from engine.rules.auction import close as auction_close
from engine.rules.auction import sessions as auction
from engine.rules.opening_call import call_orders


@compiled
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Any new order; in pre-open it is one of the opening call."""
    reason = listed.new_order(state, outbox, command, ack)
    return (
        reason
        if reason != Reason.PHASE_NOT_TRADING
        else call_orders.new_order(state, outbox, command, ack)
    )


@compiled_inline
def dispatch_order(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """The four commands of the hot path."""
    kind = command.kind
    if kind == CommandKind.NEW_ORDER:
        if listed.ordinary_order(state, outbox, command, ack):
            return Reason.NONE
        return new_order(state, outbox, command, ack)
    if kind == CommandKind.CANCEL:
        return withdrawal.cancel(state, outbox, command, ack)
    if kind == CommandKind.REPLACE:
        reason = listed.replace(state, outbox, command, ack)
        return (
            reason
            if reason != Reason.PHASE_NOT_TRADING
            else call_orders.replace(state, outbox, command, ack)
        )
    return withdrawal.mass_cancel(state, outbox, command, ack)


@compiled
def dispatch_member(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Commands about accounts."""
    kind = command.kind
    if kind == CommandKind.OPEN_ACCOUNT:
        return members.open_account(state, outbox, command, ack)
    if kind == CommandKind.SUSPEND_ACCOUNT:
        return members.suspend_account(state, outbox, command, ack)
    if kind == CommandKind.RESTORE_ACCOUNT:
        return members.restore_account(state, outbox, command, ack)
    if kind == CommandKind.SET_ACCOUNT_LIMIT:
        return limit_settings.set_account_limit(state, outbox, command, ack)
    if kind == CommandKind.KILL_ACCOUNT:
        return kills.kill_account(state, outbox, command, ack)
    if kind == CommandKind.RELEASE_ACCOUNT:
        return kills.release_account(state, outbox, command, ack)
    if kind == CommandKind.KILL_OPERATOR:
        return kills.kill_operator(state, outbox, command, ack)
    if kind == CommandKind.RELEASE_OPERATOR:
        return kills.release_operator(state, outbox, command, ack)
    if kind == CommandKind.CASH_IN:
        return members.cash_in(state, outbox, command, ack)
    if kind == CommandKind.CASH_OUT:
        return members.cash_out(state, outbox, command, ack)
    if kind == CommandKind.UNITS_IN:
        return members.units_in(state, outbox, command, ack)
    if kind == CommandKind.UNITS_OUT:
        return members.units_out(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_instrument(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Commands about instruments and reference data."""
    kind = command.kind
    if kind == CommandKind.LIST_INSTRUMENT:
        return instruments.list_instrument(state, outbox, command, ack)
    if kind == CommandKind.SET_PARAMETER:
        return parameters.set_parameter(state, outbox, command, ack)
    if kind == CommandKind.SET_PRICE_WEIGHTS:
        return instruments.set_price_weights(state, outbox, command, ack)
    if kind == CommandKind.OPEN_TOTALS:
        return instruments.open_totals(state, outbox, command, ack)
    if kind == CommandKind.SET_DEFAULT_LIMIT:
        return limit_settings.set_default_limit(state, outbox, command, ack)
    if kind == CommandKind.HALT:
        return instruments.halt(state, outbox, command, ack)
    if kind == CommandKind.RESUME:
        return instruments.resume(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_day(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Commands of the trading day and of settlement."""
    kind = command.kind
    if kind == CommandKind.START_DAY:
        return day.start_day(state, outbox, command, ack)
    if kind == CommandKind.SET_PHASE:
        return day.set_phase(state, outbox, command, ack)
    if kind == CommandKind.END_DAY:
        return day.end_day(state, outbox, command, ack)
    if kind == CommandKind.TAKE_BACK_DAY:
        return take_back.take_back_day(state, outbox, command, ack)
    if kind == CommandKind.CLEARING_RESULT:
        return settlement.clearing_result(state, outbox, command, ack)
    if kind == CommandKind.TRADE_FAILED:
        return settlement.trade_failed(state, outbox, command, ack)
    if kind == CommandKind.SETTLEMENT_DONE:
        return settlement.settlement_done(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_auction(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Commands of one-way bidding: the bids of members."""
    kind = command.kind
    if kind == CommandKind.PLACE_BID:
        return auction_bids.place_bid(state, outbox, command, ack)
    if kind == CommandKind.CHANGE_BID:
        return auction_bids.change_bid(state, outbox, command, ack)
    if kind == CommandKind.WITHDRAW_BID:
        return auction_bids.withdraw_bid(state, outbox, command, ack)
    return dispatch_auction_life(state, outbox, command, ack)


@compiled
def dispatch_auction_life(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Commands of one-way bidding: what becomes of an auction."""
    kind = command.kind
    if kind == CommandKind.APPLY_AUCTION:
        return applications.apply_auction(state, outbox, command, ack)
    if kind == CommandKind.ACCEPT_AUCTION:
        return applications.accept_auction(state, outbox, command, ack)
    if kind == CommandKind.REFUSE_AUCTION:
        return applications.refuse_auction(state, outbox, command, ack)
    if kind == CommandKind.ANNOUNCE_AUCTION:
        return auction.announce_auction(state, outbox, command, ack)
    if kind == CommandKind.OPEN_AUCTION:
        return auction.open_auction(state, outbox, command, ack)
    if kind == CommandKind.CLOSE_AUCTION:
        return auction_close.close_auction(state, outbox, command, ack)
    if kind == CommandKind.CANCEL_AUCTION:
        return auction.cancel_auction(state, outbox, command, ack)
    return Reason.COMMAND_UNKNOWN


@compiled
def dispatch_house(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """Commands of the house: accounts, instruments, the trading day."""
    kind = command.kind
    if kind < CommandKind.LIST_INSTRUMENT:
        return dispatch_member(state, outbox, command, ack)
    if kind < CommandKind.START_DAY or kind == CommandKind.HALT or kind == CommandKind.RESUME:
        return dispatch_instrument(state, outbox, command, ack)
    return dispatch_day(state, outbox, command, ack)
