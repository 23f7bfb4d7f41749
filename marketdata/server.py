"""The feed as a process: follows the gateway's event stream, keeps the daily rows, publishes the channels over WebSocket.

    python -m marketdata.server --data DIR --gateway WS_URL --key KEYFILE [--host HOST] [--port PORT]

It keeps no state that the event stream does not give: started again, it reads from event 1 and comes to the same numbers.
Nobody is served before the events of the past have been read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

from gateway.auth import KeyFile, PrivateKey, PublicKeys
from gateway.client import ConnectionLost, EventBatch, EventsMissing, ReplyMissing, VenueUnreachable, connect
from gateway.errors import GatewayError
from marketdata.channels import BULLETIN
from marketdata.errors import FeedError
from marketdata.feed import Feed
from marketdata.history import History
from marketdata.publisher import Publisher

log = logging.getLogger("marketdata")

RETRY_FIRST_S, RETRY_MOST_S = 0.1, 2.0  # between attempts to reach the gateway
QUIET_S = 0.3  # without events for so long, the past counts as read


class Follower:
    """Takes the events from the gateway into the feed, again and again until cancelled.

    `feed` is None until the gateway has told which venue it is. `caught_up` is set once the past has been read.
    """

    def __init__(self, url: str, key: PrivateKey, history: History) -> None:
        self._url, self._key, self._history = url, key, history
        self._publisher: Publisher | None = None
        self._pause_s = RETRY_FIRST_S
        self._heard_s = 0.0
        self._connected_ns = 0
        self.feed: Feed | None = None
        self.caught_up = asyncio.Event()

    def publish_to(self, publisher: Publisher) -> None:
        """From now on hand over what is to be published."""
        self._publisher = publisher

    async def run(self) -> None:
        """Follow, and connect again whenever the gateway was lost. Raises FeedError, GatewayError for what no retry mends."""
        while True:
            try:
                await self._follow()
            except (VenueUnreachable, ConnectionLost, EventsMissing, ReplyMissing) as error:
                log.warning("gateway %s: %s; trying again", self._url, error)
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(2 * self._pause_s, RETRY_MOST_S)

    async def _follow(self) -> None:
        async with connect(self._url, self._key) as session:
            feed = self._feed_of(session.venue)
            self._pause_s = RETRY_FIRST_S
            self._connected_ns = session.logged_on["server_time_ns"]
            self._heard_s = asyncio.get_running_loop().time()
            watch = asyncio.create_task(self._watch_quiet())
            try:
                async for batch in session.events(from_=feed.next_event):
                    await self._take(feed, batch)
            finally:
                watch.cancel()

    def _feed_of(self, venue: str) -> Feed:
        if self.feed is None:
            self.feed = Feed(venue)
        elif self.feed.epoch != venue:
            raise FeedError(f"the gateway is venue {venue!r} now, this feed tells of {self.feed.epoch!r}: start it anew")
        return self.feed

    async def _take(self, feed: Feed, batch: EventBatch) -> None:
        messages = feed.apply(batch["first"], batch["events"])
        bulletins = [message.body["data"] for message in messages if message.body["channel"] == BULLETIN]
        if bulletins:  # on disk before anyone hears of it
            await asyncio.to_thread(self._history.record, bulletins)
        if self._publisher is not None:
            self._publisher.publish(messages)
        self._heard_s = asyncio.get_running_loop().time()
        if batch["events"][-1]["time_ns"] >= self._connected_ns:
            self.caught_up.set()
        await asyncio.sleep(0)  # let sockets move between two batches

    async def _watch_quiet(self) -> None:
        while asyncio.get_running_loop().time() - self._heard_s < QUIET_S:
            await asyncio.sleep(QUIET_S / 6)
        self.caught_up.set()


async def serve(data: Path, gateway: str, key: PrivateKey, host: str, port: int) -> None:
    """Run the feed until SIGTERM or SIGINT. Raises FeedError, GatewayError, OSError."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    history = History(data / "feed" / "history.sqlite3")
    follower = Follower(gateway, key, history)
    try:
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(follower.run())
            serving = tasks.create_task(_publish(follower, history, PublicKeys(data / "keys.json"), host, port))
            await stop.wait()
            following.cancel()
            serving.cancel()
    finally:
        history.close()


async def _publish(follower: Follower, history: History, keys: PublicKeys, host: str, port: int) -> None:
    await follower.caught_up.wait()
    assert follower.feed is not None
    async with Publisher(follower.feed, history, keys) as publisher:
        follower.publish_to(publisher)
        url = await publisher.listen(host, port)
        print(json.dumps({"ready": "feed", "url": url}), flush=True)
        await asyncio.Event().wait()


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m marketdata.server``."""
    parser = argparse.ArgumentParser(prog="python -m marketdata.server", description="The market data feed.")
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role feed")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9102)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    status = 0
    try:
        key = KeyFile.load(options.key)
        asyncio.run(serve(options.data, options.gateway, key, options.host, options.port))
    except* (FeedError, GatewayError, OSError) as failures:
        for failure in failures.exceptions:
            log.error("the feed stops: %s", failure)
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
