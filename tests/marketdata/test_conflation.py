"""Listeners that want the latest at most every so often: numbers without holes."""

from __future__ import annotations

import random

import pytest

from gateway.protocol.errors import RequestError
from marketdata.channels import CONFLATED, EVERY_CHANGE
from marketdata.conflation import Conflation, pace_of
from marketdata.numbering import Numbering, Verdict
from marketdata.streams import Stream


def test_the_latest_of_each_stream_stands_for_all_since_the_last_moment():
    depth, summary = Stream("depth", "CEA25", "e"), Stream("summary", "CEA25", "e")
    conflation = Conflation()
    assert not conflation.take([])
    for price in range(5):
        assert conflation.take([depth.count_and_publish(1, {"price": price})])
    conflation.take([summary.count_and_publish(1, {})])
    first, second = (message.body for message in conflation.due())
    assert (first["seq"], first["prev"], first["data"]) == (5, 0, {"price": 4})
    assert (second["channel"], second["seq"], second["prev"]) == ("summary", 1, 0)
    assert conflation.due() == []


def test_channels_that_send_every_change_are_passed_over():
    trades = Stream("trades", "CEA25", "e")
    assert not Conflation().take([trades.count_and_publish(1, {})])


@pytest.mark.parametrize("channel", [*EVERY_CHANGE, "depth_orders"])
def test_no_pace_is_given_to_a_channel_that_is_not_absolute(channel: str):
    with pytest.raises(RequestError) as refused:
        pace_of({"channel": channel, "every_ms": 100})
    assert (refused.value.field, refused.value.allowed) == ("every_ms", list(CONFLATED))
    assert pace_of({"channel": channel}) == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_reader_that_joins_at_any_time_sees_no_gap(seed: int):
    actor = random.Random(seed)
    stream, conflation, readers = Stream("depth", "CEA25", "e"), Conflation(), []
    for _ in range(200):
        conflation.take([stream.count_and_publish(1, {})])
        if actor.random() < 0.1:
            reader = Numbering()
            snapshot = stream.snapshot({}).body
            assert reader.judge(snapshot) is Verdict.NEXT
            reader.take(snapshot)
            readers.append(reader)
        if actor.random() < 0.3:
            for message in conflation.due():
                for reader in readers:
                    assert reader.judge(message.body) is not Verdict.GAP
                    reader.take(message.body)
