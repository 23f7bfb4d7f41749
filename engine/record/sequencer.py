"""The single writer: stamps commands, makes them history, applies them, records what the engine
says.
"""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.commands import COMMAND, CommandArray
from engine.commands.texts import parted_texts
from engine.errors import CommandsRefused, SequencerClosed, StorageFailed
from engine.events import EventArray
from engine.record.chapters import Chapters
from engine.record.clock import Clock
from engine.record.dry_run import DryRun, DryRuns
from engine.record.log.beside import Beside
from engine.record.log.logs import NOTE_BYTES
from engine.record.log.scan import Progress, silent
from engine.record.recovery import Recovered, recover
from engine.record.snapshot_keeper import SnapshotKeeper
from engine.record.storage import FileStorage, Storage
from engine.rules.machine import apply_all
from engine.rules.state import Capacity, StateArray, capacity_of, empty_outbox
from engine.units import BATCH_MAX


class Batch(NamedTuple):
    """Commands as they were stamped and logged, and the events they caused, both in order."""

    commands: CommandArray
    events: EventArray


class Sequencer:
    """A venue on disk. Not for several threads at once: the caller sees to it that one at a time is
    inside.

    After StorageFailed, or any other exception from within `process`, it takes nothing more: what
    happened last is known only to the disk, and a restart finds out.
    """

    def __init__(
        self, storage: Storage, clock: Clock, recovered: Recovered, aside: Executor | None = None
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._commands = recovered.commands
        self._events = recovered.events
        self._origin = recovered.origin
        self._snapshots = SnapshotKeeper(storage, recovered, aside)
        self._usable = True
        self._closed = False
        self.venue = recovered.venue
        self.capacity = capacity_of(recovered.state)
        self.state: StateArray = recovered.state
        self._outbox = empty_outbox(self.capacity)
        self._dry_runs = DryRuns(recovered.state, self._snapshots.beside)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Clock,
        capacity: Capacity | None = None,
        venue: str | None = None,
        progress: Progress = silent,
    ) -> Sequencer:
        """Open the log folder, made when it is not there, and rebuild the state from snapshot and
        replay.

        `capacity` and `venue` (default "ceax") are those of a new venue: an existing log keeps its
        capacity, and another venue id is refused. Raises LogInUse, LogDamaged, LogUnreadable,
        VenueRefused, EventsDiffer, StateUnsound, StorageFailed.
        """
        return cls.on(
            FileStorage(folder), clock=clock, capacity=capacity, venue=venue, progress=progress
        )

    @classmethod
    def on(
        cls,
        storage: Storage,
        *,
        clock: Clock,
        capacity: Capacity | None = None,
        venue: str | None = None,
        progress: Progress = silent,
        aside: Executor | None = None,
    ) -> Sequencer:
        """As `open`, on any storage; `aside` writes the snapshots (a thread of its own unless
        given).
        """
        storage.lock()
        try:
            now_ns = clock.now_ns()
            recovered = recover(
                storage,
                now_ns=now_ns,
                capacity=capacity or Capacity(),
                venue=venue,
                progress=progress,
            )
            return cls(storage, clock, recovered, aside)
        except BaseException:
            storage.close()
            raise

    @property
    def epoch(self) -> int:
        """How many times an engine has started on this log."""
        return self._commands.epoch

    @property
    def log_head(self) -> tuple[int, bytes]:
        """Where the last batch of the command log lies, and its link of the hash chain."""
        last = self._commands.last
        return (0, b"") if last is None else (last.position, last.link)

    def log_holds(self, position: int, link: bytes) -> bool | None:
        """Whether a batch that was the last one is in the command log still, as it was; None where
        it is archived. Raises StorageFailed.
        """
        return self._commands.holds(position, link)

    @property
    def first_command(self) -> int:
        """Number of the oldest command whose segment is not archived."""
        return self._commands.first_sequence

    @property
    def first_event(self) -> int:
        """Number of the oldest event whose segment is not archived."""
        return self._events.first_sequence

    @property
    def next_command(self) -> int:
        """Number the next command will have."""
        return self._commands.next_sequence

    @property
    def next_event(self) -> int:
        """Number the next event will have."""
        return self._events.next_sequence

    def process(self, commands: CommandArray) -> Batch:
        """Stamp a copy of 1 to 4096 commands, append and sync it, apply it, append its events.

        Raises CommandsRefused for anything but such an array (nothing has happened then),
        SequencerClosed, StorageFailed.
        """
        self._check(commands)
        self._usable = False
        stamped = self._stamped(commands)
        self._commands.append(stamped)  # from here it is history
        events = apply_all(self.state, stamped, self._outbox)
        self._events.append(events)
        self._snapshots.after(events)
        self._usable = True
        return Batch(stamped, events)

    def note(self, note: bytes) -> None:
        """Chain up to 64 bytes about something outside the log into it, such as the head of a
        journal; they are on disk when it returns.

        Raises ValueError for more bytes, SequencerClosed, StorageFailed.
        """
        self._require_usable()
        if len(note) > NOTE_BYTES:
            raise ValueError(f"a note of {len(note)} bytes, allowed are up to {NOTE_BYTES}")
        self._usable = False
        self._commands.mark_note(note, self.now_ns())
        self._usable = True

    def dry_run(self, commands: CommandArray) -> DryRun:
        """What `process` would make of these commands now; log and state stay as they are.

        Raises DryRunNotReady, and as `process`.
        """
        self._check(commands)
        return self._dry_runs.decide(self._stamped(commands), self._outbox)

    def _require_usable(self) -> None:
        if self._closed:
            raise SequencerClosed("the sequencer was closed")
        if not self._usable:
            raise StorageFailed(
                "the sequencer stopped at an earlier error; what happened last is known only after"
                " a restart"
            )

    def _check(self, commands: CommandArray) -> None:
        self._require_usable()
        if commands.dtype != COMMAND or commands.ndim != 1:
            raise CommandsRefused(
                f"an array of {commands.dtype} with {commands.ndim} dimensions is no row of COMMAND"
                " records"
            )
        if not 0 < len(commands) <= BATCH_MAX:
            raise CommandsRefused(
                f"a batch of {len(commands)} commands, allowed are 1 to {BATCH_MAX}"
            )
        if parted := parted_texts(commands):
            raise CommandsRefused(parted)

    def _stamped(self, commands: CommandArray) -> CommandArray:
        stamped = commands.copy()
        first = self._commands.next_sequence
        stamped["sequence"] = np.arange(first, first + len(stamped))
        stamped["time_ns"] = self.now_ns()
        return stamped

    def now_ns(self) -> int:
        """The time that a command would be stamped with now, since 1970 UTC."""
        return max(self._clock.now_ns(), self._commands.time_ns)

    def events(self, first: int, limit: int) -> EventArray:
        """Up to `limit` events (65,536 at most) from number `first` on, fewer only at the end.

        Raises ValueError when either is below 1, LogDamaged when the disk gives back something else
        than was written, LogUnreadable when they are archived.
        """
        return self._events.read(first, limit)

    def events_beside(self) -> Beside:
        """The events for another thread, which closes it. Raises StorageFailed."""
        return Beside(self._storage, self._events)

    def commands_beside(self) -> Beside:
        """The commands for another thread, as `events_beside`."""
        return Beside(self._storage, self._commands)

    def commands(self, first: int, limit: int) -> CommandArray:
        """Up to `limit` commands, as `events`."""
        return self._commands.read(first, limit)

    def chapters(self, kind: str) -> Chapters:
        """The chapters that a reader of the events keeps in the venue's folder, all of the same
        kind. Raises StorageFailed.
        """
        return Chapters(self._storage, self._events, kind, self._origin, self._snapshots.beside)

    def close(self) -> None:
        """Mark the end in the log, unless something failed, and give the folder back.

        Harmless when repeated.
        """
        if self._closed:
            return
        self._closed = True
        usable, self._usable = self._usable, False
        try:
            if usable:
                self._events.sync()
                self._commands.mark_closing(self.now_ns())
            self._snapshots.close(take=usable)
        finally:
            self._commands.close()
            self._events.close()
            self._storage.close()
