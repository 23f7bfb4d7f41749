"""The engine compiled, or loaded as it was compiled before, before anybody waits for it.

The first start of a version on a machine compiles for about a minute. Several that start at once take turns: the first
compiles, the others wait for it and load what it left on disk.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numba
import platformdirs

from engine.commands import CommandKind, command
from engine.jit import PLAIN
from engine.machine import apply_all
from engine.state import Capacity, empty_state

LOCK_NAME = "compiling.lock"
KERNEL_INDEX = "**/machine.run-*.nbi"  # what numba keeps of the one kernel that the engine calls
COMPILING = "compiling the engine, first start only: about a minute"
WAITING = "waiting for another process that is compiling the engine"

Tell = Callable[[str], None]

log = logging.getLogger(__name__)


def warm_up(capacity: Capacity, tell: Tell = log.info) -> None:
    """Compile or load the engine, on a state that is thrown away; `tell` hears what takes long."""
    with _taking_turns(tell):
        if not compiled_before():
            tell(COMPILING)
        first = command(CommandKind.MASS_CANCEL, sequence=1, time_ns=1)
        apply_all(empty_state(capacity), first)


def compiled_before() -> bool:
    """Whether this version of the engine has been compiled on this machine, or needs no compiling."""
    return PLAIN or any(Path(numba.config.CACHE_DIR).glob(KERNEL_INDEX))


@contextmanager
def _taking_turns(tell: Tell) -> Iterator[None]:
    """One process at a time. Where the lock cannot be had at all, everybody compiles for himself."""
    folder = Path(platformdirs.user_cache_dir("ceax"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK_NAME).open("ab")
    except OSError as error:
        log.warning("no lock for compiling: %s", error)
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not compiled_before():
                tell(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
