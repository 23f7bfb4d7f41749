"""From the feed into the registry: the settlement stream with a durable cursor.

What has been heard is stored in portions; a portion that is lost with the process is heard again, because the cursor is stored
with it. A day's close is stored at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from engine.units import parse_date
from gateway.auth import PrivateKey
from gateway.client import ConnectionLost, ReplyMissing
from gateway.outside import SYSTEM, Outside
from marketdata.client import FeedSession, RequestRefused, VenueUnreachable, connect
from settlement_bridge.clearing import METHOD_CODES
from settlement_bridge.errors import TapeBroken, VenueDiffers
from settlement_bridge.records import DayClose, Figures, Trade
from settlement_bridge.registry import Registry
from settlement_bridge.worker import Worker

log = logging.getLogger(__name__)

CHANNEL = "settlement"
HEARD_MAX = 20_000  # messages heard and not stored yet; past them the feed waits
STORE_MAX = 1_000  # messages of one portion
STORE_PAUSE_S = 0.05  # how long a portion may wait for more
RETRY_FIRST_S, RETRY_MOST_S = 0.1, 5.0  # between attempts to reach the feed
FEED_GIVE_UP_S = 60.0  # after that the feed's session is made anew

Heard = tuple[str, Trade | DayClose]  # with the epoch it was heard in


class Collector:
    """Follows the feed's settlement channel. `run` does it until cancelled; `on_close` is called when a close is stored."""

    def __init__(
        self,
        url: str,
        key: PrivateKey,
        registry: Registry,
        worker: Worker,
        on_close: Callable[[], None],
        outside: Outside = SYSTEM,
    ) -> None:
        self._outside = outside
        self._url, self._key = url, key
        self._registry, self._sql = registry, worker
        self._on_close = on_close
        self._heard: asyncio.Queue[Heard] = asyncio.Queue(HEARD_MAX)
        self._pause_s = RETRY_FIRST_S

    async def run(self) -> None:
        """Follow and store. Raises TapeBroken, VenueDiffers: what no retry mends."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_for_ever())
            tasks.create_task(self._store_for_ever())

    async def _follow_for_ever(self) -> None:
        while True:
            try:
                async with connect(self._url, self._key, give_up_s=FEED_GIVE_UP_S, wall_ns=self._outside.wall_ns) as feed:
                    await self._follow(feed)
            except (VenueUnreachable, ConnectionLost, ReplyMissing, RequestRefused) as error:
                log.warning("feed %s: %s; trying again in %g s", self._url, error, self._pause_s)
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(2 * self._pause_s, RETRY_MOST_S)

    async def _follow(self, feed: FeedSession) -> None:
        while not self._heard.empty():  # heard on an earlier session, and to be heard again
            self._heard.get_nowait()
        cursor = await self._sql(self._registry.cursor)
        if cursor.epoch not in ("", feed.venue):
            raise VenueDiffers(f"the feed is of venue {feed.venue!r}, this registry settles for {cursor.epoch!r}")
        await feed.subscribe(CHANNEL, from_=cursor.next_seq)
        self._pause_s = RETRY_FIRST_S
        log.info("following settlement messages of %s from number %d on", feed.venue, cursor.next_seq)
        async for message in feed:
            await self._heard.put((message["epoch"], read_message(message["seq"], message["data"])))

    async def _store_for_ever(self) -> None:
        while True:
            portion = await self._portion()
            epochs = {epoch for epoch, _ in portion}
            if len(epochs) > 1:
                raise VenueDiffers(f"the feed tells of several venues: {', '.join(sorted(epochs))}")
            trades = [item for _, item in portion if isinstance(item, Trade)]
            closes = [item for _, item in portion if isinstance(item, DayClose)]
            await self._sql(self._registry.collect, epochs.pop(), trades, closes)
            if closes:
                self._on_close()

    async def _portion(self) -> list[Heard]:
        """What is stored together: up to a close, a full portion or a short while."""
        portion = [await self._heard.get()]
        until = asyncio.get_running_loop().time() + STORE_PAUSE_S
        while len(portion) < STORE_MAX and isinstance(portion[-1][1], Trade):
            try:
                async with asyncio.timeout_at(until):
                    portion.append(await self._heard.get())
            except TimeoutError:
                break
        return portion


def read_message(seq: int, data: Mapping[str, Any]) -> Trade | DayClose:
    """A message of the settlement channel as a record. Raises TapeBroken when it is malformed."""
    try:
        if data["kind"] == "trade":
            return _trade(seq, data)
        if data["kind"] == "close":
            return _close(seq, data)
    except (KeyError, TypeError, ValueError) as error:
        raise TapeBroken(f"settlement message {seq} is malformed: {error!r}") from error
    raise TapeBroken(f"settlement message {seq} is of kind {data['kind']!r}; known are trade and close")


def _trade(seq: int, data: Mapping[str, Any]) -> Trade:
    values = [data[name] for name in Trade._fields[2:]]
    if data["method"] not in METHOD_CODES:
        raise ValueError(f"method {data['method']!r}")
    return Trade(seq, parse_date(data["date"]), *values)


def _close(seq: int, data: Mapping[str, Any]) -> DayClose:
    figures = Figures(data["count"], data["quantity"], data["amount_fen"], data["tape_hash"])
    return DayClose(seq, parse_date(data["date"]), figures, data["composite_close"], dict(data["closes"]))
