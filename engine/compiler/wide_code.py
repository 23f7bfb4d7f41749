"""What `engine/compiler/wide.py` is compiled to: vectors of a cache line, their words in another
order.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from engine.commands import COMMAND
from engine.compiler.jit import CACHE_LINE
from engine.compiler.wide import CLEARED, LINES, WORD, WORDS, sources


@intrinsic
def echo_lines(typingctx: Any, event: Any, command: Any) -> Any:
    """Clear an event and copy the command's fields that it repeats, a cache line at a time."""

    word = ir.IntType(8 * WORD)
    line = ir.VectorType(word, WORDS)
    nothing = ir.Constant(line, [0] * WORDS)

    def moved(builder: Any, lines: dict[int, Any], wanted: list[int]) -> Any:
        """One line of the event: words of at most two lines of the command, the others cleared."""
        first, second = (*sorted({each // WORDS for each in wanted if each != CLEARED}), 0)[:2]
        pair = [first * WORDS + each for each in range(WORDS)] + [
            second * WORDS + each for each in range(WORDS)
        ]
        order = ir.Constant(
            ir.VectorType(word, WORDS),
            [pair.index(each) if each != CLEARED else 0 for each in wanted],
        )
        mixed = builder.shuffle_vector(lines[first], lines[second], order)
        kept = ir.Constant(
            ir.VectorType(ir.IntType(1), WORDS), [int(each != CLEARED) for each in wanted]
        )
        return builder.select(kept, mixed, nothing)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        into, out_of = (builder.bitcast(each, line.as_pointer()) for each in args)
        at = [
            builder.gep(out_of, [ir.Constant(ir.IntType(64), each)])
            for each in range(COMMAND.itemsize // CACHE_LINE)
        ]
        lines = {each: builder.load(place, align=WORD) for each, place in enumerate(at)}
        words = sources()
        for each in range(LINES):
            place = builder.gep(into, [ir.Constant(ir.IntType(64), each)])
            builder.store(
                moved(builder, lines, words[each * WORDS : (each + 1) * WORDS]), place, align=WORD
            )
        return context.get_dummy_value()

    return types.void(event, command), codegen
