"""Run a stream of commands through the engine in a process of its own: ``python -m
tests.oracle.replay COMMANDS EVENTS``.

Both files are .npy arrays of records. Prints one line of JSON: whether the kernels ran as plain
Python, and the state's hash.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from engine.compiler.jit import PLAIN
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, empty_state, state_hash


def main(commands: Path, events: Path) -> None:
    """Replay, write the events, print the hash."""
    state = empty_state(SMALL)
    np.save(events, apply_all(state, np.load(commands)))
    print(json.dumps({"plain": PLAIN, "hash": state_hash(state)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
