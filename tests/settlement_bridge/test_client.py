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
        await registry.operations.open_account(account=9, name="大唐发电")
        paid = (await registry.operations.deposit(account=9, amount_fen=1_000))["reference"]
        issued = (await registry.operations.allocate(account=9, instrument="CEA25", quantity=50))[
            "number"
        ]
        moved = (await registry.operations.transfer_in(account=9, instrument="CEA25", quantity=20))[
            "reference"
        ]
        assert paid < issued < moved
        await registry.operations.withdraw(account=9, amount_fen=400)
        await registry.operations.transfer_out(account=9, instrument="CEA25", quantity=5)
        assert (await registry.operations.cash(account=9))["available_fen"] == 600
        states = {
            row["state"]: row["quantity"]
            for row in (await registry.operations.holdings(account=9))["holdings"]
        }
        assert states == {"registry_available": 35, "trading_available": 15}
        assert {entry["who"] async for entry in registry.journal(9)} == {"bridge"}
        await registry.operations.withdraw(account=9, amount_fen=600)
        await registry.operations.transfer_out(account=9, instrument="CEA25", quantity=15)
        assert (await registry.operations.reconcile())["break_count"] == 0


async def test_what_the_registry_or_the_exchange_refuses_says_why(house: Any) -> None:
    async with connect(house.registry, house.key("bridge")) as registry:
        with pytest.raises(RequestRefused) as short:
            await registry.operations.withdraw(account=1, amount_fen=10**15)
        assert (short.value.code, short.value.field) == ("cash_insufficient", "amount_fen")
        with pytest.raises(RequestRefused) as unknown:
            await registry.operations.allocate(account=1, instrument="NOWHERE", quantity=5)
        error = unknown.value
        assert (error.code, error.field) == ("instrument_unknown", "instrument")
        assert error.value == "NOWHERE"
        assert "CEA25" in error.allowed
        ground = {"instrument": "NOWHERE", "document": "notice 1"}
        await registry.request("open_instrument", year=2024, **ground)
        await registry.operations.allocate(account=1, instrument="NOWHERE", quantity=5)
        with pytest.raises(RequestRefused) as unknown:
            await registry.operations.transfer_in(account=1, instrument="NOWHERE", quantity=5)
        assert unknown.value.code == "instrument_unknown"


async def test_an_address_where_no_registry_is_says_so(house: Any) -> None:
    with pytest.raises(VenueUnreachable):
        async with connect("ws://127.0.0.1:9", house.key("bridge")):
            pass
