"""Copies of many fields at once: what an acknowledgement says back of its command, in three moves
of a cache line each.

A record of 192 bytes is three cache lines. Field by field, a command's copy into its
acknowledgement is some twenty reads and as many writes, the most that one command costs; as lines
whose words are put into another order it is three. Where the words go follows from the records
alone (`COMMAND`, `EVENT`), so that a field that moves is moved here as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import COMMAND
from engine.compiler.jit import CACHE_LINE, machine_word
from engine.events import EVENT

# Fields of an acknowledgement and of the command they are copied from; all others are cleared.
ECHOED = {
    "command": "sequence",
    "time_ns": "time_ns",
    "account": "account",
    "instrument": "instrument",
    "quantity": "quantity",
    "order_id": "order_id",
    "number": "reference",
    "amount_fen": "amount_fen",
    "maker_account": "counterparty",
    "date": "date",
    "value": "value",
    "tape_hash": "tape_hash",
    "parameter": "parameter",
    "text": "text",
}
WORD = 4  # bytes that are moved as one
WORDS = CACHE_LINE // WORD  # of a line
LINES = EVENT.itemsize // CACHE_LINE
CLEARED = -1


def _places(record: np.dtype[np.void], field: str) -> range:
    """Which words of a record a field takes."""
    offset, size = record.fields[field][1], record[field].itemsize  # type: ignore[index]
    return range(offset // WORD, (offset + size) // WORD)


def sources() -> list[int]:
    """For each word of an event the word of the command it is copied from, or CLEARED."""
    words = [CLEARED] * (EVENT.itemsize // WORD)
    for echoed, field in ECHOED.items():
        for into, out_of in zip(_places(EVENT, echoed), _places(COMMAND, field), strict=True):
            words[into] = out_of
    return words


@machine_word("engine.compiler.wide_code:echo_lines")
def echo(event: Any, command: Any) -> None:
    """Clear an event and copy into it what it says back of a command."""
    for field in EVENT.names or ():
        event[field] = command[ECHOED[field]] if field in ECHOED else 0
