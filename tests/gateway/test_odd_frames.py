"""Frames of any form, made of pieces of MessagePack and JSON: each is read or refused by name."""

from __future__ import annotations

import json
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.protocol.errors import WireError
from gateway.protocol.wire import decode, encode

TIMESTAMP = b"\xd6\xff\x00\x00\x00\x00"
NUMBERS = (b"\x01", b"\xcb" + bytes(8), b"\xcb\x7f\xf8" + bytes(6), b"\xcf" + b"\xff" * 8)
HEADS = (b"\x80", b"\x81", b"\x82", b"\x90", b"\x91", b"\x92")  # of maps and lists
TEXTS = (b"\xa2op", b"\xa2id", b"\xa0", b"\xc4\x02op", b"\xc4\x00", b"\xa1\xff")
PIECES = st.sampled_from((*HEADS, *TEXTS, *NUMBERS, b"\xc0", b"\xc3", TIMESTAMP, b"\xc7\x01\x05x"))
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda each: st.lists(each) | st.dictionaries(st.text() | st.just("\ud800"), each),
    max_leaves=12,
)


def read_or_refused(frame: bytes | str) -> None:
    """The maps of the frame can be sent back, or its error can be sent in both encodings."""
    try:
        messages = decode(frame)
    except WireError as error:
        for text in (False, True):
            sent = encode({"error": error.as_map()}, text)
            assert (sent.encode() if isinstance(sent, str) else sent) != b""
        return
    assert all(isinstance(message, dict) for message in messages)


@settings(max_examples=2_000, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_any_pieces_of_message_pack_are_read_or_refused(pieces: list[bytes]) -> None:
    read_or_refused(b"".join(pieces))


@settings(max_examples=500, deadline=None)
@given(VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    read_or_refused(json.dumps(value))
    read_or_refused(json.dumps([{"op": "heartbeat", "id": 1}, value], ensure_ascii=True))


@pytest.mark.parametrize("key", [[1], {"a": 1}, (), 1, None, True, 1.5, b"op"])
def test_a_key_that_is_no_text_is_refused(key: Any) -> None:
    packed = msgpack.packb(key)
    frame = b"\x81" + packed + b"\x01"
    with pytest.raises(WireError):
        decode(frame)
    with pytest.raises(WireError):
        decode(b"\x81\xa2op" + frame)


def test_a_number_that_is_too_large_for_a_float_is_read_as_one() -> None:
    assert decode('{"op": "heartbeat", "id": 1e999}')[0]["id"] == float("inf")
