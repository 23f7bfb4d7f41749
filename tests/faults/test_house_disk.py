"""A disk that is full in the middle of a day, under the feed and under the registry: reported,
ended, and nothing lost.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from gateway.protocol.exit_codes import ExitCode
from marketdata import client as feed_client
from settlement_bridge.client import ConnectionLost, RequestRefused
from tests.faults.house import (
    ACCOUNTS,
    FEED,
    REGISTRY,
    House,
    end_day,
    open_day,
    running_house,
    settled,
)

pytestmark = pytest.mark.skipif(
    shutil.which("prlimit") is None, reason="prlimit (Linux) makes the full disk"
)

DATE = "2026-01-05"
LIMIT_S = 100


async def fill_disk(house: House, name: str, size: int) -> None:
    """From now on no file of this process may grow past that size."""
    limit = await asyncio.create_subprocess_exec(
        "prlimit", f"--pid={house.running.processes[name].pid}", f"--fsize={size}"
    )
    assert await limit.wait() == 0


def log_of(house: House, name: str) -> str:
    return (house.plan.data / "logs" / f"{name}.log").read_text(encoding="utf-8")


async def trade(house: House) -> None:
    async with house.session("member-1") as seller, house.session("member-2") as buyer:
        await seller.sell("CEA25", 7850, 10)
        await buyer.buy("CEA25", 7850, 10)


async def test_a_feed_whose_disk_is_full_ends_and_a_new_one_publishes_what_it_could_not_write(
    tmp_path: Path,
) -> None:
    async with asyncio.timeout(LIMIT_S), running_house(tmp_path) as house:
        await open_day(house, DATE)
        await fill_disk(house, FEED, 16_384)
        await trade(house)
        await end_day(house)
        assert await house.running.processes[FEED].wait() == ExitCode.DISK
        assert f"the daily rows of {DATE} cannot be written" in log_of(house, FEED)
        await house.start(FEED)
        async with feed_client.connect(house.running.urls[FEED]) as feed:
            assert (await feed.bulletin())["totals"]["day"]["volume"] == 10
        assert await settled(house, DATE)


async def test_a_registry_whose_disk_is_full_ends_and_a_new_one_knows_every_acknowledged_transfer(
    tmp_path: Path,
) -> None:
    async with asyncio.timeout(LIMIT_S), running_house(tmp_path) as house:
        await open_day(house, DATE)
        await trade(house)
        acknowledged = 0
        async with house.registry() as registry:
            before = (await registry.operations.cash(account=ACCOUNTS[0]))["available_fen"]
            await registry.operations.deposit(account=ACCOUNTS[0], amount_fen=1)
            await fill_disk(house, REGISTRY, 16_384)
            with pytest.raises((ConnectionLost, RequestRefused)):
                while True:
                    acknowledged += 1
                    await registry.operations.deposit(account=ACCOUNTS[0], amount_fen=1)
        assert await house.running.processes[REGISTRY].wait() == ExitCode.DISK
        assert "the settlement bridge stops: the registry's database refused" in log_of(
            house, REGISTRY
        )
        await end_day(house)
        await house.start(REGISTRY)
        assert await settled(house, DATE)
        async with house.registry() as registry:
            reply = await registry.operations.cash(account=ACCOUNTS[0])
            sold = 7850 * 10
            assert reply["available_fen"] + reply["in_transit_fen"] - before - sold in (
                acknowledged,
                acknowledged + 1,
            )
            assert (await registry.operations.reconcile())["breaks"] == []
