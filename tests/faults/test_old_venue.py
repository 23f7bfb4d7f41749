"""A venue whose log was restored from an old copy, beside a registry that went on: the registry
finds out, and does nothing to it.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.client import RequestRefused
from tests.faults.house import FEED, GATEWAY, House, running_house


async def test_an_exchange_behind_its_registry_is_sent_nothing_and_goes_on_with_its_newer_log(
    tmp_path: Path,
) -> None:
    async with running_house(tmp_path / "venue") as house:
        await stop(house)
        copy(house, "old")
        await start(house)
        async with house.registry() as registry:
            await registry.operations.deposit(account=1, amount_fen=700)
            held = (await registry.operations.cash(account=1))["available_fen"]
        await stop(house)
        copy(house, "new")
        bring_back(house, "old")
        await start(house)
        async with house.registry() as registry:
            told = await standing(registry, "exchange_behind")
            assert "is applied here" in told["sentence"]
            with pytest.raises(RequestRefused, match="exchange_behind"):
                await registry.operations.deposit(account=1, amount_fen=5)
            with pytest.raises(RequestRefused, match="exchange_behind"):
                await registry.request("catch_up", document="order 7")
        await stop(house)
        bring_back(house, "new")
        await start(house)
        async with house.registry() as registry:
            await standing(registry, "sound")
            await registry.operations.deposit(account=1, amount_fen=5)
            assert (await registry.operations.cash(account=1))["available_fen"] == held + 5
            assert (await registry.operations.reconcile())["breaks"] == []


async def standing(registry: Any, state: str) -> dict[str, Any]:
    """Whether registry and exchange agree, once the gateway has been asked again and it is as
    expected.
    """
    async with asyncio.timeout(20):
        while (told := await registry.request("standing"))["state"] != state:
            await asyncio.sleep(0.05)
    return dict(told)


async def stop(house: House) -> None:
    for name in (FEED, GATEWAY):
        await house.kill(name)


async def start(house: House) -> None:
    for name in (GATEWAY, FEED):
        await house.start(name)


def copy(house: House, name: str) -> None:
    """A copy of the log and of what the feed derived from it."""
    for part in ("log", "feed"):
        shutil.copytree(house.plan.data / part, house.plan.data / name / part)


def bring_back(house: House, name: str) -> None:
    for part in ("log", "feed"):
        shutil.rmtree(house.plan.data / part)
        shutil.copytree(house.plan.data / name / part, house.plan.data / part)
