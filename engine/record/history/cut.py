"""A copy of a log that ends at a moment: the same bytes, batch by batch, the last batch shortened
when the moment is within it. A text stays with its command: between them the copy ends before both.

The copy has the same segments and the same chain up to there; its events are derived again when it
is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np

from engine.commands import CommandArray, CommandKind
from engine.errors import LogExists, LogUnreadable
from engine.record.log import earlier
from engine.record.log.compact import COMMANDS, pack, unpack
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FrameKind,
    checksum_of,
    digest_of,
    link_of,
    pack_frame_header,
    padding_of,
)
from engine.record.log.scan import BLOCK_BYTES, Frame, Progress, Walk, silent
from engine.record.log.segments import COMMANDS_NAME, Segment, SegmentedFile, has_log, open_log
from engine.record.storage import Storage


class Moment(NamedTuple):
    """Up to which command to keep: by number, by time, or both."""

    last: int | None = None
    until_ns: int | None = None

    def keeps(self, frame: Frame) -> int:
        """How many of the frame's records are kept."""
        if frame.header.kind != FrameKind.COMMANDS:
            return 0
        records = unpack(COMMANDS, frame.stored)
        kept = np.ones(len(records), np.bool_)
        if self.last is not None:
            kept &= records["sequence"] <= self.last
        if self.until_ns is not None:
            kept &= records["time_ns"] <= self.until_ns
        return _with_command(records, int(np.count_nonzero(kept)))


def _with_command(records: CommandArray, kept: int) -> int:
    """As many of the first records as keep no text without the command that it goes with."""
    while kept and records["kind"][kept - 1] == CommandKind.TEXT:
        kept -= 1
    return kept


class End(NamedTuple):
    """Where a copy ends."""

    commands: int  # it holds
    head: str  # link of its last frame, in hex
    position: int  # after its last whole frame
    shortened: bytes  # a further frame


def end_of(file: SegmentedFile, moment: Moment, progress: Progress) -> End:
    """Walk to the moment.

    Raises LogDamaged where the chain is broken before it, LogUnreadable when the log ends before
    it.
    """
    walk, size, found = (
        Walk(file, proving=True),
        file.size(),
        End(0, "", file.first.base + FILE_HEADER_BYTES, b""),
    )
    for frame in walk:
        kept = moment.keeps(frame)
        if kept < frame.header.records and frame.header.kind == FrameKind.COMMANDS:
            return _within(found, frame, kept) if kept else found
        found = End(found.commands + kept, frame.link.hex(), frame.header.end, b"")
        progress("copy", frame.header.end, size)
    walk.require_end()
    if moment.last is not None and moment.until_ns is None and found.commands < moment.last:
        raise LogUnreadable(f"to is {moment.last}, but the log ends with record {found.commands}")
    return found


def _within(before: End, frame: Frame, kept: int) -> End:
    """The end after the first `kept` records of a frame."""
    records = unpack(COMMANDS, frame.stored)[:kept]
    compact = frame.header.version > earlier.LAST_VERSION
    payload = pack(COMMANDS, records) if compact else earlier.written(records)
    header = frame.header._replace(
        records=kept,
        payload_bytes=len(payload),
        payload_checksum=checksum_of(payload) if frame.header.version > 1 else 0,
        time_ns=int(records["time_ns"][-1]),
        last_command=int(records["sequence"][-1]),
        payload_digest=digest_of(payload),
    )
    raw = pack_frame_header(header)
    shortened = raw + payload + padding_of(len(payload))
    return End(before.commands + kept, link_of(raw).hex(), frame.header.position, shortened)


def cut(source: Storage, target: Storage, moment: Moment, progress: Progress = silent) -> End:
    """Copy the commands up to the moment into an empty folder; where the copy ends.

    Raises LogExists when the target holds a log, LogUnreadable when the source holds none, ends
    earlier, or its beginning is archived, LogDamaged, LogInUse, StorageFailed. Then nothing was
    copied that could be taken for a log.
    """
    with ExitStack() as opened:
        file = open_log(source, COMMANDS_NAME, opened)
        if file.first.base:
            raise LogUnreadable(
                f"the log begins with record {file.first.header.first_sequence}: put the archived"
                " segments back"
            )
        target.lock()
        opened.callback(target.close)
        if has_log(target, COMMANDS_NAME):
            raise LogExists(f"there is a {COMMANDS_NAME} in the new folder already")
        end = end_of(file, moment, progress)
        for segment in reversed(file.segments):  # the first one last: a copy without it is no log
            if segment.base < end.position:
                target.place(segment.name, _content(file, segment, end))
    return end


def _content(file: SegmentedFile, segment: Segment, end: End) -> Iterator[bytes]:
    """The bytes of a segment up to the end, piece by piece."""
    later = [each.base for each in file.segments if each.base > segment.base]
    position, behind = segment.base, min([*later, end.position])
    while position < behind:
        piece = file.read(position, min(BLOCK_BYTES, behind - position))
        yield piece
        position += len(piece)
    if behind == end.position:
        yield end.shortened
