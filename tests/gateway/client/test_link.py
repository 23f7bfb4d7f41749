"""A session whose connection is lost goes on by itself, sends nothing later than meant, and has its
orders guarded meanwhile.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.client import ConnectionLost, RequestRefused, VenueUnreachable, connect
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


async def test_an_order_that_is_replaced_by_its_total_is_kept_rightly_whatever_has_traded(
    market: Any,
) -> None:
    orders = Orders()
    async with market.session("bob") as bob, market.session("alice") as alice:
        reports = bob.reports()
        await bob.sell("CEA25", "78.00", 100, client_order_id="quote")
        await alice.buy("CEA25", "78.00", 30)
        options: Any = {"expected_leaves": 70, "client_request_id": "smaller"}
        replaced = await bob.replace("quote", "78.00", total=80, **options)
        assert (replaced["leaves"], replaced["kept_place"]) == (50, True)
        assert (await bob.replace("quote", "78.00", total=80, **options))["duplicate"] is True
        with pytest.raises(RequestRefused) as differs:
            await bob.replace("quote", "78.00", total=60, expected_leaves=70)
        assert differs.value.code == "leaves_differ" and differs.value.remedy
        await alice.buy("CEA25", "78.00", 50)
        await bob.sell("CEA25", "78.10", 5, client_order_id="other")
        await bob.cancel("other", client_request_id="away")
        while (other := orders.get("other")) is None or other.status == "open":
            orders.apply(await anext(reports))
    quote = orders["quote"]
    assert (quote.quantity, quote.filled, quote.leaves, quote.status) == (80, 80, 0, "filled")
    assert (quote.request, other.request) == ("smaller", "away")


async def test_a_total_that_has_traded_already_ends_the_order(market: Any) -> None:
    orders = Orders()
    async with market.session("bob", today=True) as bob, market.session("alice") as alice:
        number = (await bob.sell("CEA25", "78.00", 100))["order"]
        await alice.buy("CEA25", "78.00", 60)
        assert (await bob.replace(number, "78.00", total=50))["leaves"] == 0
        async for report in bob.reports():
            orders.apply(report)
            if (order := orders.get(number)) is not None and order.status != "open":
                break
    assert (order.filled, order.leaves, order.reason) == (60, 0, "total_reached")


@pytest.mark.parametrize(("scope", "left"), [("session", 1), ("key", 0)])
async def test_a_lost_session_takes_the_orders_of_its_scope_with_it_and_comes_back(
    market: Any, scope: Any, left: int
) -> None:
    gate = Gate(market.url)
    async with (
        gate.opened() as url,
        market.session("alice") as other,
        connect(url, market.key("alice"), cancel_on_disconnect=scope, give_up_s=30) as alice,
    ):
        await other.buy("CEA25", "71.00", 1)
        await alice.buy("CEA25", "71.10", 1)
        guard = alice.logged_on["guard"]
        gate.cut()
        while len(await other.open_orders()) > left:
            await asyncio.sleep(0.01)
        gate.is_open = True
        await alice.connected()
        assert alice.logged_on["guard"] > guard  # that one has fired
        await other.operations.mass_cancel()


async def test_orders_go_when_a_program_that_must_be_there_leaves_by_an_error(market: Any) -> None:
    async with market.session("alice") as alice:
        await alice.buy("CEA25", "71.20", 1)
        with pytest.raises(KeyError):
            async with alice.keep_alive(0.1, "account"):
                raise KeyError
        while await alice.open_orders():
            await asyncio.sleep(0.02)
