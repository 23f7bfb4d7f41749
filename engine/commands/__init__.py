"""Commands: everything that enters the engine, as one fixed record of 192 bytes.

Numbers of kinds, sides, flags and parameters go into the log and are never reused. A field that a
command does not use is 0.
"""

from engine.commands.account_limits import LIMIT_BY_DEFAULT, LIMIT_RANGES, AccountLimit
from engine.commands.choices import (
    AuctionState,
    BlockHours,
    Method,
    Phase,
    SelfTrade,
    Side,
    TimeInForce,
    TotalsKind,
)
from engine.commands.flags import (
    BY_EXCHANGE,
    DISCOUNTED,
    HIDDEN,
    IN_PARTS,
    INVITATION,
    MARKET,
    OVERRIDE,
    PAY_AS_BID,
    REFUSE_LOG_ON,
    TIE_BY_LOT,
    VOID_IF_SHORT,
)
from engine.commands.kinds import CommandKind
from engine.commands.parameters import (
    LOCKING,
    PARAMETER_RANGES,
    PARAMETER_TOUCHES,
    PARAMETERS,
    Parameter,
    Rests,
    in_setting_order,
)
from engine.commands.record import COMMAND, COMMAND_VERSION, CommandArray, command, empty_commands

__all__ = [
    "BY_EXCHANGE",
    "COMMAND",
    "COMMAND_VERSION",
    "DISCOUNTED",
    "HIDDEN",
    "INVITATION",
    "IN_PARTS",
    "LIMIT_BY_DEFAULT",
    "LIMIT_RANGES",
    "LOCKING",
    "MARKET",
    "OVERRIDE",
    "PARAMETERS",
    "PARAMETER_RANGES",
    "PARAMETER_TOUCHES",
    "PAY_AS_BID",
    "REFUSE_LOG_ON",
    "TIE_BY_LOT",
    "VOID_IF_SHORT",
    "AccountLimit",
    "AuctionState",
    "BlockHours",
    "CommandArray",
    "CommandKind",
    "Method",
    "Parameter",
    "Phase",
    "Rests",
    "SelfTrade",
    "Side",
    "TimeInForce",
    "TotalsKind",
    "command",
    "empty_commands",
    "in_setting_order",
]
