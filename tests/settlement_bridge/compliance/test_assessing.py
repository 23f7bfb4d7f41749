"""Alerts pushed to the registry's operators and sent to the exchange, through real processes, none
lost on the way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from settlement_bridge.client import RegistrySession, connect

YEAR, DUE = 2051, 500
OWN = ("type", "time_ns", "level", "due", "cash_fen", "price")  # what the registry keeps


@pytest.fixture(scope="module")
def emitters() -> list[int]:
    """Numbers of entities that no other test uses."""
    return [960, 961]


@pytest.fixture
async def operator(house: Any, emitters: list[int]) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator; the emitters owe 500 t each by a day that is near, and
    have nothing.
    """
    async with connect(house.registry, house.key("bridge")) as session:
        if not (await session.request("positions", year=YEAR))["positions"]:
            await session.request("set_year", year=YEAR, deadline="2026-02-01")
            for number in emitters:
                await session.request(
                    "open_entity",
                    entity=number,
                    name=f"emitter {number}",
                    kind="emitter",
                    province=42,
                )
                await session.operations.open_account(
                    account=number, name=f"emitter {number}", entity=number
                )
            rows = "".join(f"{number},{YEAR},{DUE},{DUE}\n" for number in emitters)
            text = f"entity,year,emissions,due\n{rows}total,{len(emitters)},{2 * DUE},{2 * DUE}\n"
            await session.request(
                "emissions_file", digest=await session.upload(text), reference="e-2051"
            )
        yield session


async def next_of(stream: AsyncIterator[Any], entity: int) -> dict[str, Any]:
    """The next alert of an entity."""
    async with asyncio.timeout(20):
        async for alert in stream:
            if alert["entity"] == entity:
                return dict(alert)
    raise AssertionError("the stream ended")


async def test_alerts_are_pushed_to_operators_and_to_the_exchange(
    house: Any, operator: RegistrySession
) -> None:
    async with (
        connect(house.registry, house.key("exchange")) as reader,
        house.session("exchange") as staff,
    ):
        pushed, told = reader.alerts(), staff.risk_alerts()
        await operator.request("assess_alerts")
        raised = await next_of(pushed, 960)
        assert (raised["kind"], raised["shortfall"], raised["days_left"] > 0) == (
            "shortfall",
            DUE,
            True,
        )
        assert (raised["level"], raised["due"]) == ("high", DUE)
        there = await next_of(told, 960)
        assert there["accounts"] == [960]
        assert {name: there[name] for name in raised if name in there and name != "type"} == {
            name: value for name, value in raised.items() if name not in OWN
        }
        await operator.operations.allocate(account=960, instrument="CEA25", quantity=200)
        await operator.request("assess_alerts")
        assert (await next_of(pushed, 960))["shortfall"] == DUE - 200
        assert (await next_of(told, 960))["shortfall"] == DUE - 200


async def test_what_was_raised_while_nobody_listened_is_told_behind_the_last_number(
    house: Any, operator: RegistrySession
) -> None:
    await operator.request("assess_alerts")
    async with connect(house.registry, house.key("exchange")) as reader:
        last = (await reader.request("follow_alerts"))["last"]
    await operator.operations.allocate(account=961, instrument="CEA25", quantity=100)
    await operator.request("assess_alerts")
    async with connect(house.registry, house.key("exchange")) as reader:
        changed = await next_of(reader.alerts(last), 961)
    assert (changed["number"] > last, changed["shortfall"]) == (True, DUE - 100)
    async with house.session("exchange") as staff:
        assert (await next_of(staff.risk_alerts(last), 961))["shortfall"] == DUE - 100


async def test_members_follow_no_alerts(house: Any) -> None:
    async with connect(house.registry, house.key("member1")) as member:
        replies = await member.request_many([{"op": "follow_alerts"}])
    assert replies[0].error is not None
    assert replies[0].error.code == "role_not_allowed"
