"""Conversations with the registry's server over real sockets: log-on, frames, roles, what bad input
gets.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgpack
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed

from gateway.client import RequestRefused
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from settlement_bridge.client import connect
from tests.signing import dialled, signature_of

WITHIN_S = 2.0  # one, and what the machine of the tests adds


@asynccontextmanager
async def raw(house: Any) -> AsyncIterator[tuple[ClientConnection, dict[str, Any]]]:
    """A bare socket and the challenge it was greeted with."""
    async with open_socket(dialled(house.registry), compression=None) as socket:
        yield socket, json.loads(await socket.recv())


def log_on(house: Any, challenge: dict[str, Any], name: str = "bridge") -> dict[str, Any]:
    key, now = house.key(name), time.time_ns()
    signature = signature_of(key, challenge, now)
    return {"op": "log_on", "id": 1, "key": name, "time_ns": now, "signature": signature}


async def ask(socket: ClientConnection, message: Any) -> dict[str, Any]:
    await socket.send(json.dumps(message))
    reply: dict[str, Any] = json.loads(await socket.recv())
    return reply


async def test_the_challenge_names_the_venue_and_the_log_on_says_what_is_allowed(
    house: Any,
) -> None:
    async with raw(house) as (socket, challenge):
        assert (challenge["type"], challenge["protocol"]) == ("challenge", 1)
        reply = await ask(socket, log_on(house, challenge, "member1"))
        assert (reply["ok"], reply["role"], reply["account"], reply["venue"]) == (
            True,
            "member",
            1,
            challenge["venue"],
        )
        assert reply["limits"]["requests_per_frame"] == 100


async def test_a_binary_log_on_is_answered_in_message_pack(house: Any) -> None:
    async with raw(house) as (socket, challenge):
        await socket.send(msgpack.packb(log_on(house, challenge)))
        assert msgpack.unpackb(await socket.recv())["ok"] is True


async def test_before_log_on_nothing_is_answered(house: Any) -> None:
    async with raw(house) as (socket, _):
        assert (await ask(socket, {"op": "settled", "id": 3}))["error"]["code"] == "not_logged_on"


async def test_a_wrong_signature_is_refused_and_the_connection_closed(house: Any) -> None:
    async with raw(house) as (socket, challenge):
        reply = await ask(socket, log_on(house, challenge | {"nonce": "another"}))
        assert reply["error"]["code"] == "signature_wrong"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4001


async def test_a_log_on_replayed_on_another_connection_is_refused(house: Any) -> None:
    async with raw(house) as (first, challenge):
        message = log_on(house, challenge)
        assert (await ask(first, message))["ok"] is True
    async with raw(house) as (second, _):
        assert (await ask(second, message))["error"]["code"] == "signature_wrong"


async def closed_in_time(socket: ClientConnection) -> tuple[int, str]:
    """Code and reason of the close, which comes within a second, whatever else comes before it."""
    async with asyncio.timeout(WITHIN_S):
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


QUIET: dict[str, list[dict[str, Any]]] = {
    "says nothing": [],
    "waits for a day": [{"op": "settled", "id": 2, "date": "2026-01-30", "wait_ms": 20_000}],
    "waits for alerts": [{"op": "alerts", "id": 2, "wait_ms": 20_000}],
    "follows alerts": [{"op": "follow_alerts", "id": 2}],
}


@pytest.mark.parametrize("asked", QUIET.values(), ids=QUIET.keys())
async def test_a_revoked_key_ends_its_session_whatever_it_waits_for(
    house: Any, asked: list[dict[str, Any]]
) -> None:
    keys, name = (
        PublicKeys(house.data / "keys.json"),
        f"gone{len(PublicKeys(house.data / 'keys.json').entries())}",
    )
    keys.add(name, "exchange", None, name, generate(house.data / "keys" / f"{name}.pem").public_key)
    async with raw(house) as (socket, challenge):
        assert (await ask(socket, log_on(house, challenge, name)))["ok"] is True
        for request in asked:
            await socket.send(json.dumps(request))
        keys.revoke(name)
        assert await closed_in_time(socket) == (4001, "key_revoked")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", "frame_malformed"),
        (b"\xc1\xff\x00", "frame_malformed"),
        ("7", "frame_malformed"),
        ("[]", "frame_malformed"),
        ("[1,2]", "frame_malformed"),
        (json.dumps([{"op": "settled", "id": 1}] * 101), "too_many_requests"),
        ('{"op":"settled","id":1,"id":2}', "key_repeated"),
        ('{"op":"settled","id":1.5}', "field_wrong_type"),
        ("[" * 60_000, "frame_malformed"),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_garbage_is_answered_with_an_error_and_the_session_goes_on(
    house: Any, frame: Any, code: str
) -> None:
    async with raw(house) as (socket, challenge):
        await ask(socket, log_on(house, challenge))
        await socket.send(frame)
        assert json.loads(await socket.recv())["error"]["code"] == code
        assert (await ask(socket, {"op": "settled", "id": 9}))["id"] == 9


async def test_a_frame_that_is_too_large_closes_the_connection_and_nobody_elses(house: Any) -> None:
    async with (
        raw(house) as (socket, challenge),
        connect(house.registry, house.key("bridge")) as other,
    ):
        await ask(socket, log_on(house, challenge))
        await socket.send("x" * 100_000)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        assert (await other.operations.settled())["last"] is not None


async def test_requests_of_one_frame_are_answered_in_order_writes_and_reads_mixed(
    house: Any,
) -> None:
    async with connect(house.registry, house.key("bridge")) as registry:
        before = (await registry.operations.cash(account=3))["available_fen"]
        replies = await registry.request_many(
            [
                {"op": "deposit", "account": 3, "amount_fen": 5},
                {"op": "cash", "account": 3},
                {"op": "deposit", "account": 999, "amount_fen": 5},
                {"op": "nothing"},
                {"op": "withdraw", "account": 3, "amount_fen": 5},
                {"op": "cash", "account": 3},
            ]
        )
        assert [reply.ok for reply in replies] == [True, True, False, False, True, True]
        assert replies[1]["available_fen"] == before + 5
        assert replies[5]["available_fen"] == before
        assert [reply.error.code for reply in replies if reply.error] == [
            "account_unknown",
            "operation_unknown",
        ]


async def test_members_read_their_own_account_and_no_other(house: Any) -> None:
    async with connect(house.registry, house.key("member2")) as registry:
        assert (await registry.operations.cash())["account"] == 2
        with pytest.raises(RequestRefused, match="reads account 2"):
            await registry.operations.cash(account=1)
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await registry.operations.deposit(account=2, amount_fen=5)
        assert {2} == {
            side
            for trade in [row async for row in registry.trades("2026-01-05")]
            for side in (trade["seller"],)
        }


async def test_text_frames_carry_the_same_maps(house: Any) -> None:
    async with connect(house.registry, house.key("viewer1"), binary=False) as registry:
        assert (registry.role, registry.account) == ("viewer", 1)
        assert (await registry.operations.statement(date="2026-01-05"))["account"] == 1


async def test_logging_off_closes_the_connection_politely(house: Any) -> None:
    async with raw(house) as (socket, challenge):
        await ask(socket, log_on(house, challenge))
        assert (await ask(socket, {"op": "log_off", "id": 2}))["ok"] is True
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1000


async def test_a_session_is_kept_alive_by_heartbeats(house: Any) -> None:
    async with raw(house) as (socket, challenge):
        await ask(socket, log_on(house, challenge) | {"heartbeat_s": 5})
        assert json.loads(await socket.recv())["type"] == "heartbeat"
