"""Words of the wire for the numbers of the record: sides, phases, methods, reasons, codes."""

from __future__ import annotations

from enum import IntEnum

from engine.commands import CommandKind, Method, Phase, Scope, Side, TimeInForce
from engine.events import EventKind, Reason


class Codes(dict[int, str]):
    """Instrument codes by number; an empty text for a number that is not listed."""

    def __missing__(self, number: int) -> str:
        return ""


def words_of(enumeration: type[IntEnum]) -> dict[int, str]:
    """Lower-case words of an enumeration by number, 0 as an empty text where it names nothing."""
    return {0: ""} | {int(member): member.name.lower() for member in enumeration}


SIDES = words_of(Side)
OPPOSITE_SIDES = {0: "", int(Side.BUY): "sell", int(Side.SELL): "buy"}
TIMES_IN_FORCE = words_of(TimeInForce)
PHASES = words_of(Phase)
SCOPES = words_of(Scope)
METHODS = words_of(Method) | {0: "listed"}
REASONS = words_of(Reason)
EVENT_KINDS = words_of(EventKind)
COMMAND_KINDS = words_of(CommandKind)
