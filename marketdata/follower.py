"""Follows the gateway's event stream into the feed, keeps the daily rows, passes messages on to
publish.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.client import Connection, EventBatch, Inbox, RequestRefused
from gateway.client.backoff import Backoff
from gateway.protocol.errors import ClockDiffers, GatewayError
from gateway.protocol.fields import INT64_MAX, line
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.readers import Integer
from gateway.protocol.replies import read_answer
from gateway.protocol.server_clock import mend_clock
from marketdata.channels import BULLETIN
from marketdata.checkpoint_keeper import CheckpointKeeper
from marketdata.errors import FeedError, HistoryDiffers
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.session_hours import SessionsOn, released_sessions
from marketdata.streams import Message

log = logging.getLogger("marketdata")

ROLE = "feed"
RETRY_FIRST_S, RETRY_MOST_S = 0.1, 2.0  # between attempts to reach the gateway
UNREAD_PAUSE = 16  # batches of events not taken yet: from here on the gateway has to wait
UNREAD_MAX = 128
_number = Integer(0, INT64_MAX)


def _mends_itself(refused: RequestRefused) -> bool:
    """Whether a refusal passes; a clock that differs is set right while the feed waits."""
    return refused.passing is not None or refused.code == ClockDiffers.code


class Follower:
    """Takes events from the gateway until cancelled, connecting again whenever it is lost.

    `feed` is None until the gateway has named its venue. `caught_up` is set once the events
    of the past are in it. Until then it goes on from a checkpoint, and drops one that turns out to
    be made of another history.
    """

    def __init__(
        self,
        url: str,
        key: PrivateKey,
        history: History,
        checkpoints: CheckpointKeeper,
        outside: Outside = SYSTEM,
        day_ended: Callable[[], object] = lambda: None,
        sessions_on: SessionsOn = released_sessions,
    ) -> None:
        """`day_ended` is called when the past has been read, and after each day from then on.
        `sessions_on`: the sessions of a day.
        """
        self._outside, self._day_ended, self._sessions_on = outside, day_ended, sessions_on
        self._url, self._key, self._history, self._checkpoints = url, key, history, checkpoints
        self._log_epoch = 0
        self._present = 1  # number of the next event when the gateway was last asked
        self._publish: Callable[[Sequence[Message]], object] = lambda messages: None
        self._pauses = Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        self._connection: Connection | None = None  # that events come on
        self.feed: Feed | None = None
        self.caught_up = asyncio.Event()

    def publish_to(self, publish: Callable[[Sequence[Message]], object]) -> None:
        """From now on hand over what is to be published."""
        self._publish = publish

    async def run(self) -> None:
        """Follow for ever. Raises FeedError for what no retry mends.

        Raises RequestRefused only before the past has been read. Once the feed serves, no refusal
        ends
        it: listeners keep what they have until the gateway takes the feed back.
        """
        while True:
            try:
                await self._follow()
            except GatewayError as error:
                final = isinstance(error, RequestRefused) and not _mends_itself(error)
                if final and not self.caught_up.is_set():
                    raise
                mend_clock(error, self._outside)
                log.warning("gateway %s: %s; trying again", self._url, error)
            except HistoryDiffers as error:
                self._drop(error)
                continue
            await asyncio.sleep(self._pauses.next_s())

    async def _follow(self) -> None:
        inbox: Inbox[EventBatch] = Inbox(UNREAD_MAX)

        def receive(message: Any) -> None:
            if message["type"] == "events" and not inbox.put(message):
                inbox.end(None)
            if len(inbox) >= UNREAD_PAUSE:
                connection.pause()

        async with await Connection.open(
            self._url,
            self._key,
            on_message=receive,
            on_end=inbox.end,
            wall_ns=self._outside.wall_ns,
        ) as connection:
            feed = self._feed_of(connection.logged_on)
            reply = await connection.request("follow", from_=feed.follow_from)
            self._present = read_answer(reply, next=_number)["next"]
            self._pauses.reset()
            self._connection = connection
            try:
                await self._take_all(feed, inbox, connection)
            finally:
                self._connection = None

    def _feed_of(self, logged_on: Mapping[str, Any]) -> Feed:
        role = read_answer(logged_on, role=line)["role"]
        if role != ROLE:
            rule = f"this key has the role {role}, following takes {ROLE}"
            raise RequestRefused("log_on", {"code": "role_not_allowed", "message": rule})
        said = read_answer(logged_on, venue=line, next_event=_number, log_epoch=_number)
        venue, next_event, self._log_epoch = said["venue"], said["next_event"], said["log_epoch"]
        if self.feed is None:
            self.feed = self._checkpoints.newest_good(venue, self._log_epoch, next_event)
            self.feed = self.feed or Feed(venue, self._checkpoints.settled_kept)
            self.feed.sessions_on = self._sessions_on
        if self.feed.epoch != venue:
            raise FeedError(
                f"the gateway is venue {venue!r} now, this feed is of {self.feed.epoch!r}: start"
                " it anew"
            )
        if self.feed.next_event > next_event:
            raise HistoryDiffers(
                f"the gateway's history ends with event {next_event - 1}, this feed's later"
            )
        return self.feed

    def _drop(self, error: HistoryDiffers) -> None:
        """Forget what a checkpoint gave, as long as nobody has heard of it.

        Raises the error otherwise.
        """
        if self.feed is None or self.caught_up.is_set():
            raise error
        log.warning("the checkpoint is not used: %s", error)
        self._checkpoints.refuse(self.feed)
        self.feed = None

    def progress(self) -> str:
        """How much of the past has been read, in words."""
        done = self.feed.next_event - 1 if self.feed is not None else 0
        return f"reading the events of the past, {done:,} of {self._present - 1:,} so far"

    def behind(self) -> int:
        """How many events the gateway had, when it was last asked, that have not been read."""
        return max(0, self._present - (self.feed.next_event if self.feed else 1))

    def age_s(self) -> float | None:
        """Seconds since the gateway was last heard, None while it is not followed."""
        return None if self._connection is None else self._connection.silent_s()

    async def stopped(self) -> None:
        """After `run` was cancelled: leave a checkpoint for the next start."""
        if self.feed is not None:
            await self._checkpoints.close(self.feed, self._log_epoch)

    async def _take_all(self, feed: Feed, inbox: Inbox[EventBatch], connection: Connection) -> None:
        """Take in what comes. Returns when a batch is missing or found no room."""
        while True:
            if feed.next_event >= self._present and not self.caught_up.is_set():
                self.caught_up.set()
                self._day_ended()
            if not await inbox.changed():
                return
            batch = inbox.take()
            if not inbox:
                connection.resume()
            if batch["first"] > feed.next_event:
                log.warning(
                    "events %d to %d are missing; asking again", feed.next_event, batch["first"] - 1
                )
                return
            await self._take(feed, batch)

    async def _take(self, feed: Feed, batch: EventBatch) -> None:
        messages = feed.apply(batch["first"], batch["events"])
        bulletins = [
            message.body["data"] for message in messages if message.body["channel"] == BULLETIN
        ]
        if bulletins:  # on disk before anyone hears of it
            bars = feed.board.take_ended_bars()
            await asyncio.to_thread(self._history.record, bulletins, bars)
        self._publish(messages)
        if bulletins and self.caught_up.is_set():
            self._day_ended()
        self._checkpoints.after(feed, self._log_epoch)
        await asyncio.sleep(0)  # let sockets move between two batches
