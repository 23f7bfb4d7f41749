"""The notes in a command log: what was chained into it about something outside, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.record.log.format import FrameKind
from engine.record.log.runs import Runs
from engine.record.log.scan import Walk
from engine.record.log.segments import SegmentedFile


class Note(NamedTuple):
    """One note: the command that it follows, when it was written, its 64 bytes."""

    command: int
    time_ns: int
    content: bytes


def notes_of(file: SegmentedFile) -> Iterator[Note]:
    """The notes of a log, each verified with the chain before it.

    Raises LogUnreadable, LogDamaged for anything but a torn tail.
    """
    walk = Walk(file)
    for run in Runs(walk):
        noted = run.headers[run.headers["kind"] == FrameKind.NOTE]
        contents = run.stored(FrameKind.NOTE).each()
        for header, content in zip(noted, contents, strict=True):
            yield Note(int(header["first_sequence"]) - 1, int(header["time_ns"]), bytes(content))
    walk.require_end()
