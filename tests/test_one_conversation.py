"""The three servers talk alike: the same frames are refused by all of them in the same words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.protocol.wire import CloseCode, decode_from_venue, encode
from tests.corpus.house import CorpusHouse, corpus_house
from tests.signing import dialled, signature_of

SERVERS = ("gateway", "feed", "registry")
BEATING = ("gateway", "registry")  # with heartbeats
TICKS_S = 2.2  # in which both servers have looked at their clients
HANDSHAKES: list[tuple[str, Any, int, str]] = [
    ("/feed", None, 404, "path_unknown"),
    ("/", ["fix"], 400, "subprotocol_unknown"),
]
DEEP = '{"id":1,"op":"heartbeat","x":' + "[" * 9 + "]" * 9 + "}"
Heard = tuple[list[Any], tuple[int, str] | None]  # errors of the replies, None for none; the close

FRAMES: dict[str, tuple[str | bytes, list[str | None]]] = {
    "half a map": ("{", ["frame_malformed"]),
    "no MessagePack": (b"\xc1", ["frame_malformed"]),
    "an empty list": ("[]", ["frame_malformed"]),
    "a list of numbers": ("[1]", ["frame_malformed"]),
    "a number of 100 digits": ('{"id":1' + "1" * 100 + "}", ["frame_malformed"]),
    "a lone surrogate": ('{"id":1,"op":"\\ud800"}', ["frame_malformed"]),
    "lists nested too deep": (DEEP, ["frame_malformed"]),
    "101 requests": (encode([{"op": "heartbeat", "id": 1}] * 101, True), ["too_many_requests"]),
    "no id": ('{"op":"heartbeat"}', ["field_missing"]),
    "an id that is a text": ('{"op":"heartbeat","id":"1"}', ["field_wrong_type"]),
    "an id below 0": ('{"op":"heartbeat","id":-1}', ["field_out_of_range"]),
    "no operation": ('{"id":1}', ["operation_unknown"]),
    "an operation that is a list": ('{"id":1,"op":["heartbeat"]}', ["operation_unknown"]),
    "an operation that nobody knows": ('{"id":1,"op":"dance"}', ["operation_unknown"]),
    "a field that it has not": ('{"id":1,"op":"heartbeat","x":1.5}', ["field_unknown"]),
    "another log-on": ('{"id":1,"op":"log_on"}', ["already_logged_on"]),
    "a key twice costs its own request": (
        '[{"id":1,"op":"heartbeat"},{"id":2,"op":"heartbeat","op":"x"},{"id":3,"op":"heartbeat"}]',
        [None, "key_repeated", None],
    ),
    "a key twice in a map within": (
        '[{"id":1,"op":"heartbeat","x":{"a":1,"a":1}},{"id":2,"op":"heartbeat"}]',
        ["key_repeated", None],
    ),
    "an id twice": ('{"id":1,"id":2,"op":"heartbeat"}', ["key_repeated"]),
}
LOG_ONS: dict[str, tuple[dict[str, Any], str]] = {
    "a field missing": ({"signature": None}, "field_wrong_type"),
    "a field that it has not": ({"x": 1}, "field_unknown"),
    "a heartbeat out of range": ({"heartbeat_s": 4}, "field_out_of_range"),
    "a signature over something else": ({"signature": "00" * 64}, "signature_wrong"),
    "a key that nobody knows": ({"key": "mallory"}, "key_unknown"),
    "another version of the protocol": ({"protocol": 2}, "protocol_unknown"),
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CorpusHouse]:
    async with corpus_house(tmp_path) as running:
        yield running


async def logged_on(house: CorpusHouse, server: str, **fields: Any) -> ClientConnection:
    """A connection of the bridge's key, whose log-on has been answered if it is a good one."""
    socket = await connect(dialled(house.urls[server]), compression=None, ping_interval=None)
    challenge, time_ns = decode_from_venue(await socket.recv())[0], house.clock.now_ns()
    key = house.keys["bridge"]
    signed = {"key": key.key, "signature": signature_of(key, challenge, time_ns)}
    request = {"op": "log_on", "id": 1, "time_ns": time_ns, **signed, **fields}
    await socket.send(encode(request, True))
    return socket


async def heard(socket: ClientConnection, count: int) -> Heard:
    """The errors of the next replies, and how the connection is closed if it is."""
    errors: list[Any] = []
    try:
        async with asyncio.timeout(10):
            while len(errors) < count:
                messages = decode_from_venue(await socket.recv())
                replies = [each for each in messages if each["type"] == "reply"]
                errors += [(each["id"], _without_lists(each.get("error"))) for each in replies]
            await asyncio.wait_for(socket.wait_closed(), 0.05)
    except (ConnectionClosed, TimeoutError):
        pass
    code = socket.close_code
    return errors, None if code is None else (code, socket.close_reason or "")


def _without_lists(error: dict[str, Any] | None) -> Any:
    """An error without what is each server's own: the names of operations, the text to sign."""
    if error is None or error["code"] not in ("operation_unknown", "signature_wrong"):
        return error
    return error | {"allowed": None}


async def test_a_bad_frame_is_answered_alike_by_all_three(house: CorpusHouse) -> None:
    sockets = [await logged_on(house, server) for server in SERVERS]
    assert [await heard(each, 1) for each in sockets] == [([(1, None)], None)] * 3
    for name, (frame, codes) in FRAMES.items():
        for socket in sockets:
            await socket.send(frame)
        found = [await heard(socket, len(codes)) for socket in sockets]
        errors, closed = found[0]
        assert [error and error["code"] for _, error in errors] == codes, name
        assert closed is None and found == [found[0]] * 3, name


async def test_a_bad_log_on_is_answered_and_closed_alike_by_all_three(house: CorpusHouse) -> None:
    for name, (fields, code) in LOG_ONS.items():
        sockets = [await logged_on(house, server, **fields) for server in SERVERS]
        found = [await heard(socket, 1) for socket in sockets]
        ((_, error),), closed = found[0]
        assert error["code"] == code and closed == (CloseCode.LOG_ON_REFUSED, code), name
        assert found == [found[0]] * 3, name


async def test_another_path_or_a_subprotocol_is_refused_by_name_at_the_handshake(
    house: CorpusHouse,
) -> None:
    for server in SERVERS:
        for path, offered, status, code in HANDSHAKES:
            with pytest.raises(InvalidStatus) as caught:
                await connect(house.urls[server] + path, subprotocols=offered)
            response = caught.value.response
            assert response.status_code == status and code in response.body.decode()


async def test_a_ping_is_a_sign_of_life_and_two_intervals_without_any_close(
    house: CorpusHouse,
) -> None:
    sockets = [await logged_on(house, server, heartbeat_s=5) for server in BEATING]
    assert [await heard(each, 1) for each in sockets] == [([(1, None)], None)] * 2
    for _ in range(2):
        house.monotonic.advance(6 * 10**9)
        for socket in sockets:
            await (await socket.ping())
        await asyncio.sleep(TICKS_S)
        assert [socket.close_code for socket in sockets] == [None, None]
    house.monotonic.advance(11 * 10**9)
    for socket in sockets:
        await asyncio.wait_for(socket.wait_closed(), 10)
    closed = [(socket.close_code, socket.close_reason) for socket in sockets]
    assert closed == [(CloseCode.HEARTBEAT_MISSED, "heartbeat_missed")] * 2


async def test_a_frame_is_heard_while_a_request_before_it_takes_its_time(
    house: CorpusHouse,
) -> None:
    socket = await logged_on(house, "registry", heartbeat_s=5)
    await heard(socket, 1)
    asked = {"op": "settled", "id": 2, "date": "2026-01-06", "wait_ms": 4_000}
    await socket.send(encode(asked, True))
    for id_ in range(3, 5):
        house.monotonic.advance(6 * 10**9)
        await socket.send(encode({"op": "heartbeat", "id": id_}, True))
        await asyncio.sleep(TICKS_S / 2)
    replies, closed = await heard(socket, 3)
    assert [id_ for id_, _ in replies] == [2, 3, 4] and closed is None
