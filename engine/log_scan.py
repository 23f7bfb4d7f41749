"""Reading a log's frames in order, and deciding what stands behind the last sound one: nothing, a torn tail, or damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.errors import LogUnreadable
from engine.log_format import (
    ALIGNMENT,
    FILE_HEADER_BYTES,
    FRAME_HEADER_BYTES,
    FRAME_MAGIC,
    FRAME_VERSION,
    NUMBERED,
    PAYLOAD_MAX_BYTES,
    FrameHeader,
    FrameKind,
    digest_of,
    link_of,
    unpack_frame_header,
)
from engine.log_index import SparseIndex
from engine.storage import StoredFile

BLOCK_BYTES = 4 * 1024 * 1024
PROGRESS_BYTES = 1024 * 1024  # between two words about progress
KNOWN_KINDS = frozenset(int(kind) for kind in FrameKind)

Progress = Callable[[str, int, int], None]  # stage, done, of how much


def silent(stage: str, done: int, total: int) -> None:
    """A Progress that tells nobody."""


class Frame(NamedTuple):
    """A sound frame: its header, its payload and the link by which the next one must name it."""

    header: FrameHeader
    payload: memoryview
    link: bytes


class Anchor(NamedTuple):
    """A frame by which something outside the log names a place in it: where it stands, its first record, its link."""

    position: int
    sequence: int
    link: bytes

    def stands_in(self, file: StoredFile) -> bool:
        """Whether that frame stands there, intact with its records."""
        frame = self.frame_in(file)
        return frame is not None and frame.link == self.link

    def frame_in(self, file: StoredFile) -> Frame | None:
        """The intact frame that stands at that position, be it this one or another; None when there is none."""
        return next(iter(Walk(file, self.position, block_bytes=FRAME_HEADER_BYTES)), None)


def payload_intact(header: FrameHeader, payload: memoryview) -> bool:
    """Whether the payload is what the header was written for."""
    return digest_of(payload) == header.payload_digest


class Walk:
    """Iterate over the sound frames of a file from `position` on.

    Without `link` and `sequence` the first frame is believed about what came before it. Afterwards `position`, `link`,
    `sequence` and `epoch` describe the end of the last sound frame and `problem` what stands there: ``""`` for nothing,
    else a sentence. `torn` is False when no interrupted write can have left it so.
    With `verified` the records' digests are not looked at again: a walk over all of it has done so just before.
    Raises LogUnreadable for a frame of a later version.
    """

    def __init__(
        self,
        file: StoredFile,
        position: int,
        link: bytes | None = None,
        sequence: int | None = None,
        *,
        block_bytes: int = BLOCK_BYTES,
        verified: bool = False,
    ) -> None:
        self.file = file
        self.position = position
        self.link = link
        self.sequence = sequence
        self.epoch = 0
        self.problem = ""
        self.torn = True
        self._block = b""
        self._block_at = position
        self._block_bytes = block_bytes
        self._verified = verified

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._frame()) is not None:
            yield frame

    def _bytes(self, position: int, count: int) -> memoryview:
        start = position - self._block_at
        if start < 0 or start + count > len(self._block):
            self._block = self.file.read(position, max(count, self._block_bytes))
            self._block_at, start = position, 0
        return memoryview(self._block)[start : start + count]

    def _frame(self) -> Frame | None:
        raw = self._bytes(self.position, FRAME_HEADER_BYTES)
        header = unpack_frame_header(raw)
        if header is None:
            self.problem = "the frame's header is not what was written" if any(raw) else ""
            return None
        if problem := self._contradiction(header):
            self.problem, self.torn = problem, False
            return None
        link = link_of(raw)
        payload = self._bytes(self.position + FRAME_HEADER_BYTES, header.payload_bytes)
        if not self._verified and not payload_intact(header, payload):
            self.problem = "the records are not what was written (their digest differs)"
            return None
        self._pass(header, link)
        return Frame(header, payload, link)

    def _contradiction(self, header: FrameHeader) -> str:
        if header.kind not in KNOWN_KINDS or header.version > FRAME_VERSION or header.flags:
            raise LogUnreadable(
                f"{self.file.name}: the frame at offset {self.position} has kind {header.kind}, version {header.version}, "
                f"flags {header.flags}; this build reads kinds up to {max(KNOWN_KINDS)}, version {FRAME_VERSION}, flags 0"
            )
        if header.position != self.position:
            return f"the frame says that it stands at offset {header.position}"
        if header.payload_bytes != header.records * header.record_bytes or header.payload_bytes > PAYLOAD_MAX_BYTES:
            return f"{header.records} records of {header.record_bytes} bytes are not {header.payload_bytes} bytes"
        if self.link is not None and header.previous != self.link:
            return "the hash chain is broken"
        if self.sequence is not None and header.first_sequence != self.sequence:
            return f"the frame begins with record {header.first_sequence}"
        if header.epoch < self.epoch:
            return f"the frame was written by epoch {header.epoch} after epoch {self.epoch}"
        return ""

    def _pass(self, header: FrameHeader, link: bytes) -> None:
        self.position = header.end
        self.link = link
        self.epoch = header.epoch
        self.sequence = header.first_sequence + (header.records if header.kind in NUMBERED else 0)


@dataclass
class Survey:
    """What a whole pass over a log found: its sound part, and what stands behind it."""

    name: str
    end: int  # bytes of the sound part
    link: bytes
    next_sequence: int
    last: Anchor | None = None  # the last sound frame
    epoch: int = 0
    time_ns: int = 0  # of the last sound frame
    sound_command: int = 0  # highest command number that the headers of the sound part and of what stands at its end name
    last_command: int = 0  # highest command number that any header names, also behind the sound part
    synced_to: int = 0  # highest position that any header names as synced
    problem: str = ""
    torn: bool = True
    blank: bool = True  # nothing but zeros behind the sound part
    index: SparseIndex = field(default_factory=SparseIndex)

    def remember(self, header: FrameHeader) -> None:
        """Take the evidence that a header gives."""
        self.time_ns = max(self.time_ns, header.time_ns)
        self.last_command = max(self.last_command, header.last_command)
        self.synced_to = max(self.synced_to, header.synced_to)


def survey(
    file: StoredFile,
    header: bytes,
    progress: Progress = silent,
    *,
    since: Anchor | None = None,
    index: SparseIndex | None = None,
    seen: Callable[[Frame], None] = lambda frame: None,
) -> Survey:
    """Verify every frame behind the file's `header`; look behind the sound part for headers that were written later.

    With `since`, a frame that stands in the file, only it and what follows is read; `index` knows the records before it.
    `seen` is shown every sound frame.
    """
    walk, found = _begin(file, header, since, index)
    size, told = file.size(), 0
    for frame in walk:
        if frame.header.kind in NUMBERED:
            found.index.add(frame.header.first_sequence, frame.header.position)
        found.remember(frame.header)
        found.last = Anchor(frame.header.position, frame.header.first_sequence, frame.link)
        seen(frame)
        if walk.position - told >= PROGRESS_BYTES:
            told = walk.position
            progress("verify", told, size)
    progress("verify", size, size)
    found.end, found.epoch, found.problem, found.torn = walk.position, walk.epoch, walk.problem, walk.torn
    found.link, found.next_sequence = walk.link or found.link, walk.sequence or found.next_sequence
    found.sound_command = found.last_command
    _look_behind(file, found)
    return found


def _begin(file: StoredFile, header: bytes, since: Anchor | None, index: SparseIndex | None) -> tuple[Walk, Survey]:
    if since is None:
        link = link_of(header)
        return Walk(file, FILE_HEADER_BYTES, link, 1), Survey(file.name, FILE_HEADER_BYTES, link, 1)
    found = Survey(file.name, since.position, since.link, since.sequence, index=index or SparseIndex())
    return Walk(file, since.position, sequence=since.sequence), found


def _look_behind(file: StoredFile, found: Survey) -> None:
    """Search what stands behind the sound part for anything but zeros, and for intact headers wherever they stand."""
    position = found.end
    while block := file.read(position, BLOCK_BYTES + FRAME_HEADER_BYTES):
        found.blank = found.blank and not np.frombuffer(block, np.uint8).any()
        for header in _headers_in(block, position):
            found.remember(header)
            if header.position == found.end:
                found.sound_command = max(found.sound_command, header.last_command)
        position += BLOCK_BYTES


def _headers_in(block: bytes, position: int) -> Iterator[FrameHeader]:
    places = len(block) // ALIGNMENT
    words = np.frombuffer(block, "<u4", places * (ALIGNMENT // 4))[:: ALIGNMENT // 4]
    for place in np.flatnonzero(words == np.frombuffer(FRAME_MAGIC, "<u4")[0]).tolist():
        start = place * ALIGNMENT
        header = unpack_frame_header(block[start : start + FRAME_HEADER_BYTES])
        if header is not None and header.position == position + start:
            yield header
