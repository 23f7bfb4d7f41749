"""A registry's delivery or check in a process of its own, so that its memory is known: `python -m
benchmarks.registry_process`.

Prints seconds and the peak of memory as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.registry_day import deliver_all
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.server.__main__ import collect_rarely
from settlement_bridge.store.database import Registry


def check(registry: Registry) -> int:
    """How many breaks the registry has."""
    return len(registry.snapshot(disagreements))


WORK = {"deliver": deliver_all, "check": check}


def peak() -> int:
    """The most memory this process had, in MiB; `getrusage` would tell that of the process it was
    forked from.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def run(work: str, url: str) -> dict[str, float]:
    """Do it there: `result`, `seconds`, `peak_MiB`."""
    command = [sys.executable, "-m", "benchmarks.registry_process", work, url]
    told: dict[str, float] = json.loads(
        subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    )
    return told


def main() -> int:
    """Do it here and print what it took."""
    work, url = sys.argv[1:]
    registry = open_registry(url)
    collect_rarely()
    started = time.perf_counter()
    result = WORK[work](registry)
    seconds = time.perf_counter() - started
    registry.close()
    print(json.dumps({"result": result, "seconds": seconds, "peak_MiB": peak()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
