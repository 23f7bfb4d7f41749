"""Reading records of a log by their numbers: frames from a place before them on, many together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.errors import LogDamaged
from engine.record.log.compact import Form, unpack
from engine.record.log.format import FrameKind
from engine.record.log.index import INDEX_STEP_BYTES
from engine.record.log.runs import Runs
from engine.record.log.scan import Walk
from engine.record.log.segments import SegmentedFile
from engine.record.log.stored import joined

# of damage
REMEDIES = {
    FrameKind.COMMANDS: "bring its segment back from a copy, or restore a backup",
    FrameKind.EVENTS: "remove the event log while the venue is stopped, and it is derived again",
}


def records_in(
    file: SegmentedFile, kind: FrameKind, form: Form, begin: int, first: int, behind: int
) -> NDArray[np.void]:
    """The records from number `first` to the one before `behind`, which are there; `begin` is the
    position of a frame before them, the nearer the quicker.

    Raises LogDamaged, LogUnreadable, StorageFailed.
    """
    walk = Walk(file, begin, block_bytes=INDEX_STEP_BYTES)
    pieces = []
    for run in Runs(walk, INDEX_STEP_BYTES):
        stored = run.payloads
        wanted = (stored.firsts + stored.counts > first) & (stored.firsts < behind)
        wanted &= run.headers["kind"] == kind
        if wanted.any():
            pieces.append(stored.part(wanted))
        if walk.sequence is not None and walk.sequence >= behind:
            found = joined(pieces)
            start = int(found.firsts[0])
            return unpack(form, found)[first - start : behind - start]
    problem = walk.problem or "the log ends before it"
    raise LogDamaged(
        f"{file.name}: record {walk.sequence or first} at offset {walk.position}: {problem};"
        f" {REMEDIES[kind]}"
    )
