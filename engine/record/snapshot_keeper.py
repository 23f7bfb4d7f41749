"""When snapshots are taken and how: copied between two batches on the writer's thread, hashed and
written on another.

The copy is made into memory that was used for the last one. Memory touched for the first time is
slow, therefore the state is first copied loosely, while it changes, on the other thread; what
counts is the exact copy that follows. A snapshot that fails is noted in the journal and costs
nothing but the time of the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import chain
from typing import Any

from engine.compiler.jit import SOURCES
from engine.events import EventArray, EventKind
from engine.record.beginnings import build_text
from engine.record.log.event_log import EventLog
from engine.record.log.logs import CommandLog
from engine.record.recovery import Recovered
from engine.record.snapshot import (
    Caption,
    capacity_fields,
    content_of,
    digest_of_pieces,
    draft_names,
    layout_of,
    name_of,
    pack_caption,
    snapshot_names,
)
from engine.record.state_copy import Copy
from engine.record.storage import Storage
from engine.rules.state import capacity_of, state_hash

SNAPSHOT_EVERY = 500_000  # commands, beside one at the end of each day and one at a stop in order
SNAPSHOTS_KEPT = 3

_journal = logging.getLogger(__name__)


class SnapshotKeeper:
    """Takes the snapshots of one venue.

    `after` and `close` belong to the thread of the single writer.
    """

    def __init__(
        self, storage: Storage, recovered: Recovered, aside: Executor | None = None
    ) -> None:
        self._storage = storage
        self._venue, self._origin = recovered.venue, recovered.origin
        self._state = recovered.state
        self._commands: CommandLog = recovered.commands
        self._events: EventLog = recovered.events
        self._copy: Copy | None = None
        self._aside = aside or ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._work: Future[None] | None = None
        self._taken = recovered.snapshot
        self._due = self._touched = False
        for name in draft_names(storage):
            storage.remove(name)

    def after(self, events: EventArray) -> None:
        """A batch has been applied and caused these events: take a snapshot when it is time and the
        last one is written.
        """
        day_ended = bool((events["kind"] == EventKind.DAY_FIGURES).any())
        self._due = self._due or day_ended or self._sequence() - self._taken >= SNAPSHOT_EVERY
        if not self._due or self._busy():
            return
        if day_ended or self._touched:
            self._take()
        else:
            self._touched = True
            self._begin(self._copied().take, self._state)

    def beside(self, work: Callable[..., None], *arguments: Any) -> Future[None]:
        """Have something else written on the thread that writes snapshots, after what it has to do
        already.
        """
        return self._aside.submit(work, *arguments)

    def close(self, *, take: bool) -> None:
        """Finish what is being written; with `take` write the last state, unless there is a
        snapshot of it already.
        """
        try:
            self._wait()
            if take and self._sequence() > self._taken:
                self._take()
                self._wait()
        finally:
            self._aside.shutdown()

    def _sequence(self) -> int:
        return self._commands.next_sequence - 1

    def _busy(self) -> bool:
        return self._work is not None and not self._work.done()

    def _wait(self) -> None:
        if self._work is not None:
            self._work.exception()

    def _copied(self) -> Copy:
        if self._copy is None:
            self._copy = Copy(self._state)
        return self._copy

    def _begin(self, work: Any, *arguments: Any) -> None:
        self._work = self._aside.submit(work, *arguments)
        self._work.add_done_callback(_tell)

    def _take(self) -> None:
        """Copy now, write aside."""
        copy = self._copied()
        copy.take(self._state)
        indexes = self._commands.packed_index(), self._events.packed_index()
        caption = self._caption((len(indexes[0]), len(indexes[1])))
        self._taken, self._due, self._touched = self._sequence(), False, False
        self._begin(self._write, copy, caption, indexes)

    def _caption(self, index_bytes: tuple[int, int]) -> Caption:
        """All that is known before the content is hashed."""
        assert self._commands.last is not None and self._events.last is not None
        return Caption(
            venue=self._venue,
            build=build_text(),
            kernels=SOURCES,
            layout=layout_of(self._state.dtype),
            capacity=capacity_fields(capacity_of(self._state)),
            origin=self._origin,
            epoch=self._commands.epoch,
            time_ns=self._commands.time_ns,
            sequence=self._sequence(),
            event_sequence=self._events.next_sequence - 1,
            commands=self._commands.last,
            events=self._events.last,
            index_bytes=index_bytes,
            runs=0,
            content_bytes=0,
            content_digest="",
            state_hash="",
        )

    def _write(self, copy: Copy, caption: Caption, indexes: tuple[bytes, bytes]) -> None:
        self._events.secure()
        runs = copy.runs()
        size, digest = digest_of_pieces(content_of(copy.state, runs, indexes))
        whole = caption._replace(
            runs=len(runs),
            content_bytes=size,
            content_digest=digest,
            state_hash=state_hash(copy.state),
        )
        content = content_of(copy.state, runs, indexes)
        self._storage.place(name_of(caption.sequence), chain((pack_caption(whole),), content))
        self._remove_old(caption.sequence)

    def _remove_old(self, newest: int) -> None:
        """Keep the newest ones; those later than `newest` are left alone."""
        mine = [name for name in snapshot_names(self._storage) if name <= name_of(newest)]
        for name in mine[:-SNAPSHOTS_KEPT]:
            self._storage.remove(name)


def _tell(work: Future[None]) -> None:
    if not work.cancelled() and (error := work.exception()) is not None:
        _journal.error("no snapshot was written: %s: %s", type(error).__name__, error)
