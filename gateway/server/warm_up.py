"""The engine compiled, or loaded as it was compiled before, before anybody waits for it.

The first start of a version on a machine compiles for about half a minute. Several that start at once take turns: the first
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

from engine.ahead import AREAS, compile_ahead, compile_areas
from engine.jit import PLAIN
from engine.machine import KERNELS
from engine.state import Capacity

LOCK_NAME = "compiling.lock"
KERNEL_INDEX = "**/machine.{}-*.nbi"  # what numba keeps of a kernel that the engine calls
COMPILING = "compiling the engine, first start only: about half a minute"
WAITING = "waiting for another process that is compiling the engine"

Tell = Callable[[str], None]

log = logging.getLogger(__name__)


def warm_up(capacity: Capacity, tell: Tell = log.info) -> None:
    """Compile or load the engine's kernels for a capacity; `tell` hears what takes long.

    Who only loads waits for nobody: a venue must not stand still because another version is being compiled.
    """
    if compiled_before():
        compile_areas(AREAS, capacity)
        return
    with _taking_turns(tell):
        if not compiled_before():
            tell(COMPILING)
            compile_ahead(capacity)
        compile_areas(AREAS, capacity)


def compiled_before() -> bool:
    """Whether this version of the engine has been compiled on this machine, or needs no compiling."""
    folder = Path(numba.config.CACHE_DIR)
    return PLAIN or all(any(folder.glob(KERNEL_INDEX.format(kernel.py_func.__name__))) for kernel in KERNELS)


@contextmanager
def _taking_turns(tell: Tell) -> Iterator[None]:
    """One process of this version at a time. Where the lock cannot be had at all, everybody compiles for himself."""
    folder = Path(platformdirs.user_cache_dir("ceax") if PLAIN else numba.config.CACHE_DIR)
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
            tell(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
