"""The index of the day kept on disk: what a start would otherwise derive again from all events of
the day.

Every million events, and at a stop in order, what was added since goes into a chapter
(`engine.record.chapters`), packed and written on another thread; trading waits only while the
newest texts are copied, some milliseconds. A start takes the chapters and derives the rest from the
event log.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from engine.record.chapters import Chapter, Content
from engine.record.sequencer import Sequencer
from engine.rules import views
from gateway.floor.client_orders import ClientOrders, Fresh
from gateway.floor.index_chapter import KIND, Leaf, content_of, is_usable, key_of, leaf_of, said_of
from gateway.reports.streams import Streams
from gateway.reports.stretches import Loose, Packed

CHAPTER_EVENTS = 1_000_000
CHAPTER_EVENTS_LEAST = 20_000  # at a stop: fewer are read again as quickly


@dataclass
class Cut:
    """What goes into a chapter; `packed` is the stretch once it is packed, on the other thread."""

    first: int
    loose: Loose
    fresh: Fresh
    packed: Packed | None = None

    def content(self) -> Content:
        """The chapter's content."""
        self.packed = self.loose.packed(self.first)
        return content_of(Leaf(self.packed, self.fresh.named()))


class DayIndex:
    """Keeps streams and client order ids of the current day on disk.

    On the thread of the single writer. `due`: once events before this number are in the index,
    `after` has something to do.
    """

    def __init__(self, sequencer: Sequencer, streams: Streams, client_orders: ClientOrders) -> None:
        self._sequencer = sequencer
        self._streams = streams
        self._client_orders = client_orders
        self._chapters = sequencer.chapters(KIND)
        self._first = 1  # the first event that is in no chapter
        self._cut: Cut | None = None
        self._work: Future[None] | None = None
        self.due = 0
        self._failed = False

    def take_back(self) -> int:
        """Take in the chapters of the current day; the number of the first event that they do not
        cover.
        """
        self._first = views.first_event_of_day(self._sequencer.state)
        row = self._usable(self._chapters.row(self._first))
        leaves = [leaf_of(chapter, content) for chapter, content in self._chapters.read(row)]
        if leaves:
            self._streams.take_back([leaf.stretch for leaf in leaves])
            self._client_orders.take_back(key_of(row[0]), [leaf.named for leaf in leaves])
            self._first = leaves[-1].stretch.last + 1
        return self._first

    @staticmethod
    def _usable(row: list[Chapter]) -> list[Chapter]:
        """Those up to the first that other code has derived, or that was hashed with another
        key.
        """
        good = 0
        while (
            good < len(row) and is_usable(row[good]) and row[good].said["key"] == row[0].said["key"]
        ):
            good += 1
        return row[:good]

    def after(self, next_event: int) -> None:
        """All events before `next_event`, the newest, are in the index: cut a chapter when it is
        time and the last one is written.
        """
        if self._work is not None and self._work.done():
            self._settle(self._work)
        self.due = self._first + CHAPTER_EVENTS
        if self._work is None and not self._failed and next_event >= self.due:
            self._begin()
        if self._work is not None:
            self.due = 0

    def begin_day(self, first: int) -> None:
        """Streams and client order ids have begun anew with event `first`."""
        self._chapters.begin()
        self._first, self.due, self._failed = first, 0, False
        self._work = self._cut = None

    def close(self, next_event: int) -> None:
        """Write what is in no chapter yet, where it is worth it. Write nothing when there are
        events from `next_event` on, which the index lacks.
        """
        if self._work is not None:
            self._work.exception()
            self._settle(self._work)
        complete = next_event == self._sequencer.next_event
        if complete and not self._failed and self._waiting() >= CHAPTER_EVENTS_LEAST:
            self._begin()

    def _waiting(self) -> int:
        """Events that are in no chapter."""
        return self._sequencer.next_event - self._first

    def _begin(self) -> None:
        last = self._sequencer.next_event - 1
        self._cut = cut = Cut(
            self._first, self._streams.cut(last), self._client_orders.cut(self._first)
        )
        said = said_of(self._client_orders.key, cut.fresh.counter)
        self._work = self._chapters.write(cut.first, said, cut.content)
        self._first = last + 1

    def _settle(self, work: Future[None]) -> None:
        """A chapter is written, or it was the last of this day."""
        assert self._cut is not None
        if self._cut.packed is not None:
            self._streams.replace(self._cut.loose, self._cut.packed)
        self._failed = self._failed or work.exception() is not None
        self._work = self._cut = None
