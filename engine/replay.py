"""Replaying a log that a survey has verified: its commands applied again, the events they give held against those recorded."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.commands import COMMAND, CommandArray
from engine.errors import EventsDiffer, OutboxTooSmall
from engine.events import EVENT, EventArray
from engine.log import EventLog
from engine.log_format import FILE_HEADER_BYTES, FrameKind
from engine.log_scan import Progress, Walk, silent
from engine.machine import apply
from engine.state import StateArray, capacity_of, empty_outbox
from engine.storage import StoredFile

REPLAY_CHUNK = 16_384  # commands applied at once


def replay(
    state: StateArray, file: StoredFile, end: int, progress: Progress = silent, *, begin: int = FILE_HEADER_BYTES
) -> Iterator[EventArray]:
    """Apply the commands that follow the state, in frames from `begin` up to file position `end`, surveyed before.

    Yields the events as they come; they stand in a buffer that the next step overwrites.
    """
    outbox = empty_outbox(capacity_of(state))
    records = outbox["records"][0]
    for commands, position in _chunks(file, begin, end, int(state["venue"]["sequence"][0])):
        done = 0
        while done < len(commands):
            applied, emitted = apply(state, commands[done:], outbox)
            if applied == 0:
                raise OutboxTooSmall(f"{len(records)} events do not hold what one command may cause")
            yield records[:emitted]
            done += applied
        progress("replay", position, end)


def _chunks(file: StoredFile, begin: int, end: int, known: int) -> Iterator[tuple[CommandArray, int]]:
    """The commands behind number `known`, with the file position up to which each chunk goes."""
    walk = Walk(file, begin, verified=True)
    pieces: list[memoryview] = []
    waiting = 0
    for frame in walk:
        if frame.header.kind == FrameKind.COMMANDS and frame.header.first_sequence > known:
            pieces.append(frame.payload)
            waiting += frame.header.records
        if waiting and (waiting >= REPLAY_CHUNK or walk.position >= end):
            yield np.frombuffer(bytearray().join(pieces), COMMAND), walk.position
            pieces, waiting = [], 0
        if walk.position >= end:
            return


class Recorded:
    """The events of a log that a survey has verified, in order, to be held against those derived."""

    def __init__(self, file: StoredFile, begin: int, end: int, known: int) -> None:
        """Those behind number `known`, in frames from position `begin` up to `end`."""
        self._frames = _event_frames(file, begin, end, known)
        self._rest = np.empty(0, EVENT)

    def compare(self, derived: EventArray) -> int:
        """How many of the next derived events are recorded. Raises EventsDiffer when others are."""
        done = 0
        while done < len(derived) and self._more():
            count = min(len(self._rest), len(derived) - done)
            _same(self._rest[:count], derived[done : done + count])
            self._rest = self._rest[count:]
            done += count
        return done

    def _more(self) -> bool:
        if not len(self._rest):
            self._rest = next(self._frames, self._rest)
        return len(self._rest) > 0


def _event_frames(file: StoredFile, begin: int, end: int, known: int) -> Iterator[EventArray]:
    for frame in Walk(file, begin, verified=True):
        if frame.header.position >= end:
            return
        if frame.header.kind == FrameKind.EVENTS and frame.header.first_sequence > known:
            yield np.frombuffer(frame.payload, EVENT)


def _same(recorded: EventArray, derived: EventArray) -> None:
    if np.array_equal(recorded.view("<u8"), derived.view("<u8")):
        return
    differing = (recorded.view("<u8") != derived.view("<u8")).reshape(len(recorded), -1).any(axis=1)
    place = int(np.flatnonzero(differing)[0])
    raise EventsDiffer(
        f"events.log: event {int(recorded['sequence'][place])} of command {int(recorded['command'][place])} is not what "
        f"this build derives from the commands; start the build that wrote it, or remove events.log to publish anew"
    )


def nothing_beyond(log: EventLog, state: StateArray) -> None:
    """Raise EventsDiffer when the log records more events than the commands give."""
    last = int(state["venue"]["event_sequence"][0])
    if log.next_sequence > last + 1:
        raise EventsDiffer(f"events.log ends with event {log.next_sequence - 1}, the commands give {last}")
