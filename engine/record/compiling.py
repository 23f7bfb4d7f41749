"""Kernels of a capacity compiled for every process, and a process beside this one that does it.

``python -m engine.record.compiling AREA[,AREA] NUMBER...`` is such a process: it compiles the
kernels of some areas for a capacity and leaves them on disk.
"""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from engine.commands import Area
from engine.compiler import kernel_files
from engine.rules import references
from engine.rules.kernels import KERNELS
from engine.rules.machine import Dtypes, compile_area
from engine.rules.state import Capacity, outbox_type, state_type

REFERENCES = len(KERNELS)  # beside the areas: the kernels of `engine/rules/references.py`
AREAS = (*Area, REFERENCES)  # in the order in which they are loaded
COLLECT_AFTER = (100_000, 20, 100)  # numba makes millions of containers, of which few are garbage
NICENESS = 5  # of a process that compiles: who trades goes first


class CompilingProcess:
    """A process that compiles some areas for a capacity.

    Unless stopped it outlives this one, for the sake of the next start.
    """

    def __init__(self, areas: Iterable[int], capacity: Capacity) -> None:
        numbers = [str(getattr(capacity, each.name)) for each in fields(capacity)]
        program = [
            sys.executable,
            "-P",
            "-m",
            "engine.record.compiling",
            ",".join(map(str, areas)),
            *numbers,
        ]
        path = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            kernel_files.PLACE: str(kernel_files.folder().parent),
            "PYTHONPATH": os.pathsep.join(path),
        }
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            program, env=environment, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE
        )

    def ended(self) -> bool:
        """Whether it has done what it could."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it; what it has compiled so far stays."""
        self._process.terminate()
        self._process.wait()

    def killed(self) -> bool:
        """Whether it was ended from outside, as when memory is short."""
        return self._process.returncode is not None and self._process.returncode < 0

    def failure(self) -> str:
        """Why it has failed; empty when it has not."""
        if not self._process.returncode:
            return ""
        assert self._process.stderr is not None
        lines = self._process.stderr.read().decode(errors="replace").splitlines()
        return (
            "a process that compiles ended with"
            f" {self._process.returncode}{': ' if lines else ''}{''.join(lines[-1:])}"
        )


def dtypes_of(capacity: Capacity) -> Dtypes:
    """Of the arrays that a venue of this capacity has."""
    return state_type(capacity), outbox_type(capacity)


def mark(area: int, capacity: Capacity) -> str:
    """Name of the file that says that an area was compiled for a capacity."""
    return f"area-{area}-for-{hashlib.sha256(repr(capacity).encode()).hexdigest()[:16]}"


def compile_areas(areas: Iterable[int], capacity: Capacity) -> None:
    """Compile the kernels of some areas in this process, or load what was compiled before."""
    for area in areas:
        if area == REFERENCES:
            references.compile_kernels()
        else:
            compile_area(area, dtypes_of(capacity))
        if not kernel_files.exists(mark(area, capacity)):
            kernel_files.keep(mark(area, capacity), b"")


def main() -> None:
    """Compile what the command line says.

    Exit code 1 when it cannot be kept for the process that asked.
    """
    os.nice(NICENESS)
    gc.set_threshold(*COLLECT_AFTER)
    areas, capacity = (
        [int(each) for each in sys.argv[1].split(",")],
        Capacity(*map(int, sys.argv[2:])),
    )
    compile_areas(areas, capacity)
    if not all(kernel_files.exists(mark(area, capacity)) for area in areas):
        sys.exit(f"compiled kernels cannot be kept in {kernel_files.folder()}")


if __name__ == "__main__":
    main()
