"""What a door logs of connections that have ended."""

from __future__ import annotations

import asyncio
import logging

import pytest

from gateway.protocol import door as door_module
from gateway.protocol.door import STRANGER_ENDS_PER_S, Door
from gateway.protocol.outside import Outside

NS_PER_S = 1_000_000_000


class Hands:
    """A clock that a test moves, in nanoseconds."""

    now_ns = 5 * NS_PER_S

    def monotonic_ns(self) -> int:
        return self.now_ns


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def door(hands: Hands, caplog: pytest.LogCaptureFixture) -> Door:
    caplog.set_level(logging.INFO, logger=door_module.__name__)
    return Door({}, Outside(monotonic_ns=hands.monotonic_ns))


def end_strangers(door: Door, count: int) -> None:
    for number in range(count):
        door.tell_end(f"192.0.2.1:{number}", None, "hung up")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    said = [record.message for record in caplog.records]
    caplog.clear()
    return said


async def test_ends_of_strangers_are_logged_up_to_a_number_a_second_and_then_counted(
    door: Door, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    end_strangers(door, 1_000)
    assert lines(caplog) == ["connection closed"] * STRANGER_ENDS_PER_S
    hands.now_ns += NS_PER_S - 1
    end_strangers(door, 1)
    assert lines(caplog) == []
    hands.now_ns += 1
    end_strangers(door, 1)
    assert lines(caplog) == ["connection closed"]
    door.close()
    assert lines(caplog) == ["991 more connections without a log-on closed"]
    door.close()
    assert lines(caplog) == []


async def test_the_number_left_out_is_logged_after_a_second_without_another_end(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    end_strangers(door, STRANGER_ENDS_PER_S + 3)
    lines(caplog)
    async with asyncio.timeout(30):
        while not (said := lines(caplog)):
            await asyncio.sleep(0.05)
    assert said == ["3 more connections without a log-on closed"]


async def test_every_end_of_somebody_who_had_logged_on_is_logged(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    end_strangers(door, STRANGER_ENDS_PER_S + 1)
    lines(caplog)
    for _ in range(50):
        door.tell_end("192.0.2.1:1", "alice", "log_off")
    assert lines(caplog) == ["connection closed"] * 50
