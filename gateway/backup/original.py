"""The venue that a backup was taken of, where it lies on this machine: it must not run beside a
restored copy of the same id, which would tell members and registry two stories.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

from engine.errors import LogInUse
from engine.record.log.segments import COMMANDS_NAME, has_log, open_log
from engine.record.storage import FileStorage
from gateway.backup.manifest import BackupRefused, Manifest
from gateway.protocol.key_table import write_whole
from gateway.server.data_folder import LOG, REPLACED


def require_ended(known: Manifest) -> None:
    """Raise BackupRefused while the venue itself runs."""
    log = Path(known.data) / LOG
    if not log.is_dir():
        return
    storage = FileStorage(log)
    try:
        storage.lock()
    except LogInUse as error:
        raise BackupRefused(
            f"the venue {known.venue} runs ({error}): stop it, or make the copy a venue of its own"
            " with --as NAME"
        ) from error
    storage.close()


def mark_replaced(known: Manifest, new: Path, now_ns: int) -> bool:
    """Keep the venue from being started beside the restored one: whether it lies here."""
    original = Path(known.data)
    storage = FileStorage(original / LOG, read_only=True)
    if not (original / LOG).is_dir() or not has_log(storage, COMMANDS_NAME):
        return False
    with ExitStack() as opened:
        header = open_log(storage, COMMANDS_NAME, opened).first.header
    if header.venue != known.venue:
        return False
    note = {"by": str(new.absolute()), "time_ns": now_ns}
    write_whole(original / REPLACED, json.dumps(note) + "\n")
    return True
