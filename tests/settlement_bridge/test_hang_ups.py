"""Sessions that hang up around every request to the registry, and faults of one of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.asyncio.client import connect as open_socket

from gateway.client import RequestRefused
from gateway.protocol.wire import CloseCode, encode
from settlement_bridge.bridge import outbox
from settlement_bridge.client import connect
from settlement_bridge.operations import OPERATIONS, ROLES_OF
from settlement_bridge.server import session as session_module
from tests.gateway.samples import Message, request_of, torn
from tests.settlement_bridge.conftest import Venue, running_venue
from tests.settlement_bridge.in_process import Server, log_on_request, logged_on, running_server
from tests.signing import dialled

NAMES = {name: name for name in ("exchange", "feed", "bridge")}
NAMES |= {"member": "member1", "viewer": "viewer1"}
MOMENTS = ("at once", "sent", "torn", "answered")


@pytest.fixture(scope="module")
def own_venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    with running_venue(tmp_path_factory.mktemp("own")) as venue:
        (venue.data / "registry").mkdir()
        yield venue


async def cut_at(moment: str, venue: Venue, name: str, request: Message) -> None:
    """Log on, ask, and cut the connection at that moment."""
    socket = await open_socket(dialled(venue.registry), compression=None)
    log_on = log_on_request(venue, json.loads(await socket.recv()), name)
    frame = encode([log_on, request | {"id": 2}, request | {"id": 3}], text=False)
    assert isinstance(frame, bytes)
    if moment == "torn":
        socket.transport.write(torn(frame))
    elif moment != "at once":
        await socket.send(frame)
        if moment == "answered":
            await socket.recv()
    socket.transport.abort()


async def furnish(server: Server, venue: Venue) -> None:
    """Accounts 1 and 2, unless they are there."""
    async with connect(server.url, venue.key("bridge")) as registry:
        request = {"op": "open_account", "name": "a"}
        await registry.request_many([request | {"account": each} for each in (1, 2)])


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_session_cut_at_any_moment_of_any_request_leaves_nothing_behind(
    own_venue: Venue,
    caplog: Any,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    async with running_server(own_venue, monkeypatch) as server:
        await furnish(server, own_venue)
        for name, roles in ROLES_OF.items():
            asking = [role for role in roles if role in NAMES]
            for role in {*asking[:1], *asking[-1:]}:
                await cut_at(moment, own_venue, NAMES[role], request_of(OPERATIONS[name]))
        await server.nobody_left()
        async with connect(server.url, own_venue.key("bridge")) as registry:
            deposited = await registry.request("deposit", account=1, amount_fen=5)
            assert deposited["reference"] > 0
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_question_that_fails_is_answered_and_the_session_goes_on(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running_server(own_venue, monkeypatch) as server:
        await furnish(server, own_venue)
        monkeypatch.setitem(server.house._queries._answers, "transfers", None)
        async with logged_on(own_venue, "bridge") as socket:
            requests = [{"op": "transfers", "id": 2}, {"op": "settled", "id": 3}]
            await socket.send(json.dumps(requests))
            replies = [json.loads(await socket.recv()) for _ in range(2)]
            assert [reply["ok"] for reply in replies] == [False, True]
            assert replies[0]["error"]["code"] == "internal_error"


async def test_an_answer_that_cannot_be_written_is_an_internal_error(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        running_server(own_venue, monkeypatch) as server,
        connect(server.url, own_venue.key("bridge")) as registry,
    ):
        monkeypatch.setattr(session_module, "reply", sound_but_for(session_module.reply))
        with pytest.raises(RequestRefused, match="internal_error"):
            await registry.request("transfers")
        monkeypatch.undo()
        assert (await registry.request("transfers"))["pending"] == []


def sound_but_for(sound: Any) -> Any:
    """Replies that hold what MessagePack cannot write, unless they are errors."""

    def reply(number: int | None, error: Message | None = None) -> Message:
        answer: Message = sound(number, error)
        return answer | {"huge": 2**70} if answer["ok"] else answer

    return reply


async def test_an_instruction_that_fails_is_refused_and_those_beside_it_are_recorded(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
) -> None:
    async with running_server(own_venue, monkeypatch) as server:
        await furnish(server, own_venue)
        sound = outbox.record

        def record(connection: Any, instructions: Any, *more: Any) -> Any:
            if any(each.quantity == 13 for each in instructions):
                raise RuntimeError("an unlucky number")
            return sound(connection, instructions, *more)

        monkeypatch.setattr(outbox, "record", record)
        async with connect(server.url, own_venue.key("bridge")) as registry:
            before = (await registry.operations.cash(account=1))["available_fen"]
            amounts = (5, 13, 7)
            requests = [{"op": "deposit", "account": 1, "amount_fen": each} for each in amounts]
            replies = await registry.request_many(requests)
            assert [reply.error.code if reply.error else None for reply in replies] == [
                None,
                "internal_error",
                None,
            ]
            assert (await registry.operations.cash(account=1))["available_fen"] == before + 12


async def test_a_stream_that_fails_closes_its_own_session_with_a_name(
    own_venue: Venue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(_fields: Message) -> Any:
        raise RuntimeError("no such alert")
        yield

    async with running_server(own_venue, monkeypatch) as server:
        streams: Any = server.house._queries.streams
        monkeypatch.setitem(streams, "follow_alerts", broken)
        asking = logged_on(own_venue, "exchange")
        async with asking as socket, logged_on(own_venue, "exchange") as other:
            await socket.send(json.dumps({"op": "follow_alerts", "id": 2}))
            assert json.loads(await socket.recv())["ok"]
            await socket.wait_closed()
            assert socket.close_code == CloseCode.INTERNAL_ERROR
            await other.send(json.dumps({"op": "settled", "id": 2}))
            assert json.loads(await other.recv())["ok"]
