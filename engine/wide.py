"""Copies of many fields at once: what an acknowledgement says back of its command, in three moves of a cache line each.

A record of 192 bytes is three cache lines. Field by field, a command's copy into its acknowledgement is some twenty reads and
as many writes, the most that one command costs; as lines whose words are put into another order it is three. Where the words
go follows from the records alone (`COMMAND`, `EVENT`), so that a field that moves is moved here as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from engine.commands import COMMAND
from engine.events import EVENT
from engine.jit import CACHE_LINE, PLAIN, compiled_inline

# Fields of an acknowledgement and of the command they are copied from; all others are cleared.
ECHOED = {
    "command": "sequence",
    "time_ns": "time_ns",
    "account": "account",
    "instrument": "instrument",
    "price": "price",
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
    for said, asked in ECHOED.items():
        for into, out_of in zip(_places(EVENT, said), _places(COMMAND, asked), strict=True):
            words[into] = out_of
    return words


@intrinsic
def _echo_compiled(typingctx: Any, event: Any, command: Any) -> Any:
    word = ir.IntType(8 * WORD)
    line = ir.VectorType(word, WORDS)
    nothing = ir.Constant(line, [0] * WORDS)

    def moved(builder: Any, lines: dict[int, Any], wanted: list[int]) -> Any:
        """One line of the event: words of at most two lines of the command, the others cleared."""
        first, second = (*sorted({each // WORDS for each in wanted if each != CLEARED}), 0)[:2]
        pair = [first * WORDS + each for each in range(WORDS)] + [second * WORDS + each for each in range(WORDS)]
        order = ir.Constant(ir.VectorType(word, WORDS), [pair.index(each) if each != CLEARED else 0 for each in wanted])
        mixed = builder.shuffle_vector(lines[first], lines[second], order)
        kept = ir.Constant(ir.VectorType(ir.IntType(1), WORDS), [int(each != CLEARED) for each in wanted])
        return builder.select(kept, mixed, nothing)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        into, out_of = (builder.bitcast(each, line.as_pointer()) for each in args)
        at = [builder.gep(out_of, [ir.Constant(ir.IntType(64), each)]) for each in range(COMMAND.itemsize // CACHE_LINE)]
        lines = {each: builder.load(place, align=WORD) for each, place in enumerate(at)}
        words = sources()
        for each in range(LINES):
            place = builder.gep(into, [ir.Constant(ir.IntType(64), each)])
            builder.store(moved(builder, lines, words[each * WORDS : (each + 1) * WORDS]), place, align=WORD)
        return context.get_dummy_value()

    return types.void(event, command), codegen


def _echo_plain(event: Any, command: Any) -> None:
    for said in EVENT.names or ():
        event[said] = command[ECHOED[said]] if said in ECHOED else 0


_echo = _echo_plain if PLAIN else _echo_compiled


@compiled_inline
def echo(event: Any, command: Any) -> None:
    """Clear an event and copy into it what it says back of a command."""
    _echo(event, command)
