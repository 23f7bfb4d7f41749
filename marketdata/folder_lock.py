"""A folder that one process at a time works on: the feed's, the archive's."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from marketdata.errors import FolderInUse

LOCK_NAME = "lock"


@contextlib.contextmanager
def sole_process(folder: Path) -> Iterator[None]:
    """Hold the folder, made where it is not there, for this process alone, however it ends.

    Raises FolderInUse when another process has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_NAME).open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(f"another process works on {folder}") from error
        yield
