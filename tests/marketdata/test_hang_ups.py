"""Listeners that hang up around every request, and faults of one: the others hear on."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from gateway.client import Connection
from gateway.protocol.address import Address
from gateway.protocol.operations import LOG_ON
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.wire import CloseCode, encode
from marketdata import fan_out
from marketdata.listener import OPERATIONS
from marketdata.publisher import Publisher
from tests.gateway.samples import Message, request_of, torn
from tests.signing import dialled, signature_of

MOMENTS = ("at once", "sent", "torn", "answered")
CHANNELS: tuple[Message, ...] = (
    {"channel": "depth"},
    {"channel": "trades", "instrument": "CEA25", "from": 1},
    {"channel": "settlement"},
)
REQUESTS: tuple[Message, ...] = (
    *(request_of(operation) for operation in OPERATIONS.values() if operation is not LOG_ON),
    *({"op": "subscribe"} | channel for channel in CHANNELS),
)


@asynccontextmanager
async def running(exchange: Any, history: Any, keys: Any) -> AsyncIterator[tuple[Publisher, str]]:
    async with Publisher(exchange.feed, history, keys) as publisher:
        exchange.told = publisher.publish
        yield publisher, await publisher.listen(Address())


async def cut_at(moment: str, url: str, key: PrivateKey, request: Message) -> None:
    """Log on, ask, and cut the connection at that moment."""
    socket = await connect(dialled(url), compression=None)
    (challenge,) = [json.loads(await socket.recv())]
    now_ns = challenge["server_time_ns"]
    signature = signature_of(key, challenge, now_ns)
    fields = {"key": key.key, "time_ns": now_ns, "signature": signature}
    frame = encode([{"op": "log_on", "id": 1} | fields, request | {"id": 2}], text=False)
    assert isinstance(frame, bytes)
    if moment == "torn":
        socket.transport.write(torn(frame))
    elif moment != "at once":
        await socket.send(frame)
        if moment == "answered":
            await socket.recv()
    socket.transport.abort()


async def nobody_left(publisher: Publisher, count: int) -> None:
    async with asyncio.timeout(10):
        while len(publisher._listeners) > count or len(publisher._settling) > 0:
            await asyncio.sleep(0.01)


async def heard(socket: ClientConnection) -> Message:
    async with asyncio.timeout(10):
        messages = json.loads(await socket.recv())
    return messages[0] if isinstance(messages, list) else messages


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_listener_cut_at_any_moment_of_any_request_leaves_nothing_behind(
    cea25: Any,
    history: Any,
    keys: Any,
    bridge_key: PrivateKey,
    caplog: Any,
    moment: str,
) -> None:
    async with running(cea25, history, keys) as (publisher, url), connect(dialled(url)) as good:
        await heard(good)
        await good.send(json.dumps({"op": "subscribe", "id": 1, "channel": "trades"}))
        assert (await heard(good))["ok"]
        assert (await heard(good))["type"] == "snapshot"
        for seq, request in enumerate(REQUESTS, 1):
            await cut_at(moment, url, bridge_key, request)
            cea25.trade("CEA25", "75.00", 1)
            assert (await heard(good))["seq"] == seq
        await nobody_left(publisher, 1)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_what_cannot_be_published_to_some_closes_them_alone(
    cea25: Any,
    history: Any,
    keys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = fan_out.frames_of

    def frames(messages: Any, text: bool) -> Any:
        messages = list(messages)
        if any(message.key[0] == "depth" for message in messages):
            raise RuntimeError("no such depth")
        return sound(messages, text)

    async with (
        running(cea25, history, keys) as (_, url),
        connect(dialled(url)) as good,
        connect(dialled(url)) as bad,
    ):
        for socket, channel in ((good, "trades"), (bad, "depth")):
            await heard(socket)
            await socket.send(json.dumps({"op": "subscribe", "id": 1, "channel": channel}))
            assert (await heard(socket))["ok"]
            await heard(socket)
        monkeypatch.setattr(fan_out, "frames_of", frames)
        cea25.trade("CEA25", "75.00", 1)
        assert (await heard(good))["channel"] == "trades"
        async with asyncio.timeout(10):
            await bad.wait_closed()
        assert bad.close_code == CloseCode.INTERNAL_ERROR


async def test_a_question_that_fails_is_answered_and_the_listener_hears_on(
    cea25: Any,
    history: Any,
    keys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(cea25, history, keys) as (_, url), connect(dialled(url)) as socket:
        await heard(socket)
        monkeypatch.setattr(history, "rows", None)
        await socket.send(json.dumps({"op": "history", "id": 1}))
        reply = await heard(socket)
        assert (reply["id"], reply["error"]["code"]) == (1, "internal_error")
        await socket.send(json.dumps({"op": "heartbeat", "id": 2}))
        assert (await heard(socket))["ok"]


async def test_a_settlement_stream_that_fails_closes_its_own_listener(
    cea25: Any,
    history: Any,
    keys: Any,
    bridge_key: PrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(cea25, history, keys) as (publisher, url):
        bridge = await Connection.open(url, bridge_key, server="feed")
        await bridge.request("subscribe", channel="settlement")
        monkeypatch.setattr(cea25.feed.settlement, "messages_from", None)
        cea25.trade("CEA25", "75.00", 1)
        async with asyncio.timeout(10):
            await bridge.ended.wait()
        assert bridge.lost is not None
        assert bridge.lost.close_code == CloseCode.INTERNAL_ERROR
        await bridge.close()
        await nobody_left(publisher, 0)
