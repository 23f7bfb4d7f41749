"""A session whose connection is lost goes on by itself, and sends nothing later than meant."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.client import ConnectionLost, VenueUnreachable, connect
from gateway.client.trackers import Orders
from gateway.rehearsal.gate import Gate


async def test_reports_go_on_without_a_hole_over_a_lost_connection(market: Any) -> None:
    gate, orders = Gate(market.url), Orders()
    async with (
        gate.opened() as url,
        connect(url, market.key("bob"), give_up_s=30) as bob,
        market.session("alice") as alice,
    ):
        reports = bob.reports()
        offered = await bob.sell("CEA25", "78.40", 60, client_order_id="lasting")
        orders.apply(await anext(reports))
        gate.cut()
        await alice.buy("CEA25", "78.40", 20)
        with pytest.raises(ConnectionLost):  # at once, and not sent later
            while True:
                await bob.sell("CEA25", "78.40", 1)
                await asyncio.sleep(0.01)
        gate.is_open = True
        await bob.connected()
        await alice.buy("CEA25", "78.40", 40)
        while orders["lasting"].status == "open":
            orders.apply(await anext(reports))  # raises ReportSkipped for a hole
    assert (orders["lasting"].order, orders["lasting"].filled) == (offered["order"], 60)


async def test_a_venue_that_stays_away_ends_the_session_with_its_error(market: Any) -> None:
    gate = Gate(market.url)
    async with gate.opened() as url:
        with pytest.raises(VenueUnreachable):
            async with connect(url, market.key("bob"), give_up_s=0.3) as bob:
                gate.cut()
                async for _ in bob.reports():
                    pass


async def test_without_patience_the_session_ends_with_its_connection(market: Any) -> None:
    gate = Gate(market.url)
    async with gate.opened() as url:
        with pytest.raises(ConnectionLost):
            async with connect(url, market.key("bob")) as bob:
                gate.cut()
                async for _ in bob.reports():
                    pass
