"""Every operation of the feed with each field given every type of value: named, and heard on."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import msgpack
import pytest
from websockets.asyncio.client import connect

from gateway.protocol.operations import LOG_ON
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.wire import CloseCode, encode
from marketdata import audience, listener
from marketdata.listener import OPERATIONS
from tests.gateway.samples import BINARY, TEXT, Message, complaint, odd_of, odd_requests
from tests.signing import dialled, signature_of

FRAME = 90  # requests


def read(frame: bytes | str) -> list[Message]:
    content = json.loads(frame) if isinstance(frame, str) else msgpack.unpackb(frame)
    return content if isinstance(content, list) else [content]


async def replies(socket: Any, count: int) -> list[Message]:
    """A number of replies; what is published is passed over."""
    found: list[Message] = []
    while len(found) < count:
        messages = read(await asyncio.wait_for(socket.recv(), 10))
        found += [each for each in messages if each["type"] == "reply"]
    return found


async def complaints(url: str, text: bool) -> list[str]:
    """What is wrong with the answers to odd requests of every operation."""
    found = []
    async with connect(dialled(url)) as socket:
        await socket.recv()
        for operation in OPERATIONS.values():
            if operation is LOG_ON:
                continue
            odd = odd_of(operation, text)
            asked = [(name, each) for name, each in odd if each.get("op") != LOG_ON.name]
            if operation.name == "log_off":
                asked = [(name, each) for name, each in asked if name == "op"]
            for start in range(0, len(asked), FRAME):
                part = asked[start : start + FRAME]
                await socket.send(encode([request for _, request in part], text))
                told = zip(part, await replies(socket, len(part)), strict=True)
                found += [complaint(name, each, answer) for (name, each), answer in told]
    return [said for said in found if said]


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
async def test_each_field_of_each_request_may_be_anything_and_is_named(
    cea25: Any,
    serving: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    text: bool,
) -> None:
    monkeypatch.setattr(audience, "REQUESTS_PER_S", 1_000_000)
    cea25.trade("CEA25", "75.00", 1)
    async with serving(cea25) as url:
        assert await complaints(url, text) == []
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
async def test_a_log_on_may_be_anything_and_is_named(
    cea25: Any,
    serving: Any,
    bridge_key: PrivateKey,
    text: bool,
) -> None:
    async with serving(cea25) as url:
        for name, request in odd_requests(LOG_ON, TEXT if text else BINARY):
            async with connect(dialled(url)) as socket:
                (challenge,) = read(await socket.recv())
                now_ns = challenge["server_time_ns"]
                signature = signature_of(bridge_key, challenge, now_ns)
                sound = {"key": bridge_key.key, "time_ns": now_ns, "signature": signature}
                asked = request | sound | {name: request[name]}
                await socket.send(encode(asked, text))
                (answer,) = await replies(socket, 1)
                assert complaint(name, asked, answer) is None
                if name in sound and not answer["ok"] and "field_" not in answer["error"]["code"]:
                    await socket.wait_closed()
                    assert socket.close_code == CloseCode.LOG_ON_REFUSED


async def test_a_campaign_against_a_channel_that_is_looked_up_unchecked_finds_it(
    cea25: Any,
    serving: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audience, "REQUESTS_PER_S", 1_000_000)
    known = dict.fromkeys(listener.CHANNELS)
    monkeypatch.setattr(listener, "CHANNELS", known)
    monkeypatch.setitem(OPERATIONS["subscribe"]._readers, "channel", lambda _name, value: value)
    async with serving(cea25) as url:
        assert any("internal_error" in each for each in await complaints(url, text=True))
