"""Which rule decides a command: the one that has its name."""

from __future__ import annotations

from engine.commands import Area, CommandKind
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.switch import Rule, switch
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State, Truth
from engine.events import Reason
from engine.rules import (
    alerts,
    approvals,
    busts,
    day,
    fee_schedule,
    guards,
    halts,
    instruments,
    kills,
    limit_settings,
    listed,
    members,
    opaque_numbers,
    parameters,
    settlement,
    supervision,
    take_back,
    texts,
    venue_rules,
    withdrawal,
)
from engine.rules.auction import applications, bids, close, sessions
from engine.rules.block import deals, desk, dialogues, intents
from engine.rules.opening_call import call_orders


@compiled
def may_be_in_call(reason: ReasonNumber) -> Truth:
    """Whether a refusal of continuous trading leaves it to a call."""
    if reason == Reason.PHASE_NOT_TRADING:
        return True
    return reason == Reason.VENUE_HALTED or reason == Reason.INSTRUMENT_HALTED


@compiled
def new_order(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Any new order; in pre-open, and at the end of a halt, it is one of a call."""
    reason = listed.new_order(state, outbox, command, ack)
    if may_be_in_call(reason):
        return call_orders.new_order(state, outbox, command, ack)
    return reason


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
        if may_be_in_call(reason):
            return call_orders.replace(state, outbox, command, ack)
        return reason
    return withdrawal.mass_cancel(state, outbox, command, ack)


# Where rules are: the one of a command is the function of its name.
MODULES = (
    members,
    kills,
    limit_settings,
    guards,
    instruments,
    halts,
    parameters,
    fee_schedule,
    opaque_numbers,
    day,
    take_back,
    settlement,
    supervision,
    busts,
    texts,
    venue_rules,
    approvals,
    alerts,
    intents,
    dialogues,
    deals,
    desk,
    applications,
    sessions,
    bids,
    close,
)


def rule_of(kind: CommandKind) -> Rule:
    """The rule that decides a kind beside the four of orders.

    Raises LookupError unless there is exactly one.
    """
    found = [vars(each).get(kind.name.lower()) for each in MODULES]
    rules: list[Rule] = [
        rule
        for rule, module in zip(found, MODULES, strict=True)
        if rule is not None and rule.__module__ == module.__name__
    ]
    if len(rules) != 1:
        raise LookupError(f"{len(rules)} rules for {kind.name}: one is allowed")
    return rules[0]


def _area(name: str, area: Area) -> Rule:
    rules = {int(kind): rule_of(kind) for kind in CommandKind if kind.area == area}
    return switch(name, rules, Reason.COMMAND_UNKNOWN)


dispatch_house = _area("dispatch_house", Area.HOUSE)
dispatch_block = _area("dispatch_block", Area.BLOCK)
dispatch_auction = _area("dispatch_auction", Area.AUCTION)
