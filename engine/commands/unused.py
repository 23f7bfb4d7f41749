"""The check that a command leaves at 0 what its kind does not use."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.commands.kinds import CommandKind
from engine.commands.record import COMMAND, CommandArray, used_fields

WORDS = COMMAND.itemsize // 8


def unused_fields(commands: CommandArray) -> list[str]:
    """A sentence for each command that has a field set which its kind does not use.

    Kinds that do not exist are left to the engine, which refuses them.
    """
    words = np.ascontiguousarray(commands).view(np.uint64).reshape(len(commands), WORDS)
    bits = _unused_bits()
    kinds = np.where(commands["kind"] < len(bits), commands["kind"], 0)
    bad = np.zeros(len(commands), bool)
    for place in range(WORDS):
        bad |= (words[:, place] & bits[kinds, place]) != 0
    return [_sentence(each) for each in commands[bad]]


@cache
def _unused_bits() -> NDArray[np.uint64]:
    """By kind, a record whose bits are set where the kind uses nothing, as words."""
    records = np.zeros(max(CommandKind) + 1, COMMAND)
    octets = records.view(np.uint8).reshape(len(records), COMMAND.itemsize)
    for kind in CommandKind:
        for field in set(COMMAND.names or ()) - used_fields(kind):
            dtype, offset, *_ = COMMAND.fields[field]  # type: ignore[index]
            octets[kind, offset : offset + dtype.itemsize] = 0xFF
    return records.view(np.uint64).reshape(len(records), WORDS)


def _sentence(command: np.void) -> str:
    kind = CommandKind(int(command["kind"]))
    fields = [
        field
        for field in COMMAND.names or ()
        if field not in used_fields(kind) and np.any(command[field])
    ]
    return f"command {command['sequence']}: {kind.name.lower()} uses no {', '.join(fields)}"
