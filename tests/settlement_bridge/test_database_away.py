"""The database server stops in the middle of a day under the running bridge: trading goes on,
nothing is lost or done twice.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.client import connect
from tests.settlement_bridge.postgres_server import Server, ServerMissing, running_server

BEFORE, WHILE_AWAY, AFTER = 5, 20, 5  # trades
AWAY_S = 2.0  # longer than the first waits of the bridge
PATIENCE = 3  # half minutes


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that syncs and may be stopped."""
    try:
        with running_server(()) as server:
            yield server
    except ServerMissing as missing:
        if os.environ.get("CEAX_REQUIRE_POSTGRES"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def test_a_database_that_is_away_for_a_while_stops_no_trading_and_loses_and_doubles_nothing(
    own_server: Server,
    tmp_path: Path,
    venue_runner: Any,
    registry_runner: Any,
    house_furnisher: Any,
) -> None:
    with (
        venue_runner(tmp_path) as venue,
        registry_runner(venue, "--registry", own_server.new_database()) as bridge,
    ):
        asyncio.run(house_furnisher(venue))
        asyncio.run(day(venue, own_server))
        assert bridge.poll() is None  # the same process all the time


async def day(venue: Any, server: Server) -> None:
    """A day whose middle and whose close the database does not see."""
    async with venue.session("exchange") as exchange:
        date = await venue.start_day(exchange)
        await venue.trade(BEFORE)
        await asyncio.to_thread(server.stop, signal.SIGQUIT)
        await venue.trade(WHILE_AWAY)
        await asyncio.sleep(AWAY_S)
        await venue.end_day(exchange)
        await asyncio.to_thread(server.start)
    await all_settled(venue, date, BEFORE + WHILE_AWAY)
    async with venue.session("exchange") as exchange:
        date = await venue.start_day(exchange)
        await venue.trade(AFTER)
        await venue.end_day(exchange)
        await asyncio.to_thread(server.stop, signal.SIGQUIT)  # and while it settles
        await asyncio.sleep(AWAY_S / 4)
        await asyncio.to_thread(server.start)
    await all_settled(venue, date, AFTER)


async def all_settled(venue: Any, date: str, trades: int) -> None:
    """The day is settled, every trade delivered once, and nothing differs from the exchange."""
    async with connect(venue.registry, venue.key("bridge")) as registry:
        for _ in range(PATIENCE):
            if date in (await registry.operations.settled(date=date, wait_ms=30_000))["dates"]:
                break
        summary = await registry.operations.summary(date=date)
        assert (summary["count"], summary["delivered"], summary["failed"]) == (trades, trades, 0)
        reply = await registry.operations.reconcile()
        assert (reply["breaks"], reply["undelivered"]) == ([], 0)
        numbers = [
            entry["trade"] async for entry in registry.journal(1) if entry["kind"] == "trade_units"
        ]
    assert len(numbers) == len(set(numbers))
