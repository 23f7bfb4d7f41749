"""Replaying a log that a survey has checked: its commands applied again, the events they give held
against those recorded.

Files are read a step ahead in a second thread, while the kernel, which needs no lock of Python's,
applies what was read before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import TypeVar

import numpy as np

from engine.commands import CommandArray
from engine.errors import EventsDiffer, OutboxTooSmall
from engine.events import EVENT, EventArray
from engine.record.log.compact import COMMANDS, EVENTS, Room, unpack
from engine.record.log.event_log import EVENTS_PER_FRAME
from engine.record.log.format import FrameKind
from engine.record.log.runs import Run, Runs
from engine.record.log.scan import Progress, Walk, silent
from engine.record.log.segments import SegmentedFile
from engine.record.log.stored import Stored
from engine.rules.machine import apply
from engine.rules.state import StateArray, capacity_of, empty_outbox
from engine.units import BATCH_MAX

# commands applied at once: those of a full frame are applied where they were read to
REPLAY_CHUNK = BATCH_MAX

TOGETHER = 8  # items made at a time
EVENTS_TOGETHER = 8192  # in small frames, compared together

Stops = Mapping[int, Callable[[], None]]
Item = TypeVar("Item")


def replay(
    state: StateArray,
    runs: Iterable[Run],
    size: int,
    progress: Progress = silent,
    *,
    stops: Stops | None = None,
    look: Callable[[CommandArray], None] = lambda _commands: None,
) -> Iterator[EventArray]:
    """Apply the commands that follow the state, in runs of frames of a log of `size` bytes.

    Yields the events as they come, in a buffer that the next step overwrites. `stops` are called
    when the state is the one after their command, `look` with the commands before they are applied.
    """
    outbox = empty_outbox(capacity_of(state))
    for commands, position in ahead(_chunks(runs, int(state["venue"]["sequence"][0]))):
        look(commands)
        yield from apply_chunk(state, commands, outbox, stops or {})
        progress("replay", position, size)


def apply_chunk(
    state: StateArray, commands: CommandArray, outbox: EventArray, stops: Stops
) -> Iterator[EventArray]:
    """Apply commands, stopping where `stops` say so; the events as they come, in the outbox."""
    first, done = int(commands["sequence"][0]), 0
    halts = sorted(
        {number - first + 1 for number in stops if 0 <= number - first < len(commands)}
        | {len(commands)}
    )
    records = outbox["records"][0]
    for halt in halts:
        while done < halt:
            applied, emitted = apply(state, commands[done : min(halt, done + REPLAY_CHUNK)], outbox)
            if applied == 0:
                raise OutboxTooSmall(
                    f"{len(records)} events do not hold what one command may cause"
                )
            yield records[:emitted]
            done += applied
        stops.get(first + halt - 1, _go_on)()


def _go_on() -> None:
    """Nothing to do here."""


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items of an iterator, made in a second thread while those before are used; some at a
    time, as handing over costs.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="read ahead") as reader:
        coming = reader.submit(_some, items)
        while made := coming.result():
            coming = reader.submit(_some, items)
            yield from made


def _some(items: Iterator[Item]) -> list[Item]:
    return list(islice(items, TOGETHER))


def _chunks(runs: Iterable[Run], known: int) -> Iterator[tuple[CommandArray, int]]:
    """The commands after number `known`, those of small batches together, with the position up to
    which each chunk goes.

    A chunk is overwritten when twice as many have followed as are made at a time: fresh memory for
    each would take longer than reading it.
    """
    rooms = cycle([Room(COMMANDS, REPLAY_CHUNK) for _ in range(2 * TOGETHER)])
    for run in runs:
        for piece in run.stored(FrameKind.COMMANDS, known).pieces(REPLAY_CHUNK):
            yield unpack(COMMANDS, piece, next(rooms)), run.end


class Recorded:
    """The events of a log that a survey has checked, in order, to be held against those derived."""

    def __init__(self, take: Callable[[], Run | None], known: int) -> None:
        """Those after number `known` in the runs that `take` gives one by one, None when there is
        none or none yet.
        """
        self._take = take
        self._known = known
        self._coming: Iterator[Stored] = iter(())  # of the run that was taken last
        # one for the rest, one for what is read ahead
        self._rooms = cycle([Room(EVENTS, EVENTS_PER_FRAME) for _ in range(2)])
        self._rest = np.empty(0, EVENT)
        self._following: EventArray | None = None

    @classmethod
    def within(cls, file: SegmentedFile, begin: int | None, end: int, known: int) -> Recorded:
        """The events after number `known` in frames from position `begin` up to `end`, surveyed
        before.
        """
        runs = ahead(surveyed(file, begin, end))
        return cls(lambda: next(runs, None), known)

    def compare(self, derived: EventArray) -> int:
        """How many of the next derived events are recorded or archived.

        Raises EventsDiffer when others are.
        """
        done = 0
        while done < len(derived) and self._more():
            done += self._archived(derived[done:])
            count = min(len(self._rest), len(derived) - done)
            hold_against(self._rest[:count], derived[done : done + count])
            self._rest = self._rest[count:]
            done += count
        return done

    def read_ahead(self) -> None:
        """Have the next events at hand, before they are compared; may be done by another thread
        while none are. Raises LogUnreadable.
        """
        if self._following is None:
            self._following = self._next_piece()

    def _more(self) -> bool:
        while not len(self._rest):
            found, self._following = self._following, None
            found = self._next_piece() if found is None else found
            if found is None:
                return False
            self._rest = found
        return True

    def _next_piece(self) -> EventArray | None:
        while (piece := next(self._coming, None)) is None:
            if not self._take_run():
                return None
        return unpack(EVENTS, piece, next(self._rooms))

    def _take_run(self) -> bool:
        run = self._take()
        if run is not None:
            self._coming = run.stored(FrameKind.EVENTS, self._known).pieces(EVENTS_TOGETHER)
        return run is not None

    def _archived(self, derived: EventArray) -> int:
        """How many derived events come before the next recorded one: only those whose segments are
        gone do.
        """
        return max(
            0, min(int(self._rest["sequence"][0]) - int(derived["sequence"][0]), len(derived))
        )


def hold_against(recorded: EventArray, derived: EventArray) -> None:
    """Compare as many events of both. Raises EventsDiffer."""
    if not np.array_equal(recorded.view("<u8"), derived.view("<u8")):
        _name_first_difference(recorded, derived)


def surveyed(file: SegmentedFile, begin: int | None, end: int) -> Iterator[Run]:
    """The frames from position `begin` up to `end`, which a survey has found sound just before."""
    for run in Runs(Walk(file, begin, verified=True)):
        within = run.before(end)
        if len(within.headers):
            yield within
        if len(within.headers) < len(run.headers):
            return


def _name_first_difference(recorded: EventArray, derived: EventArray) -> None:
    differing = (recorded.view("<u8") != derived.view("<u8")).reshape(len(recorded), -1).any(axis=1)
    place = int(np.flatnonzero(differing)[0])
    raise EventsDiffer(
        f"events.log: event {int(recorded['sequence'][place])} of command"
        f" {int(recorded['command'][place])} is not what this build derives from the commands;"
        " start the build that wrote it, or remove events.log to publish anew"
    )


def nothing_beyond(next_recorded: int, state: StateArray) -> None:
    """Raise EventsDiffer when more events are recorded than the commands give."""
    last = int(state["venue"]["event_sequence"][0])
    if next_recorded > last + 1:
        raise EventsDiffer(
            f"events.log ends with event {next_recorded - 1}, the commands give {last}"
        )
