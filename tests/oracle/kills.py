"""Kill and release of accounts and operators."""

from __future__ import annotations

from engine.commands import BY_EXCHANGE
from engine.events import Reason
from tests.oracle.bidding import bids_of, drop_bids
from tests.oracle.block import leave_desk
from tests.oracle.limits import known_account
from tests.oracle.matching import standing_orders, withdraw_all
from tests.oracle.records import Command, Refused, Venue

OPERATOR_MAX = 2**32 - 1
OPERATORS_ROOM = 256


def kill_account(venue: Venue, command: Command) -> None:
    """Everything withdrawn, nothing new; the exchange's kill goes over the member's."""
    account = known_account(venue, command.account)
    exchange = bool(command.flags & BY_EXCHANGE)
    if account.killed_by == "exchange" or (account.killed_by and not exchange):
        raise Refused(Reason.ACCOUNT_KILLED)
    account.killed_by = "exchange" if exchange else "member"
    own = [order for order in standing_orders(venue) if order.account == account.number]
    bids = bids_of(venue, account.number)
    venue.accept(command, number=len(own) + len(bids))
    withdraw_all(venue, own, Reason.WITHDRAWN_ON_KILL)
    drop_bids(venue, bids, Reason.WITHDRAWN_ON_KILL)
    leave_desk(venue, account.number, 0, Reason.WITHDRAWN_ON_KILL)


def release_account(venue: Venue, command: Command) -> None:
    """Who killed it may release it, and the exchange always."""
    account = known_account(venue, command.account)
    if not account.killed_by:
        raise Refused(Reason.ACCOUNT_NOT_KILLED)
    if account.killed_by == "exchange" and not command.flags & BY_EXCHANGE:
        raise Refused(Reason.KILLED_BY_EXCHANGE)
    account.killed_by = ""
    venue.accept(command)


def check_operator(venue: Venue, command: Command) -> None:
    """A number that an operator may have; the exchange need not name an account."""
    if command.account or not command.flags & BY_EXCHANGE:
        known_account(venue, command.account)
    if not 0 < command.value <= OPERATOR_MAX:
        raise Refused(Reason.OPERATOR_OUT_OF_RANGE, OPERATOR_MAX)


def kill_operator(venue: Venue, command: Command) -> None:
    """The orders of one key withdrawn, and no new ones by it."""
    check_operator(venue, command)
    killer = 0 if command.flags & BY_EXCHANGE else command.account
    before = venue.killed_operators.get(command.value)
    if before is not None and (before == 0 or killer):
        raise Refused(Reason.OPERATOR_KILLED)
    if before is None and len(venue.killed_operators) >= OPERATORS_ROOM:
        raise Refused(Reason.OPERATORS_FULL, OPERATORS_ROOM)
    venue.killed_operators[command.value] = killer
    own = [order for order in standing_orders(venue) if order.operator == command.value and killer in (0, order.account)]
    bids = [(auction, bid) for auction, bid in bids_of(venue, killer) if bid.operator == command.value]
    venue.accept(command, number=len(own) + len(bids))
    withdraw_all(venue, own, Reason.WITHDRAWN_ON_OPERATOR_KILL)
    drop_bids(venue, bids, Reason.WITHDRAWN_ON_OPERATOR_KILL)
    leave_desk(venue, killer, command.value, Reason.WITHDRAWN_ON_OPERATOR_KILL)


def release_operator(venue: Venue, command: Command) -> None:
    """The member who killed it, or the exchange, lets the key enter orders again."""
    check_operator(venue, command)
    killer = venue.killed_operators.get(command.value)
    exchange = bool(command.flags & BY_EXCHANGE)
    if killer == 0 and not exchange:
        raise Refused(Reason.KILLED_BY_EXCHANGE)
    if killer is None or not (exchange or killer == command.account):
        raise Refused(Reason.OPERATOR_NOT_KILLED)
    del venue.killed_operators[command.value]
    venue.accept(command)
