"""Kernels compiled before anybody waits for them, two at a time.

``python -m engine.ahead AREA[,AREA] ACCOUNTS INSTRUMENTS HOLDINGS ORDERS LEVELS`` compiles the kernels of some areas for a
capacity and leaves them on disk; `compile_ahead` has another process do half of the work so, and then has everything at hand.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields

from engine.jit import PLAIN
from engine.machine import AUCTION, BLOCK, HOUSE, ORDERS, compile_area
from engine.state import Capacity, outbox_type, state_type

HERE = (ORDERS, BLOCK)
ELSEWHERE = (HOUSE, AUCTION)  # about as long
AREAS = (*HERE, *ELSEWHERE)

log = logging.getLogger(__name__)


def compile_ahead(capacity: Capacity) -> None:
    """Compile every kernel for a capacity, half of them in another process. Nothing to do where kernels run as plain Python."""
    if PLAIN:
        return
    numbers = [str(getattr(capacity, each.name)) for each in fields(capacity)]
    program = [sys.executable, "-m", "engine.ahead", ",".join(map(str, ELSEWHERE)), *numbers]
    with subprocess.Popen(program) as helper:
        compile_areas(HERE, capacity)
    if helper.returncode != 0:
        log.warning("compiling in another process ended with %d; compiling here", helper.returncode)
    compile_areas(ELSEWHERE, capacity)


def compile_areas(areas: Iterable[int], capacity: Capacity) -> None:
    """Compile the kernels of some areas in this process, or load what was compiled before."""
    for area in () if PLAIN else areas:
        compile_area(area, state_type(capacity), outbox_type(capacity))


def main() -> None:
    """Compile what the command line says."""
    areas, *numbers = sys.argv[1:]
    compile_areas(map(int, areas.split(",")), Capacity(*map(int, numbers)))


if __name__ == "__main__":
    main()
