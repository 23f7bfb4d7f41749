"""The two logs of a venue: commands, synced before anyone hears of them, and events, which can be
derived again.

Both are rows of segments (`engine.record.log.segments`) full of frames
(`engine.record.log.format`). The command log is written into space filled with zeros beforehand,
because syncing such a write touches no metadata; a frame header of zeros is therefore the end.
After a failed write or sync nothing is tried again: what reached the disk is unknown, and only a
restart finds out.

"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandArray
from engine.errors import LogUnreadable, StorageFailed
from engine.record.log.compact import COMMANDS, HOT_BYTES, Form, pack
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FRAME_HEADER_BYTES,
    FRAME_VERSION,
    NUMBERED,
    FrameHeader,
    FrameKind,
    checksum_of,
    digest_of,
    link_of,
    pack_frame_header,
    padded,
    padding_of,
)
from engine.record.log.reading import records_in
from engine.record.log.scan import Anchor
from engine.record.log.segments import SEGMENT_BYTES, SegmentedFile
from engine.record.log.survey import Survey

GROWTH_BYTES = 4 * 1024 * 1024  # zeros written ahead of the command log's end
READ_MAX = 65_536  # records handed out by one read
BUILD_BYTES = HOT_BYTES  # the one record of an EPOCH frame
NOTE_BYTES = HOT_BYTES  # that of a NOTE frame


class Log:
    """A row of frames, written at its end, read by record number. One thread at a time."""

    kind: FrameKind
    form: Form

    def __init__(self, file: SegmentedFile, found: Survey, epoch: int, build: str) -> None:
        self._file = file
        self._build = build
        self._link = found.link
        self._index = found.index
        self._failed = False
        self.last = found.last  # the last frame, None in a log that has none
        self.end = found.end
        self.next_sequence = found.next_sequence
        self.time_ns = found.time_ns  # the latest in the log
        self.epoch = epoch

    @property
    def name(self) -> str:
        """Such as ``events.log``."""
        return self._file.name

    @property
    def newest_segment(self) -> str:
        """Name of the file that is written."""
        return self._file.segments[-1].name

    @property
    def first_sequence(self) -> int:
        """Number of the oldest record that is not archived."""
        return self._file.first.header.first_sequence

    def read(self, first: int, limit: int) -> NDArray[np.void]:
        """Up to `limit` records (65,536 at most) from number `first` on, fewer only at the end of
        the log.

        Raises ValueError when `first` or `limit` is below 1, LogDamaged when the bytes are not
        those written, LogUnreadable when they are archived.
        """
        if first < 1 or limit < 1:
            raise ValueError(f"first is {first} and limit {limit}, allowed are 1 and more")
        behind = min(first + min(limit, READ_MAX), self.next_sequence)
        if first >= behind:
            return np.empty(0, self.form.record)
        if first < self.first_sequence:
            raise LogUnreadable(
                f"{self._file.name}: record {first} is archived, the log begins with"
                f" {self.first_sequence}"
            )
        return self.read_in(self._file, first, behind)

    def read_in(self, file: SegmentedFile, first: int, behind: int) -> NDArray[np.void]:
        """Records that are there, from number `first` to the one before `behind`, read from `file`,
        which may be another handle of this log.
        """
        begin = max(self._index.find(first), file.first.base)
        return records_in(file, self.kind, self.form, begin, first, behind)

    def holds(self, position: int, link: bytes) -> bool | None:
        """Whether the frame at a position has this link; None where it is archived."""
        if position < self._file.first.base:
            return None
        return position < self.end and Anchor(position, 0, link).stands_in(self._file)

    def ends_with(self, anchor: Anchor, number: int) -> bool:
        """Whether that frame is in the log, intact, and record `number` is its last one."""
        if anchor.position < self._file.first.base:
            return False
        frame = anchor.frame_in(self._file)
        return (
            frame is not None
            and frame.link == anchor.link
            and frame.header.first_sequence + frame.header.records == number + 1
        )

    def packed_index(self) -> bytes:
        """Where the records are, as `SparseIndex.unpacked` reads it."""
        return self._index.packed()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _begin_write(self) -> None:
        """From here until `_failed` is cleared again an exception leaves the log refusing."""
        if self._failed:
            raise StorageFailed(
                f"{self._file.name} failed earlier; what it holds is known only after a restart"
            )
        self._failed = True

    def _begin_segment(self, time_ns: int) -> None:
        """Begin another segment when the last one is full."""
        last = self._file.segments[-1]
        if self.end - last.base < SEGMENT_BYTES or self.next_sequence == last.header.first_sequence:
            return
        header = last.header._replace(
            build=self._build,
            epoch=self.epoch,
            created_ns=time_ns,
            origin=self._file.origin,
            base=self.end,
            first_sequence=self.next_sequence,
            previous=self._link.hex(),
        )
        self._link = self._file.begin_segment(header).link
        self.end += FILE_HEADER_BYTES

    def _write(
        self,
        kind: FrameKind,
        payload: bytes,
        *,
        records: int,
        time_ns: int,
        last_command: int,
        synced_to: int,
    ) -> None:
        header = FrameHeader(
            kind=kind,
            version=FRAME_VERSION,
            flags=0,
            record_bytes=HOT_BYTES,
            first_sequence=self.next_sequence,
            records=records,
            payload_checksum=checksum_of(payload),
            payload_bytes=len(payload),
            position=self.end,
            synced_to=synced_to,
            epoch=self.epoch,
            time_ns=time_ns,
            last_command=last_command,
            payload_digest=digest_of(payload),
            previous=self._link,
        )
        raw = pack_frame_header(header)
        self._file.write(self.end, b"".join((raw, payload, padding_of(len(payload)))))
        self._passed(header, link_of(raw))

    def _passed(self, header: FrameHeader, link: bytes) -> None:
        if header.kind in NUMBERED:
            self._index.add(header.first_sequence, header.position)
            self.next_sequence += header.records
        self._link = link
        self.last = Anchor(header.position, header.first_sequence, link)
        self.time_ns = max(self.time_ns, header.time_ns)
        self.end = header.end


class CommandLog(Log):
    """The history. What `append` returned from survives a power cut."""

    kind = FrameKind.COMMANDS
    form = COMMANDS

    def __init__(self, file: SegmentedFile, found: Survey, epoch: int, build: str) -> None:
        super().__init__(file, found, epoch, build)
        self._room = file.size()

    def append(self, commands: CommandArray) -> None:
        """Write stamped commands as one frame and sync it.

        Raises StorageFailed, from then on at every call.
        """
        self._append(
            FrameKind.COMMANDS,
            pack(COMMANDS, commands),
            len(commands),
            int(commands["time_ns"][-1]),
            int(commands["sequence"][-1]),
        )

    def mark_epoch(self, time_ns: int) -> None:
        """Write durably that an engine of this build has started with this log's epoch."""
        text = self._build.encode()[:BUILD_BYTES].ljust(BUILD_BYTES, b"\0")
        self._append(FrameKind.EPOCH, text, 1, time_ns, self.next_sequence - 1)

    def mark_note(self, note: bytes, time_ns: int) -> None:
        """Write a note of up to 64 bytes durably."""
        whole = note.ljust(NOTE_BYTES, b"\0")
        self._append(FrameKind.NOTE, whole, 1, time_ns, self.next_sequence - 1)

    def mark_closing(self, time_ns: int) -> None:
        """Write durably that the engine stops in order; it evidences the sync of everything
        before.
        """
        self._append(FrameKind.CLOSING, b"", 0, time_ns, self.next_sequence - 1)

    def _append(
        self, kind: FrameKind, payload: bytes, records: int, time_ns: int, last_command: int
    ) -> None:
        self._begin_write()
        self._begin_segment(time_ns)
        self._make_room(self.end + FRAME_HEADER_BYTES + padded(len(payload)))
        self._write(
            kind,
            payload,
            records=records,
            time_ns=time_ns,
            last_command=last_command,
            synced_to=self.end,
        )
        self._file.sync()
        self._failed = False

    def _begin_segment(self, time_ns: int) -> None:
        end = self.end
        super()._begin_segment(time_ns)
        if self.end != end:
            self._room = self._file.size()

    def _make_room(self, needed: int) -> None:
        if needed > self._room:
            grown = needed + GROWTH_BYTES
            self._file.write(self._room, bytes(grown - self._room))
            self._room = grown
