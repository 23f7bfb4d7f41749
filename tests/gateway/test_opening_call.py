"""The opening call through real sockets: orders before the open, one price, reports that say so."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.client import RequestRefused


async def next_day(market: Any) -> None:
    """End the first day, settle it and start the next one in pre-open with a call."""
    async with market.session("exchange") as staff, market.session("bridge") as bridge:
        await staff.request("set_parameter", instrument="CEA25", parameter="opening_call", value=1)
        await staff.request("set_phase", phase="closed", confirm=True, reason="test")
        await staff.request("end_day")
        (day,) = (await bridge.request("unsettled"))["days"]
        figures = {
            name: day[name] for name in ("date", "count", "quantity", "amount_fen", "tape_hash")
        }
        await bridge.request("clearing_result", **figures)
        await bridge.request("settlement_done", date=day["date"], failed=0)
        await staff.request("start_day", date="2026-01-06")


async def test_orders_rest_before_the_open_and_trade_at_one_price(market: Any) -> None:
    await next_day(market)
    async with (
        market.session("alice") as alice,
        market.session("bob") as bob,
        market.session("exchange") as staff,
    ):
        assert (await bob.sell("CEA25", "78.00", 10))["status"] == "entered"
        assert (await alice.buy("CEA25", "79.00", 15))["status"] == "entered"
        with pytest.raises(RequestRefused, match="for the day"):
            await alice.buy("CEA25", "79.00", 5, time_in_force="ioc")
        with pytest.raises(RequestRefused, match="an order of your own"):
            await alice.sell("CEA25", "79.00", 5)
        await staff.request("set_phase", phase="morning")
        (fill,) = await alice.fills("CEA25")
        assert (fill["price"], fill["quantity"], fill["leaves"], fill["liquidity"]) == (
            7900,
            10,
            5,
            "call",
        )
        assert [(row["price"], row["leaves"]) for row in await alice.open_orders()] == [(7900, 5)]
