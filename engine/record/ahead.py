"""Compiled kernels on their way while plain Python decides.

`prepare` has the kernels for a capacity compiled in two processes beside this one, or loads what
was compiled before; as soon as an area's kernel is there, the next batch is decided by it. ``python
-m engine.record.ahead AREA[,AREA] NUMBER...`` is such a
process: it compiles the kernels of some areas for a capacity and leaves them on disk.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

from engine.compiler import kernel_files
from engine.compiler.jit import PLAIN
from engine.rules import references
from engine.rules.machine import (
    AUCTION,
    BLOCK,
    HOUSE,
    KERNELS,
    ORDERS,
    Dtypes,
    await_compiled,
    compile_area,
)
from engine.rules.state import Capacity, outbox_type, state_type

REFERENCES = len(KERNELS)  # beside the areas: the kernels of `engine/rules/references.py`
AREAS = (ORDERS, HOUSE, BLOCK, AUCTION, REFERENCES)  # in the order in which they are loaded
SHARES = ((ORDERS, BLOCK, REFERENCES), (HOUSE, AUCTION))  # take about as long
# more commands at once wait for compiled kernels, which have decided them before plain Python would
# have
PLAIN_MAX = 2048
# in which a venue may start and decide a first order before loading takes its share of the process
GRACE_S = 0.3
LOOK_S = 0.05  # between two looks at what has been compiled
NICENESS = 5  # of a process that compiles: who trades goes first

COMPILING = (
    "compiling the engine in the background, first start only; the first orders are decided by"
    " plain Python"
)
COMPILED = "the engine is compiled"
FAILED = "the engine could not be compiled, plain Python goes on deciding, right but slowly"


class Standing(StrEnum):
    """What decides commands."""

    COMPILED = "compiled"
    COMPILING = "compiling"  # plain Python decides, until compiled kernels are there
    PLAIN = "plain"  # plain Python decides and goes on so


Tell = Callable[[str], None]

log = logging.getLogger(__name__)


class Helper:
    """A process that compiles some areas for a capacity.

    Unless stopped it outlives this one, for the sake of the next start.
    """

    def __init__(self, areas: Iterable[int], capacity: Capacity) -> None:
        numbers = [str(getattr(capacity, each.name)) for each in fields(capacity)]
        program = [
            sys.executable,
            "-P",
            "-m",
            "engine.record.ahead",
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
        said = self._process.stderr.read().decode(errors="replace").splitlines()
        return (
            "a process that compiles ended with"
            f" {self._process.returncode}{': ' if said else ''}{''.join(said[-1:])}"
        )


class Preparation:
    """The kernels for one capacity on their way."""

    def __init__(self, capacity: Capacity, tell: Tell, done: Callable[[], None]) -> None:
        self._tell = tell
        self._done = done
        self._capacity = capacity
        self._coming = set(AREAS)
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._hurry = threading.Event()
        self._helpers: list[Helper] = []
        await_compiled(dtypes_of(capacity))
        self._first_start = not all(map(self._made, AREAS))
        if self._first_start:
            tell(COMPILING)
            self._start_helpers()
        self._thread = threading.Thread(target=self._run, name="compiled kernels", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def standing(self) -> Standing:
        """What decides as things stand."""
        if not self._coming:
            return Standing.COMPILED
        return Standing.COMPILING if self._thread.is_alive() else Standing.PLAIN

    def wait(self) -> None:
        """Wait until every kernel is there or will not come."""
        self._hurry.set()
        while self.standing() is Standing.COMPILING:
            with self._changed:
                self._changed.wait(LOOK_S)

    def stop(self, *, helpers: bool = False) -> None:
        """Load nothing more, and have the processes that compile end too."""
        self._stopping.set()
        self._hurry.set()
        for helper in self._helpers if helpers else ():
            helper.stop()
        self._thread.join()

    def _made(self, area: int) -> bool:
        return kernel_files.exists(mark(area, self._capacity))

    def _start_helpers(self) -> None:
        for share in SHARES:
            missing = [area for area in share if not self._made(area)]
            try:
                self._helpers += [Helper(missing, self._capacity)] if missing else []
            except OSError as error:
                log.warning("no other process can compile: %s", error)

    def _run(self) -> None:
        """Load each area when it is there; compile here what no other process has."""
        self._hurry.wait(GRACE_S)
        while self._coming and not self._stopping.is_set():
            ended = all(helper.ended() for helper in self._helpers)
            for area in filter(self._made, AREAS):
                self._take(area)
            if ended and self._coming and not self._stopping.is_set():
                self._compile_rest()
                return
            self._stopping.wait(LOOK_S)

    def _take(self, area: int) -> None:
        if area in self._coming and not self._stopping.is_set():
            compile_areas([area], self._capacity)
            with self._changed:
                self._coming.discard(area)
                self._changed.notify_all()
            if not self._coming:
                self._done()
                if self._first_start:
                    self._tell(COMPILED)

    def _compile_rest(self) -> None:
        """Try it here, unless what was killed there for want of memory would be killed here."""
        failures = [failure for helper in self._helpers if (failure := helper.failure())]
        try:
            if not any(helper.killed() for helper in self._helpers):
                log.warning("compiling in this process: %s", "; ".join(failures))
                for area in AREAS:
                    self._take(area)
        except (OSError, MemoryError, RuntimeError) as error:
            failures.append(f"{type(error).__name__}: {error}")
        if self._coming:
            self._tell(f"{FAILED}: {'; '.join(failures)}")


def nothing_more() -> None:
    """Nothing is to be done when kernels are there."""


_preparations: dict[Capacity, Preparation] = {}
_preparing = threading.Lock()


def prepare(
    capacity: Capacity, tell: Tell = log.info, done: Callable[[], None] = nothing_more
) -> None:
    """Have the kernels for a capacity loaded or compiled, and batches decided by plain Python until
    they are there.

    `tell` hears, in words, when they have to be compiled, when that is done and when it fails;
    `done` is called when they are there. Both are called by another thread. Nothing to do for a
    capacity that was prepared before.
    """
    with _preparing:
        if not PLAIN and capacity not in _preparations:
            _preparations[capacity] = Preparation(capacity, tell, done)


def wait_for_kernels(capacity: Capacity, commands: int) -> None:
    """Before so many commands are applied: wait for kernels that are on their way, if plain Python
    would take longer.
    """
    if commands > PLAIN_MAX and capacity in _preparations:
        _preparations[capacity].wait()


def standing(capacity: Capacity) -> Standing:
    """What decides the commands of a venue of this capacity."""
    if PLAIN:
        return Standing.PLAIN
    return _preparations[capacity].standing() if capacity in _preparations else Standing.COMPILED


def stop_preparing() -> None:
    """End every process that compiles for this one."""
    for preparation in _preparations.values():
        preparation.stop(helpers=True)


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
    areas, capacity = (
        [int(each) for each in sys.argv[1].split(",")],
        Capacity(*map(int, sys.argv[2:])),
    )
    compile_areas(areas, capacity)
    if not all(kernel_files.exists(mark(area, capacity)) for area in areas):
        sys.exit(f"compiled kernels cannot be kept in {kernel_files.folder()}")


if __name__ == "__main__":
    main()
