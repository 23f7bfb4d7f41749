"""A second copy of a command log in another folder, which grows with the log while an engine
writes there.

Only what is new is read and written, and the copy is read back. It ends after a whole batch that
is synced at the source. What was copied before is never written again, so an interrupted copy
leaves it whole.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import NamedTuple

from engine.errors import LogDamaged, LogUnreadable, StorageFailed
from engine.record.log.format import FILE_HEADER_BYTES
from engine.record.log.scan import Anchor, Progress, Walk, silent
from engine.record.log.segments import COMMANDS_NAME, Segment, SegmentedFile, open_log
from engine.record.log.survey import Survey, Surveyor, survey
from engine.record.storage import Storage

PIECE_BYTES = 1024 * 1024  # copied at once

Pace = Callable[[int], None]  # called with a number of bytes read or written, it may wait


def unhurried(count: int) -> None:
    """A Pace that never waits."""


class Head(NamedTuple):
    """Where a copy ends: its last batch by position, first record and link; the position after
    that, the number of the last command, the engine's start that wrote it, and its time.
    """

    last: Anchor
    position: int
    commands: int
    epoch: int
    time_ns: int


def head_of(
    file: SegmentedFile, since: Head | None = None, progress: Progress = silent
) -> Head | None:
    """Verify what came after `since` and make it durable: where the log ends now, None where it
    holds no batch yet.

    Everything that an engine had synced when this was called is before that end. Raises LogDamaged,
    LogUnreadable when the beginning is archived, StorageFailed.
    """
    if since is None and file.first.base:
        raise LogUnreadable(
            f"{file.name} begins with record {file.first.header.first_sequence}: put the archived"
            " segments back"
        )
    found = _surveyed(file, since.last if since else None, progress)
    while file.refresh():
        found = _surveyed(file, found.last, progress)
    file.sync()
    if found.last is None:
        return None
    # a survey knows the epoch and time of what it has read
    return Head(found.last, found.end, found.next_sequence - 1, found.epoch, found.time_ns)


def _surveyed(file: SegmentedFile, since: Anchor | None, progress: Progress = silent) -> Survey:
    """Survey, and again from where damage seems to be, as long as more is found there: an engine
    may have been amid a batch.
    """
    found = survey(Surveyor(file, progress, since=since, proving=True))
    while _is_damaged(found):
        again = survey(Surveyor(file, since=found.last or since, proving=True))
        if again.end == found.end:
            raise LogDamaged(
                f"{file.name}: record {found.next_sequence} at offset {found.end}:"
                f" {found.problem or 'it is gone'}"
            )
        found = again
    return found


def _is_damaged(found: Survey) -> bool:
    return not found.torn or found.synced_to > found.end


def goes_on(file: SegmentedFile, head: Head) -> bool:
    """Whether a log still holds the batch at which a copy of it ended."""
    return file.first.base <= head.last.position < file.size() and head.last.stands_in(file)


def require_head(source: Storage, head: Head, progress: Progress = silent) -> None:
    """Raise LogDamaged where a copy does not hold, up to a head, what was copied there."""
    with ExitStack() as opened:
        file = open_log(source, COMMANDS_NAME, opened)
        walk = Walk(file, proving=True)
        for frame in walk:
            progress("verify", frame.header.end, head.position)
            if frame.header.end >= head.position:
                if (frame.header.end, frame.link) != (head.position, head.last.link):
                    break
                return
        raise LogDamaged(
            f"{file.name}: {walk.problem or 'it holds another history'} before command"
            f" {head.commands}, up to which it was copied"
        )


def extend(
    file: SegmentedFile, target: Storage, old: Head | None, new: Head, pace: Pace = unhurried
) -> None:
    """Copy what lies between two heads of a log to the end of a copy that ends with `old`, make it
    durable and read it back.

    Without `old` the target is an empty folder. Raises StorageFailed, also when what was read back
    is not what was copied; the copy then still holds everything up to `old`.
    """
    begin = _trim(target, old) if old else file.first.base
    for segment, behind in _spans(file, begin, new.position):
        _copy(file, target, segment, (max(begin, segment.base), behind), pace)
    with ExitStack() as opened:
        copied = open_log(target, COMMANDS_NAME, opened)
        found = survey(Surveyor(copied, since=old.last if old else None, proving=True))
    if (found.last, found.end) != (new.last, new.position):
        raise StorageFailed(
            f"the copy of {file.name} is not what was read: it ends with record"
            f" {found.next_sequence - 1} at offset {found.end} in the place of {new.position}"
        )


def _trim(target: Storage, old: Head) -> int:
    """Cut off what an interrupted copy has left after `old`; the position from which to go on."""
    with ExitStack() as opened:
        open_log(target, COMMANDS_NAME, opened).truncate(old.position)
    return old.position


def _spans(file: SegmentedFile, begin: int, end: int) -> list[tuple[Segment, int]]:
    """The segments that hold a range of positions, each with the position at which it ends in
    that range.
    """
    bases = [segment.base for segment in file.segments[1:]]
    ends = [min(base, end) for base in [*bases, end]]
    pairs = zip(file.segments, ends, strict=True)
    return [(segment, behind) for segment, behind in pairs if segment.base < end and behind > begin]


def _copy(
    file: SegmentedFile, target: Storage, segment: Segment, span: tuple[int, int], pace: Pace
) -> None:
    """Copy a range of positions within one segment into the file of the same name."""
    position, behind = span
    if position == segment.base:
        header = file.read(position, FILE_HEADER_BYTES)
        target.create(segment.name, header).close()
        position += FILE_HEADER_BYTES
    with closing(target.open(segment.name)) as copied:
        while position < behind:
            piece = file.read(position, min(PIECE_BYTES, behind - position))
            copied.write(position - segment.base, piece)
            position += len(piece)
            pace(len(piece))
        copied.sync()
