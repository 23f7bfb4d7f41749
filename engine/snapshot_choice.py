"""Which snapshot a start may use: the newest whose caption, logs, build and content all stand; of the others is said why not."""

from __future__ import annotations

import logging

from engine.errors import LogDamaged, SnapshotRefused
from engine.snapshot import CAPTION_BYTES, Caption, Snapshot, load, snapshot_names, unpack_caption
from engine.storage import Storage, StoredFile

_journal = logging.getLogger(__name__)


def newest_good(storage: Storage, origin: str, commands: StoredFile, events: StoredFile) -> Snapshot | None:
    """The newest snapshot that may be used with these logs, None when none may.

    origin: link of the command log's header, in hex. Raises LogDamaged when a snapshot evidences the sync of a command that is
    not there, StorageFailed.
    """
    for name in reversed(snapshot_names(storage)):
        try:
            return _good(storage, name, origin, commands, events)
        except SnapshotRefused as error:
            _journal.warning("%s is not used: %s", name, error)
    return None


def problem_of(storage: Storage, name: str, origin: str, commands: StoredFile, events: StoredFile) -> str:
    """Why a snapshot may not be used, empty when it may. Raises as `newest_good`."""
    try:
        _good(storage, name, origin, commands, events)
    except SnapshotRefused as error:
        return str(error)
    return ""


def _good(storage: Storage, name: str, origin: str, commands: StoredFile, events: StoredFile) -> Snapshot:
    file = storage.open(name)
    try:
        caption = unpack_caption(file.read(0, CAPTION_BYTES))
        if caption.origin != origin:
            raise SnapshotRefused(f"it was taken of another log (venue {caption.venue})")
        _follow_commands(name, caption, commands)
        if not caption.events.stands_in(events):
            raise SnapshotRefused(f"{events.name} does not hold the event {caption.event_sequence} that it builds on")
        return load(file, caption)
    finally:
        file.close()


def _follow_commands(name: str, caption: Caption, commands: StoredFile) -> None:
    anchor = caption.commands
    frame = anchor.frame_in(commands)
    if frame is None:
        raise LogDamaged(
            f"{commands.name}: record {anchor.sequence} at offset {anchor.position}: it is gone or not what was written, though "
            f"{name} evidences its sync; where the log is meant to end earlier, remove the snapshots behind its end"
        )
    if frame.link != anchor.link:
        raise SnapshotRefused(f"{commands.name} holds another batch at offset {anchor.position}")
