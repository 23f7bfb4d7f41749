"""Reading a log's frames in order: each sound, where it belongs, and after the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.errors import LogDamaged, LogUnreadable
from engine.record.log import earlier
from engine.record.log.compact import HOT_BYTES, may_hold
from engine.record.log.format import (
    FILE_HEADER_BYTES,
    FRAME_HEADER_BYTES,
    FRAME_VERSION,
    NUMBERED,
    PAYLOAD_MAX_BYTES,
    FrameHeader,
    FrameKind,
    checksum_of,
    digest_of,
    link_of,
    unpack_frame_header,
)
from engine.record.log.segments import Segment, SegmentedFile
from engine.record.log.stored import Stored, one

BLOCK_BYTES = 4 * 1024 * 1024
PROGRESS_BYTES = 1024 * 1024  # between two words about progress
KNOWN_KINDS = frozenset(int(kind) for kind in FrameKind)

Progress = Callable[[str, int, int], None]  # stage, done, of how much
STAGES = {"verify": "verifying", "replay": "replaying", "copy": "copying"}  # in words


def silent(stage: str, done: int, total: int) -> None:
    """A Progress that reports nothing."""


class Frame(NamedTuple):
    """A sound frame: its header, its payload and the link by which the next one must name it."""

    header: FrameHeader
    payload: memoryview
    link: bytes

    @property
    def stored(self) -> Stored:
        """Its records as they are stored."""
        header = self.header
        return one(self.payload, header.records, header.first_sequence, header.version)


class Anchor(NamedTuple):
    """A frame by which something outside the log names a place in it: its position, its first
    record, its link.
    """

    position: int
    sequence: int
    link: bytes

    def stands_in(self, file: SegmentedFile) -> bool:
        """Whether that frame is there, intact with its records."""
        frame = self.frame_in(file)
        return frame is not None and frame.link == self.link

    def frame_in(self, file: SegmentedFile) -> Frame | None:
        """The intact frame at that position, be it this one or another; None when there is none."""
        return next(iter(Walk(file, self.position, block_bytes=FRAME_HEADER_BYTES)), None)


def may_be_its_size(header: FrameHeader) -> bool:
    """Whether a payload can be as large as the header says."""
    if header.payload_bytes > PAYLOAD_MAX_BYTES:
        return False
    if header.version <= earlier.LAST_VERSION:
        return header.payload_bytes == header.records * header.record_bytes
    counted = header.kind in NUMBERED
    return header.record_bytes == HOT_BYTES and bool(
        may_hold(counted, header.records, header.payload_bytes)
    )


def payload_intact(header: FrameHeader, payload: memoryview) -> bool:
    """Whether the payload is what the header was written for, by its checksum; frames of version 1
    have only their digest.
    """
    if header.version == 1:
        return digest_of(payload) == header.payload_digest
    return len(payload) == header.payload_bytes and checksum_of(payload) == header.payload_checksum


def payloads_intact(checksums: list[int], payloads: list[memoryview]) -> bool:
    """Whether all payloads have the checksums that were written for them."""
    return list(map(checksum_of, payloads)) == checksums


class Walk:
    """Iterate over the sound frames of a log from `position` on; without one, over all.

    Without `link` and `sequence` the first frame is believed about what came before it. Afterwards
    `position`, `link`, `sequence` and `epoch` describe the end of the last sound frame and
    `problem` what is there: ``""`` for nothing, else a sentence. `torn` is False when no
    interrupted write can have left it so. With `proving` the records' digests are looked at as well
    as their checksums; with `verified` neither: a walk over all of it has done so just before; with
    `headers_only` payloads are not even read. Raises LogUnreadable for a frame of a later version,
    or when the position is gone.
    """

    def __init__(
        self,
        file: SegmentedFile,
        position: int | None = None,
        link: bytes | None = None,
        sequence: int | None = None,
        *,
        block_bytes: int = BLOCK_BYTES,
        verified: bool = False,
        proving: bool = False,
        headers_only: bool = False,
    ) -> None:
        self.file = file
        self.position = file.first.base if position is None else position
        self.link = link
        self.sequence = sequence
        self.epoch = 0
        self.problem = ""
        self.torn = True
        self._block = memoryview(b"")
        self._block_at = self.position
        self._next_base = 0  # of a segment, at or after the position
        self.block_bytes = block_bytes
        self.verified = verified or headers_only
        self.proving = proving
        self._headers_only = headers_only

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self.take()) is not None:
            yield frame

    def block(self, most: int) -> memoryview:
        """The bytes at the position, `most` of them within the segment; none where a wrong segment
        begins.
        """
        if self.position >= self._next_base and not self._in_segment():
            return memoryview(b"")
        return memoryview(self.file.read(self.position, min(most, self._next_base - self.position)))

    def pass_to(self, position: int, link: bytes, epoch: int, sequence: int) -> None:
        """Go on after frames that the caller has found sound."""
        self.position, self.link, self.epoch, self.sequence = position, link, epoch, sequence

    def require_end(self) -> None:
        """Raise LogDamaged where the walk has ended at anything but a torn tail."""
        if not self.torn:
            raise LogDamaged(
                f"{self.file.name}: record {self.sequence or 1} at offset {self.position}:"
                f" {self.problem}"
            )

    def look_again(self) -> None:
        """Forget what was read ahead: the log may have grown since."""
        self._block, self._block_at, self.problem = memoryview(b""), self.position, ""
        self._next_base = self.position

    def _bytes(self, position: int, count: int) -> memoryview:
        start = position - self._block_at
        if start < 0 or start + count > len(self._block):
            self._block = memoryview(self.file.read(position, max(count, self.block_bytes)))
            self._block_at, start = position, 0
        return self._block[start : start + count]

    def take(self) -> Frame | None:
        """The next frame, None when there is none."""
        if self.position >= self._next_base and not self._in_segment():
            return None
        raw = self._bytes(self.position, FRAME_HEADER_BYTES)
        header = unpack_frame_header(raw)
        if header is None:
            self.problem = "the frame's header is not what was written" if any(raw) else ""
            return None
        if problem := self._contradiction(header):
            self.problem, self.torn = problem, False
            return None
        link = link_of(raw)
        payload = self._bytes(
            self.position + FRAME_HEADER_BYTES, 0 if self._headers_only else header.payload_bytes
        )
        if problem := self._spoiled(header, payload):
            self.problem = problem
            return None
        self._pass(header, link)
        return Frame(header, payload, link)

    def _in_segment(self) -> bool:
        """Go past a segment's header, where one begins, if it follows from what came before."""
        segment = self.file.begun_at(self.position)
        if segment is not None and not self._entered(segment):
            return False
        self._next_base = self.file.next_base(self.position)
        return True

    def _entered(self, segment: Segment) -> bool:
        header = segment.header
        if self.link is not None and bytes.fromhex(header.previous) != self.link:
            self.problem, self.torn = (
                f"the hash chain is broken at the beginning of {segment.name}",
                False,
            )
        elif self.sequence is not None and header.first_sequence != self.sequence:
            self.problem, self.torn = (
                f"{segment.name} begins with record {header.first_sequence}",
                False,
            )
        else:
            self.link, self.sequence = segment.link, header.first_sequence
            self.position += FILE_HEADER_BYTES
            return True
        return False

    def _spoiled(self, header: FrameHeader, payload: memoryview) -> str:
        if self.verified:
            return ""
        if not payload_intact(header, payload):
            return "the records are not what was written (their checksum differs)"
        if self.proving and digest_of(payload) != header.payload_digest:
            self.torn = False
            return "the records are not what was written (their digest differs)"
        return ""

    def _contradiction(self, header: FrameHeader) -> str:
        if header.kind not in KNOWN_KINDS or header.version > FRAME_VERSION or header.flags:
            raise LogUnreadable(
                f"{self.file.name}: the frame at offset {self.position} has kind {header.kind},"
                f" version {header.version}, flags {header.flags}; this build reads kinds up to"
                f" {max(KNOWN_KINDS)}, version {FRAME_VERSION}, flags 0"
            )
        if header.position != self.position:
            return f"the frame gives its own place as offset {header.position}"
        if not may_be_its_size(header):
            return (
                f"{header.records} records of {header.record_bytes} bytes are not"
                f" {header.payload_bytes} bytes"
            )
        if self.link is not None and header.previous != self.link:
            return "the hash chain is broken"
        if self.sequence is not None and header.first_sequence != self.sequence:
            return f"the frame begins with record {header.first_sequence}"
        if header.epoch < self.epoch:
            return f"the frame was written by epoch {header.epoch} after epoch {self.epoch}"
        return ""

    def _pass(self, header: FrameHeader, link: bytes) -> None:
        counted = header.records if header.kind in NUMBERED else 0
        self.pass_to(header.end, link, header.epoch, header.first_sequence + counted)
