"""Real processes, real sockets, real SQLite: members trade, the day settles, whatever is killed on
the way.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.client import ConnectionLost, VenueUnreachable, connect

TRADES = 2_000
PIECES = 1_000  # trades that one pair of members makes at once
KILLS = 3


@pytest.fixture(scope="module")
def venue_of_three(tmp_path_factory: pytest.TempPathFactory, venue_runner: Any) -> Any:
    """A venue whose registry the test starts and kills itself."""
    with venue_runner(tmp_path_factory.mktemp("killed")) as running:
        yield running


def delivered(data: Path) -> int:
    """Trades delivered so far, read from beside the bridge."""
    path = data / "registry" / "registry.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        count: int = database.execute("SELECT count(*) FROM trades WHERE status = 2").fetchone()[0]
    return count


def wait_for_delivery(data: Path, more_than: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while delivered(data) <= more_than and time.monotonic() < until:
        time.sleep(0.002)


async def check_all(venue: Any, date: str, trades: int) -> None:
    """The day is settled, every trade delivered once, and nothing differs from the exchange."""
    async with connect(venue.registry, venue.key("bridge")) as registry:
        assert date in (await registry.operations.settled(date=date, wait_ms=30_000))["dates"]
        reply = await registry.operations.reconcile()
        assert (reply["breaks"], reply["undelivered"]) == ([], 0)
        summary = await registry.operations.summary(date=date)
        assert (summary["count"], summary["delivered"], summary["failed"]) == (trades, trades, 0)
        numbers = [
            entry["trade"] async for entry in registry.journal(1) if entry["kind"] == "trade_units"
        ]
    assert sorted(numbers) == sorted(set(numbers))


def test_every_trade_is_settled_exactly_once_however_often_the_bridge_is_killed(
    venue_of_three: Any, registry_runner: Any, house_furnisher: Any
) -> None:
    venue = venue_of_three
    with registry_runner(venue):
        asyncio.run(house_furnisher(venue))
        asyncio.run(fund(venue))
    date = asyncio.run(long_day(venue))  # the bridge is away the whole day
    actor = random.Random(7)
    with registry_runner(venue) as process:  # killed in the middle of its delivery
        before = delivered(venue.data)
        wait_for_delivery(venue.data, before)
        os.kill(process.pid, signal.SIGKILL)
    assert delivered(venue.data) > before
    for _ in range(KILLS):  # killed at any moment
        with registry_runner(venue) as process:
            time.sleep(actor.random() * 0.15)
            os.kill(process.pid, signal.SIGKILL)
    with registry_runner(venue):
        asyncio.run(check_all(venue, date, TRADES))
        assert asyncio.run(after_all(venue)) is not None


async def fund(venue: Any) -> None:
    """Enough for a long day."""
    async with connect(venue.registry, venue.key("bridge")) as registry:
        for account in (1, 2):
            await registry.operations.deposit(account=account, amount_fen=10**12)
            await registry.operations.allocate(account=account, instrument="CEA25", quantity=10**6)
            await registry.operations.transfer_in(
                account=account, instrument="CEA25", quantity=10**6
            )


async def long_day(venue: Any) -> str:
    """A day of many trades, between two members both ways."""
    async with venue.session("exchange") as exchange:
        date: str = await venue.start_day(exchange)
        for piece in range(TRADES // PIECES):
            seller, buyer = (2, 1) if piece % 2 else (1, 2)
            await venue.trade(PIECES, seller=seller, buyer=buyer)
        await venue.end_day(exchange)
    return date


async def after_all(venue: Any) -> str:
    """One more day, to see that the venue goes on."""
    date: str = await venue.day(2)
    await check_all(venue, date, 2)
    return date


def test_a_bridge_killed_while_transfers_are_on_their_way_makes_each_once(
    venue_of_three: Any, registry_runner: Any
) -> None:
    venue, actor = venue_of_three, random.Random(3)
    for _ in range(3):
        with registry_runner(venue) as process:
            asyncio.run(deposit_until_killed(venue, process.pid, actor.random() * 0.05))
    with registry_runner(venue):
        asyncio.run(check_transfers(venue))


async def deposit_until_killed(venue: Any, pid: int, after_s: float) -> None:
    """Hundreds of deposits; the bridge dies among them."""
    asyncio.get_running_loop().call_later(after_s, os.kill, pid, signal.SIGKILL)
    requests = [{"op": "deposit", "account": 3, "amount_fen": 1}] * 500
    try:
        async with connect(venue.registry, venue.key("bridge")) as registry:
            while True:
                await registry.request_many(requests)
    except (ConnectionLost, VenueUnreachable):
        return


async def check_transfers(venue: Any) -> None:
    async with connect(venue.registry, venue.key("bridge")) as registry:
        reply = await registry.operations.reconcile()
        assert reply["breaks"] == []
        assert (await registry.request("transfers"))["pending"] == []
