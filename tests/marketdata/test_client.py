"""The SDK against a real publisher, over a proxy that loses messages where a test says so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import msgpack
import pytest
from websockets.asyncio.client import connect as open_socket
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from marketdata import client
from marketdata.client import RequestRefused, VenueUnreachable, connect

Loses = Callable[[dict], bool]


class Proxy:
    """A relay between a client and a publisher; `loses` says which messages do not arrive."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.loses: Loses = lambda message: False
        self.sockets: list = []
        self.url = ""

    async def converse(self, downstream) -> None:
        self.sockets.append(downstream)
        async with open_socket(self.target + downstream.request.path) as upstream:
            back = asyncio.create_task(self._back(upstream, downstream))
            with suppress(ConnectionClosed):
                async for frame in downstream:
                    await upstream.send(frame)
            back.cancel()

    async def _back(self, upstream, downstream) -> None:
        with suppress(ConnectionClosed):
            async for frame in upstream:
                await downstream.send(frame if isinstance(frame, str) else self._thinned(frame))

    def _thinned(self, frame: bytes) -> bytes:
        content = msgpack.unpackb(frame)
        messages = content if isinstance(content, list) else [content]
        return msgpack.packb(
            [message for message in messages if not self.loses(message)] or [{"type": "heartbeat"}]
        )


@asynccontextmanager
async def proxy_to(url: str) -> AsyncIterator[Proxy]:
    proxy = Proxy(url)
    async with serve(proxy.converse, "127.0.0.1", 0) as server:
        proxy.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield proxy


async def take(feed, count: int) -> list[dict]:
    taken: list[dict] = []
    async with asyncio.timeout(20):
        async for message in feed:
            taken.append(message)
            if len(taken) == count:
                break
    return taken


def lost_once(*seqs: int) -> Loses:
    left = set(seqs)

    def loses(message: dict) -> bool:
        if message["type"] == "update" and message["seq"] in left:
            left.remove(message["seq"])
            return True
        return False

    return loses


@pytest.mark.parametrize("binary", [False, True])
async def test_a_subscriber_gets_a_snapshot_and_what_follows(cea25, serving, binary: bool):
    async with serving(cea25) as url, connect(url, binary=binary) as feed:
        reply = await feed.subscribe("trades", "CEA25")
        assert (reply["epoch"], reply["next"], feed.venue) == ("test", 1, "test")
        cea25.trade("CEA25", "75.00", 10)
        snapshot, update = await take(feed, 2)
        assert (snapshot["type"], update["seq"], update["data"]["price"]) == ("snapshot", 1, 7500)


async def test_a_subscriber_may_begin_at_any_number(cea25, serving):
    for _ in range(5):
        cea25.trade("CEA25", "75.00", 10)
    async with serving(cea25) as url, connect(url) as feed:
        await feed.subscribe("trades", "CEA25", from_=3)
        assert [message["seq"] for message in await take(feed, 3)] == [3, 4, 5]


async def test_messages_that_are_lost_on_the_way_are_asked_for_again(cea25, serving):
    async with serving(cea25) as url, proxy_to(url) as proxy, connect(proxy.url) as feed:
        proxy.loses = lost_once(3, 4, 7)
        await feed.subscribe("trades")
        for _ in range(10):
            cea25.trade("CEA25", "75.00", 10)
        messages = await take(feed, 11)
        assert [message["seq"] for message in messages] == list(range(11))
        assert [message["data"]["trade"] for message in messages[1:]] == list(range(1, 11))


async def test_a_lost_connection_is_made_again_and_goes_on_where_it_was(cea25, serving):
    async with serving(cea25) as url, proxy_to(url) as proxy, connect(proxy.url) as feed:
        for channel in ("trades", "depth"):
            await feed.subscribe(channel)
        await feed.subscribe("composite")
        await take(feed, 3)
        cea25.trade("CEA25", "75.00", 10)
        await proxy.sockets[0].close()
        for _ in range(3):
            cea25.trade("CEA25", "75.01", 10)
        seen: dict[str, list[dict]] = {"trades": [], "depth": [], "composite": []}
        async with asyncio.timeout(20):
            async for message in feed:
                seen[message["channel"]].append(message)
                if len(seen["trades"]) == 4 and seen["depth"] and seen["composite"]:
                    break
        assert [message["seq"] for message in seen["trades"]] == [1, 2, 3, 4]
        assert len(proxy.sockets) == 2


async def test_numbers_are_the_same_at_a_feed_that_was_started_again(cea25, serving):
    again = type(cea25)()
    async with connect_twice(cea25, again, serving) as (feed, restart):
        await feed.subscribe("trades", "CEA25")
        cea25.trade("CEA25", "75.00", 10)
        await take(feed, 2)
        await restart()
        again.trade("CEA25", "75.02", 10)
        (update,) = await take(feed, 1)
        assert (update["seq"], update["data"]["price"]) == (2, 7502)


@asynccontextmanager
async def connect_twice(first, second, serving):
    """A client of the publisher of `first`; `restart()` stops it and starts one of `second`, which
    hears the same past.
    """
    serving_first = serving(first)
    url = await serving_first.__aenter__()
    port = int(url.rpartition(":")[2])
    serving_second = serving(second, port)

    async def restart() -> None:
        await serving_first.__aexit__(None, None, None)
        second.list_instrument("CEA25", "74.63")
        second.weigh("2026-01-05", 1, {"CEA25": 1})
        second.start("2026-01-05")
        second.trade("CEA25", "75.00", 10)
        await serving_second.__aenter__()

    async with connect(url) as feed:
        yield feed, restart
    await serving_second.__aexit__(None, None, None)


async def test_a_slow_program_loses_nothing(cea25, serving, monkeypatch):
    monkeypatch.setattr(client, "UNREAD_PAUSE", 5)
    monkeypatch.setattr(client, "UNREAD_MAX", 8)
    async with serving(cea25) as url, connect(url) as feed:
        await feed.subscribe("trades", "CEA25")
        for _ in range(30):
            cea25.trade("CEA25", "75.00", 10)
            await asyncio.sleep(0)
        await feed.history()  # its reply makes the paused session read on, past what it can keep
        seqs = []
        async with asyncio.timeout(20):
            async for message in feed:
                seqs.append(message["seq"])
                await asyncio.sleep(0.005)
                if message["seq"] == 30:
                    break
        assert seqs == list(range(31))


async def test_an_unsubscribed_channel_falls_silent(cea25, serving):
    async with serving(cea25) as url, connect(url) as feed:
        await feed.subscribe("trades", "CEA25")
        await feed.subscribe("summary", "CEA25")
        await feed.unsubscribe("trades")
        await take(feed, 2)
        cea25.trade("CEA25", "75.00", 10)
        (message,) = await take(feed, 1)
        assert message["channel"] == "summary"


async def test_the_bridge_resumes_settlement_at_its_cursor(cea25, serving, bridge_key):
    for _ in range(3):
        cea25.trade("CEA25", "75.00", 10)
    async with (
        serving(cea25) as url,
        proxy_to(url) as proxy,
        connect(proxy.url, bridge_key) as feed,
    ):
        await feed.subscribe("settlement", from_=2, epoch="test")
        assert [message["seq"] for message in await take(feed, 2)] == [2, 3]
        await proxy.sockets[0].close()
        cea25.end()
        (close,) = await take(feed, 1)
        assert (close["seq"], close["data"]["kind"]) == (4, "close")


async def test_what_the_feed_refuses_is_raised(cea25, serving):
    async with serving(cea25) as url, connect(url) as feed:
        with pytest.raises(RequestRefused) as caught:
            await feed.subscribe("settlement")
        assert (caught.value.code, caught.value.field) == ("channel_not_allowed", "channel")
        with pytest.raises(RequestRefused, match="no such instrument"):
            await feed.subscribe("trades", "CEA99")


async def test_past_days_are_answered_page_after_page(cea25, serving, history):
    published = cea25.end()
    history.record(
        [
            published | {"date": f"20{n // 300:02d}-{n // 25 % 12 + 1:02d}-{n % 25 + 1:02d}"}
            for n in range(700)
        ]
    )
    async with serving(cea25) as url, connect(url) as feed:
        rows = await feed.history()
        assert len(rows) == len({(row["date"], row["instrument"]) for row in rows}) == 1400
        assert (await feed.bulletin())["instruments"] == published["instruments"]


async def test_a_feed_that_is_not_there_is_said_so():
    with pytest.raises(VenueUnreachable):
        async with connect("ws://127.0.0.1:9"):
            pass


async def test_messages_end_with_an_error_when_the_feed_stays_away(cea25, serving):
    async with serving(cea25) as url:
        session = connect(url, give_up_s=0.3)
        feed = await session.__aenter__()
        await feed.subscribe("status")
        await take(feed, 1)
    with pytest.raises(VenueUnreachable, match="stayed away"):
        await take(feed, 1)
    await session.__aexit__(None, None, None)
