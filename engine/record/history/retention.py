"""Which segments of a log may leave the data folder, and how they leave: into an archive, or for
good.

A start must never miss them: all that the two newest good snapshots need stays, and so do the last
trading days, from which a gateway rebuilds its streams. Segments leave from the oldest on, each
only when its copy has been read back, so that what stays is one row at any moment. Put back beside
the others, they make the whole log again; an archive folder is a log by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.commands import CommandKind
from engine.errors import LogExists, RetentionRefused, StorageFailed
from engine.events import EventKind
from engine.record.log.compact import EVENTS, unpack
from engine.record.log.format import FrameKind
from engine.record.log.scan import BLOCK_BYTES, Progress, Walk, silent
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, Segment, SegmentedFile, open_log
from engine.record.snapshot import Caption, snapshot_names
from engine.record.snapshot_choice import caption_of, problem_of
from engine.record.storage import Storage, StoredFile

SNAPSHOTS_NEEDED = 2  # the newest, and one in case that one rots
DAYS_MAX = 10_000


class Leaving(NamedTuple):
    """A segment that may leave, its last record and its length in bytes."""

    name: str
    last: int
    length: int


@dataclass(frozen=True)
class Plan:
    """What may leave, oldest first, and the snapshot and day because of which the rest stays."""

    commands: list[Leaving]
    events: list[Leaving]
    snapshot: int  # its last command
    day: int  # command that started the oldest day that stays, 0: there are not as many

    @property
    def leaving(self) -> list[Leaving]:
        """All of them."""
        return [*self.commands, *self.events]

    def summary(self) -> dict[str, object]:
        """As plain values."""
        return {
            "segments": [each.name for each in self.leaving],
            "bytes": sum(each.length for each in self.leaving),
            "needed_by_snapshot": self.snapshot,
            "needed_by_day": self.day,
        }


_BEGINNING = (CommandKind.START_DAY, CommandKind.TAKE_BACK_DAY)


class Begin(NamedTuple):
    """The command that started a day, and the event of it."""

    command: int
    event: int


def plan(storage: Storage, days: int, *, events: bool) -> Plan:
    """What may leave when the last `days` trading days stay; event segments only with `events`.

    Raises RetentionRefused when days is out of range or there are not two good snapshots,
    LogUnreadable, LogDamaged, StorageFailed.
    """
    if not 1 <= days <= DAYS_MAX:
        raise RetentionRefused(f"days is {days}, allowed are 1 to {DAYS_MAX}")
    with ExitStack() as opened:
        commands, recorded = (
            open_log(storage, name, opened) for name in (COMMANDS_NAME, EVENTS_NAME)
        )
        needed = _oldest_needed(storage, commands, recorded)
        begun = _day_begins(recorded, days)
        return Plan(
            _before(commands, needed.commands.position, begun.command),
            _before(recorded, needed.events.position, begun.event) if events else [],
            needed.sequence,
            begun.command,
        )


def _oldest_needed(storage: Storage, commands: SegmentedFile, events: SegmentedFile) -> Caption:
    """The oldest of the newest good snapshots that a start may need."""
    good = [
        name
        for name in reversed(snapshot_names(storage))
        if not problem_of(storage, name, commands, events)
    ]
    if len(good) < SNAPSHOTS_NEEDED:
        raise RetentionRefused(
            f"{len(good)} snapshots can be used, {SNAPSHOTS_NEEDED} must be there before segments"
            " may leave; a stop in order and each end of a day write one"
        )
    return caption_of(storage, good[SNAPSHOTS_NEEDED - 1])


def _day_begins(events: SegmentedFile, days: int) -> Begin:
    """Where the last `days` trading days begin; zeros when there are not as many."""
    found: list[Begin | None] = []
    ends = [*(segment.base for segment in events.segments[1:]), events.size()]
    for segment, end in reversed(list(zip(events.segments, ends, strict=True))):
        found = [*_begins_within(events, segment, end), *found]
        begins = _not_undone(found)
        if len(begins) >= days:
            return begins[-days]
    return Begin(0, 0)


def _not_undone(found: list[Begin | None]) -> list[Begin]:
    """The beginnings that were not taken back; None undoes the one before it."""
    kept: list[Begin] = []
    undone = 0
    for begin in reversed(found):
        if begin is None:
            undone += 1
        elif undone:
            undone -= 1
        else:
            kept.insert(0, begin)
    return kept


def _begins_within(
    events: SegmentedFile,
    segment: Segment,
    end: int,
) -> Iterator[Begin | None]:
    """Where days begin, in order, and None where one is taken back."""
    for frame in Walk(events, segment.base):
        if frame.header.position >= end:
            return
        if frame.header.kind == FrameKind.EVENTS:
            said = unpack(EVENTS, frame.stored)
            accepted = said[said["kind"] == EventKind.ACCEPTED]
            for event in accepted[np.isin(accepted["command_kind"], _BEGINNING)]:
                started = event["command_kind"] == CommandKind.START_DAY
                begin = Begin(int(event["command"]), int(event["sequence"]))
                yield begin if started else None


def _before(file: SegmentedFile, position: int, sequence: int) -> list[Leaving]:
    """The segments that end before a position and before a record."""
    return [
        Leaving(segment.name, following.header.first_sequence - 1, following.base - segment.base)
        for segment, following in pairwise(file.segments)
        if following.base <= position and following.header.first_sequence <= sequence
    ]


def carry_out(
    storage: Storage, made: Plan, archive: Storage | None, progress: Progress = silent
) -> None:
    """Have the segments of a plan leave a locked folder: moved into `archive`, without one removed
    for good.

    Raises LogExists when the archive holds another file of that name, StorageFailed. Segments that
    had left before stay so.
    """
    done, total = 0, sum(each.length for each in made.leaving)
    for each in made.leaving:
        if archive is not None:
            _copy(storage, archive, each)
        storage.remove(each.name)
        done += each.length
        progress("copy", done, total)


def _copy(storage: Storage, archive: Storage, leaving: Leaving) -> None:
    """Copy a segment and read the copy back.

    One that is there already from an interrupted run is as good.
    """
    with ExitStack() as opened:
        source = storage.open(leaving.name)
        opened.callback(source.close)
        written = _digest(source, leaving.length)
        there = archive.exists(leaving.name)
        if not there:
            archive.place(leaving.name, _pieces(source, leaving.length))
        copy = archive.open(leaving.name)
        opened.callback(copy.close)
        if copy.size() != leaving.length or _digest(copy, leaving.length) != written:
            if there:
                raise LogExists(f"the archive holds another {leaving.name}")
            raise StorageFailed(
                f"the copy of {leaving.name} is not what was written; the original stays"
            )


def _digest(file: StoredFile, length: int) -> bytes:
    digest = hashlib.sha256()
    for piece in _pieces(file, length):
        digest.update(piece)
    return digest.digest()


def _pieces(file: StoredFile, length: int) -> Iterator[bytes]:
    """The first `length` bytes of a file; after them may be room that was never given back."""
    for position in range(0, length, BLOCK_BYTES):
        yield file.read(position, min(BLOCK_BYTES, length - position))
