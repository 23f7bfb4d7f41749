"""The bridge's session with a real gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.units import format_date
from gateway.client import RequestRefused
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.errors import ExchangeAway


@asynccontextmanager
async def running(exchange: Exchange) -> AsyncIterator[Exchange]:
    task = asyncio.create_task(exchange.run())
    try:
        yield exchange
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_requests_are_answered_and_refusals_are_raised(venue: Any) -> None:
    async with running(Exchange(venue.gateway, venue.key("bridge"))) as exchange:
        assert [row["account"] for row in await exchange.accounts()] == [1, 2, 3]
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await exchange.request("limits")


async def test_date_phase_and_venue_follow_the_exchange(venue: Any) -> None:
    async with running(Exchange(venue.gateway, venue.key("bridge"))) as exchange:
        await exchange.connected.wait()
        status = await exchange.request("status")
        assert (format_date(exchange.date), exchange.phase) == (status["date"], status["phase"])
        assert len(exchange.venue) > 0


async def test_a_lost_session_is_opened_again_and_those_who_wait_are_told(
    venue: Any, relay: Any
) -> None:
    exchange = Exchange(relay.url, venue.key("bridge"))
    sessions: list[None] = []
    exchange.when_connected(lambda: sessions.append(None))
    async with running(exchange):
        await exchange.request("status")
        await relay.cut()
        while len(sessions) < 2:
            await asyncio.sleep(0.01)
        relay.lose_reply("status")
        with pytest.raises(ExchangeAway):
            await exchange.request("status")
        await exchange.request("status")
        assert len(sessions) == 3


async def test_without_an_exchange_a_request_says_that_it_is_away(venue: Any) -> None:
    async with running(
        Exchange("ws://127.0.0.1:9", venue.key("bridge"), date=20_260_105)
    ) as exchange:
        with pytest.raises(ExchangeAway, match="no session"):
            await exchange.request("status")
        assert exchange.date == 20_260_105
