"""The venue that a backup was taken of, where it lies on this machine: it must not run beside a
restored copy of the same id, which would tell members and registry two stories.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from engine.errors import EngineError, LogInUse
from engine.record.log.segments import COMMANDS_NAME, has_log, open_log
from engine.record.storage import FileStorage
from gateway.backup.manifest import BackupRefused, Manifest
from gateway.protocol.key_table import write_whole
from gateway.server.data_folder import LOG, REPLACED


@contextmanager
def kept_from_starting(known: Manifest) -> Iterator[Path | None]:
    """Inside, the venue itself cannot start: its data folder, None where it does not lie here.

    Raises BackupRefused while it runs.
    """
    original = Path(known.data)
    if not _is_there(original, known.venue):
        yield None
        return
    storage = FileStorage(original / LOG)
    try:
        storage.lock()
    except LogInUse as error:
        raise BackupRefused(
            f"the venue {known.venue} runs ({error}): stop it, or make the copy a venue of its own"
            " with --as NAME"
        ) from error
    try:
        yield original
    finally:
        storage.close()


def _is_there(data: Path, venue: str) -> bool:
    """Whether a folder holds the log of a venue; one that cannot be read counts as its own."""
    storage = FileStorage(data / LOG, read_only=True)
    if not (data / LOG).is_dir() or not has_log(storage, COMMANDS_NAME):
        return False
    try:
        with ExitStack() as opened:
            return open_log(storage, COMMANDS_NAME, opened).first.header.venue == venue
    except EngineError:
        return True


@contextmanager
def replaced(original: Path | None, new: Path, now_ns: int) -> Iterator[None]:
    """Keep a venue from being started beside the restored one from now on, unless what is done
    inside fails.
    """
    if original is None:
        yield
        return
    note = {"by": str(new), "time_ns": now_ns}
    write_whole(original / REPLACED, json.dumps(note) + "\n")
    try:
        yield
    except BaseException:
        (original / REPLACED).unlink(missing_ok=True)
        raise
