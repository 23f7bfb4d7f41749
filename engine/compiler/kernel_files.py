"""Where compiled kernels are kept: a file each, in a folder named after everything that they depend
on.

The folder's name has a hash of all sources of kernels and of the versions of what compiles them,
and one of its switches; a file's name ends with a hash of the arrays it is for and of the
processor. A file begins with the hash of what follows, so that one that a power cut has torn is as
good as none. ``CEAX_KERNELS`` names another folder than the user's cache for the folders of all
versions.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import platformdirs

from engine.compiler.jit import sources_hash

PLACE = "CEAX_KERNELS"
DIGEST_BYTES = 32

log = logging.getLogger(__name__)


@cache
def folder() -> Path:
    """The folder of this version's kernels, made when it is not there; a temporary one where none
    can be written.
    """
    place = Path(os.environ.get(PLACE) or platformdirs.user_cache_dir("ceax")) / version()
    return place if can_be_written(place) else _temporary()


def version() -> str:
    """Name of the folder: the sources of this process, its Python, and the switches of numba that
    are set.
    """
    switches = sorted(
        f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_")
    )
    described = "\n".join([str(sys.implementation.cache_tag), *switches])
    return f"kernels-{sources_hash()}-{hashlib.sha256(described.encode()).hexdigest()[:8]}"


def can_be_written(place: Path) -> bool:
    """Whether files can be made in a folder, which is made when it is not there."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        log.warning("compiled kernels cannot be kept: %s; each start compiles anew", error)
        return False
    return True


def _temporary() -> Path:
    """A folder of this process and of those it starts, gone when it ends."""
    place = Path(tempfile.mkdtemp(prefix="ceax-kernels-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    (place / version()).mkdir()
    return place / version()


def read(name: str) -> bytes | None:
    """What was written under a name; None when nothing was or it has been damaged."""
    try:
        found = (folder() / name).read_bytes()
    except FileNotFoundError:
        return None
    content = found[DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == found[:DIGEST_BYTES] else None


def write(name: str, content: bytes) -> None:
    """Keep something under a name; who reads at the same time finds all of it or nothing.

    Raises OSError.
    """
    with tempfile.NamedTemporaryFile(dir=folder(), delete=False) as draft:
        draft.write(hashlib.sha256(content).digest() + content)
    Path(draft.name).replace(folder() / name)


def keep(name: str, content: bytes) -> None:
    """Write if that is possible; this process has what it has made anyway."""
    try:
        write(name, content)
    except OSError as error:
        log.warning("a compiled kernel cannot be kept: %s", error)


def exists(name: str) -> bool:
    """Whether anything is kept under a name."""
    return (folder() / name).exists()


@contextmanager
def taking_turns(name: str) -> Iterator[None]:
    """One process at a time; the next goes on when the one before has ended, however it did.

    Without a lock nobody waits.
    """
    try:
        file = (folder() / f"{name}.lock").open("ab")
    except OSError as error:
        log.warning("no lock for compiling: %s", error)
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
