from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.client import pace


async def slept(monkeypatch: pytest.MonkeyPatch, brake: Any, counts: Sequence[Any]) -> float:
    """Seconds the brake asks to sleep for `counts`, on a loop clock that only those sleeps move."""
    loop = asyncio.get_running_loop()
    moved = [1000.0]

    async def sleep(seconds: float) -> None:
        moved[0] += seconds

    monkeypatch.setattr(pace.asyncio, "sleep", sleep)
    monkeypatch.setattr(loop, "time", lambda: moved[0])
    for count in counts:
        await brake.take(count)
    return moved[0] - 1000.0


async def test_a_first_burst_goes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await slept(monkeypatch, pace.Pace(1000), [100] * 4) == 0


async def test_sending_on_is_no_faster_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = await slept(monkeypatch, pace.Pace(1000), [100] * 50)
    assert seconds == pytest.approx(5000 / (1000 * pace.SHARE) - pace.BURST_S)


async def test_what_has_turned_out_to_weigh_more_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brake = pace.Pace(1000)
    assert await slept(monkeypatch, brake, [1]) == 0
    brake.owe(950)
    assert await slept(monkeypatch, brake, [1]) == pytest.approx(1 - pace.BURST_S, abs=0.01)


async def test_orders_cancels_and_questions_have_a_pace_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paces = pace.Paces({"requests_per_s": 100, "cancels_per_s": 200, "questions_per_s": 400})
    asked = {
        "new_order": 48,
        "withdraw_bid": 96,
        "open_orders": 96,
    }  # half a second's worth of each
    ops = [op for op, count in asked.items() for _ in range(count)]
    assert await slept(monkeypatch, paces, [ops]) < 0.02
    assert await slept(monkeypatch, paces, [["new_order"]]) == pytest.approx(1 / 95, abs=0.02)
    paces.answered("new_order", {"rows": [0] * 800})  # an order's answer has no weight of its own
    paces.answered("open_orders", {"orders": [0] * 800, "next": None})
    assert await slept(monkeypatch, paces, [["open_orders"]]) == pytest.approx(102 / 380, abs=0.02)


async def test_without_a_limit_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await slept(monkeypatch, pace.Pace(0), [100] * 50) == 0
