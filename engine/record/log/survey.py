"""Surveying a log: every frame in order, and what follows the last sound one: nothing, a torn tail,
or damage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.record.log.format import ALIGNMENT, FRAME_HEADER_BYTES, FRAME_MAGIC, unpack_frame_header
from engine.record.log.headers import HEADER, are_numbered
from engine.record.log.index import SparseIndex
from engine.record.log.runs import Run, Runs
from engine.record.log.scan import BLOCK_BYTES, PROGRESS_BYTES, Anchor, Progress, Walk, silent
from engine.record.log.segments import SegmentedFile

# read at once where payloads are passed over: those of small batches are read with the headers
HEADERS_BLOCK_BYTES = 32 * 1024


@dataclass
class Survey:
    """What a whole pass over a log found: its sound part, and what follows it."""

    name: str
    end: int  # bytes of the sound part
    link: bytes
    next_sequence: int
    last: Anchor | None = None  # the last sound frame
    epoch: int = 0
    time_ns: int = 0  # of the last sound frame
    # highest command number named by the headers of the sound part and of what is at its end
    sound_command: int = 0
    # highest command number that any header names, also after the sound part
    last_command: int = 0
    synced_to: int = 0  # highest position that any header names as synced
    problem: str = ""
    torn: bool = True
    blank: bool = True  # nothing but zeros after the sound part
    index: SparseIndex = field(default_factory=SparseIndex)

    def remember(self, headers: NDArray[np.void]) -> None:
        """Take the evidence that headers give."""
        self.time_ns = max(self.time_ns, int(headers["time_ns"].max()))
        self.last_command = max(self.last_command, int(headers["last_command"].max()))
        self.synced_to = max(self.synced_to, int(headers["synced_to"].max()))


class Surveyor:
    """Iterate over all sound frames of a log in runs, or over those from `since` on; `found` is
    complete when the iteration is.

    With `since`, a frame of the file, only it and what follows is read; `index` knows the records
    before it. `proving` and `headers_only` as for a `Walk`.
    """

    def __init__(
        self,
        file: SegmentedFile,
        progress: Progress = silent,
        *,
        since: Anchor | None = None,
        index: SparseIndex | None = None,
        proving: bool = False,
        headers_only: bool = False,
    ) -> None:
        first = file.first
        self._file = file
        self._progress = progress
        if since is None:
            self.found = Survey(file.name, first.base, first.link, first.header.first_sequence)
        else:
            self.found = Survey(
                file.name, since.position, since.link, since.sequence, index=index or SparseIndex()
            )
        block_bytes = HEADERS_BLOCK_BYTES if headers_only else BLOCK_BYTES
        begin, sequence = (since.position, since.sequence) if since else (None, None)
        self._walk = Walk(
            file,
            begin,
            sequence=sequence,
            block_bytes=block_bytes,
            proving=proving,
            headers_only=headers_only,
        )
        self._runs = Runs(self._walk)

    def __iter__(self) -> Iterator[Run]:
        found, reported, size = self.found, 0, self._file.size()
        run = None
        for run in self._runs:
            numbered = run.headers[are_numbered(run.headers)]
            found.index.add_many(numbered["first_sequence"], numbered["position"])
            found.remember(run.headers)
            yield run
            if self._walk.position - reported >= PROGRESS_BYTES:
                reported = self._walk.position
                self._progress("verify", reported, size)
        self._progress("verify", size, size)
        self._end(run)

    def _end(self, last: Run | None) -> None:
        found, walk = self.found, self._walk
        if last is not None:
            header = last.headers[-1]
            found.last = Anchor(int(header["position"]), int(header["first_sequence"]), last.link)
        found.end, found.epoch, found.problem, found.torn = (
            walk.position,
            walk.epoch,
            walk.problem,
            walk.torn,
        )
        found.link, found.next_sequence = (
            walk.link or found.link,
            walk.sequence or found.next_sequence,
        )
        found.sound_command = found.last_command
        # a segment of commands begins after a sync
        found.synced_to = max(found.synced_to, self._file.segments[-1].base)
        _look_behind(self._file, found)


def survey(surveyor: Surveyor, seen: Callable[[Run], None] = lambda run: None) -> Survey:
    """What a surveyor finds, who shows every sound run to `seen`."""
    for run in surveyor:
        seen(run)
    return surveyor.found


def _look_behind(file: SegmentedFile, found: Survey) -> None:
    """Search the bytes after the sound part for anything but zeros, and for intact headers at any
    position.
    """
    position = found.end
    while block := file.read(position, BLOCK_BYTES + FRAME_HEADER_BYTES):
        found.blank = found.blank and not np.frombuffer(block, np.uint8).any()
        for header in _headers_in(block, position):
            found.remember(header)
            if int(header["position"][0]) == found.end:
                found.sound_command = max(found.sound_command, int(header["last_command"][0]))
        position += BLOCK_BYTES


def _headers_in(block: bytes, position: int) -> Iterator[NDArray[np.void]]:
    places = len(block) // ALIGNMENT
    words = np.frombuffer(block, "<u4", places * (ALIGNMENT // 4))[:: ALIGNMENT // 4]
    for place in np.flatnonzero(words == np.frombuffer(FRAME_MAGIC, "<u4")[0]).tolist():
        raw = block[place * ALIGNMENT : place * ALIGNMENT + FRAME_HEADER_BYTES]
        header = unpack_frame_header(raw)
        if header is not None and header.position == position + place * ALIGNMENT:
            yield np.frombuffer(raw, HEADER)
