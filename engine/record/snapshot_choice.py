"""Which snapshot a start may use: the newest whose caption, logs, build and content are all good.
Each of the others has a reason.
"""

from __future__ import annotations

import logging
from contextlib import closing, suppress

from engine.errors import LogDamaged, SnapshotRefused
from engine.record.caption import CAPTION_BYTES
from engine.record.log.segments import SegmentedFile
from engine.record.snapshot import Caption, Snapshot, load, name_of, snapshot_names, unpack_caption
from engine.record.storage import Storage

_journal = logging.getLogger(__name__)


def newest_good(
    storage: Storage, commands: SegmentedFile, events: SegmentedFile, *, last: int | None = None
) -> Snapshot | None:
    """The newest snapshot that may be used with these logs, None when there is none. With `last`,
    none later than that command counts.

    Raises LogDamaged when a snapshot evidences the sync of a command that is not there,
    StorageFailed.
    """
    names = [name for name in snapshot_names(storage) if last is None or name <= name_of(last)]
    return _first_good(storage, names[::-1], commands, events)


def oldest_good(
    storage: Storage, commands: SegmentedFile, events: SegmentedFile
) -> Snapshot | None:
    """The oldest snapshot that may be used: the earliest state from which a log whose beginning is
    archived can be replayed.
    """
    return _first_good(storage, snapshot_names(storage), commands, events)


def _first_good(
    storage: Storage, names: list[str], commands: SegmentedFile, events: SegmentedFile
) -> Snapshot | None:
    for name in names:
        try:
            return _good(storage, name, commands, events)
        except SnapshotRefused as error:
            _journal.warning("%s is not used: %s", name, error)
    return None


def caption_of(storage: Storage, name: str) -> Caption:
    """What a snapshot says of itself. Raises SnapshotRefused, StorageFailed."""
    with closing(storage.open(name)) as file:
        return unpack_caption(file.read(0, CAPTION_BYTES))


def captions(storage: Storage, origin: str) -> list[Caption]:
    """What the snapshots of a log say of themselves, oldest first; of those that say nothing
    readable, nothing.
    """
    found = []
    for name in snapshot_names(storage):
        with suppress(SnapshotRefused):
            found.append(caption_of(storage, name))
    return [caption for caption in found if caption.origin == origin]


def problem_of(storage: Storage, name: str, commands: SegmentedFile, events: SegmentedFile) -> str:
    """Why a snapshot may not be used, empty when it may. Raises as `newest_good`."""
    try:
        _good(storage, name, commands, events)
    except SnapshotRefused as error:
        return str(error)
    return ""


def _good(storage: Storage, name: str, commands: SegmentedFile, events: SegmentedFile) -> Snapshot:
    file = storage.open(name)
    try:
        caption = unpack_caption(file.read(0, CAPTION_BYTES))
        if caption.origin != commands.origin:
            raise SnapshotRefused(f"it was taken of another log (venue {caption.venue})")
        _follow_commands(name, caption, commands)
        if caption.events.position < events.first.base:
            raise SnapshotRefused(
                f"the event {caption.event_sequence} that it builds on is archived"
            )
        if not caption.events.stands_in(events):
            raise SnapshotRefused(
                f"{events.name} does not hold the event {caption.event_sequence} that it builds on"
            )
        return load(file, caption)
    finally:
        file.close()


def _follow_commands(name: str, caption: Caption, commands: SegmentedFile) -> None:
    anchor = caption.commands
    if anchor.position < commands.first.base:
        raise SnapshotRefused(f"the record {anchor.sequence} that it builds on is archived")
    frame = anchor.frame_in(commands)
    if frame is None:
        raise LogDamaged(
            f"{commands.name}: record {anchor.sequence} at offset {anchor.position}: it is gone or"
            f" not what was written, though {name} evidences its sync; where the log is meant to"
            " end earlier, remove the snapshots after its end"
        )
    if frame.link != anchor.link:
        raise SnapshotRefused(f"{commands.name} holds another batch at offset {anchor.position}")
