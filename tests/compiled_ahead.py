"""The kernels that tests take, compiled by a process for each capacity.

`python -m tests.compiled_ahead` has them compiled, as `.ci/check` does while types are looked
through by the other processor.
"""

from __future__ import annotations

import signal
import sys
import time

from engine.record.compiling import AREAS, CompilingProcess
from engine.rules.state import SMALL, Capacity

CAPACITIES = (SMALL, Capacity())
LOOK_S = 0.1


def compiling() -> list[CompilingProcess]:
    """Processes that compile, side by side; who wants a kernel that is being compiled waits."""
    return [CompilingProcess(AREAS, each) for each in CAPACITIES]


def main() -> None:
    """Wait until all is compiled. The processes end with this one."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    processes = compiling()
    try:
        while not all(each.ended() for each in processes):
            time.sleep(LOOK_S)
    finally:
        for each in processes:
            each.stop()


if __name__ == "__main__":
    main()
