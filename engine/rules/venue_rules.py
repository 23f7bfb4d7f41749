"""Rules of the venue: SET_VENUE_RULE, and what is in force. Checks: rule; range; of the market
that nothing was done before.

The market is chosen by the first command of a log, or is that of allowances; so no log of before
there were two has another one.
"""

from __future__ import annotations

import numpy as np

from engine.commands import VENUE_RULES, VenueRule
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    MarketNumber,
    Outbox,
    ReasonNumber,
    RuleNumber,
    State,
    Value,
)
from engine.events import Reason
from engine.rules.command_fields import rule_of

FIRST = 1  # number of a log's first command
# The rows of rules as arrays for the kernels.
_KNOWN = np.zeros(VENUE_RULES, np.int64)
_DEFAULT = np.zeros(VENUE_RULES, np.int64)
_LEAST = np.zeros(VENUE_RULES, np.int64)
_MOST = np.zeros(VENUE_RULES, np.int64)
for _each in VenueRule:
    _KNOWN[_each] = 1
    _DEFAULT[_each], _LEAST[_each], _MOST[_each] = _each.default, _each.least, _each.most


@compiled
def rule_value(state: State, rule: RuleNumber) -> Value:
    """The value of a rule that is in force."""
    stored = np.int64(state.rules.values[rule])
    return stored - 1 if stored != 0 else np.int64(_DEFAULT[rule])


@compiled
def market(state: State) -> MarketNumber:
    """The market of the venue."""
    return rule_value(state, np.int64(VenueRule.MARKET))


@compiled
def set_venue_rule(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """SET_VENUE_RULE: in force at once; the market only as the first command."""
    rule = np.int64(rule_of(command))
    if rule >= VENUE_RULES or _KNOWN[rule] == 0:
        return Reason.RULE_UNKNOWN
    if command.value < _LEAST[rule] or command.value > _MOST[rule]:
        ack.number, ack.amount_fen = _LEAST[rule], _MOST[rule]
        return Reason.PARAMETER_OUT_OF_RANGE
    if rule == VenueRule.MARKET and command.sequence != FIRST:
        ack.value = market(state)
        return Reason.MARKET_CHOSEN
    state.rules.values[rule] = command.value + 1
    return Reason.NONE
