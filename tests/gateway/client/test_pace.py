from __future__ import annotations

import asyncio

import pytest

from gateway.client import pace


async def slept(monkeypatch: pytest.MonkeyPatch, brake: pace.Pace, counts: list[int]) -> float:
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


async def test_without_a_limit_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await slept(monkeypatch, pace.Pace(0), [100] * 50) == 0
