"""Connections that are cut before anything of them is read: too fast, or without a place."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable
from typing import Any

import pytest

from gateway.protocol import arrivals, descriptors
from gateway.protocol.arrivals import (
    ADDRESSES_MAX,
    AT_ONCE,
    NS_PER_S,
    PER_S,
    TELL_EVERY_S,
    TOO_FAST,
    TOO_MANY,
    Arrivals,
)
from gateway.protocol.descriptors import RESERVED, fitting, for_clients, tell_of_exhaustion
from gateway.protocol.door import Door
from gateway.protocol.outside import Outside
from gateway.protocol.places import Room

ELSEWHERE = "192.0.2.7"
ROOM = Room(strangers=1_000, per_address=100, per_key=32, per_account=64, members=4_096)


class Hands:
    """A clock that a test moves."""

    now_ns = 7 * NS_PER_S

    def outside(self) -> Outside:
        return Outside(monotonic_ns=lambda: self.now_ns)


class Stranger:
    """A connection that notes when it is cut."""

    def __init__(self) -> None:
        self.cuts = 0

    def cut(self) -> None:
        self.cuts += 1


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_an_address_has_a_rate_and_after_a_pause_some_at_once(hands: Hands) -> None:
    known = Arrivals(hands.outside())
    admitted = [known.admits(ELSEWHERE) for _ in range(AT_ONCE + 5)]
    assert admitted == [True] * AT_ONCE + [False] * 5
    assert known.admits("192.0.2.8")
    hands.now_ns += NS_PER_S // PER_S
    assert [known.admits(ELSEWHERE) for _ in range(2)] == [True, False]
    hands.now_ns += 3_600 * NS_PER_S
    assert sum(known.admits(ELSEWHERE) for _ in range(2 * AT_ONCE)) == AT_ONCE


def test_the_same_computer_has_no_rate_and_few_addresses_are_remembered(hands: Hands) -> None:
    known = Arrivals(hands.outside())
    assert all(known.admits("127.0.0.1") for _ in range(3 * AT_ONCE))
    assert all(known.admits(ELSEWHERE) for _ in range(AT_ONCE))
    assert not known.admits(ELSEWHERE)
    for number in range(ADDRESSES_MAX):
        assert known.admits(f"2001:db8::{number:x}")
    assert known.admits(ELSEWHERE)  # forgotten


def test_those_without_a_place_are_cut_and_the_venues_own_are_not(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    door, own = Door({}, hands.outside()), Door({}, hands.outside(), own=True)
    for each in (door, own):
        each.fit(8)
    strangers = [Stranger() for _ in range(12)]
    for number, each in enumerate(strangers):
        door.enter(each, f"198.51.100.{number}")
        door.leave(each)  # it has a WebSocket now
    assert [each.cuts for each in strangers] == [0] * 8 + [1] * 4
    assert door.turned_away.counts == {TOO_MANY: 4}
    assert [each.message for each in caplog.records] == [
        f"connections turned away: 1; {arrivals.WHY[TOO_MANY]}"
    ]
    for each in strangers[6:]:
        door.end(each)
    late = Stranger()
    door.enter(late, ELSEWHERE)
    assert (late.cuts, door.connections) == (0, 7)
    inner = [Stranger() for _ in range(12)]
    for each in inner:
        own.enter(each, ELSEWHERE)
        own.leave(each)
    assert not any(each.cuts for each in inner)


def test_a_reason_has_a_line_now_and_then_with_the_number_since(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    door = Door({}, hands.outside())
    for _ in range(AT_ONCE + 30):
        door.enter(Stranger(), ELSEWHERE)
    hands.now_ns += TELL_EVERY_S * NS_PER_S
    for _ in range(AT_ONCE + 1):
        door.enter(Stranger(), "192.0.2.9")
    said = [each.message.partition(";")[0] for each in caplog.records]
    assert said == ["connections turned away: 1", "connections turned away: 30"]
    assert door.turned_away.counts == {TOO_FAST: 31}


@pytest.mark.parametrize("limit", [64, 256, 1_024, 20_000, 65_536])
def test_the_places_fit_into_the_limit_of_descriptors(
    limit: int, caplog: pytest.LogCaptureFixture
) -> None:
    room = fitting(ROOM, limit)
    door = min(1_000, for_clients(limit) // 4)
    assert door + room.strangers + room.members <= for_clients(limit)
    assert limit - for_clients(limit) >= min(RESERVED, limit // 2)
    assert room == ROOM or (room.members < ROOM.members and "raise it" in caplog.text)
    assert (room == ROOM) is (limit >= 20_000)


@pytest.mark.parametrize("limits", [(1_024, 4_096, 4_096), (512, -1, 65_536), (-1, -1, 65_536)])
def test_a_server_asks_for_as_many_descriptors_as_it_may_have(
    limits: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, hard, most = limits
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(descriptors.resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(descriptors.resource, "setrlimit", lambda _, both: asked.append(both))
    assert descriptors.ask_for_descriptors() == most
    assert asked == ([] if soft == -1 else [(most, hard)])


async def test_a_process_without_descriptors_says_so_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop, heard = asyncio.get_running_loop(), []

    def note(what: str) -> Callable[[], None]:
        return lambda: heard.append(what)

    earlier = loop.get_exception_handler()
    try:
        tell_of_exhaustion(loop, note("exhausted"))
        context: dict[str, Any] = {"message": "socket.accept() out of system resource"}
        error = OSError(errno.EMFILE, "Too many open files")
        loop.call_exception_handler({**context, "exception": error, "socket": None})
        assert (heard, caplog.records) == (["exhausted"], [])
        with caplog.at_level(logging.ERROR):
            loop.call_exception_handler({"message": "another fault"})
        assert [each.message for each in caplog.records] == ["another fault"]
    finally:
        loop.set_exception_handler(earlier)
