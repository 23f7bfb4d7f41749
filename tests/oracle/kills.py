"""Kill and release of accounts and operators."""

from __future__ import annotations

from engine.commands import BY_EXCHANGE, REFUSE_LOG_ON
from engine.events import Reason
from tests.oracle.bidding import bids_of, drop_bids
from tests.oracle.block import leave_desk
from tests.oracle.limits import known_account
from tests.oracle.matching import standing_orders, withdraw_all
from tests.oracle.records import Command, Refused, Venue

OPERATOR_MAX = 2**32 - 1
EXCHANGE = 0
ROOM_OF_EXCHANGE, ROOM_OF_ACCOUNT = 256, 16


def kill_account(venue: Venue, command: Command) -> None:
    """Everything withdrawn, nothing new; the exchange's kill goes over the member's."""
    account = known_account(venue, command.account)
    exchange = bool(command.flags & BY_EXCHANGE)
    adds_refusal = bool(command.flags & REFUSE_LOG_ON) and not account.log_on_refused
    same = account.killed_by == ("exchange" if exchange else "member")
    if (account.killed_by == "exchange" and not exchange) or (same and not adds_refusal):
        raise Refused(Reason.ACCOUNT_KILLED)
    account.killed_by = "exchange" if exchange else "member"
    account.log_on_refused |= adds_refusal
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
    check_may_log_on(venue, command)
    account.killed_by = ""
    account.log_on_refused = False
    venue.accept(command)


def check_may_log_on(venue: Venue, command: Command) -> None:
    """A member's key that may not log on releases nothing."""
    if command.flags & BY_EXCHANGE:
        return
    pairs = ((EXCHANGE, command.operator), (command.account, command.operator))
    refused = any(venue.killed_operators.get(pair, False) for pair in pairs)
    if refused or venue.accounts[command.account].log_on_refused:
        raise Refused(Reason.LOG_ON_REFUSED)


def check_operator(venue: Venue, command: Command) -> None:
    """A number that an operator may have; the exchange need not name an account."""
    if command.account or not command.flags & BY_EXCHANGE:
        known_account(venue, command.account)
    if not 0 < command.value <= OPERATOR_MAX:
        raise Refused(Reason.OPERATOR_OUT_OF_RANGE, OPERATOR_MAX)


def kill_operator(venue: Venue, command: Command) -> None:
    """The orders of one key withdrawn, and no new ones by it: of one account, or of all."""
    check_operator(venue, command)
    killer = EXCHANGE if command.flags & BY_EXCHANGE else command.account
    enter(venue, killer, command.value, bool(command.flags & REFUSE_LOG_ON))
    own = [order for order in standing_orders(venue) if order.operator == command.value]
    own = [order for order in own if killer in (EXCHANGE, order.account)]
    bids = [each for each in bids_of(venue, killer) if each[1].operator == command.value]
    venue.accept(command, number=len(own) + len(bids))
    withdraw_all(venue, own, Reason.WITHDRAWN_ON_OPERATOR_KILL)
    drop_bids(venue, bids, Reason.WITHDRAWN_ON_OPERATOR_KILL)
    leave_desk(venue, killer, command.value, Reason.WITHDRAWN_ON_OPERATOR_KILL)


def enter(venue: Venue, killer: int, operator: int, refuse: bool) -> None:
    """Note a kill; the exchange's absorbs the members' kills of the same operator."""
    kills = venue.killed_operators
    if killer != EXCHANGE and (EXCHANGE, operator) in kills:
        raise Refused(Reason.OPERATOR_KILLED)
    if (killer, operator) in kills:
        if kills[killer, operator] or not refuse:
            raise Refused(Reason.OPERATOR_KILLED)
        kills[killer, operator] = True
        return
    room = ROOM_OF_EXCHANGE if killer == EXCHANGE else ROOM_OF_ACCOUNT
    if sum(account == killer for account, _ in kills) >= room:
        raise Refused(Reason.OPERATORS_FULL, room)
    if killer == EXCHANGE:
        absorbed = [kills.pop(pair) for pair in list(kills) if pair[1] == operator]
        refuse = refuse or any(absorbed)
    kills[killer, operator] = refuse


def release_operator(venue: Venue, command: Command) -> None:
    """The member who killed it, or the exchange, lets the key enter orders again."""
    check_operator(venue, command)
    kills, operator = venue.killed_operators, command.value
    exchange = bool(command.flags & BY_EXCHANGE)
    if (EXCHANGE, operator) in kills and not exchange:
        raise Refused(Reason.KILLED_BY_EXCHANGE)
    check_may_log_on(venue, command)
    ended = [(EXCHANGE, operator)] if (EXCHANGE, operator) in kills else []
    if not ended:
        ended = [pair for pair in kills if pair[1] == operator]
        ended = [pair for pair in ended if command.account in (0, pair[0])]
    if not ended:
        raise Refused(Reason.OPERATOR_NOT_KILLED)
    for pair in ended:
        del kills[pair]
    venue.accept(command)
