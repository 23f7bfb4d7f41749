"""A second engine on the log of a running one: the same commands, the same state, never a byte
written.

It applies a command only once the event log records what became of it: then the command is synced,
so that what follows can never be ahead of history, and the events derived here are held against
those that were published. It does not mind the other engine being killed, cutting its torn tail and
going on, nor segments that begin meanwhile.

Where it is far from the end, a second thread reads what comes next while the kernel, which needs no
lock of Python's, applies what was read before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from itertools import cycle
from types import TracebackType
from typing import NamedTuple

import numpy as np

from engine.commands import COMMAND, CommandArray
from engine.errors import LogDamaged, LogUnreadable
from engine.events import EventArray
from engine.record.beginnings import capacity_in
from engine.record.log.compact import COMMANDS, Room, unpack
from engine.record.log.format import FrameKind
from engine.record.log.runs import Run, Runs
from engine.record.log.scan import Walk
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile, open_log
from engine.record.log.stored import Stored
from engine.record.recovery import require_beginning
from engine.record.replay import REPLAY_CHUNK, Recorded, apply_chunk
from engine.record.snapshot_choice import newest_good
from engine.record.storage import Storage
from engine.rules.state import (
    StateArray,
    capacity_of,
    empty_outbox,
    empty_state,
    state_hash,
)

EVIDENCED_AHEAD = 2 * REPLAY_CHUNK  # commands whose events are read before they are applied
AHEAD_LEAST = 512  # commands that have to follow, for a second thread to read them ahead


class Behind(NamedTuple):
    """The lag of a follower: commands recorded after its last one, and nanoseconds between their
    times.
    """

    commands: int
    time_ns: int


class Tail:
    """The frames of a log that another engine writes, from a position on, in runs."""

    def __init__(self, file: SegmentedFile, position: int, sequence: int | None) -> None:
        self.file = file
        self.walk = Walk(file, position, sequence=sequence)
        self._runs = Runs(self.walk)

    def take(self) -> Run | None:
        """The next frames, None when they are not there yet.

        Raises LogDamaged when what is there can never become one.
        """
        run = next(iter(self._runs), None)
        if run is None:
            self.walk.look_again()
            self.file.refresh()
            run = next(iter(self._runs), None)
        if run is None and not self.walk.torn:
            raise LogDamaged(
                f"{self.file.name}: record {self.walk.sequence} at offset {self.walk.position}:"
                f" {self.walk.problem}"
            )
        return run


class Follower:
    """The state after the commands followed so far. Raises LogUnreadable, LogDamaged, EventsDiffer,
    StorageFailed.

    It begins with the newest good snapshot taken no later than command `until`, else with the first
    command.
    """

    def __init__(self, storage: Storage, until: int | None = None) -> None:
        self._opened = ExitStack()
        with ExitStack() as opened:
            commands = open_log(storage, COMMANDS_NAME, opened)
            events = open_log(storage, EVENTS_NAME, opened)
            base = newest_good(storage, commands, events, last=until)
            require_beginning(base, commands)
            if base is None and events.first.base:
                raise LogUnreadable(
                    f"{EVENTS_NAME} begins with event {events.first.header.first_sequence} and no"
                    " snapshot can be used"
                )
            self._opened = opened.pop_all()
        self.venue = commands.first.header.venue
        self.state: StateArray = (
            base.state if base else empty_state(capacity_in(commands.first.header))
        )
        begin = (base.caption.commands, base.caption.events) if base else None
        self._commands = Tail(commands, *(begin[0][:2] if begin else (commands.first.base, None)))
        self._events = Tail(events, *(begin[1][:2] if begin else (events.first.base, None)))
        self._outbox = empty_outbox(capacity_of(self.state))
        self._recorded: deque[Run] = deque()
        self._compared = Recorded(self._next_recorded, base.caption.event_sequence if base else 0)
        self._coming: Iterator[Stored] = iter(())  # of the run that was taken last
        # one for the rest, one for what is read ahead
        self._rooms = cycle([Room(COMMANDS, REPLAY_CHUNK) for _ in range(2)])
        self._rest: CommandArray = np.empty(0, COMMAND)
        self._following: CommandArray | None = None
        self._reader = self._opened.enter_context(ThreadPoolExecutor(1, "read ahead"))
        self._reading: Future[None] | None = None
        self._owed: EventArray = self._outbox["records"][0][:0]
        self._evidenced = self.sequence

    def __enter__(self) -> Follower:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    @property
    def sequence(self) -> int:
        """Number of the last command applied."""
        return int(self.state["venue"]["sequence"][0])

    @property
    def state_hash(self) -> str:
        """Hash of the state after that command: the same as the writing engine's after it."""
        return state_hash(self.state)

    def advance(self, limit: int) -> int:
        """Apply some of the recorded commands, up to number `limit` at most; how many, 0 when there
        is none yet.
        """
        if self._reading is not None:
            reading, self._reading = self._reading, None
            reading.result()
        self._take_events(self.sequence)
        commands = self._next_commands(min(limit, self._evidenced))
        if len(commands):
            last = int(commands["sequence"][-1])
            if min(limit, self._evidenced) - last >= AHEAD_LEAST:
                self._reading = self._reader.submit(self._read_ahead, last)
            for derived in apply_chunk(self.state, commands, self._outbox, {}):
                self._await_reading()
                self._hold(derived)
        return len(commands)

    def _read_ahead(self, known: int) -> None:
        """Have at hand what follows command `known`: on the second thread, while the first applies
        what comes before.
        """
        self._take_events(known)
        self._compared.read_ahead()
        if not len(self._rest) and self._following is None:
            self._following = self._next_piece(known)

    def _await_reading(self) -> None:
        """Wait until the second thread is done; what it could not read is an error of the next
        step.
        """
        if self._reading is not None:
            wait([self._reading])

    def behind(self) -> Behind:
        """How far this state lags the event log.

        Reads the headers of the frames in between.
        """
        last, time_ns = self._evidenced, int(self.state["venue"]["time_ns"][0])
        latest = max([time_ns, *(int(run.headers["time_ns"].max()) for run in self._recorded)])
        walk = self._events.walk
        walk.file.refresh()
        for frame in Walk(walk.file, walk.position, headers_only=True):
            last, latest = max(last, frame.header.last_command), max(latest, frame.header.time_ns)
        return Behind(last - self.sequence, latest - time_ns)

    def _take_events(self, known: int) -> None:
        """Read events until they evidence some thousands of commands after number `known`."""
        while self._evidenced - known < EVIDENCED_AHEAD:
            run = self._events.take()
            if run is None:
                return
            self._recorded.append(run)
            self._evidenced = max(self._evidenced, int(run.headers["last_command"].max()))

    def _next_commands(self, last: int) -> CommandArray:
        """Commands that follow the state, up to number `last`, some thousands at most; their frame
        is known to be synced.
        """
        known = self.sequence
        if known >= last:
            return self._rest[:0]
        while not len(self._rest):
            found, self._following = self._following, None
            self._rest = self._next_piece(known) if found is None else found
        commands = self._rest[: min(last - known, REPLAY_CHUNK)]
        self._rest = self._rest[len(commands) :]
        return commands

    def _next_piece(self, known: int) -> CommandArray:
        """The commands of some frames after number `known`; none where they are read already."""
        while (piece := next(self._coming, None)) is None:
            self._coming = self._next_run(known)
        return unpack(COMMANDS, piece, next(self._rooms))

    def _next_run(self, known: int) -> Iterator[Stored]:
        run = self._commands.take()
        if run is None:
            walk = self._commands.walk
            raise LogDamaged(
                f"{COMMANDS_NAME}: record {known + 1} at offset {walk.position}:"
                f" {walk.problem or 'it is gone'}, though events of command {self._evidenced}"
                " evidence its sync"
            )
        return run.stored(FrameKind.COMMANDS, known).pieces(REPLAY_CHUNK)

    def _hold(self, derived: EventArray) -> None:
        """Hold derived events against the recorded ones; those not recorded yet wait for it."""
        if len(self._owed):
            derived = np.concatenate([self._owed, derived])
        self._owed = derived[self._compared.compare(derived) :].copy()

    def _next_recorded(self) -> Run | None:
        return self._recorded.popleft() if self._recorded else None
