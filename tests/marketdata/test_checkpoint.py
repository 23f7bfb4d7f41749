"""Checkpoints of a feed: nothing of it is left out, and nothing but what was written is read
back.
"""

import json
import os
import pickle
from random import Random

import pytest

from engine.commands import CommandKind
from engine.events import EventKind
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, empty_state
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from marketdata.channels import PUBLIC
from marketdata.checkpoint import pack, program, seal, unpack
from marketdata.errors import CheckpointRefused, HistoryDiffers
from marketdata.feed import Feed
from marketdata.streams import Message
from tests.oracle.crowd import Crowd
from tests.oracle.twin import Twin

EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))


def written(feed: Feed, log_epoch: int = 1) -> bytes:
    pieces = pack(feed, log_epoch)
    return b"".join([seal(pieces), *pieces])


def again(feed: Feed) -> Feed:
    return unpack(written(feed), feed.epoch, 1)


def crowd_s_events(seed: int, steps: int) -> list[list[dict]]:
    """What an engine says to a random crowd over many days, in batches of random size."""
    random, twin = Random(seed), Twin(SMALL, thorough=False)
    crowd = Crowd(random, twin)
    crowd.open_venue()
    for _ in range(steps):
        crowd.act()
    events = apply_all(empty_state(SMALL), twin.stream())
    codes = Codes()
    listings = events[
        (events["kind"] == EventKind.ACCEPTED)
        & (events["command_kind"] == CommandKind.LIST_INSTRUMENT)
    ]
    codes.update({int(listing["instrument"]): listing["text"].decode() for listing in listings})
    maps = event_maps(events, codes)
    batches = []
    while maps:
        size = random.choice((1, 1, 2, 5, 50, 300))
        batches.append(maps[:size])
        maps = maps[size:]
    return batches


def everything(part: object, seen: dict[int, int]) -> object:
    """An object and all it holds as plain lists; what was met before is given by its place, so that
    shared parts count.

    But a message is what it says: nothing in it is ever changed, so nobody shares a part with it.
    """
    if isinstance(part, Message):
        return json.dumps(part.body)
    if part is None or isinstance(part, int | str | bytes | float):
        return part
    if id(part) in seen:
        return ("seen", seen[id(part)])
    seen[id(part)] = len(seen)
    if isinstance(part, memoryview | bytearray):
        return bytes(part)
    if isinstance(part, dict):
        return [(everything(key, seen), everything(value, seen)) for key, value in part.items()]
    if isinstance(part, list | tuple) or hasattr(part, "maxlen") or hasattr(part, "typecode"):
        return [type(part).__name__, *(everything(each, seen) for each in part)]
    slots = [name for kind in type(part).__mro__ for name in getattr(kind, "__slots__", ())]
    names = sorted(
        {*slots, *getattr(part, "__dict__", {})} - {"_encoded", "_on_event", "_on_accepted", "raw"}
    )
    content = [(name, everything(getattr(part, name), seen)) for name in names]
    return [type(part).__name__, bytes(getattr(part, "raw", b"")), content]


def told(feed: Feed) -> list[object]:
    """What listeners can ask of a feed: every stream's snapshot and kept messages, and the
    settlement stream.
    """
    said: list[object] = []
    for channel in PUBLIC:
        for stream, data in feed.board.streams(channel).values():
            said += [
                message.body
                for message in stream.kept_from(stream.published - len(stream.last(10**6)) + 1)
                or []
            ]
            said += [stream.snapshot(data()).body] if channel != "bulletin" or stream.number else []
    return said + [message.body for message in feed.settlement.messages_from(1, 10**6)]


@pytest.mark.parametrize("seed", range(3 * EXAMPLES))
def test_a_feed_that_is_restarted_anywhere_goes_on_as_one_that_never_stopped(seed):
    batches = crowd_s_events(seed, steps=1500)
    random = Random(seed)
    steady, restarted = Feed("test"), Feed("test")
    first = 1
    for batch in batches:
        published = [message.body for message in steady.apply(first, batch)]
        assert [message.body for message in restarted.apply(first, batch)] == published
        first += len(batch)
        if random.randrange(20) == 0:
            restarted = again(restarted)
    assert told(restarted) == told(steady)
    assert (
        everything(again(restarted), {}) == everything(again(steady), {}) == everything(steady, {})
    )


@pytest.mark.parametrize("seed", range(100, 100 + 2 * EXAMPLES))
def test_a_feed_that_goes_on_from_an_old_checkpoint_in_other_batches_comes_to_the_same_state(seed):
    batches = crowd_s_events(seed, steps=800)
    events = [event for batch in batches for event in batch]
    random, steady = Random(seed), Feed("test")
    kept = [written(steady)]
    first = 1
    for batch in batches:
        steady.apply(first, batch)
        first += len(batch)
        if random.randrange(30) == 0:
            kept.append(written(steady))
    late = unpack(random.choice(kept), "test", 1)
    late.apply(late.follow_from, events[late.follow_from - 1 :])
    for channel in PUBLIC:
        for code, (stream, data) in steady.board.streams(channel).items():
            other, other_data = late.board.streams(channel)[code]
            assert (other.number, other.published) == (stream.number, stream.published)
            assert channel == "bulletin" or other_data() == data()
    messages = [
        [each.body for each in feed.settlement.messages_from(1, 10**6)] for feed in (steady, late)
    ]
    assert messages[0] == messages[1]


@pytest.fixture
def feed(cea25) -> Feed:
    """A feed that knows a closed day, a running one, and a resting order."""
    cea25.trade("CEA25", "75.00", 10)
    cea25.end()
    cea25.settle()
    cea25.start("2026-01-06")
    cea25.sell("CEA25", "75.00", 10)
    return cea25.feed


def test_what_is_changed_in_one_byte_or_cut_is_refused(feed):
    raw, random = written(feed), Random(1)
    for place in [0, 20, 80, len(raw) - 1, *(random.randrange(len(raw)) for _ in range(200))]:
        with pytest.raises(CheckpointRefused):
            unpack(raw[:place], "test", 1)
        with pytest.raises(CheckpointRefused):
            unpack(
                raw[:place] + bytes([raw[place] ^ 1 << random.randrange(8)]) + raw[place + 1 :],
                "test",
                1,
            )


def test_another_venue_s_is_refused(feed):
    with pytest.raises(CheckpointRefused, match="of venue 'test'"):
        unpack(written(feed), "elsewhere", 1)


def test_one_of_a_log_that_was_opened_more_often_is_refused(feed):
    with pytest.raises(CheckpointRefused, match="opened 3 times, this one 2"):
        unpack(written(feed, log_epoch=3), "test", 2)


def test_another_build_s_is_refused(feed, monkeypatch):
    raw = written(feed)
    monkeypatch.setattr("marketdata.checkpoint.program", lambda: "another")
    with pytest.raises(CheckpointRefused, match="another build"):
        unpack(raw, "test", 1)
    assert len(program()) == 64


@pytest.mark.parametrize("hostile", [os.system, eval, unpack, pickle.loads, Random])
def test_nothing_but_the_feed_s_own_classes_is_read_back(feed, hostile):
    feed.board.totals[9, 9] = hostile
    with pytest.raises(CheckpointRefused, match=hostile.__name__):
        again(feed)


def test_the_last_event_known_is_compared_when_it_comes_again(feed, cea25):
    restored = again(feed)
    assert restored.apply(restored.follow_from, cea25.events[-1:]) == []
    with pytest.raises(HistoryDiffers, match="another one"):
        restored.apply(restored.follow_from, [cea25.events[-1] | {"time_ns": 1}])


def test_kept_messages_are_found_by_number_after_a_restart(feed):
    (stream, _) = again(feed).board.streams("trades")["CEA25"]
    assert [message.body["data"]["price"] for message in stream.kept_from(1)] == [7500]
