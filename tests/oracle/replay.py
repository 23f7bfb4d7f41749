"""Run a stream of commands through the engine in a process of its own: ``python -m
tests.oracle.replay COMMANDS EVENTS [AREA...]``.

Both files are .npy arrays of records. Of areas that are named, only their kernels are compiled, and
plain Python decides the rest. Prints one line of JSON: whether the kernels ran as plain Python, and
the state's hash.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.compiler.jit import PLAIN
from engine.record.compiling import dtypes_of
from engine.rules.machine import apply_all, await_compiled, compile_area
from engine.rules.state import SMALL, empty_state, state_hash


def main(commands: Path, events: Path, areas: Sequence[int]) -> None:
    """Replay, write the events, print the hash."""
    state = empty_state(SMALL)
    if areas:
        await_compiled(dtypes_of(SMALL))
        for area in areas:
            compile_area(area, dtypes_of(SMALL))
    np.save(events, apply_all(state, np.load(commands)))
    print(json.dumps({"plain": PLAIN, "hash": state_hash(state)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [int(word) for word in sys.argv[3:]])
