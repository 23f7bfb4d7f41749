"""The record of a command, and how one is made."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.commands.kinds import CommandKind
from engine.commands.uses import field_of
from engine.units import TEXT_MAX, WEIGHTS_MAX

COMMAND_VERSION = 1

COMMAND = np.dtype(
    [
        # The hot part: what every order uses, in one cache line.
        ("kind", "<u2"),  # CommandKind
        ("version", "u1"),  # COMMAND_VERSION
        ("side", "u1"),  # Side
        ("time_in_force", "u1"),  # TimeInForce
        ("phase", "u1"),  # Phase
        ("flags", "<u2"),
        ("sequence", "<i8"),  # stamped by the sequencer: 1, 2, 3 ...
        ("time_ns", "<i8"),  # stamped by the sequencer: nanoseconds since 1970 UTC
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("price", "<i4"),  # ticks
        ("operator", "<u4"),  # number of the key that signed on, 0: the venue itself
        ("quantity", "<i8"),  # t
        ("order_id", "<i8"),
        ("valid_until_ns", "<i8"),  # refused as expired when time_ns is past it; 0: no limit
        # The wide parts, each stored only where it is not zero.
        ("counterparty", "<i8"),
        ("date", "<i4"),  # yyyymmdd
        ("parameter", "<u4"),  # Parameter, AccountLimit or TotalsKind
        ("amount_fen", "<i8"),
        ("reference", "<i8"),
        ("value", "<i8"),
        ("tape_hash", "<u8"),
        ("text", f"S{TEXT_MAX}"),  # code, name or client order id, ASCII or UTF-8
        ("weight_instruments", "<u2", (WEIGHTS_MAX,)),
        ("weight_numerators", "<u2", (WEIGHTS_MAX,)),
    ],
    align=True,
)
assert COMMAND.itemsize == 192
COMMAND_PARTS = ("counterparty", "text", "weight_instruments")  # first field of each wide part
EVERY_COMMAND = ("sequence", "time_ns", "kind", "version", "operator")
CommandArray = NDArray[np.void]


def empty_commands(count: int) -> CommandArray:
    """A zeroed array of `count` COMMAND records with the version filled in."""
    commands = np.zeros(count, COMMAND)
    commands["version"] = COMMAND_VERSION
    return commands


def command(kind: CommandKind, **fields: object) -> CommandArray:
    """One command as an array of length 1; every keyword is a name that its kind uses, or a field
    of COMMAND.

    Raises ValueError for an unknown name, and for a value in a field that the kind does not use.
    """
    record = empty_commands(1)
    record["kind"] = kind
    for name, value in fields.items():
        field = field_of(kind.uses, name)
        record[field] = value
        if field not in used_fields(kind) and np.any(record[field]):
            raise ValueError(f"{kind.name.lower()} uses no field {name!r}: {', '.join(kind.uses)}")
    return record


@cache
def used_fields(kind: CommandKind) -> frozenset[str]:
    """Fields of COMMAND that a kind uses, those that every command has included."""
    return frozenset({*EVERY_COMMAND, *(field for each in kind.uses.values() for field in each)})
