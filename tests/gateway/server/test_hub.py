"""The gateway over real sockets: what one client does never harms another."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from engine.commands import CommandKind, Phase, command
from engine.events import EventKind
from engine.units import REQUESTS_PER_FRAME_MAX
from gateway.protocol import gates
from gateway.protocol.handshake import PIECE_BYTES
from gateway.protocol.limits import Limits
from gateway.protocol.wire import CloseCode, encode
from gateway.server import floor_thread
from gateway.server import hub as hub_module
from gateway.server.clients import Client
from tests.gateway.small_venue import DATE, Caller, SmallVenue, order, small_venue
from tests.signing import signature_of


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[SmallVenue]:
    async with small_venue(tmp_path) as venue:
        yield venue


@pytest.mark.parametrize("text", [True, False])
async def test_an_order_goes_in_and_a_report_comes_out_in_either_encoding(
    venue: SmallVenue, text: bool
) -> None:
    alice = await venue.caller("alice", text=text)
    reply = await alice.ask(**order("buy", 7800, 3, client_order_id="a"))
    report = (await alice.until("report", 1))[0]
    assert (report["order"], report["client_order_id"], report["number"]) == (
        reply["order"],
        "a",
        reply["report"],
    )


async def test_two_members_trade_and_a_viewer_sees_one_of_them(venue: SmallVenue) -> None:
    alice, bob, vera = [await venue.caller(name) for name in ("alice", "bob", "vera")]
    await alice.ask(**order("sell", 7850, 10))
    assert (await bob.ask(**order("buy", 7850, 4)))["status"] == "filled"
    told = await vera.until("report", 2)
    assert [(report["report"], report.get("liquidity")) for report in told] == [
        ("entered", None),
        ("fill", "maker"),
    ]
    assert told == await alice.until("report", 2)
    assert (await bob.until("report", 2))[1]["liquidity"] == "taker"


async def test_a_replayed_log_on_is_refused_and_closed(venue: SmallVenue) -> None:
    first, second = await Caller.open(venue.hub.url), await Caller.open(venue.hub.url)
    signature = signature_of(
        venue.keys["alice"], first.challenge, first.challenge["server_time_ns"]
    )
    fields = {"key": "alice", "time_ns": first.challenge["server_time_ns"], "signature": signature}
    assert (await first.ask("log_on", **fields))["ok"]
    assert (await second.ask("log_on", **fields))["error"]["code"] == "signature_wrong"
    assert await second.closed() == CloseCode.LOG_ON_REFUSED
    assert (await first.ask("heartbeat"))["ok"]


GARBAGE: dict[str, Any] = {
    "random bytes": bytes(random.Random(1).randrange(256) for _ in range(5000)),
    "a deep list": b"\x91" * 60_000,
    "a text that is no JSON": "order please",
    "a deep JSON": "[" * 60_000,
    "a lone surrogate": '{"op": "\\ud800", "id": 1}',
    "an operation of 60,000 characters": encode({"op": "x" * 60_000, "id": 1}, text=False),
    "an empty frame": b"",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_is_answered_and_harms_nobody(venue: SmallVenue, garbage: Any) -> None:
    alice, stranger, bob = (
        await venue.caller("alice"),
        await Caller.open(venue.hub.url),
        await venue.caller("bob"),
    )
    for each in (bob, stranger):
        await each.socket.send(garbage)
    assert (await bob.ask("heartbeat"))["ok"]
    assert (await stranger.ask("heartbeat"))["error"]["code"] == "not_logged_on"
    assert (await alice.ask(**order("buy", 7800, 1)))["ok"]


async def test_a_frame_of_ten_megabytes_is_closed_with_1009_and_harms_nobody(
    venue: SmallVenue,
) -> None:
    alice, bob, stranger = (
        await venue.caller("alice"),
        await venue.caller("bob"),
        await Caller.open(venue.hub.url),
    )
    for each in (bob, stranger):
        with contextlib.suppress(ConnectionClosed):
            await each.socket.send(bytes(10 * 1024 * 1024))
        assert await each.closed() == CloseCode.FRAME_TOO_LARGE
    assert (await alice.ask(**order("buy", 7800, 1)))["ok"]


async def test_broken_utf_8_in_a_text_frame_closes_that_connection_only(venue: SmallVenue) -> None:
    alice, bob = await venue.caller("alice"), await venue.caller("bob")
    await bob.socket.send(b"\xff\xfe", text=True)
    assert await bob.closed() == 1007
    assert (await alice.ask("heartbeat"))["ok"]


async def test_random_requests_never_stop_the_venue(venue: SmallVenue) -> None:
    dice = random.Random(20260105)
    alice, exchange = await venue.caller("alice"), await venue.caller("exchange")
    bad: list[Any] = [
        None,
        -1,
        0,
        1,
        2**63,
        1.5,
        "",
        "buy",
        "CEA25",
        "碳",
        [],
        [1],
        {},
        {"a": 1},
        True,
        b"x",
        "2026-01-06",
    ]
    names = [
        "op",
        "id",
        "instrument",
        "side",
        "price",
        "quantity",
        "account",
        "order",
        "date",
        "after",
        "from",
        "weights",
    ]
    operations = [
        "new_order",
        "cancel",
        "replace",
        "mass_cancel",
        "open_orders",
        "fills",
        "balances",
        "resume_reports",
    ]
    operations += [
        "limits",
        "accounts",
        "set_price_weights",
        "open_totals",
        "list_instrument",
        "follow",
        "status",
        "log_on",
    ]
    for _ in range(150):
        for caller in (alice, exchange):
            maps = []
            for _ in range(dice.randrange(1, 5)):
                request = {
                    name: dice.choice(bad)
                    for name in dice.sample(names, dice.randrange(len(names)))
                }
                maps.append(request | {"op": dice.choice(operations)})
            await caller.socket.send(encode(maps, text=False))
    for caller in (alice, exchange):
        assert (await caller.ask("heartbeat"))["ok"]


async def test_too_many_requests_are_refused_then_closed(tmp_path: Path) -> None:
    async with small_venue(tmp_path, Limits(requests_per_s=50)) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        await venue.caller("vera")  # of Alice's account
        said = (await alice.ask("usage"))["limits"]
        sessions = {row["of"]: row["used"] for row in said if row["limit"] == "sessions"}
        assert sessions == {"key": 1, "account": 2}
        replies = await alice.ask_all(*[order("buy", 7800, 1)] * 60)
        refused = [reply["error"] for reply in replies if not reply["ok"]]
        assert {error["code"] for error in refused} == {"rate_exceeded"}
        assert all(error["retry_after_ms"] >= 1 for error in refused)
        with contextlib.suppress(ConnectionClosed):
            await alice.send(*[order("buy", 7800, 1)] * 90)
        assert await alice.closed() == CloseCode.RATE
        assert (await bob.ask(**order("buy", 7800, 1)))["ok"]


async def test_a_client_that_does_not_read_is_dropped_and_nobody_waits_for_it(
    tmp_path: Path,
) -> None:
    limits = Limits(unsent_bytes=100_000, requests_per_s=1_000_000)
    async with small_venue(tmp_path, limits) as venue:
        alice, bob, lazy = (
            await venue.caller("alice"),
            await venue.caller("bob"),
            await venue.caller("vera"),
        )
        lazy.socket.transport.pause_reading()
        session = list(venue.hub._clients.by_session)[-1]
        while session.closing is None:
            await alice.ask_all(*[order("buy", 7100, 1)] * 50)
            await alice.ask("mass_cancel")
        lazy.socket.transport.resume_reading()
        while True:
            try:
                await lazy.read()
            except ConnectionClosed:
                break
        assert lazy.socket.close_code == CloseCode.SLOW_READER
        assert (await bob.ask("heartbeat"))["ok"]


async def test_a_follower_gets_every_event_from_the_first_however_slow_it_is(
    venue: SmallVenue,
) -> None:
    feed, late, alice = (
        await venue.caller("feed"),
        await venue.caller("feed", text=True),
        await venue.caller("alice"),
    )
    await feed.ask("follow", **{"from": 1})
    for _ in range(10):
        await alice.ask_all(*[order("buy", 7100, 1)] * 100)
    await late.ask("follow", **{"from": 1})
    behind = venue.sequencer.next_event
    for caller in (feed, late):
        while (not caller.of_type("events")) or caller.of_type("events")[-1]["last"] + 1 < behind:
            await caller.read()
        events = [event for frame in caller.of_type("events") for event in frame["events"]]
        assert [event["sequence"] for event in events] == list(range(1, behind))
    await alice.ask(**order("buy", 7100, 1))
    for caller in (feed, late):
        while caller.of_type("events")[-1]["last"] < behind:
            await caller.read()
    assert feed.of_type("events")[-1]["events"] == late.of_type("events")[-1]["events"]


async def test_a_session_that_comes_back_gets_the_reports_it_missed(venue: SmallVenue) -> None:
    alice = await venue.caller("alice")
    await alice.ask_all(*[order("buy", 7100, 1)] * 3)
    seen = (await alice.until("report", 3))[-1]["number"]
    alice.socket.transport.abort()
    other = await venue.caller("alice")
    await other.ask_all(*[order("buy", 7101, 1)] * 3)
    back = await venue.caller("alice", report_date=DATE, next_report=seen + 1)
    told = await back.until("report", 3)
    assert [(report["number"], report["replay"]) for report in told] == [
        (seen + 1 + number, True) for number in range(3)
    ]
    await other.ask(**order("buy", 7102, 1))
    assert (await back.until("report", 4))[-1]["number"] == seen + 4


async def test_a_lost_connection_cancels_and_a_log_off_does_not(venue: SmallVenue) -> None:
    watcher = await venue.caller("vera")
    for name, ends in (("polite", False), ("lost", True)):
        alice = await venue.caller("alice", cancel_on_disconnect=True)
        await alice.ask(**order("buy", 7100, 1, client_order_id=name))
        if ends:
            alice.socket.transport.abort()
        else:
            await alice.ask("log_off")
            assert await alice.closed() == CloseCode.LOG_OFF
    reports = await watcher.until("report", 5)
    assert [report["report"] for report in reports] == [
        "entered",
        "entered",
        "account",
        "cancelled",
        "cancelled",
    ]
    assert {report["client_order_id"] for report in reports[3:]} == {"polite", "lost"}


async def test_a_revoked_key_ends_its_sessions(
    venue: SmallVenue, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = await venue.caller("alice"), await venue.caller("bob")
    venue.public_keys.revoke("alice")
    assert await alice.closed() == CloseCode.LOG_ON_REFUSED
    assert (await bob.ask("heartbeat"))["ok"]


async def test_a_kill_that_refuses_log_on_ends_the_sessions_of_the_key(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        exchange = await venue.caller("exchange")
        number = alice.of_type("logged_on")[0]["operator"]
        assert (await alice.ask("kill", operator=number, refuse_log_on=True))["ok"]
        assert await alice.closed() == CloseCode.LOG_ON_REFUSED
        assert (await bob.ask("heartbeat"))["ok"]
        refused = await Caller.open(venue.hub.url)
        error = (await refused.log_on(venue.keys["alice"]))["error"]
        assert (error["code"], error["field"], error["value"]) == ("key_killed", "key", "alice")
        assert await refused.closed() == CloseCode.LOG_ON_REFUSED
        assert (await exchange.ask("release", operator=number))["ok"]
        assert (await (await venue.caller("alice")).ask("heartbeat"))["ok"]


async def test_heartbeats_come_and_silence_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "TICK_S", 0.02)
    async with small_venue(tmp_path) as venue:
        alice = await venue.caller("alice", heartbeat_s=5)
        session = next(iter(venue.hub._clients.by_session))
        session.heartbeat_s = 0.3  # type: ignore[assignment]
        assert (await alice.until("heartbeat", 1))[0]["server_time_ns"] > 0
        assert await alice.closed() == CloseCode.HEARTBEAT_MISSED


async def test_too_many_connections_are_told_to_come_later(tmp_path: Path) -> None:
    async with small_venue(tmp_path, Limits(connections=2)) as venue:
        first, second = await venue.caller("alice"), await venue.caller("bob")
        third = await Caller.open(venue.hub.url)
        refused = await third.log_on(venue.keys["vera"])
        assert refused["error"]["code"] == "sessions_exceeded" and refused["error"]["allowed"] == 2
        assert await third.closed() == CloseCode.LOG_ON_REFUSED
        assert (await (await venue.caller("exchange")).ask("heartbeat"))["ok"]
        assert (await first.ask("heartbeat"))["ok"] and (await second.ask("heartbeat"))["ok"]


async def test_every_session_hears_of_phases_and_halts(venue: SmallVenue) -> None:
    alice, exchange = await venue.caller("alice"), await venue.caller("exchange")
    assert (await alice.until("state", 1))[0]["phase"] == "morning"
    await exchange.ask_all(
        {"op": "halt", "instrument": "CEA25"}, {"op": "set_phase", "phase": "lunch"}
    )
    states = await alice.until("state", 3)
    assert [(state["phase"], state["halted"]) for state in states[1:]] == [
        ("morning", ["CEA25"]),
        ("lunch", ["CEA25"]),
    ]


async def test_the_venue_itself_can_submit_commands(venue: SmallVenue) -> None:
    events = await venue.hub.submit(command(CommandKind.SET_PHASE, phase=Phase.LUNCH))
    assert (events[0]["kind"], events[0]["command_kind"]) == (
        EventKind.ACCEPTED,
        CommandKind.SET_PHASE,
    )
    assert venue.hub.day.phase == Phase.LUNCH
    refused = await venue.hub.submit(command(CommandKind.SET_PHASE, phase=Phase.MORNING))
    assert [event["kind"] for event in refused] == [EventKind.REFUSED]


async def test_many_members_at_once_lose_nothing(venue: SmallVenue) -> None:
    callers = [await venue.caller(name) for name in ("alice", "bob") * 4]

    async def trade(number: int, caller: Caller) -> int:
        side = "buy" if number % 2 else "sell"
        count = 0
        for _ in range(10):
            replies = await caller.ask_all(*[order(side, 7850, 1)] * 20)
            count += sum(reply["ok"] for reply in replies)
        return count

    counts = await asyncio.gather(*[trade(number, caller) for number, caller in enumerate(callers)])
    assert counts == [200] * 8
    expected = 4 * 200 + 800
    for caller in callers:
        numbers = [report["number"] for report in await caller.until("report", expected)]
        assert numbers == list(range(numbers[0], numbers[0] + expected))


async def test_when_the_disk_refuses_who_waits_is_told_and_the_hub_ends(tmp_path: Path) -> None:
    venue = SmallVenue(tmp_path)
    await venue.start()
    await venue.open_market()
    alice = await venue.caller("alice")
    venue.sequencer.close()
    assert (await alice.ask(**order("buy", 7800, 1)))["error"]["code"] == "storage_failed"
    with pytest.raises(hub_module.StorageFailed):
        await venue.stop()
    assert await alice.closed() == CloseCode.VENUE_STOPS


async def test_what_is_due_while_the_log_is_closed_is_left_to_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with small_venue(tmp_path) as venue:
        alice, close = await venue.caller("alice"), venue.hub._floor.close
        await alice.ask(**order("buy", 7800, 1), expires_ns=time.time_ns() + 300_000_000)

        def slowly() -> None:
            close()
            time.sleep(0.4)

        monkeypatch.setattr(venue.hub._floor, "close", slowly)
        await venue.hub.stop()
        await asyncio.sleep(0.1)
        assert venue.running is not None
        assert not venue.running.done()


async def test_stopping_answers_what_was_sent_and_says_why(venue: SmallVenue) -> None:
    alice = await venue.caller("alice", cancel_on_disconnect=True)
    ids = await alice.send(*[order("buy", 7100, 1)] * 50)
    await alice.reply(ids[0])
    stopping = asyncio.create_task(venue.hub.stop())
    assert all([(await alice.reply(id_))["ok"] for id_ in ids[1:]])
    assert await alice.closed() == CloseCode.VENUE_STOPS
    await stopping
    assert int(venue.sequencer.state["venue"]["open_orders"][0]) == 50


async def test_a_client_that_floods_is_not_read_until_it_is_answered_and_makes_nobody_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floor_thread, "WAITED_NS", 10**12)  # the loop reads during a turn
    async with small_venue(tmp_path, Limits(in_flight=200)) as venue:
        alice, turn = await venue.caller("alice"), venue.hub._floor.turn

        may_go_on = threading.Event()

        def slow(*arguments: Any) -> Any:
            may_go_on.wait(10)
            return turn(*arguments)

        monkeypatch.setattr(venue.hub._floor, "turn", slow)
        (session,) = (
            each for each in venue.hub._clients.by_session if each.grant and each.grant.account == 1
        )
        full = 2 * session.limits.in_flight + REQUESTS_PER_FRAME_MAX
        reading = asyncio.create_task(alice.reply(20 * 100))
        asyncio.get_running_loop().call_later(0.5, may_go_on.set)
        most = 0
        for _ in range(20):  # each of them refused
            await alice.send(*[{"op": "no such operation"}] * 100)
            await asyncio.sleep(0.005)
            most = max(most, session.in_flight)
            assert venue.hub.standing().waiting == 0
        assert not (await reading)["ok"]
        assert full <= most < full + REQUESTS_PER_FRAME_MAX


async def test_who_floods_with_pings_is_cut_and_who_pings_now_and_then_is_not(
    venue: SmallVenue,
) -> None:
    alice, bob = await venue.caller("alice"), await venue.caller("bob")
    ping = b"\x89\x80\0\0\0\0"  # without content, masked with zeros
    alice.socket.transport.write(ping * 50)
    assert (await alice.ask("heartbeat"))["ok"]
    with contextlib.suppress(ConnectionError):
        for _ in range(20):
            alice.socket.transport.write(ping * 5_000)
    async with asyncio.timeout(10):
        await alice.socket.wait_closed()
    assert (await bob.ask("heartbeat"))["ok"]
    assert [each.grant.account for each in venue.hub._clients.by_session if each.grant] == [2]


async def test_frames_of_a_few_bytes_are_read_when_there_is_room_for_them(
    venue: SmallVenue,
) -> None:
    alice, tiny = await venue.caller("alice"), b"\x82\x81\0\0\0\0\xc0"  # nil, masked with zeros
    (client,) = venue.hub._clients.by_session.values()
    alice.socket.transport.write(tiny * 1_000)
    asking, most = asyncio.create_task(alice.ask("heartbeat")), 0
    while not asking.done():
        most = max(most, len(client.outbound.connection.recv_messages.frames))
        await asyncio.sleep(0)
    assert (await asking)["ok"]
    assert most <= 17 + PIECE_BYTES // len(tiny)  # max_queue of the hub, and those of one piece


async def test_the_socket_is_not_read_while_many_frames_wait(
    venue: SmallVenue, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, tiny = await venue.caller("alice"), b"\x82\x81\0\0\0\0\xc0"
    (client,) = venue.hub._clients.by_session.values()
    connection, of_piece = client.outbound.connection, PIECE_BYTES // len(tiny)
    heard, holds, may_go_on = itertools.count(1), asyncio.Event(), asyncio.Event()

    async def room(_client: Client) -> None:
        if next(heard) == of_piece + 20:  # the second piece, which is the last, is in the queue
            holds.set()
            await may_go_on.wait()

    monkeypatch.setattr(Client, "room", room)
    alice.socket.transport.write(tiny * (2 * of_piece))
    async with asyncio.timeout(10):
        await holds.wait()
    waits, reads = connection.recv_messages.paused, connection.transport.is_reading()
    may_go_on.set()
    assert (waits, reads) == (True, False)
    assert (await alice.ask("heartbeat"))["ok"] and connection.transport.is_reading()


async def test_a_session_rests_after_refusals_until_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "REFUSALS_AT_ONCE", 0)
    monkeypatch.setattr(gates, "REFUSALS_PER_S", 100)
    async with small_venue(tmp_path, Limits(questions_per_s=150)) as venue:
        alice = await venue.caller("alice")
        begun = time.monotonic()
        for _ in range(2):
            await alice.send(*[{"op": "time"}] * 100)
        refused = (await alice.reply(201))["error"]
        assert (refused["code"], refused["allowed"]) == ("rate_exceeded", 150)
        await alice.ask("heartbeat")
        assert time.monotonic() - begun >= gates.REST_MAX_NS / 1e9
        for _ in range(30):
            await alice.send(*[{"op": "no such operation"}] * 60)
        alice.socket.transport.abort()
        async with asyncio.timeout(10):  # not 30 rests
            while venue.hub._clients.by_session:
                await asyncio.sleep(0.01)
