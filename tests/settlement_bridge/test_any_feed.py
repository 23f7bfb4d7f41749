"""The feed answers every wrong thing there is, then the right one: the day is collected, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.protocol.private_keys import generate
from marketdata import client
from settlement_bridge.books import DayStatus
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import collector, trading_days
from settlement_bridge.bridge.collector import Collector
from settlement_bridge.store import Worker
from tests.settlement_bridge.fake_exchange import HANG_UPS, MALFORMED, REFUSAL_CODES, refusal
from tests.settlement_bridge.fake_feed import BAD_UPDATES, running_feed

pytestmark = pytest.mark.usefixtures("empty_registry")

DATE = 20_260_105
PATIENCE_S = 60
FAULTS = [refusal(code) for code in REFUSAL_CODES] + MALFORMED + HANG_UPS


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (collector, client):
        for name in ("RETRY_FIRST_S", "RETRY_MOST_S", "RETRY_BROKEN_S", "STORE_PAUSE_S"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 0.001)


@pytest.mark.parametrize("op", ["log_on", "subscribe", "updates"])
async def test_whatever_the_feed_answers_or_tells_the_day_is_collected_in_the_end(
    op: str, tmp_path: Path
) -> None:
    registry, worker, closed = (
        open_registry(f"sqlite:///{tmp_path}/registry.sqlite3"),
        Worker(),
        asyncio.Event(),
    )
    async with running_feed() as feed:
        if op == "updates":
            feed.updates.extend(BAD_UPDATES)
        else:
            feed.faults[op].extend(FAULTS)
        running = asyncio.create_task(
            Collector(
                feed.url, generate(tmp_path / "bridge.pem"), registry, worker, closed.set
            ).run()
        )
        waiting = asyncio.create_task(closed.wait())
        await asyncio.wait(
            {running, waiting}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
        )
        ended = running.done()
        for task in (running, waiting):
            task.cancel()
        await asyncio.wait({running, waiting})
    assert not ended and not feed.updates and not feed.faults[op]
    day = registry.read(trading_days.day, DATE)
    assert day is not None and day.status == DayStatus.CLOSED
    assert [settled.trade.trade for settled in registry.read(trading_days.day_trades, DATE)] == [
        1,
        2,
    ]
    worker.close()
    registry.close()
