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
from engine.record.log.compact import HOT_BYTES, may_hold
from engine.record.log.format import (
    FRAME_HEADER_BYTES,
    FRAME_VERSION,
    FrameKind,
    digest_of,
    link_of,
    links_of,
    pack_frame_header,
    padded,
)
from engine.record.log.headers import (
    HEADER,
    are_numbered,
    counted,
    cut_up,
    follow_each_other,
    headers_at,
    headers_intact,
    places_in,
)
from engine.record.log.scan import BLOCK_BYTES, Frame, Walk
from engine.record.log.stored import Numbers, Stored

# in one block: where there are more, larger blocks are read, also by a walk that passes payloads
# over
SMALL_FRAMES = 4
_FIRST_KIND, _LAST_KIND = int(min(FrameKind)), int(max(FrameKind))


class Run(NamedTuple):
    """Consecutive sound frames: their headers as HEADER records, the block that holds their
    payloads, where in it each payload begins, and the link of the last frame.
    """

    headers: NDArray[np.void]
    block: memoryview
    begins: Numbers
    link: bytes

    def stored(self, kind: FrameKind, known: int = 0) -> Stored:
        """The records of frames of a kind that begin after record `known`."""
        headers = self.headers
        wanted = (headers["kind"] == kind) & (headers["first_sequence"] > known)
        return self.payloads.part(wanted)

    @property
    def payloads(self) -> Stored:
        """The payloads of all frames."""
        sizes, counts, firsts = (
            self.headers[name].astype(np.int64)
            for name in ("payload_bytes", "records", "first_sequence")
        )
        version = int(self.headers["version"][0]) if len(self.headers) else FRAME_VERSION
        return Stored(self.block, self.begins, sizes, counts, firsts, version)

    def before(self, position: int) -> Run:
        """Those that begin before a position; the link is still that of the last of all."""
        count = int(np.searchsorted(self.headers["position"], position))
        return self._replace(headers=self.headers[:count], begins=self.begins[:count])

    @property
    def end(self) -> int:
        """Position after the last frame."""
        last = self.headers[-1]
        size = padded(int(last["payload_bytes"]))
        return int(last["position"]) + FRAME_HEADER_BYTES + size


class Runs:
    """Iterate over the frames that a walk would give, in runs.

    The walk's own figures are then those at the end of the last run. Where frames are small, larger
    blocks are read, of up to `most_bytes`.
    """

    def __init__(self, walk: Walk, most_bytes: int = BLOCK_BYTES) -> None:
        self.walk = walk
        self._most_bytes = most_bytes
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
        if walk.position < self._one_by_one:
            return None
        block = walk.block(self._block_bytes)
        places, end = places_in(block)
        if not len(places):
            return None
        run = self._sound(block, places)
        if run is None:
            self._one_by_one = walk.position + end
            return None
        if len(places) >= SMALL_FRAMES:
            self._block_bytes = max(self._block_bytes, self._most_bytes)
        last = run.headers[-1]
        walk.pass_to(
            walk.position + end,
            run.link,
            int(last["epoch"]),
            int(last["first_sequence"]) + counted(last),
        )
        return run

    def _sound(self, block: memoryview, places: Numbers) -> Run | None:
        """The frames at these places, None when one is not what was written or not where it
        belongs.
        """
        headers = headers_at(block, places)
        raw = cut_up(headers.tobytes())
        if not self._belong(headers, places):
            return None
        if self.walk.verified:  # a walk before this one has followed the chain
            sound, link = headers_intact(headers, raw), link_of(raw[-1])
        else:
            # each link proves a header; the last one is named by none
            links = links_of(raw)
            sound, link = headers_intact(headers[-1:], raw[-1:]), links[-1]
            sound = sound and follow_each_other(headers, [self.walk.link, *links])
        run = Run(headers, block, places + FRAME_HEADER_BYTES, link)
        return run if sound and self._intact(run) else None

    def _belong(self, headers: NDArray[np.void], places: Numbers) -> bool:
        """Whether the headers are of a form that this build writes, are at the position they state,
        and count on from the walk.
        """
        walk = self.walk
        sizes, kinds, firsts, epochs = (
            headers[name] for name in ("payload_bytes", "kind", "first_sequence", "epoch")
        )
        records, counted = headers["records"].astype(np.int64), are_numbered(headers)
        numbered = counted * records
        begin = int(firsts[0]) if walk.sequence is None else walk.sequence
        good = (
            (headers["version"] == FRAME_VERSION)
            & (headers["flags"] == 0)
            & (kinds >= _FIRST_KIND)
            & (kinds <= _LAST_KIND)
            & (headers["position"] == walk.position + places)
            & (headers["record_bytes"] == HOT_BYTES)
            & may_hold(counted, records, sizes)
            & (firsts == begin + np.cumsum(numbered) - numbered)
            & (epochs >= np.maximum.accumulate(np.concatenate(([walk.epoch], epochs[:-1]))))
        )
        return bool(good.all())

    def _intact(self, run: Run) -> bool:
        """Whether payloads are what was written, as far as the walk looks."""
        if self.walk.verified:
            return True
        headers, payloads = run.headers, run.payloads.each()
        if not scan.payloads_intact(headers["payload_checksum"].tolist(), payloads):
            return False
        return (
            not self.walk.proving
            or b"".join(map(digest_of, payloads)) == headers["payload_digest"].tobytes()
        )


def run_of(frame: Frame) -> Run:
    """One frame as a run."""
    header = np.frombuffer(pack_frame_header(frame.header), HEADER)
    return Run(header, frame.payload, np.zeros(1, np.int64), frame.link)
