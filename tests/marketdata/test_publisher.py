"""A publisher on a real socket, spoken to frame by frame."""

import asyncio
import json
from contextlib import AsyncExitStack

import msgpack
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from engine.commands import CommandKind
from gateway.client import Connection
from gateway.protocol import revocation
from gateway.protocol.places import Room
from marketdata import audience, fan_out
from marketdata import publisher as publishing
from marketdata.audience import Audience
from tests.signing import dialled

WITHIN_S = 2.0  # one second, and what the machine of the tests adds


async def read(socket) -> list[dict]:
    frame = await asyncio.wait_for(socket.recv(), 10)
    content = json.loads(frame) if isinstance(frame, str) else msgpack.unpackb(frame)
    return content if isinstance(content, list) else [content]


async def ask(socket, binary: bool = False, **request) -> list[dict]:
    await socket.send(msgpack.packb(request) if binary else json.dumps(request))
    return await read(socket)


@pytest.mark.parametrize("binary", [False, True])
async def test_a_stranger_hears_a_snapshot_and_then_updates_in_its_encoding(
    cea25, serving, binary: bool
):
    cea25.trade("CEA25", "75.00", 10)
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        (challenge,) = await read(socket)
        assert (challenge["type"], challenge["venue"]) == ("challenge", "test")
        (reply,) = await ask(
            socket, binary, op="subscribe", id=1, channel="trades", instrument="CEA25"
        )
        assert (reply["ok"], reply["id"], reply["next"]) == (True, 1, 2)
        (snapshot,) = await read(socket)
        assert (snapshot["type"], snapshot["seq"], len(snapshot["data"]["trades"])) == (
            "snapshot",
            1,
            1,
        )
        cea25.trade("CEA25", "75.01", 10)
        (update,) = await read(socket)
        assert (update["type"], update["seq"], update["prev"], update["data"]["price"]) == (
            "update",
            2,
            1,
            7501,
        )


async def test_several_messages_of_a_batch_come_in_one_frame(cea25, serving):
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        await read(socket)
        for channel in ("summary", "composite"):
            await ask(socket, op="subscribe", id=1, channel=channel)
            await read(socket)
        cea25.trade("CEA25", "75.00", 10)
        assert [message["channel"] for message in await read(socket)] == ["summary", "composite"]


async def test_requests_of_a_frame_are_answered_in_order(cea25, serving):
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        await read(socket)
        requests = [
            {"op": "heartbeat", "id": 5},
            {"op": "dance", "id": 6},
            {"op": "heartbeat", "id": 7},
        ]
        await socket.send(json.dumps(requests))
        replies = [(await read(socket))[0] for _ in requests]
        assert [(reply["id"], reply["ok"]) for reply in replies] == [
            (5, True),
            (6, False),
            (7, True),
        ]


@pytest.mark.parametrize("garbage", [b"\xc1", "{", "[]", "7", b"\x91" * 5000, "[" * 5000])
async def test_garbage_gets_an_error_and_harms_nobody(cea25, serving, garbage):
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        await read(socket)
        await socket.send(garbage)
        (reply,) = await read(socket)
        assert (reply["ok"], reply["id"], reply["error"]["code"]) == (
            False,
            None,
            "frame_malformed",
        )
        await socket.send(
            b"\x82\xa2op\xa9heartbeat\xa2id\x01"
            if isinstance(garbage, bytes)
            else '{"op": "heartbeat", "id": 1}'
        )
        assert (await read(socket))[0]["ok"]


async def test_a_frame_of_ten_megabytes_ends_that_connection_only(cea25, serving):
    async with serving(cea25) as url, connect(dialled(url)) as other:
        await read(other)
        socket = await connect(dialled(url))
        await read(socket)
        with pytest.raises(ConnectionClosed):
            await socket.send(b"x" * 10_000_000)
            await read(socket)
        assert (await ask(other, op="heartbeat", id=1))[0]["ok"]


async def test_a_wrong_signature_closes_the_connection(cea25, serving, bridge_key):
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        (challenge,) = await read(socket)
        now = challenge["server_time_ns"]
        (reply,) = await ask(
            socket, op="log_on", id=1, key="bridge", time_ns=now, signature="00" * 64
        )
        assert reply["error"]["code"] == "signature_wrong"
        with pytest.raises(ConnectionClosed):
            await read(socket)
        assert socket.close_code == 4001


async def test_the_bridge_hears_settlement_from_any_number_and_live(cea25, serving, bridge_key):
    heard: asyncio.Queue[dict] = asyncio.Queue()
    for _ in range(250):
        cea25.trade("CEA25", "75.00", 1)
    async with (
        serving(cea25) as url,
        await Connection.open(
            url, bridge_key, server="feed", on_message=heard.put_nowait
        ) as bridge,
    ):
        await bridge.request("subscribe", channel="settlement", from_=101)
        cea25.trade("CEA25", "75.00", 1)
        cea25.end()
        seqs = [(await asyncio.wait_for(heard.get(), 10))["seq"] for _ in range(152)]
        assert seqs == list(range(101, 253))
        await bridge.request("subscribe", channel="settlement", from_=252)
        again = await asyncio.wait_for(heard.get(), 10)
        assert (again["seq"], again["data"]["kind"]) == (252, "close")


async def test_a_listener_that_never_reads_is_dropped_and_the_others_are_not(
    cea25, serving, monkeypatch
):
    monkeypatch.setattr(fan_out, "WRITE_BUDGET_BYTES", 64 * 1024)
    async with (
        serving(cea25) as url,
        connect(dialled(url)) as reader,
        connect(dialled(url), max_queue=1) as sleeper,
    ):
        for socket in (reader, sleeper):
            await read(socket)
            await ask(socket, op="subscribe", id=1, channel="depth")
            await read(socket)
        sleeper.transport.pause_reading()
        order = cea25.sell("CEA25", "75.00", 10)
        heard = 0
        for step in range(6000):
            cea25.do(
                CommandKind.REPLACE,
                account=1,
                order_id=order,
                price=7500,
                quantity=10 + step % 7 + 1,
            )
            heard += len(await read(reader))
        assert heard == 6000
        sleeper.transport.resume_reading()
        with pytest.raises(ConnectionClosed):
            while True:
                await read(sleeper)
        assert (sleeper.close_code, sleeper.close_reason) == (4009, "slow_reader")


async def test_log_off_closes_with_1000(cea25, serving):
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        await read(socket)
        assert (await ask(socket, op="log_off", id=1))[0]["ok"]
        with pytest.raises(ConnectionClosed):
            await read(socket)
        assert socket.close_code == 1000


async def test_a_slow_pace_hears_the_latest_once_while_others_hear_each(cea25, serving):
    async with serving(cea25) as url, connect(dialled(url)) as slow, connect(dialled(url)) as fast:
        for socket, pace in ((slow, {"every_ms": 100}), (fast, {})):
            await read(socket)
            asked = {"op": "subscribe", "id": 1, "channel": "depth", **pace}
            assert (await ask(socket, **asked))[0]["ok"]
            assert (await read(socket))[0]["type"] == "snapshot"
        for step in range(5):
            cea25.sell("CEA25", f"75.0{step}", 10)
        assert [(await read(fast))[0]["seq"] for _ in range(5)] == [1, 2, 3, 4, 5]
        (latest,) = await read(slow)
        assert latest["prev"] == 0
        cea25.sell("CEA25", "75.05", 10)
        assert (await read(fast))[0]["seq"] == 6
        heard = latest["seq"]
        while heard < 6:
            (latest,) = await read(slow)
            assert latest["prev"] <= heard
            heard = latest["seq"]
        (refused,) = await ask(slow, op="subscribe", id=2, channel="trades", every_ms=100)
        assert refused["error"]["field"] == "every_ms"
        (refused,) = await ask(slow, op="subscribe", id=3, channel="depth", every_ms=7)
        assert refused["error"]["allowed"] == [100, 250, 500, 1000, 5000]


FEW = Room(strangers=1, per_address=1, per_key=9, per_account=9, members=1)


async def test_the_silent_make_room_and_listeners_are_bounded(cea25, serving, monkeypatch):
    monkeypatch.setattr(publishing, "Audience", lambda room: Audience(FEW))
    async with serving(cea25) as url, connect(dialled(url)) as silent:
        await read(silent)
        async with connect(dialled(url)) as first, connect(dialled(url)) as second:
            await read(first)
            await silent.wait_closed()
            assert silent.close_code == 1013
            with pytest.raises(ConnectionClosed):  # the second has its place
                await ask(first, op="subscribe", id=1, channel="depth")
            await read(second)
            assert (await ask(second, op="subscribe", id=1, channel="depth"))[0]["ok"]
            async with connect(dialled(url)) as third:
                await read(third)
                assert (await ask(third, op="subscribe", id=1, channel="depth"))[0]["ok"]
                await third.wait_closed()
                assert third.close_code == 1013
            assert second.close_code is None


@pytest.mark.parametrize("they_stay", [True, False])
async def test_strangers_who_ask_much_hold_up_none_who_asks_little(cea25, serving, they_stay: bool):
    much = json.dumps([{"op": "heartbeat", "id": number} for number in range(100)])
    async with serving(cea25) as url, AsyncExitStack() as crowd:
        for _ in range(40):
            socket = await crowd.enter_async_context(connect(dialled(url), close_timeout=0.1))
            await socket.send(much)
            if not they_stay:
                socket.transport.abort()
        async with connect(dialled(url)) as modest:
            await read(modest)
            asked = ask(modest, op="subscribe", id=1, channel="status")
            assert (await asyncio.wait_for(asked, 4))[0]["ok"]


async def test_a_stranger_that_says_nothing_is_closed(cea25, serving, monkeypatch):
    monkeypatch.setattr(audience, "SILENT_S", 0.05)
    async with serving(cea25) as url, connect(dialled(url)) as silent:
        await read(silent)
        await silent.wait_closed()
        assert (silent.close_code, silent.close_reason) == (
            1013,
            "neither log_on nor subscribe in time",
        )


async def test_history_and_bulletins_are_answered(cea25, serving, history):
    published = cea25.end()
    history.record([published])
    async with serving(cea25) as url, connect(dialled(url)) as socket:
        await read(socket)
        (rows,) = await ask(socket, op="history", id=1, instrument="COMCEA")
        assert [row["close"] for row in rows["rows"]] == [7463]
        assert rows["more_from"] is None
        (bulletin,) = await ask(socket, op="bulletin", id=2, date="2026-01-05")
        assert (bulletin["bulletin"], bulletin["corrected_on"]) == (published, None)
        (missing,) = await ask(socket, op="bulletin", id=3, date="2026-01-06")
        assert missing["error"]["code"] == "bulletin_unknown"


async def test_a_publisher_that_stops_says_so(cea25, serving):
    async with serving(cea25) as url:
        socket = await connect(dialled(url))
        await read(socket)
    with pytest.raises(ConnectionClosed):
        await read(socket)
    assert socket.close_code == 1001


async def test_a_revoked_key_hears_no_settlement_any_more(cea25, serving, bridge_key, keys):
    heard = []
    async with (
        serving(cea25) as url,
        connect(dialled(url)) as stranger,
        await Connection.open(url, bridge_key, server="feed", on_message=heard.append) as bridge,
    ):
        await read(stranger)
        await bridge.request("subscribe", channel="settlement", from_=1)
        keys.revoke("bridge")
        await asyncio.wait_for(bridge.ended.wait(), WITHIN_S)
        assert (bridge.lost.close_code, bridge.lost.reason) == (4001, "key_revoked")
        cea25.trade("CEA25", "75.00", 10)
        assert (await ask(stranger, op="heartbeat", id=1))[0]["ok"]
    assert heard == []


async def test_a_revoked_key_that_does_not_read_its_backlog_is_cut(
    cea25, serving, bridge_key, keys, monkeypatch
):
    monkeypatch.setattr(revocation, "WATCH_EVERY_S", 0.02)
    monkeypatch.setattr(revocation, "CUT_WAIT_S", 0.1)
    for step in range(3_000):
        cea25.trade("CEA25", f"75.{step % 100:02d}", 1)
    async with serving(cea25) as url:
        bridge = await Connection.open(url, bridge_key, server="feed")
        bridge._socket.transport.pause_reading()
        asked = asyncio.create_task(bridge.request("subscribe", channel="settlement", from_=1))
        await asyncio.sleep(0.3)
        keys.revoke("bridge")
        await asyncio.sleep(0.5)
        bridge._socket.transport.resume_reading()
        await asyncio.wait_for(bridge.ended.wait(), WITHIN_S)
        await asyncio.gather(asked, return_exceptions=True)
        await bridge.close()


async def test_a_stranger_keeps_no_place_of_the_venue_s_own(
    cea25, serving, bridge_key, monkeypatch
):
    monkeypatch.setattr(publishing, "OWN_LOG_ON_S", 0.3)
    async with (
        serving(cea25, own=True) as url,
        await Connection.open(url, bridge_key, server="feed") as bridge,
        connect(dialled(url)) as stranger,
    ):
        with pytest.raises(ConnectionClosed):
            await read(stranger)
            await asyncio.wait_for(stranger.recv(), 10)
        assert (stranger.close_code, stranger.close_reason) == (4001, "no log_on in time")
        assert (await bridge.request("heartbeat"))["ok"]
    monkeypatch.setattr(publishing, "OWN_LOG_ON_S", 0.1)
    async with serving(cea25) as url, connect(dialled(url)) as listener:
        await read(listener)
        await asyncio.sleep(0.3)
        (reply,) = await ask(listener, op="subscribe", id=1, channel="status")
        assert reply["ok"]
