"""The follower against a server that sends events as the test says."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.server import serve

from gateway.client import RequestRefused
from gateway.protocol.wire import decode, encode
from marketdata import follower as follower_module
from marketdata.checkpoint_keeper import CheckpointKeeper
from marketdata.errors import FeedError, HistoryDiffers
from marketdata.follower import Follower
from tests.signing import false_challenge


class Source:
    """Serves recorded events to each follower; `lost` are the first numbers of batches that it
    forgets to send once.
    """

    def __init__(self, events: list[dict], venue: str = "test", log_epoch: int = 1) -> None:
        self.events, self.venue, self.log_epoch = events, venue, log_epoch
        self.venue_later = venue  # of every connection but the first
        self.lost: set[int] = set()
        self.asked: list[int] = []
        self.connected = []
        self.url = ""

    async def converse(self, socket) -> None:
        self.connected.append(socket)
        await socket.send(encode(false_challenge(socket, self.venue), text=True))
        async for frame in socket:
            for request in decode(frame):
                reply = {
                    "type": "reply",
                    "id": request["id"],
                    "ok": True,
                    "venue": self.venue_later if self.asked else self.venue,
                    "role": "feed",
                    "log_epoch": self.log_epoch,
                    "next_event": len(self.events) + 1,
                }
                await socket.send(encode(reply | {"next": len(self.events) + 1}, text=False))
                if request["op"] == "follow":
                    await self.send_from(socket, request["from"])

    async def send_from(self, socket, first: int) -> None:
        self.asked.append(first)
        for start in range(first, len(self.events) + 1, 10):
            if start in self.lost:
                self.lost.remove(start)
                continue
            batch = self.events[start - 1 : start + 9]
            events = {
                "type": "events",
                "first": start,
                "last": start + len(batch) - 1,
                "events": batch,
            }
            await socket.send(encode(events, text=False))


@asynccontextmanager
async def following(source: Source, key, history):
    async with serve(source.converse, "127.0.0.1", 0) as server:
        source.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        follower = Follower(source.url, key, history, CheckpointKeeper(history))
        task = asyncio.create_task(follower.run())
        yield follower, task
        task.cancel()
        with suppress(asyncio.CancelledError, FeedError, RequestRefused):
            await task
            await follower.stopped()


async def stop_after(count: int, past, key, history) -> None:
    """Follow a number of events, and stop in order."""
    async with following(Source(past.events[:count]), key, history) as (follower, task):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await follower.stopped()


@pytest.fixture
def past(cea25):
    for step in range(10):
        cea25.trade("CEA25", f"75.{step:02d}", 10)
    cea25.end()
    return cea25


async def test_the_past_is_read_before_it_is_caught_up(past, bridge_key, history):
    async with following(Source(past.events), bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
        assert follower.feed.next_event == past.feed.next_event
        assert history.bulletin() == past.data("bulletin")


async def test_a_batch_that_is_missing_is_asked_for_again(past, bridge_key, history):
    source = Source(past.events)
    source.lost = {11}
    async with following(source, bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    assert source.asked == [1, 10]  # the last event known comes once more, to be compared
    assert follower.feed.settlement.number == past.feed.settlement.number


async def test_what_is_published_is_handed_on(past, bridge_key, history):
    published = []
    source = Source(past.events)
    async with following(source, bridge_key, history) as (follower, _):
        follower.publish_to(published.extend)
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    trades = [
        message.body["data"]["trade"]
        for message in published
        if message.body["channel"] == "trades"
    ]
    assert trades == list(range(1, 11))


async def test_another_venue_in_the_same_place_ends_it(past, bridge_key, history):
    source = Source(past.events)
    source.lost, source.venue_later = {11}, "elsewhere"
    async with following(source, bridge_key, history) as (_, task):
        with pytest.raises(FeedError, match="elsewhere"):
            async with asyncio.timeout(20):
                await task


async def test_a_start_goes_on_from_the_checkpoint_of_the_last_stop(past, bridge_key, history):
    await stop_after(25, past, bridge_key, history)
    source = Source(past.events, log_epoch=2)
    async with following(source, bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    assert source.asked == [25]
    assert follower.feed.board.status_data() == past.feed.board.status_data()
    assert history.bulletin() == past.data("bulletin")


async def test_nothing_is_published_twice_or_left_out_by_a_restart(past, bridge_key, history):
    seqs = []
    for count in (25, 37, len(past.events)):
        async with following(Source(past.events[:count]), bridge_key, history) as (follower, task):
            follower.publish_to(
                lambda messages: seqs.extend(
                    each.body["seq"] for each in messages if each.key[0] == "trades"
                )
            )
            await asyncio.wait_for(follower.caught_up.wait(), 20)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await follower.stopped()
    assert seqs == list(range(1, 11))


async def test_a_checkpoint_of_another_history_of_the_same_venue_is_dropped(
    past, bridge_key, history, caplog
):
    await stop_after(25, past, bridge_key, history)
    events = [dict(event) for event in past.events]
    events[24]["time_ns"] += 1
    source = Source(events, log_epoch=2)
    async with following(source, bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    assert source.asked == [25, 1]
    assert follower.feed.next_event == past.feed.next_event
    assert "event 25 is another one" in caplog.text


async def test_a_checkpoint_later_than_the_log_is_not_used(past, bridge_key, history, caplog):
    await stop_after(25, past, bridge_key, history)
    source = Source(past.events[:20], log_epoch=2)
    async with following(source, bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    assert source.asked == [1]
    assert "it knows event 25, the log ends with 20" in caplog.text


async def test_a_history_that_ends_earlier_than_what_was_told_ends_the_feed(
    past, bridge_key, history
):
    source = Source(past.events[:25])
    async with following(source, bridge_key, history) as (follower, task):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
        del source.events[20:]
        source.connected[-1].transport.abort()
        with pytest.raises(HistoryDiffers, match="ends with event 20"):
            async with asyncio.timeout(20):
                await task


REFUSALS = ["overloaded", "key_revoked", "role_not_allowed", "never_heard_of"]


class Refusing(Source):
    """Refuses the next requests of an operation, each with the next code."""

    def __init__(self, events: list[dict]) -> None:
        super().__init__(events)
        self.refuse: dict[str, list[str]] = {}
        # fields of the replies that come otherwise, for one reply
        self.spoil: dict[str, object] = {}

    async def converse(self, socket) -> None:
        await socket.send(encode(false_challenge(socket, self.venue), text=True))
        self.connected.append(socket)
        async for frame in socket:
            for request in decode(frame):
                await self.answer(socket, request)

    async def answer(self, socket, request) -> None:
        reply = {
            "type": "reply",
            "id": request["id"],
            "ok": True,
            "venue": self.venue,
            "role": "feed",
        }
        reply |= {
            "log_epoch": self.log_epoch,
            "next_event": len(self.events) + 1,
            "next": len(self.events) + 1,
        }
        if codes := self.refuse.get(request["op"]):
            reply |= {"ok": False, "error": {"code": codes.pop(0), "message": "no"}}
        elif self.spoil:
            reply |= self.spoil
            self.spoil = {}
        await socket.send(encode(reply, text=False))
        if request["op"] == "follow" and reply["ok"]:
            await self.send_from(socket, request["from"])


@pytest.mark.parametrize("op", ["log_on", "follow"])
async def test_once_it_serves_no_refusal_ends_the_feed(op, past, bridge_key, history, monkeypatch):
    monkeypatch.setattr(follower_module, "RETRY_FIRST_S", 0.001)
    monkeypatch.setattr(follower_module, "RETRY_MOST_S", 0.001)
    source = Refusing(past.events)
    async with following(source, bridge_key, history) as (follower, task):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
        source.refuse[op] = list(REFUSALS)
        await source.connected[-1].close()
        async with asyncio.timeout(20):
            while len(source.connected) < 2 + len(REFUSALS):
                await asyncio.sleep(0.01)
        assert not task.done() and not source.refuse[op]


async def test_before_it_serves_a_refusal_that_passes_is_waited_out_and_any_other_named(
    past, bridge_key, history
):
    source = Refusing(past.events)
    source.refuse["log_on"] = ["overloaded", "keys_unreadable"]
    async with following(source, bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    source.refuse["log_on"] = ["key_unknown"]
    async with following(source, bridge_key, history) as (_, task):
        with pytest.raises(RequestRefused, match="key_unknown"):
            async with asyncio.timeout(20):
                await task


@pytest.mark.parametrize(
    "spoilt", [{"role": 5}, {"venue": None}, {"next_event": "x"}, {"log_epoch": -1}, {"next": []}]
)
async def test_an_answer_that_cannot_be_read_is_asked_for_again(spoilt, past, bridge_key, history):
    source = Refusing(past.events)
    source.spoil = spoilt
    async with following(source, bridge_key, history) as (follower, _):
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    assert follower.feed.next_event == past.feed.next_event
