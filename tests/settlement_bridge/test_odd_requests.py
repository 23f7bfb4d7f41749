"""Every operation of the registry with each of its fields given every type of value: all named."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import msgpack
import pytest
from websockets.asyncio.client import connect as open_socket

from gateway.protocol import conversation
from gateway.protocol.operations import LOG_ON
from gateway.protocol.wire import CloseCode, encode
from settlement_bridge.client import connect
from settlement_bridge.operations import OPERATIONS, ROLES_OF
from tests.gateway import samples
from tests.gateway.samples import BINARY, TEXT, Message, complaint, odd_requests
from tests.settlement_bridge.conftest import Venue, running_venue
from tests.settlement_bridge.in_process import log_on_request, running_server
from tests.signing import dialled

NAMES = {name: name for name in ("exchange", "feed", "bridge")}
NAMES |= {"member": "member1", "viewer": "viewer1", "peer": "peer1"}
FRAME = 90  # requests


@pytest.fixture(scope="module")
def own_venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    with running_venue(tmp_path_factory.mktemp("odd")) as venue:
        (venue.data / "registry").mkdir()
        yield venue


def read(frame: bytes | str) -> list[Message]:
    content = json.loads(frame) if isinstance(frame, str) else msgpack.unpackb(frame)
    return content if isinstance(content, list) else [content]


async def replies(socket: Any, count: int) -> list[Message]:
    """A number of replies; what is pushed is passed over."""
    found: list[Message] = []
    while len(found) < count:
        messages = read(await asyncio.wait_for(socket.recv(), 60))
        found += [each for each in messages if each["type"] == "reply"]
    return found


def odd_of(name: str, role: str, text: bool) -> list[tuple[str, Message]]:
    """An operation's odd requests that a role asks, none of which logs off or waits."""
    asked = list(samples.odd_of(OPERATIONS[name], text))
    if name == "log_off":
        return [(field, each) for field, each in asked if field == "op"]
    own = {"account": 1} if role in ("member", "viewer") else {}
    owns = [own if field != "account" and "account" in each else {} for field, each in asked]
    return [(field, each | own) for (field, each), own in zip(asked, owns, strict=True)]


async def complaints(venue: Venue, role: str, text: bool) -> list[str]:
    """What is wrong with the answers to odd requests of every operation of a role."""
    found = []
    async with open_socket(dialled(venue.registry), compression=None, max_size=None) as socket:
        (challenge,) = read(await socket.recv())
        await socket.send(encode(log_on_request(venue, challenge, NAMES[role]), text))
        assert (await replies(socket, 1))[0]["ok"]
        for name in [each for each, roles in ROLES_OF.items() if role in roles]:
            asked = odd_of(name, role, text)
            for start in range(0, len(asked), FRAME):
                part = asked[start : start + FRAME]
                await socket.send(encode([request for _, request in part], text))
                told = zip(part, await replies(socket, len(part)), strict=True)
                found += [complaint(field, each, answer) for (field, each), answer in told]
    return [said for said in found if said]


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
@pytest.mark.parametrize("role", NAMES)
async def test_each_field_of_each_request_may_be_anything_and_is_named(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    role: str,
    text: bool,
) -> None:
    async with running_server(own_venue, monkeypatch) as server:
        async with connect(server.url, own_venue.key("bridge")) as registry:
            request = {"op": "open_account", "name": "a"}
            await registry.request_many([request | {"account": each} for each in (1, 2)])
        found = await complaints(own_venue, role, text)
        assert found == [], found[0]
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
async def test_a_log_on_may_be_anything_and_is_named(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
    text: bool,
) -> None:
    async with running_server(own_venue, monkeypatch) as server:
        for name, request in odd_requests(LOG_ON, TEXT if text else BINARY):
            async with open_socket(dialled(server.url), compression=None) as socket:
                (challenge,) = read(await socket.recv())
                sound = log_on_request(own_venue, challenge, "bridge")
                asked = request | sound | {name: request[name]}
                await socket.send(encode(asked, text))
                (answer,) = await replies(socket, 1)
                assert complaint(name, asked, answer) is None
                signed = not answer["ok"] and name in ("key", "signature", "time_ns")
                if signed and "field_" not in answer["error"]["code"]:
                    await socket.wait_closed()
                    assert socket.close_code == CloseCode.LOG_ON_REFUSED


async def test_a_campaign_against_a_name_that_is_looked_up_unchecked_finds_it(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation, "read_op", lambda message: message["op"])
    async with running_server(own_venue, monkeypatch):
        found = await complaints(own_venue, "feed", text=True)
        assert any("internal_error" in each for each in found)
