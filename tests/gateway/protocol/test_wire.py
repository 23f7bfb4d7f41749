"""What the wire lets through, and what it refuses."""

from __future__ import annotations

import json
import random

import msgpack
import pytest

from engine.units import FRAME_MAX_BYTES
from gateway.protocol.errors import FrameTooLarge, TooManyRequests, WireError
from gateway.protocol.wire import (
    DEPTH_MAX,
    Frame,
    Repeating,
    decode,
    decode_from_venue,
    encode,
)

ORDER = {
    "op": "new_order",
    "id": 7,
    "price": 7850,
    "instrument": "CEA25",
    "deep": {"a": [1, None, True]},
    "name": "碳",
}


@pytest.mark.parametrize("text", [True, False])
def test_a_map_comes_back_as_it_was_sent(text: bool) -> None:
    frame = encode(ORDER, text)
    assert isinstance(frame, str) is text
    assert decode(frame) == [ORDER]


@pytest.mark.parametrize("text", [True, False])
def test_a_list_of_maps_comes_back_in_order(text: bool) -> None:
    maps = [{"id": number} for number in range(100)]
    assert decode(encode(maps, text)) == maps


def test_a_frame_over_the_limit_is_named_too_large() -> None:
    with pytest.raises(FrameTooLarge) as caught:
        decode(b"\x80" * (FRAME_MAX_BYTES + 1))
    assert caught.value.as_map()["allowed"] == FRAME_MAX_BYTES


def test_more_than_a_hundred_maps_are_too_many_requests() -> None:
    with pytest.raises(TooManyRequests):
        decode(encode([{}] * 101, False))
    assert len(decode_from_venue(encode([{}] * 101, False))) == 101


MALFORMED = {
    "empty": b"",
    "empty text": "",
    "truncated map": b"\x82\xa2op",
    "extra bytes": encode(ORDER, False) + b"\x00",  # type: ignore[operator]
    "reserved byte": b"\xc1",
    "a number": b"\x07",
    "a list of numbers": msgpack.packb([1, 2]),
    "an empty list": b"\x90",
    "a map with a number as key": msgpack.packb({1: 2}),
    "a map with bytes as key": msgpack.packb({b"op": 1}),
    "not a number": '{"price":NaN}',
    "infinity": '{"price":-Infinity}',
    "an integer of 10,000 digits": '{"price":' + "9" * 10_000 + "}",
    "a number of 100 digits": '{"price":1.' + "1" * 100 + "}",
    "an extension type": msgpack.packb({"x": msgpack.ExtType(5, b"abc")}),
    "a timestamp": msgpack.packb({"x": msgpack.Timestamp(1, 2)}),
    "broken UTF-8": b"\x81\xa1a\xa2\xff\xfe",
    "a lone surrogate": '{"a":"\\ud800"}',
    "a lone surrogate as key": '{"\\ud800":1}',
    "lists without end in JSON": "[" * 60_000,
    "lists without end in MessagePack": b"\x91" * 60_000,
    "maps without end": '{"a":' * 10_000,
    "not JSON": "order please",
}


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_frame_is_refused_with_a_sentence(frame: bytes | str) -> None:
    with pytest.raises(WireError) as caught:
        decode(frame)
    error = caught.value.as_map()
    assert error["code"] == "frame_malformed"
    assert error["message"]
    assert decode(encode(error, True)) == [error]


@pytest.mark.parametrize("value", [1.5, 2**63, 2**64 - 1, b"abc", None, True, "碳"])
def test_a_value_of_any_plain_type_is_left_to_the_schema(value: object) -> None:
    assert decode(msgpack.packb({"price": value})) == [{"price": value}]


def test_nesting_is_bounded_exactly() -> None:
    fits: dict[str, object] = {}
    for _ in range(DEPTH_MAX - 1):
        fits = {"a": fits}
    assert decode(encode(fits, False)) == [fits]
    with pytest.raises(WireError):
        decode(encode({"a": fits}, False))


def test_random_bytes_never_raise_anything_else() -> None:
    dice = random.Random(20260105)
    whole = bytes(encode([ORDER] * 3, False))
    for _ in range(3000):
        frame = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            frame[dice.randrange(len(frame))] = dice.randrange(256)
        try:
            messages = decode(bytes(frame))
        except WireError:
            continue
        json.dumps(messages, default=repr).encode()


@pytest.mark.parametrize(
    ("frame", "key"),
    [
        (b"\x82\xa1a\x01\xa1a\x02", "a"),
        ("{" + "".join(f'"{each}":1,' for each in range(6_000)) + '"5999":1}', "5999"),
        ('{"a":1,"b":2,"b":2}', "b"),
        ('{"op":"set_parameter","values":[{"tick":1,"tick":2}]}', "tick"),
    ],
)
def test_a_map_with_a_key_twice_is_marked_and_the_others_of_its_frame_are_read(
    frame: Frame, key: str
) -> None:
    (repeating,) = decode(frame)
    assert isinstance(repeating, Repeating) and repeating.key == key
    if isinstance(frame, str):
        before, marked, after = decode(f'[{{"a":1}},{frame},{{"a":2}}]')
        assert (before, type(marked), after) == ({"a": 1}, Repeating, {"a": 2})
    with pytest.raises(WireError, match=key):
        decode_from_venue(frame)
