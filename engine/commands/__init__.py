"""Commands: everything that enters the engine, as one fixed record of 192 bytes.

`CommandKind` has a row for each command: its number, which fields of the record it uses and by
which names, what it does. From it come the area whose kernel decides it, the check that unused
fields are 0, and what ``log show`` prints. Numbers of kinds, sides, flags and parameters go into
the log and are never reused.
"""

from engine.commands.account_limits import LIMIT_BY_DEFAULT, AccountLimit
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
from engine.commands.kinds import Area, CommandKind
from engine.commands.parameters import PARAMETERS, Parameter, Rests, in_setting_order
from engine.commands.record import (
    COMMAND,
    COMMAND_VERSION,
    CommandArray,
    command,
    empty_commands,
    used_fields,
)
from engine.commands.unused import unused_fields

__all__ = [
    "BY_EXCHANGE",
    "COMMAND",
    "COMMAND_VERSION",
    "DISCOUNTED",
    "HIDDEN",
    "INVITATION",
    "IN_PARTS",
    "LIMIT_BY_DEFAULT",
    "MARKET",
    "OVERRIDE",
    "PARAMETERS",
    "PAY_AS_BID",
    "REFUSE_LOG_ON",
    "TIE_BY_LOT",
    "VOID_IF_SHORT",
    "AccountLimit",
    "Area",
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
    "unused_fields",
    "used_fields",
]
