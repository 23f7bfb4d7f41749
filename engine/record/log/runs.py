"""Reading many frames at once: all that a block of the log holds are checked together, as one by
one but quicker.

A frame costs a microsecond instead of seven, which is what a log of small batches consists of. All
that is not plainly sound is left to a `Walk`, frame by frame, which names the problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.record.log import scan
from engine.record.log.compact import Stored
from engine.record.log.format import (
    ALIGNMENT,
    FRAME_HEADER_BYTES,
    FRAME_MAGIC,
    FRAME_VERSION,
    NUMBERED,
    PAYLOAD_MAX_BYTES,
    FrameKind,
    checksum_of,
    digest_of,
    link_of,
    pack_frame_header,
)
from engine.record.log.scan import BLOCK_BYTES, Frame, Walk

HEADER = np.dtype(
    [
        ("magic", "<u4"),
        ("kind", "<u2"),
        ("version", "<u2"),
        ("flags", "<u4"),
        ("record_bytes", "<u4"),
        ("first_sequence", "<i8"),
        ("records", "<u4"),
        ("payload_checksum", "<u4"),
        ("payload_bytes", "<i8"),
        ("position", "<i8"),
        ("synced_to", "<i8"),
        ("epoch", "<i8"),
        ("time_ns", "<i8"),
        ("last_command", "<i8"),
        ("payload_digest", "V32"),
        ("previous", "V32"),
        ("room", "V44"),
        ("checksum", "<u4"),
    ]
)
assert HEADER.itemsize == FRAME_HEADER_BYTES
# in one block: where there are more, larger blocks are read, also by a walk that passes payloads
# over
SMALL_FRAMES = 4
CHECKED_BYTES = FRAME_HEADER_BYTES - 4  # of a header, by its checksum
_COMMANDS, _EVENTS = map(int, NUMBERED)
_FIRST_KIND, _LAST_KIND = int(min(FrameKind)), int(max(FrameKind))
_MAGIC = int.from_bytes(FRAME_MAGIC, "little")


class Run(NamedTuple):
    """Consecutive sound frames: their headers as HEADER records, their payloads, the link of the
    last one.
    """

    headers: NDArray[np.void]
    payloads: list[memoryview]
    link: bytes

    def stored(self, kind: FrameKind, known: int = 0) -> list[Stored]:
        """The records of frames of a kind that begin after record `known`."""
        headers = self.headers
        counts, firsts, versions = (
            headers[name].tolist() for name in ("records", "first_sequence", "version")
        )
        wanted = np.flatnonzero((headers["kind"] == kind) & (headers["first_sequence"] > known))
        return [
            Stored(self.payloads[place], counts[place], firsts[place], versions[place])
            for place in wanted.tolist()
        ]

    def before(self, position: int) -> Run:
        """Those that begin before a position; the link is still that of the last of all."""
        count = int(np.searchsorted(self.headers["position"], position))
        return Run(self.headers[:count], self.payloads[:count], self.link)

    @property
    def end(self) -> int:
        """Position after the last frame."""
        last = self.headers[-1]
        return (
            int(last["position"])
            + FRAME_HEADER_BYTES
            + -(-int(last["payload_bytes"]) // ALIGNMENT) * ALIGNMENT
        )


class Runs:
    """Iterate over the frames that a walk would give, in runs.

    The walk's own figures are then those at the end of the last run.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._block_bytes = walk.block_bytes
        self._one_by_one = 0  # up to that position: something there has to be looked at

    def __iter__(self) -> Iterator[Run]:
        while (run := self._together() or self._single()) is not None:
            yield run

    def _single(self) -> Run | None:
        frame = self.walk.take()
        return None if frame is None else run_of(frame)

    def _together(self) -> Run | None:
        """All frames within one block, None when they are not all beyond doubt."""
        walk = self.walk
        block = (
            walk.block(self._block_bytes) if walk.position >= self._one_by_one else memoryview(b"")
        )
        places = places_in(block)
        if not places:
            return None
        run = self._checked(block, places)
        if run is None:
            self._one_by_one = walk.position + places[-1]
            return None
        if len(places) > SMALL_FRAMES:
            self._block_bytes = max(self._block_bytes, BLOCK_BYTES)
        last = run.headers[-1]
        walk.pass_to(
            walk.position + places[-1],
            run.link,
            int(last["epoch"]),
            int(last["first_sequence"]) + counted(last),
        )
        return run

    def _checked(self, block: memoryview, places: list[int]) -> Run | None:
        raw = [block[place : place + FRAME_HEADER_BYTES] for place in places[:-1]]
        headers = np.frombuffer(b"".join(raw), HEADER)
        payloads = payloads_at(block, places, headers["payload_bytes"].tolist())
        if not (self._belong(headers, places) and self._intact(raw, headers, payloads)):
            return None
        if self.walk.verified:  # a walk before this one has followed the chain
            return Run(headers, payloads, link_of(raw[-1]))
        links = list(map(link_of, raw))
        return (
            Run(headers, payloads, links[-1])
            if follow_each_other(headers, [self.walk.link, *links])
            else None
        )

    def _belong(self, headers: NDArray[np.void], places: list[int]) -> bool:
        """Whether the headers are of a form that this build writes, are at the position they state,
        and count on from the walk.
        """
        walk = self.walk
        sizes, kinds, firsts, epochs = (
            headers[name] for name in ("payload_bytes", "kind", "first_sequence", "epoch")
        )
        numbered = are_numbered(headers) * headers["records"].astype(np.int64)
        begin = int(firsts[0]) if walk.sequence is None else walk.sequence
        good = (
            (headers["version"] == FRAME_VERSION)
            & (headers["flags"] == 0)
            & (kinds >= _FIRST_KIND)
            & (kinds <= _LAST_KIND)
            & (headers["position"] == walk.position + np.array(places[:-1]))
            & (sizes >= headers["records"].astype(np.int64) * headers["record_bytes"])
            & (firsts == begin + np.cumsum(numbered) - numbered)
            & (epochs >= np.maximum.accumulate(np.concatenate(([walk.epoch], epochs[:-1]))))
        )
        return bool(good.all())

    def _intact(
        self, raw: list[memoryview], headers: NDArray[np.void], payloads: list[memoryview]
    ) -> bool:
        """Whether headers and payloads are what was written, as far as the walk looks."""
        if [checksum_of(header[:CHECKED_BYTES]) for header in raw] != headers["checksum"].tolist():
            return False
        if self.walk.verified:
            return True
        if not scan.payloads_intact(headers["payload_checksum"].tolist(), payloads):
            return False
        return (
            not self.walk.proving
            or b"".join(map(digest_of, payloads)) == headers["payload_digest"].tobytes()
        )


def run_of(frame: Frame) -> Run:
    """One frame as a run."""
    return Run(np.frombuffer(pack_frame_header(frame.header), HEADER), [frame.payload], frame.link)


def places_in(block: memoryview) -> list[int]:
    """Where the whole frames of a block begin, by their headers, and where the last one ends."""
    words = block[: len(block) // 8 * 8].cast("Q")
    place, places, last = 0, [0], len(block) - FRAME_HEADER_BYTES
    while place <= last and words[place >> 3] & 0xFFFFFFFF == _MAGIC:
        size = words[(place >> 3) + 4]
        place += FRAME_HEADER_BYTES + -(-size // ALIGNMENT) * ALIGNMENT
        if size > PAYLOAD_MAX_BYTES or place > len(block):
            break
        places.append(place)
    return places if len(places) > 1 else []


def payloads_at(block: memoryview, places: list[int], sizes: list[int]) -> list[memoryview]:
    """The payloads of frames that begin at these places."""
    begins = [place + FRAME_HEADER_BYTES for place in places[:-1]]
    return [block[begin : begin + size] for begin, size in zip(begins, sizes, strict=True)]


def are_numbered(headers: NDArray[np.void]) -> NDArray[np.bool_]:
    """Of each header whether its records count in the sequence."""
    kinds = headers["kind"]
    numbered: NDArray[np.bool_] = (kinds == _COMMANDS) | (kinds == _EVENTS)
    return numbered


def counted(header: np.void) -> int:
    """Records of a frame that count in the sequence."""
    return int(header["records"]) if header["kind"] in (_COMMANDS, _EVENTS) else 0


def follow_each_other(headers: NDArray[np.void], links: list[bytes | None]) -> bool:
    """Whether each header names the link before it; one that is not known is not asked for."""
    first = 0 if links[0] is not None else 1
    return (
        b"".join(each for each in links[first:-1] if each is not None)
        == headers["previous"][first:].tobytes()
    )
