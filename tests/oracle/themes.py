"""What a crowd is about: mostly everything at once, now and then one corner of the venue until it
is full or stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.commands import Market, Parameter
from engine.rules.state import SMALL, Capacity

ACCOUNTS = range(1, 8)
# full more often than not
TIGHT = Capacity(accounts=64, instruments=8, holdings=20, orders=10, levels=16_384, bids=6)


@dataclass(frozen=True)
class Theme:
    """A crowd's accounts, its venue's tables and parameters, and how much more or less often it
    does some things.
    """

    capacity: Capacity = SMALL
    accounts: range = ACCOUNTS
    weights: Mapping[str, int] = field(default_factory=dict)  # of steps, in place of the usual ones
    # of every instrument at the start
    parameters: Mapping[Parameter, int] = field(default_factory=dict)
    market: Market = Market.ALLOWANCES
    settles_after: int = 0  # the number of unsettled days that stay as they are


EVERYTHING = Theme()
SMALL_TABLES = Theme(capacity=TIGHT)
# long phases, in which the day's tables become full
AT_LENGTH = {"suspend_desk": 1, "halt_or_resume": 1, "next_phase": 8}
DEALS = Theme(accounts=range(1, 25), weights={"at_the_desk": 2500, **AT_LENGTH})
DIALOGUES = Theme(
    accounts=range(1, 25), weights={"at_the_desk": 300, "open_dialogue": 2500, **AT_LENGTH}
)
# With few accounts the share of one is full before the table is.
OWN_DIALOGUES = replace(DIALOGUES, accounts=range(1, 9))
UNSETTLED = Theme(weights={"next_phase": 150, "kill_every_operator": 1}, settles_after=7)
# Guards come and go, and now and then there is no room for more.
GUARDS = Theme(
    weights={"open_guard": 80, "end_guard": 80, "cancel_after": 60, "open_every_guard": 1}
)
# Acts wait for a second key until there is no room for more.
APPROVALS = Theme(
    weights={"ask_act": 60, "approve": 60, "drop_act": 30, "set_rule": 6, "ask_every_act": 1}
)
TAKEN_BACK = Theme(weights={"take_back_day": 40, "next_phase": 90})
# Trades are undone, more often than not of few accounts that trade at once with what they got.
BUSTED = Theme(
    accounts=range(1, 4),
    weights={"bust_trade": 150, "next_phase": 60},
    parameters={Parameter.RESALE_DAYS: 0},
)
OPENING_CALLS = Theme(
    accounts=range(1, 4),
    weights={"halt_or_resume": 80, "next_phase": 90},
    parameters={Parameter.OPENING_CALL: 1},
)
# Parameters change while orders of a call rest.
SETTINGS = replace(OPENING_CALLS, weights={**OPENING_CALLS.weights, "set_parameter": 120})
# Credits: days are short, so that the other side is open again now and then.
CREDITS = Theme(
    weights={"next_phase": 90, "transfer": 60, "bust_trade": 30, "set_parameter": 30},
    parameters={Parameter.OPPOSITE_DAYS: 2, Parameter.TIME_ORDER: 1},
    market=Market.CREDITS,
)
ODD_LOTS = Theme(parameters={Parameter.LOT: 5})
CORNERS = (
    TAKEN_BACK,
    OWN_DIALOGUES,
    SMALL_TABLES,
    DIALOGUES,
    DEALS,
    UNSETTLED,
    OPENING_CALLS,
)
THEMES = (
    SMALL_TABLES,
    EVERYTHING,
    EVERYTHING,
    *CORNERS,
    EVERYTHING,
    SETTINGS,
    ODD_LOTS,
    *CORNERS,
    GUARDS,
    APPROVALS,
    BUSTED,
    CREDITS,
    replace(CREDITS, parameters={Parameter.OPPOSITE_DAYS: 5, Parameter.OPPOSITE_SCOPE: 1}),
)


def theme_of(seed: int) -> Theme:
    """The theme of a night's stream."""
    return THEMES[seed % len(THEMES)]
