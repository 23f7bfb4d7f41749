"""Commands: everything that enters the engine, as one fixed record: a hot part of 64 bytes, and
wide parts.

`CommandKind` has a row for each command: its number, which fields of the record it uses and by
which names, what it does. From it come the area whose kernel decides it, the check that unused
fields are 0, and what ``log show`` prints. Numbers of kinds, sides, flags and parameters go into
the log and are never reused.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.commands.account_limits import LIMIT_BY_DEFAULT, AccountLimit
from engine.commands.choices import (
    AuctionState,
    BlockHours,
    CaseAct,
    HaltState,
    HeldEnd,
    Market,
    Measure,
    Method,
    Phase,
    Relation,
    ResaleScope,
    Scope,
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
    MORE,
    OVERRIDE,
    PAY_AS_BID,
    REFUSE_LOG_ON,
    TIE_BY_LOT,
    TOTAL,
    VOID_IF_SHORT,
)
from engine.commands.kinds import Area, CommandKind
from engine.commands.parameters import PARAMETERS, Parameter, Rests, in_setting_order
from engine.commands.text_uses import TextUse
from engine.commands.venue_rules import VENUE_RULES, VenueRule

if TYPE_CHECKING:
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
    "MORE",
    "OVERRIDE",
    "PARAMETERS",
    "PAY_AS_BID",
    "REFUSE_LOG_ON",
    "TIE_BY_LOT",
    "TOTAL",
    "VENUE_RULES",
    "VOID_IF_SHORT",
    "AccountLimit",
    "Area",
    "AuctionState",
    "BlockHours",
    "CaseAct",
    "CommandArray",
    "CommandKind",
    "HaltState",
    "HeldEnd",
    "Market",
    "Measure",
    "Method",
    "Parameter",
    "Phase",
    "Relation",
    "ResaleScope",
    "Rests",
    "Scope",
    "SelfTrade",
    "Side",
    "TextUse",
    "TimeInForce",
    "TotalsKind",
    "VenueRule",
    "command",
    "empty_commands",
    "in_setting_order",
    "unused_fields",
    "used_fields",
]

# What is made of numpy is loaded when it is first asked for: the words alone load no numbers.
_LATER = {
    "COMMAND": "record",
    "COMMAND_VERSION": "record",
    "CommandArray": "record",
    "command": "record",
    "empty_commands": "record",
    "unused_fields": "unused",
    "used_fields": "record",
}


def __getattr__(name: str) -> Any:
    """The record of commands and what works on it. Raises AttributeError."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found
