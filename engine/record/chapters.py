"""Chapters: what a reader of the events keeps of them, stretch by stretch, as files beside the log.

They are a shortcut as snapshots are, never history: a start reads the chapters and, of the events,
only those after the last one. A chapter names the events it is made of, the frame of the event log
that ends with the last of them, and the chapter before it. One that does not follow, belongs to
another log, or does not hash to what was written is removed unused, with all after it. That costs
nothing but the time to read the events again.

| bytes | content |
|---|---|
| 0 | magic, the caption as one line of JSON, zeros, SHA-256 of all before it; 4096 bytes together |
| 4096 | what the reader keeps |
"""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from typing import Any, NamedTuple

from engine.errors import SnapshotRefused
from engine.record.caption import CAPTION_BYTES, intact, seal, unseal
from engine.record.log.event_log import EventLog
from engine.record.log.scan import Anchor
from engine.record.storage import DRAFT_SUFFIX, Storage

CHAPTER_VERSION = 1
MAGIC = b"CEAXCHAP\n"
EVENT_DIGITS = 19
READ_AHEAD = 2  # chapters read and hashed while those before are taken in

Content = Sequence[bytes | memoryview]
Beside = Callable[..., "Future[None]"]

_journal = logging.getLogger(__name__)


class Chapter(NamedTuple):
    """The caption of a chapter: it is made of events `first` to `last`. The field `said` is the
    reader's own.
    """

    origin: str  # link of the command log's header
    first: int
    last: int
    events: Anchor  # the frame of the event log that ends with event `last`
    previous: str  # SHA-256 of the caption of the chapter before, in hex; empty in the first
    said: dict[str, Any]
    content_bytes: int = 0
    content_digest: str = ""


def pack_chapter(chapter: Chapter) -> bytes:
    """The first 4096 bytes of a chapter."""
    position, sequence, link = chapter.events
    fields = {
        "format": CHAPTER_VERSION,
        **chapter._asdict(),
        "events": [position, sequence, link.hex()],
    }
    return seal(MAGIC, fields)


def unpack_chapter(raw: bytes) -> Chapter:
    """Read a chapter's first 4096 bytes.

    Raises SnapshotRefused when they are none, damaged, or of another format.
    """
    fields = unseal(raw, MAGIC, "chapter")
    if (version := fields.pop("format")) != CHAPTER_VERSION:
        raise SnapshotRefused(f"it has format {version}, this build reads format {CHAPTER_VERSION}")
    position, sequence, link = fields["events"]
    return Chapter(**{**fields, "events": Anchor(position, sequence, bytes.fromhex(link))})


def name_of(kind: str, last: int) -> str:
    """Name of the chapter of a kind that ends with an event; names ascend with the numbers."""
    return f"{kind}-{last:0{EVENT_DIGITS}d}"


def chapter_names(storage: Storage, kind: str) -> list[str]:
    """The chapters of a kind in a folder, oldest first."""
    return [name for name in storage.names() if _is_chapter(name, kind)]


def _is_chapter(name: str, kind: str) -> bool:
    number = name.removeprefix(f"{kind}-")
    return name == f"{kind}-{number}" and len(number) == EVENT_DIGITS and number.isdigit()


class Chapters:
    """The chapters of one kind of one venue.

    `begin` first; all but the writing itself is on the thread of the single writer.
    """

    def __init__(
        self, storage: Storage, events: EventLog, kind: str, origin: str, beside: Beside
    ) -> None:
        """`beside` does work on another thread, one after the other. Raises StorageFailed."""
        self._storage = storage
        self._events = events
        self._kind = kind
        self._origin = origin
        self._beside = beside
        self._previous = ""
        for name in storage.names():
            if name.endswith(DRAFT_SUFFIX) and _is_chapter(name.removesuffix(DRAFT_SUFFIX), kind):
                storage.remove(name)

    def row(self, first: int) -> list[Chapter]:
        """The good captions that follow each other from event `first` on and name frames of this
        event log. Raises StorageFailed.
        """
        found: list[Chapter] = []
        previous = ""
        for name in chapter_names(self._storage, self._kind):
            try:
                raw = self._caption(name)
                chapter = unpack_chapter(raw)
                if chapter.last < first:
                    continue  # of a day that is over
                found.append(
                    self._following(chapter, found[-1].last + 1 if found else first, previous)
                )
            except SnapshotRefused as error:
                _journal.warning("%s is not used: %s", name, error)
                break
            previous = hashlib.sha256(raw).hexdigest()
        while found and not self._events.ends_with(found[-1].events, found[-1].last):
            _journal.warning(
                "%s is not used: the event log does not hold its last event",
                name_of(self._kind, found.pop().last),
            )
        return found

    def read(self, row: list[Chapter]) -> Iterator[tuple[Chapter, bytes]]:
        """The contents of a row, up to the first that is not what was written; all that is not
        given is removed.

        Raises StorageFailed.
        """
        done = 0
        try:
            for chapter, content in self._contents(row):
                yield chapter, content
                done += 1
        except SnapshotRefused as error:
            _journal.warning("%s is not used: %s", name_of(self._kind, row[done].last), error)
        self._keep(row[:done])

    def write(
        self, first: int, said: dict[str, Any], content: Callable[[], Content]
    ) -> Future[None]:
        """Write a chapter of the events from `first` to the end of the event log; `content` is
        asked for on the other thread.

        A failure is noted in the journal and reported to the caller that waits, which writes no
        further chapter before `begin`.
        """
        assert self._events.last is not None
        last = self._events.next_sequence - 1
        work = self._beside(
            self._write, Chapter(self._origin, first, last, self._events.last, "", said), content
        )
        work.add_done_callback(_tell)
        return work

    def begin(self) -> None:
        """Remove them all: another day begins.

        A failure is noted in the journal; a start removes them as well.
        """
        self._beside(self._keep, []).add_done_callback(_tell)

    def _caption(self, name: str) -> bytes:
        with closing(self._storage.open(name)) as file:
            return file.read(0, CAPTION_BYTES)

    def _following(self, chapter: Chapter, first: int, previous: str) -> Chapter:
        if chapter.origin != self._origin:
            raise SnapshotRefused("it was made of another log")
        if chapter.first != first or chapter.previous != previous:
            raise SnapshotRefused(
                f"it begins with event {chapter.first} and does not follow what ends before event"
                f" {first}"
            )
        return chapter

    def _contents(self, row: list[Chapter]) -> Iterator[tuple[Chapter, bytes]]:
        with ThreadPoolExecutor(READ_AHEAD, thread_name_prefix="read chapters") as readers:
            coming = deque(readers.submit(self._content, each) for each in row[:READ_AHEAD])
            for place, chapter in enumerate(row):
                content = coming.popleft().result()
                coming.extend(
                    readers.submit(self._content, each)
                    for each in row[place + READ_AHEAD : place + READ_AHEAD + 1]
                )
                yield chapter, content

    def _content(self, chapter: Chapter) -> bytes:
        with closing(self._storage.open(name_of(self._kind, chapter.last))) as file:
            content = file.read(CAPTION_BYTES, chapter.content_bytes)
        if not intact(hashlib.sha256(content).hexdigest(), chapter.content_digest):
            raise SnapshotRefused("its content is not what was written")
        return content

    def _write(self, chapter: Chapter, content: Callable[[], Content]) -> None:
        pieces = content()
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        size = sum(len(piece) for piece in pieces)
        whole = chapter._replace(
            previous=self._previous, content_bytes=size, content_digest=digest.hexdigest()
        )
        caption = pack_chapter(whole)
        self._storage.place(name_of(self._kind, whole.last), chain((caption,), pieces))
        self._previous = hashlib.sha256(caption).hexdigest()

    def _keep(self, row: list[Chapter]) -> None:
        """Remove all but these, and go on after them."""
        kept = [name_of(self._kind, chapter.last) for chapter in row]
        self._previous = hashlib.sha256(self._caption(kept[-1])).hexdigest() if kept else ""
        for name in reversed(chapter_names(self._storage, self._kind)):
            if name not in kept:
                self._storage.remove(name)


def _tell(work: Future[None]) -> None:
    if not work.cancelled() and (error := work.exception()) is not None:
        _journal.error("no chapter was written: %s: %s", type(error).__name__, error)
