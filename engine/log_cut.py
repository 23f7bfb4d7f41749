"""A copy of a log that ends at a moment: the same bytes, batch by batch, the last batch shortened when the moment is within it.

The copy has the same chain up to there; its events are derived again when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.commands import COMMAND
from engine.errors import LogDamaged, LogExists, LogUnreadable
from engine.log_format import (
    FILE_HEADER_BYTES,
    FrameKind,
    digest_of,
    link_of,
    pack_frame_header,
    padding_of,
    unpack_file_header,
)
from engine.log_scan import Frame, Progress, Walk, silent
from engine.recovery import COMMANDS_NAME
from engine.storage import Storage, StoredFile


class Moment(NamedTuple):
    """Up to which command to keep: by number, by time, or both."""

    last: int | None = None
    until_ns: int | None = None

    def keeps(self, frame: Frame) -> int:
        """How many of the frame's records are kept."""
        if frame.header.kind != FrameKind.COMMANDS:
            return 0
        records = np.frombuffer(frame.payload, COMMAND)
        kept = np.ones(len(records), np.bool_)
        if self.last is not None:
            kept &= records["sequence"] <= self.last
        if self.until_ns is not None:
            kept &= records["time_ns"] <= self.until_ns
        return int(np.count_nonzero(kept))


class CutOff:
    """The bytes of the copy, as an iterator; `commands` and `head` are known when it is through."""

    def __init__(self, file: StoredFile, moment: Moment, progress: Progress) -> None:
        self._file = file
        self._moment = moment
        self._progress = progress
        self.commands = 0
        self.head = ""

    def __iter__(self) -> Iterator[bytes]:
        header = self._file.read(0, FILE_HEADER_BYTES)
        yield header
        walk = Walk(self._file, FILE_HEADER_BYTES, link_of(header), 1)
        size = self._file.size()
        for frame in walk:
            kept = self._moment.keeps(frame)
            if kept < frame.header.records and frame.header.kind == FrameKind.COMMANDS:
                if kept:
                    yield self._shortened(frame, kept)
                break
            self.commands += kept
            self.head = frame.link.hex()
            yield self._file.read(frame.header.position, frame.header.end - frame.header.position)
            self._progress("copy", frame.header.end, size)
        self._check_end(walk)

    def _shortened(self, frame: Frame, kept: int) -> bytes:
        records = np.frombuffer(frame.payload, COMMAND)[:kept]
        payload = records.tobytes()
        header = frame.header._replace(
            records=kept,
            payload_bytes=len(payload),
            time_ns=int(records["time_ns"][-1]),
            last_command=int(records["sequence"][-1]),
            payload_digest=digest_of(payload),
        )
        raw = pack_frame_header(header)
        self.commands += kept
        self.head = link_of(raw).hex()
        return raw + payload + padding_of(len(payload))

    def _check_end(self, walk: Walk) -> None:
        if not walk.torn:
            raise LogDamaged(f"{walk.file.name}: record {walk.sequence or 1} at offset {walk.position}: {walk.problem}")
        if self._moment.last is not None and self._moment.until_ns is None and self.commands < self._moment.last:
            raise LogUnreadable(f"to is {self._moment.last}, but the log ends with record {self.commands}")


def cut(source: Storage, target: Storage, moment: Moment, progress: Progress = silent) -> CutOff:
    """Copy the commands up to the moment into an empty folder; what the copy holds.

    Raises LogExists when the target holds a log, LogUnreadable when the source holds none or ends earlier, LogDamaged, LogInUse,
    StorageFailed. Then nothing was copied.
    """
    if not source.exists(COMMANDS_NAME):
        raise LogUnreadable(f"there is no {COMMANDS_NAME}")
    file = source.open(COMMANDS_NAME)
    target.lock()
    try:
        unpack_file_header(file.read(0, FILE_HEADER_BYTES), COMMANDS_NAME)
        if target.exists(COMMANDS_NAME):
            raise LogExists(f"there is a {COMMANDS_NAME} in the new folder already")
        piecewise = CutOff(file, moment, progress)
        target.place(COMMANDS_NAME, piecewise)
    finally:
        file.close()
        target.close()
    return piecewise
