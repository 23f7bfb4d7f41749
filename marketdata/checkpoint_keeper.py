"""When checkpoints of the feed are taken, where they are kept, and which of them a start may use.

One is taken when enough events have come since the last one, at the end of each day, and when the
feed stops in order. The copy is made between two batches, the file is written on another thread. A
checkpoint that cannot be written is noted in the journal and costs nothing but the time of the next
start.
"""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from marketdata.checkpoint import Piece, pack, seal, unpack
from marketdata.errors import CheckpointRefused
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.settlement import SETTLED_KEPT

CHECKPOINT_EVENTS = 200_000  # about three seconds of reading
# of one event in the log: no more is written for checkpoints than the log has grown
EVENT_BYTES = 80
CHECKPOINTS_KEPT = 2
PREFIX, DRAFT = "checkpoint-", ".new"
DIGITS = 19

log = logging.getLogger("marketdata")


class CheckpointKeeper:
    """The checkpoints in a history's folder, beside the daily rows that they count on.

    `settled_kept`: how many settlement messages of settled days a feed is to keep; one that kept
    fewer is not gone on from.
    """

    def __init__(
        self, history: History, every: int = CHECKPOINT_EVENTS, settled_kept: int = SETTLED_KEPT
    ) -> None:
        self.settled_kept = settled_kept
        self._folder, self._history, self._every = history.folder, history, every
        self._writing: asyncio.Task[None] | None = None
        self._refused: set[Path] = set()
        self._taken = 0  # next event of the last one taken
        self._bytes = 0  # and its size
        # next event of the feed when its bulletins were last known to be in the history
        self._safe = 0
        self._bulletins = 0
        for draft in self._folder.glob(f"{PREFIX}*{DRAFT}"):
            draft.unlink()

    def newest_good(self, venue: str, log_epoch: int, next_event: int) -> Feed | None:
        """The feed of the newest checkpoint that fits this venue, its log and the history; None
        when none does.

        `next_event` is the log's. The reason is reported for each that does not fit.
        """
        for path in reversed(self._paths()):
            if path in self._refused:
                continue
            try:
                raw = path.read_bytes()
                feed = unpack(raw, venue, log_epoch)
                self._check(feed, next_event)
            except (CheckpointRefused, OSError) as error:
                log.warning("%s is not used: %s", path.name, error)
                continue
            log.info("the feed goes on from %s", path.name)
            self._note(feed, len(raw))
            feed.settlement.settled_kept = self.settled_kept
            return feed
        return None

    def _check(self, feed: Feed, next_event: int) -> None:
        if feed.settlement.settled_kept < self.settled_kept and feed.settlement.first > 1:
            raise CheckpointRefused(
                f"of settled days it kept {feed.settlement.settled_kept} messages, asked for are"
                f" {self.settled_kept}"
            )
        if feed.next_event > next_event:
            raise CheckpointRefused(
                f"it knows event {feed.next_event - 1}, the log ends with {next_event - 1}"
            )
        published = feed.board.bulletins
        if self._history.days() < published.number:
            raise CheckpointRefused("the history lacks days that were published before")
        for bulletin in published.last(1):
            if self._history.bulletin(bulletin["date"]) != bulletin:
                raise CheckpointRefused(
                    f"the history lacks the bulletin of {bulletin['date']} as it was published"
                )

    def refuse(self, feed: Feed) -> None:
        """Use the checkpoint that this feed came from no more: it was made of another history."""
        self._refused.add(self._path(feed.next_event))
        self._taken = self._bytes = self._bulletins = 0

    def after(self, feed: Feed, log_epoch: int) -> None:
        """Take a checkpoint after a batch was published and recorded, when one is due and none is
        being written.
        """
        day_ended, self._bulletins = (
            feed.board.bulletins.number > self._bulletins,
            feed.board.bulletins.number,
        )
        self._safe = feed.next_event
        grown = feed.next_event - self._taken
        due = day_ended or (grown >= self._every and grown * EVENT_BYTES >= self._bytes)
        if due and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(
                asyncio.to_thread(self._write, feed.next_event, self._pack(feed, log_epoch))
            )

    async def close(self, feed: Feed, log_epoch: int) -> None:
        """The feed has stopped in order: take the last checkpoint, unless that was amid a batch."""
        await self.written()
        if feed.next_event == self._safe > self._taken:
            await asyncio.to_thread(self._write, feed.next_event, self._pack(feed, log_epoch))

    async def written(self) -> None:
        """Wait for what is being written."""
        if self._writing is not None:
            await self._writing

    def _pack(self, feed: Feed, log_epoch: int) -> list[Piece]:
        pieces = pack(feed, log_epoch)
        self._note(feed, sum(map(len, pieces)))
        return pieces

    def _note(self, feed: Feed, size: int) -> None:
        self._taken, self._bytes, self._bulletins = (
            feed.next_event,
            size,
            feed.board.bulletins.number,
        )

    def _write(self, next_event: int, pieces: list[Piece]) -> None:
        """Whole or not at all, durable, and then the oldest go."""
        path = self._path(next_event)
        draft = path.with_name(path.name + DRAFT)
        try:
            with draft.open("wb") as file:
                file.writelines((seal(pieces), *pieces))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            self._remove_others(path)
        except OSError as error:
            log.error("no checkpoint was written: %s", error)

    def _remove_others(self, newest: Path) -> None:
        """Keep the newest ones; those with later events than the newest are of another history."""
        paths = self._paths()
        mine = [path for path in paths if path <= newest]
        for path in [*mine[:-CHECKPOINTS_KEPT], *paths[len(mine) :]]:
            path.unlink()

    def _path(self, next_event: int) -> Path:
        return self._folder / f"{PREFIX}{next_event - 1:0{DIGITS}d}"

    def _paths(self) -> list[Path]:
        found = (
            path
            for path in self._folder.glob(f"{PREFIX}*")
            if path.name.removeprefix(PREFIX).isdigit()
        )
        return sorted(found)
