"""Compiled kernels on their way while plain Python decides.

`prepare` has the kernels for a capacity compiled in two processes beside this one
(engine/record/compiling.py), or loads what was compiled before; as soon as an area's kernel is
there, the next batch is decided by it.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from enum import StrEnum

from engine.commands import Area
from engine.compiler import kernel_files
from engine.compiler.jit import PLAIN
from engine.record.compiling import (
    AREAS,
    REFERENCES,
    CompilingProcess,
    compile_areas,
    dtypes_of,
    mark,
)
from engine.rules.machine import await_compiled
from engine.rules.state import Capacity

SHARES = ((Area.ORDERS, Area.BLOCK, REFERENCES), (Area.HOUSE, Area.AUCTION))  # take about as long
# more commands at once wait for compiled kernels, which have decided them before plain Python would
# have
PLAIN_MAX = 2048
# in which a venue may start and decide a first order before loading takes its share of the process
GRACE_S = 0.3
LOOK_S = 0.05  # between two looks at what has been compiled

COMPILING = (
    "compiling the engine in the background, first start only; the first orders are decided by"
    " plain Python"
)
COMPILED = "the engine is compiled"
FAILED = "the engine could not be compiled, plain Python goes on deciding, right but slowly"


class Decider(StrEnum):
    """What decides commands."""

    COMPILED = "compiled"
    COMPILING = "compiling"  # plain Python decides, until compiled kernels are there
    PLAIN = "plain"  # plain Python decides and goes on so


Tell = Callable[[str], None]
log = logging.getLogger(__name__)


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
        self._processes: list[CompilingProcess] = []
        await_compiled(dtypes_of(capacity))
        self._first_start = not all(map(self._made, AREAS))
        if self._first_start:
            tell(COMPILING)
            self._start_processes()
        self._thread = threading.Thread(target=self._run, name="compiled kernels", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def decider(self) -> Decider:
        """What decides now."""
        if not self._coming:
            return Decider.COMPILED
        return Decider.COMPILING if self._thread.is_alive() else Decider.PLAIN

    def wait(self) -> None:
        """Wait until every kernel is there or will not come."""
        self._hurry.set()
        while self.decider() is Decider.COMPILING:
            with self._changed:
                self._changed.wait(LOOK_S)

    def stop(self, *, processes: bool = False) -> None:
        """Load nothing more, and have the processes that compile end too."""
        self._stopping.set()
        self._hurry.set()
        for process in self._processes if processes else ():
            process.stop()
        self._thread.join()

    def _made(self, area: int) -> bool:
        return kernel_files.exists(mark(area, self._capacity))

    def _start_processes(self) -> None:
        for share in SHARES:
            missing = [area for area in share if not self._made(area)]
            try:
                self._processes += [CompilingProcess(missing, self._capacity)] if missing else []
            except OSError as error:
                log.warning("no other process can compile: %s", error)

    def _run(self) -> None:
        """Load each area when it is there; compile here what no other process has."""
        self._hurry.wait(GRACE_S)
        while self._coming and not self._stopping.is_set():
            ended = all(process.ended() for process in self._processes)
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
        failures = [failure for process in self._processes if (failure := process.failure())]
        try:
            if not any(process.killed() for process in self._processes):
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
    """Before a number of commands are applied: wait for kernels that are on their way, if plain
    Python would take longer.
    """
    if commands > PLAIN_MAX and capacity in _preparations:
        _preparations[capacity].wait()


def decider(capacity: Capacity) -> Decider:
    """What decides the commands of a venue of this capacity."""
    if PLAIN:
        return Decider.PLAIN
    return _preparations[capacity].decider() if capacity in _preparations else Decider.COMPILED


def stop_preparing() -> None:
    """End every process that compiles for this one."""
    for preparation in _preparations.values():
        preparation.stop(processes=True)
