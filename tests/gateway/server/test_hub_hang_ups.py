"""Sockets cut before, between and after the frames of every operation, and faults of one client."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from gateway.floor import listeners, queries
from gateway.protocol.table.rows import OPERATIONS
from gateway.protocol.wire import CloseCode, encode
from gateway.server import hub as hub_module
from tests.gateway.samples import request_of, torn
from tests.gateway.small_venue import DATE, Caller, SmallVenue, order, small_venue

NAMES = {role: role for role in OPERATIONS} | {"member": "bob", "viewer": "vera"}
ENDING = ("set_phase", "end_day", "halt", "suspend", "kill", "suspend_desk", "log_off")


def cut(caller: Caller) -> None:
    """End the connection without a word."""
    caller.socket.transport.abort()


async def settled(venue: SmallVenue, callers: int) -> None:
    """Wait until only that number of sessions is connected, and nothing waits."""
    async with asyncio.timeout(10):
        while len(venue.hub._clients.by_session) > callers or venue.hub._gone or venue.hub._works:
            await asyncio.sleep(0.01)
        await venue.hub._thread.do(lambda: None)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("name", ["alice", "vera"])
async def test_a_session_that_asks_for_its_reports_and_hangs_up_harms_nobody(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    async with small_venue(tmp_path) as venue:
        for _ in range(40):
            caller = await venue.caller(name)
            await caller.send(*[{"op": "resume_reports", "report_date": DATE, "from": 1}] * 20)
            cut(caller)
        bob = await venue.caller("bob")
        assert (await bob.ask_all(order("buy", 7100, 1)))[0]["ok"]
        await settled(venue, 1)
        assert len(venue.hub._floor.listeners) == 1
    assert errors(caplog) == []


@pytest.mark.parametrize("role", NAMES)
async def test_connections_cut_at_any_moment_of_any_request_leave_nothing_behind(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    role: str,
) -> None:
    async with small_venue(tmp_path) as venue:
        for operation in OPERATIONS[role].values():
            if operation.name not in ENDING:
                request = request_of(operation)
                await cut_before_log_on(venue)
                await cut_on_log_on(venue, NAMES[role])
                await cut_around(venue, NAMES[role], request)
        alice = await venue.caller("alice")
        assert (await alice.ask_all(order("buy", 7100, 1)))[0]["ok"]
        assert len(await alice.until("report", 1)) == 1
        await settled(venue, 1)
        floor = venue.hub._floor
        assert (len(floor.listeners), len(floor.followers), venue.hub._waiting) == (1, 0, 0)
    assert errors(caplog) == []


async def cut_before_log_on(venue: SmallVenue) -> None:
    cut(await Caller.open(venue.hub.url))


async def cut_on_log_on(venue: SmallVenue, name: str) -> None:
    caller = await Caller.open(venue.hub.url)
    logging_on = asyncio.create_task(caller.log_on(venue.keys[name]))
    await asyncio.sleep(0)
    cut(caller)
    await asyncio.gather(logging_on, return_exceptions=True)


async def cut_around(venue: SmallVenue, name: str, request: dict[str, Any]) -> None:
    """Cut after one frame, in the middle of a frame, and after an answer."""
    for moment in ("sent", "torn", "answered"):
        caller = await venue.caller(name)
        if moment == "sent":
            await caller.send(request, {"op": "status"}, request)
        elif moment == "torn":
            frame = encode(request | {"id": 1}, text=False)
            assert isinstance(frame, bytes)
            caller.socket.transport.write(torn(frame))
        else:
            await caller.ask_all(request)
        cut(caller)


async def test_a_stream_that_cannot_be_made_closes_its_own_session_with_a_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with small_venue(tmp_path) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        sound = listeners.report_of

        def broken(row: Any, *more: Any) -> Any:
            if row.account == 1:
                raise RuntimeError("no such report")
            return sound(row, *more)

        monkeypatch.setattr(listeners, "report_of", broken)
        replies = [await each.ask_all(order("buy", 7100, 1)) for each in (alice, bob)]
        assert all(reply["ok"] for (reply,) in replies)
        assert await alice.closed() == CloseCode.INTERNAL_ERROR
        assert (await bob.ask("heartbeat"))["ok"]
        monkeypatch.undo()
        back = await venue.caller("alice", report_date=DATE, next_report=1)
        assert (await back.until("report", 1))[-1]["order"] == replies[0][0]["order"]


async def test_a_question_that_fails_is_answered_and_its_session_closed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with small_venue(tmp_path) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        monkeypatch.setitem(queries.QUERIES, "fills", None)
        assert (await alice.ask("fills"))["error"]["code"] == "internal_error"
        assert await alice.closed() == CloseCode.INTERNAL_ERROR
        assert (await bob.ask_all(order("buy", 7100, 1)))[0]["ok"]


async def test_the_tick_of_one_client_does_not_end_that_of_the_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "TICK_S", 0.05)
    async with small_venue(tmp_path) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob", heartbeat_s=5)
        sessions = {each.grant.key: each for each in venue.hub._clients.by_session if each.grant}
        monkeypatch.setattr(sessions["alice"], "tick", None)
        sessions["bob"]._spoke_ns = 0
        assert len(await bob.until("heartbeat", 1)) == 1
        assert (await alice.ask("heartbeat"))["ok"]


async def test_everybody_who_waits_is_told_when_the_engine_itself_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    venue = SmallVenue(tmp_path)
    await venue.start()
    await venue.open_market()
    alice = await venue.caller("alice")
    monkeypatch.setattr("engine.record.sequencer.apply_all", None)
    (reply,) = await alice.ask_all(order("buy", 7100, 1))
    assert reply["error"]["code"] == "storage_failed"
    assert venue.running is not None
    with pytest.raises(TypeError):
        await venue.running
    await venue.hub.stop()


async def test_a_log_on_that_cannot_be_resumed_is_closed_and_withdraws_nothing(
    tmp_path: Path,
) -> None:
    async with small_venue(tmp_path) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        assert (await alice.ask_all(order("buy", 7100, 1)))[0]["ok"]
        late = await Caller.open(venue.hub.url)
        wrong = {"report_date": "2026-01-04", "next_report": 1, "cancel_on_disconnect": True}
        reply = await late.log_on(venue.keys["alice"], **wrong)
        assert reply["error"]["code"] == "report_date_unknown"
        assert await late.closed() == CloseCode.LOG_ON_REFUSED
        assert (await bob.ask("heartbeat"))["ok"]
        assert len((await alice.ask("open_orders"))["orders"]) == 1
        assert len(venue.hub._floor.listeners) == 2
