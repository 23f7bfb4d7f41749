"""The registry's SDK, as its users use it."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.client import RequestRefused, VenueUnreachable
from settlement_bridge.client import connect


async def test_the_operators_whole_work_through_the_sdk(house: Any) -> None:
    async with house.session("exchange") as exchange:
        await exchange.request("open_account", account=9, name="Datang")
    async with connect(house.registry, house.key("bridge")) as registry:
        await registry.open_account(9, "大唐发电")
        paid = await registry.deposit(9, 1_000)
        issued = await registry.allocate(9, "CEA25", 50)
        moved = await registry.transfer_in(9, "CEA25", 20)
        assert paid < issued < moved
        await registry.withdraw(9, 400)
        await registry.transfer_out(9, "CEA25", 5)
        assert (await registry.cash(9))["available_fen"] == 600
        states = {row["state"]: row["quantity"] for row in await registry.holdings(9)}
        assert states == {"registry_available": 35, "trading_available": 15}
        assert {entry["who"] async for entry in registry.journal(9)} == {"bridge"}
        await registry.withdraw(9, 600)
        await registry.transfer_out(9, "CEA25", 15)
        assert (await registry.reconcile())["break_count"] == 0


async def test_what_the_registry_or_the_exchange_refuses_says_why(house: Any) -> None:
    async with connect(house.registry, house.key("bridge")) as registry:
        with pytest.raises(RequestRefused) as short:
            await registry.withdraw(1, 10**15)
        assert (short.value.code, short.value.field) == ("cash_insufficient", "amount_fen")
        with pytest.raises(RequestRefused) as unknown:
            await registry.allocate(1, "NOWHERE", 5)
        error = unknown.value
        assert (error.code, error.field) == ("instrument_unknown", "instrument")
        assert error.value == "NOWHERE"
        assert "CEA25" in error.allowed
        ground = {"instrument": "NOWHERE", "document": "notice 1"}
        await registry.request("open_instrument", year=2024, **ground)
        await registry.allocate(1, "NOWHERE", 5)
        with pytest.raises(RequestRefused) as unknown:
            await registry.transfer_in(1, "NOWHERE", 5)
        assert unknown.value.code == "instrument_unknown"


async def test_an_address_where_no_registry_is_says_so(house: Any) -> None:
    with pytest.raises(VenueUnreachable):
        async with connect("ws://127.0.0.1:9", house.key("bridge")):
            pass
