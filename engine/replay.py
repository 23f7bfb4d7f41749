"""Replaying a log that a survey has checked: its commands applied again, the events they give held against those recorded.

Files are read a step ahead in a second thread, while the kernel, which needs no lock of Python's, applies what was read before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

import numpy as np

from engine.commands import COMMAND, CommandArray
from engine.errors import EventsDiffer, OutboxTooSmall
from engine.events import EVENT, EventArray
from engine.log.format import FrameKind, checksum_of
from engine.log.scan import Frame, Progress, Walk, silent
from engine.log.segments import SegmentedFile
from engine.machine import apply
from engine.state import StateArray, capacity_of, empty_outbox
from engine.units import BATCH_MAX

REPLAY_CHUNK = BATCH_MAX  # commands applied at once: those of a full frame are applied where they were read to

TOGETHER = 8  # items made at a time

Stops = Mapping[int, Callable[[], None]]
Item = TypeVar("Item")


def replay(
    state: StateArray, frames: Iterable[Frame], size: int, progress: Progress = silent, *, stops: Stops | None = None
) -> Iterator[EventArray]:
    """Apply the commands that follow the state, in frames of a log of `size` bytes.

    Yields the events as they come; they stand in a buffer that the next step overwrites. `stops` are called when the state is
    the one after their command.
    """
    outbox = empty_outbox(capacity_of(state))
    for commands, position in ahead(_chunks(frames, int(state["venue"]["sequence"][0]))):
        yield from apply_chunk(state, commands, outbox, stops or {})
        progress("replay", position, size)


def apply_chunk(state: StateArray, commands: CommandArray, outbox: EventArray, stops: Stops) -> Iterator[EventArray]:
    """Apply commands, stopping where `stops` say so; the events as they come, in the outbox."""
    first, done = int(commands["sequence"][0]), 0
    halts = sorted({number - first + 1 for number in stops if 0 <= number - first < len(commands)} | {len(commands)})
    records = outbox["records"][0]
    for halt in halts:
        while done < halt:
            applied, emitted = apply(state, commands[done:halt], outbox)
            if applied == 0:
                raise OutboxTooSmall(f"{len(records)} events do not hold what one command may cause")
            yield records[:emitted]
            done += applied
        stops.get(first + halt - 1, _go_on)()


def _go_on() -> None:
    """Nothing to do here."""


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items of an iterator, made in a second thread while those before are used; some at a time, as handing over costs."""
    with ThreadPoolExecutor(1, thread_name_prefix="read ahead") as reader:
        coming = reader.submit(_some, items)
        while made := coming.result():
            coming = reader.submit(_some, items)
            yield from made


def _some(items: Iterator[Item]) -> list[Item]:
    return list(islice(items, TOGETHER))


def _chunks(frames: Iterable[Frame], known: int) -> Iterator[tuple[CommandArray, int]]:
    """The commands behind number `known`, with the position up to which each chunk goes."""
    pieces: list[memoryview] = []
    waiting = end = 0
    for frame in frames:
        if frame.header.kind == FrameKind.COMMANDS and frame.header.first_sequence > known:
            pieces.append(frame.payload)
            waiting += frame.header.records
            end = frame.header.end
        if waiting >= REPLAY_CHUNK:
            yield joined(pieces), end
            pieces, waiting = [], 0
    if waiting:
        yield joined(pieces), end


def joined(pieces: list[memoryview]) -> CommandArray:
    """The commands of some payloads in one array."""
    return np.frombuffer(pieces[0] if len(pieces) == 1 else b"".join(pieces), COMMAND)


class Recorded:
    """The events of a log that a survey has checked, in order, to be held against those derived."""

    def __init__(self, take: Callable[[], Frame | None], known: int) -> None:
        """Those behind number `known` in the frames that `take` gives one by one, None when there is none or none yet."""
        self._take = take
        self._known = known
        self._frame: Frame | None = None
        self._rest = np.empty(0, EVENT)

    @classmethod
    def within(cls, file: SegmentedFile, begin: int | None, end: int, known: int) -> Recorded:
        """The events behind number `known` in frames from position `begin` up to `end`, surveyed before."""
        frames = ahead(surveyed(file, begin, end))
        return cls(lambda: next(frames, None), known)

    def compare(self, derived: EventArray) -> int:
        """How many of the next derived events are recorded or archived. Raises EventsDiffer when others are."""
        done = 0
        while done < len(derived) and self._more():
            done += self._archived(derived[done:])
            count = min(len(self._rest), len(derived) - done)
            self._hold_against(derived[done : done + count])
            self._rest = self._rest[count:]
            done += count
        return done

    def _more(self) -> bool:
        while not len(self._rest):
            self._frame = self._take()
            if self._frame is None:
                return False
            if self._frame.header.kind == FrameKind.EVENTS and self._frame.header.first_sequence > self._known:
                self._rest = np.frombuffer(self._frame.payload, EVENT)
        return True

    def _archived(self, derived: EventArray) -> int:
        """How many derived events come before the next recorded one: only those whose segments are gone do."""
        return max(0, min(int(self._rest["sequence"][0]) - int(derived["sequence"][0]), len(derived)))

    def _hold_against(self, derived: EventArray) -> None:
        """A whole frame is compared by its checksum, which a survey has found right; a part of one byte for byte."""
        assert self._frame is not None
        header = self._frame.header
        whole = len(derived) == header.records and header.version > 1
        if not whole or checksum_of(derived.view(np.uint8).data) != header.payload_checksum:
            _same(self._rest[: len(derived)], derived)


def surveyed(file: SegmentedFile, begin: int | None, end: int) -> Iterator[Frame]:
    """The frames from position `begin` up to `end`, which a survey has found sound just before."""
    for frame in Walk(file, begin, verified=True):
        if frame.header.position >= end:
            return
        yield frame


def _same(recorded: EventArray, derived: EventArray) -> None:
    if np.array_equal(recorded.view("<u8"), derived.view("<u8")):
        return
    differing = (recorded.view("<u8") != derived.view("<u8")).reshape(len(recorded), -1).any(axis=1)
    place = int(np.flatnonzero(differing)[0])
    raise EventsDiffer(
        f"events.log: event {int(recorded['sequence'][place])} of command {int(recorded['command'][place])} is not what "
        f"this build derives from the commands; start the build that wrote it, or remove events.log to publish anew"
    )


def nothing_beyond(next_recorded: int, state: StateArray) -> None:
    """Raise EventsDiffer when more events are recorded than the commands give."""
    last = int(state["venue"]["event_sequence"][0])
    if next_recorded > last + 1:
        raise EventsDiffer(f"events.log ends with event {next_recorded - 1}, the commands give {last}")
