"""The connection against a server that follows PROTOCOL.md by script, so that it can also
misbehave.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from gateway.client import requests
from gateway.client.connection import Connection
from gateway.client.opening import ahead_ns
from gateway.protocol import auth, private_keys, wire
from gateway.protocol.replies import ConnectionLost, ReplyMissing, RequestRefused, VenueUnreachable
from tests.signing import greeting_of


def yes(request: dict[str, Any]) -> dict[str, Any]:
    return {"type": "reply", "ok": True, "op_seen": request["op"]}


def refuse_odd(request: dict[str, Any]) -> dict[str, Any]:
    if request.get("number", 0) % 2 == 0:
        return yes(request)
    error = {
        "code": "field_out_of_range",
        "field": "number",
        "value": request["number"],
        "allowed": "even",
    }
    return {"type": "reply", "ok": False, "error": error | {"message": "a number is even"}}


async def test_a_log_on_signs_the_challenge(
    scripted: Any, alice: private_keys.PrivateKey, tmp_path: Path
) -> None:
    keys = auth.PublicKeys(tmp_path / "keys.json")
    keys.add("alice", "member", 7, "Alice", alice.public_key)
    async with scripted(yes) as venue, await Connection.open(venue.url, alice):
        request = venue.frames[0][0]
        greeting = greeting_of(venue.challenges[0])
    signed = "alice", request["time_ns"], request["signature"]
    grant = keys.verify(greeting, *signed, request["time_ns"])
    assert (grant.role, grant.account) == ("member", 7)


def test_a_log_on_shows_how_far_the_server_s_clock_is_ahead() -> None:
    times = {"received_ns": 1_130, "server_time_ns": 1_150}
    assert ahead_ns(times, 1_000, 1_060) == 110  # 30 there, 20 at the server, 10 back
    assert ahead_ns({"server_time_ns": 1_150}, 1_000, 1_060) is None


async def test_replies_find_their_requests_by_number(scripted: Any) -> None:
    async with scripted(yes) as venue, await Connection.open(venue.url) as open_connection:
        names = [f"op_{number}" for number in range(20)]
        replies = await asyncio.gather(*(open_connection.request(name) for name in names))
    assert [reply["op_seen"] for reply in replies] == names


@pytest.mark.parametrize("binary", [True, False])
async def test_many_requests_travel_in_frames_of_a_hundred_and_come_back_in_order(
    scripted: Any, binary: bool
) -> None:
    async with (
        scripted(refuse_odd) as venue,
        await Connection.open(venue.url, binary=binary) as open_connection,
    ):
        replies = await open_connection.request_many(
            [{"op": "x", "number": number} for number in range(250)]
        )
    assert [len(frame) for frame in venue.frames] == [100, 100, 50]
    assert [reply.ok for reply in replies] == [number % 2 == 0 for number in range(250)]
    assert replies[7].error is not None and replies[7].error.value == 7


async def test_a_frame_that_would_be_too_large_is_sent_in_parts(scripted: Any) -> None:
    async with scripted(yes) as venue, await Connection.open(venue.url) as open_connection:
        replies = await open_connection.request_many([{"op": "x", "text": "a" * 20_000}] * 10)
    assert len(replies) == 10
    assert sum(len(frame) for frame in venue.frames) == 10


async def test_a_request_larger_than_a_frame_is_refused_before_it_is_sent(scripted: Any) -> None:
    async with scripted(yes) as venue, await Connection.open(venue.url) as open_connection:
        with pytest.raises(RequestRefused) as refused:
            await open_connection.request("x", text="a" * 70_000)
    assert refused.value.code == "frame_too_large"
    assert venue.frames == []


async def test_a_refused_request_names_code_field_value_and_what_is_allowed(scripted: Any) -> None:
    async with scripted(refuse_odd) as venue, await Connection.open(venue.url) as open_connection:
        with pytest.raises(RequestRefused) as refused:
            await open_connection.request("x", number=3)
    error = refused.value
    assert (error.code, error.field, error.value, error.allowed) == (
        "field_out_of_range",
        "number",
        3,
        "even",
    )
    assert str(error) == "x refused: a number is even [field_out_of_range]"


async def test_no_more_requests_are_in_flight_than_the_venue_allows(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    def answer(request: dict[str, Any]) -> dict[str, Any]:
        return yes(request) | {"limits": {"in_flight": 10, "requests_per_frame": 4}}

    async with (
        scripted(answer) as venue,
        await Connection.open(venue.url, alice) as open_connection,
    ):
        replies = await open_connection.request_many([{"op": "x"}] * 41)
    assert len(replies) == 41
    assert max(len(frame) for frame in venue.frames) == 4


async def test_a_lost_connection_names_close_code_and_reason(scripted: Any) -> None:
    async with scripted(lambda request: None) as venue:
        open_connection = await Connection.open(venue.url)
        waiting = asyncio.create_task(open_connection.request("x"))
        await asyncio.sleep(0.05)
        await venue.sockets[0].close(4009, "slow_reader")
        with pytest.raises(ConnectionLost) as lost:
            await waiting
        assert (lost.value.close_code, lost.value.reason) == (4009, "slow_reader")
        with pytest.raises(ConnectionLost):
            await open_connection.request("y")
        await open_connection.close()


async def test_an_abrupt_end_is_a_lost_connection_with_code_1006(scripted: Any) -> None:
    async with (
        scripted(lambda request: None) as venue,
        await Connection.open(venue.url) as open_connection,
    ):
        waiting = asyncio.create_task(open_connection.request("x"))
        await asyncio.sleep(0.05)
        venue.sockets[0].transport.abort()
        with pytest.raises(ConnectionLost) as lost:
            await waiting
    assert lost.value.close_code == 1006


async def test_a_malformed_message_from_the_server_ends_the_connection(scripted: Any) -> None:
    async with (
        scripted(lambda request: None) as venue,
        await Connection.open(venue.url) as open_connection,
    ):
        waiting = asyncio.create_task(open_connection.request("x"))
        await asyncio.sleep(0.05)
        await venue.sockets[0].send(b"\xc1")
        with pytest.raises(ConnectionLost) as lost:
            await waiting
    assert lost.value.close_code == 1002


async def test_a_reply_that_never_comes_says_that_the_outcome_is_unknown(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "REPLY_WAIT_S", 0.05)
    async with (
        scripted(lambda request: None) as venue,
        await Connection.open(venue.url) as open_connection,
    ):
        with pytest.raises(ReplyMissing, match="outcome unknown"):
            await open_connection.request("x")


async def test_a_request_may_say_how_long_its_reply_is_waited_for(scripted: Any) -> None:
    async with (
        scripted(lambda request: None) as venue,
        await Connection.open(venue.url) as open_connection,
    ):
        with pytest.raises(ReplyMissing, match=r"no reply to x within 0\.05 s"):
            await open_connection.request("x", timeout_s=0.05)
    assert "timeout_s" not in venue.frames[0][0]


async def test_replies_that_came_before_a_connection_died_are_kept(scripted: Any) -> None:
    def answer(request: dict[str, Any]) -> dict[str, Any] | None:
        return yes(request) if request["number"] < 150 else None

    async with scripted(answer) as venue, await Connection.open(venue.url) as open_connection:
        asked = [{"op": "x", "number": number} for number in range(250)]
        waiting = asyncio.create_task(open_connection.request_many(asked))
        while sum(map(len, venue.frames)) < 250:
            await asyncio.sleep(0.01)
        await venue.sockets[0].close(4009, "slow_reader")
        with pytest.raises(ConnectionLost) as lost:
            await waiting
        replies = lost.value.replies
        assert [reply is not None and reply.ok for reply in replies] == [True] * 150 + [False] * 100
        with pytest.raises(ConnectionLost) as later:
            await open_connection.request_many(asked[:2])
        assert later.value.replies == [None, None]


async def test_a_silent_program_keeps_its_connection_alive_by_heartbeats(scripted: Any) -> None:
    often: Any = {"heartbeat_s": 0.1}
    async with scripted(yes) as venue, await Connection.open(venue.url, **often):
        await asyncio.sleep(0.3)
    assert {frame[0]["op"] for frame in venue.frames} == {"heartbeat"}


async def test_a_server_that_says_nothing_for_two_intervals_is_given_up(scripted: Any) -> None:
    often: Any = {"heartbeat_s": 0.05}
    async with (
        scripted(lambda request: None) as venue,
        await Connection.open(venue.url, **often) as open_connection,
    ):
        with pytest.raises(ConnectionLost, match="heartbeat_missed"):
            await open_connection.request("x")


async def test_a_paused_connection_still_gets_its_replies(scripted: Any) -> None:
    seen: list[dict[str, Any]] = []
    async with (
        scripted(yes) as venue,
        await Connection.open(venue.url, on_message=seen.append) as open_connection,
    ):
        open_connection.pause()
        assert (await open_connection.request("x"))["ok"]


async def test_pushed_messages_come_in_order_of_arrival(scripted: Any) -> None:
    seen: list[dict[str, Any]] = []
    async with (
        scripted(yes) as venue,
        await Connection.open(venue.url, on_message=seen.append) as open_connection,
    ):
        await venue.sockets[0].send(
            wire.encode([{"type": "state", "n": n} for n in range(5)], False)
        )
        await open_connection.request("x")
    assert [message["n"] for message in seen] == [0, 1, 2, 3, 4]


async def test_nobody_listening_is_an_unreachable_venue() -> None:
    with pytest.raises(VenueUnreachable, match=r"ws://127\.0\.0\.1:9"):
        await Connection.open("ws://127.0.0.1:9")


async def test_an_address_that_is_none_is_an_unreachable_venue() -> None:
    with pytest.raises(VenueUnreachable, match="nonsense"):
        await Connection.open("nonsense")


async def test_a_server_without_a_challenge_is_no_venue() -> None:
    async def hello(socket: ServerConnection) -> None:
        await socket.send('{"type": "hello"}')
        await socket.wait_closed()

    async with serve(hello, "127.0.0.1", 0) as server:
        with pytest.raises(VenueUnreachable, match="no challenge"):
            await Connection.open(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}")
