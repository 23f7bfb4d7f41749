"""Writes what each request counts as and what it weighs, for clients: they import no tables.

    python -m gateway.protocol.weight_list > gateway/client/weights.py
    python -m gateway.protocol.weight_list mjs > gateway/client/javascript/weights.mjs

The files are checked in; a test compares them with what is written here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from engine.texts import terminal
from gateway.protocol.gates import KIND_OF_WAY, Kind
from gateway.protocol.operations import Row
from gateway.protocol.table.rows import ROWS
from gateway.protocol.weights import ORDINARY

_HEAD = '''"""What each request to a gateway counts as, and what it weighs.

Written by `python -m gateway.protocol.weight_list`; not to be edited.
"""

from __future__ import annotations

REQUESTS, CANCELS, QUESTIONS = 0, 1, 2  # each has a rate of its own
# Kind, weight of the request itself, and how many rows of its answer weigh one more (0: none).
# An operation that is not named is an ordinary request of weight 1.
WEIGHTS: dict[str, tuple[int, int, int]] = {
'''


_JAVASCRIPT = """// @ts-check
/** What each request to a gateway counts as, and what it weighs. */
// Written by `python -m gateway.protocol.weight_list mjs`; not to be edited.

export const REQUESTS = 0, CANCELS = 1, QUESTIONS = 2; // each has a rate of its own
/**
 * Kind, weight of the request itself, and how many rows of its answer weigh one more (0: none).
 * @type {Record<string, [0 | 1 | 2, number, number]>}
 */
export const WEIGHTS = {
"""


def weight_list(rows: Iterable[Row]) -> str:
    """The text of the file for Python."""
    lines = (f'    "{name}": ({", ".join(each)}),\n' for name, *each in _weights(rows))
    return _HEAD + "".join(lines) + "}\n"


def weight_module(rows: Iterable[Row]) -> str:
    """The text of the file for JavaScript."""
    lines = (f"  {name}: [{', '.join(each)}],\n" for name, *each in _weights(rows))
    return _JAVASCRIPT + "".join(lines) + "};\n"


def _weights(rows: Iterable[Row]) -> Iterator[tuple[str, str, str, str]]:
    """Name, kind, own weight and rows of what is no ordinary request."""
    for row in rows:
        kind, weight = KIND_OF_WAY.get(row.way, Kind.REQUESTS), row.weight
        if kind or weight != ORDINARY:
            yield row.name, kind.name, str(weight.each), str(weight.rows)


if __name__ == "__main__":
    write = weight_module if sys.argv[1:] == ["mjs"] else weight_list
    terminal.lines(write(ROWS), end="")
