import json

import msgpack

from gateway.protocol.wire import decode_from_venue
from marketdata.channels import CHANNELS, TRADES
from marketdata.streams import MESSAGES_PER_FRAME, Stream, frames_of


def test_numbers_follow_each_other_without_holes():
    stream = Stream(TRADES, "CEA25", "test")
    bodies = [stream.count_and_publish(7, {"trade": n}).body for n in range(3)]
    assert [(body["seq"], body["prev"]) for body in bodies] == [(1, 0), (2, 1), (3, 2)]


def test_one_message_may_stand_for_several_changes():
    stream = Stream("summary", "CEA25", "test")
    stream.number = 5
    body = stream.publish(7, {}).body
    assert (body["prev"], body["seq"]) == (0, 5)


def test_what_was_missed_is_kept_up_to_a_bound():
    stream = Stream(TRADES, "CEA25", "test")
    for number in range(CHANNELS[TRADES].kept + 10):
        stream.count_and_publish(number, {})
    assert stream.kept_from(10) is None
    assert [update.body["seq"] for update in stream.kept_from(11)][:2] == [11, 12]
    assert stream.kept_from(CHANNELS[TRADES].kept + 11) == []
    assert stream.kept_from(CHANNELS[TRADES].kept + 99) == []


def test_a_number_in_the_middle_of_a_message_is_served_by_that_message():
    stream = Stream("summary", "CEA25", "test")
    for stream.number in (3, 8):
        stream.publish(7, {})
    assert [update.body["seq"] for update in stream.kept_from(5)] == [8]


def test_a_snapshot_carries_the_last_number_and_no_previous_one():
    stream = Stream("summary", "CEA25", "test")
    stream.number = 4
    stream.publish(7, {})
    body = stream.snapshot({"open": 1}).body
    assert (body["type"], body["seq"], body["prev"], body["time_ns"]) == ("snapshot", 4, None, 7)


def test_frames_are_lists_of_up_to_a_hundred_in_both_encodings():
    stream = Stream(TRADES, "CEA25", "test")
    messages = [
        stream.count_and_publish(n, {"trade": n, "side": "买"})
        for n in range(MESSAGES_PER_FRAME + 1)
    ]
    binary, text = frames_of(messages, text=False), frames_of(messages, text=True)
    assert [len(msgpack.unpackb(frame)) for frame in binary] == [MESSAGES_PER_FRAME, 1]
    assert [json.loads(frame) for frame in text] == [msgpack.unpackb(frame) for frame in binary]
    assert decode_from_venue(binary[1]) == [messages[-1].body]


def test_a_message_is_encoded_once_for_all_listeners():
    message = Stream(TRADES, "CEA25", "test").count_and_publish(1, {})
    assert message.encoded(text=True) is message.encoded(text=True)
