"""How a turn's outcome reaches those it concerns, over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.small_venue import DATE, Caller, SmallVenue, order, small_venue


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[SmallVenue]:
    async with small_venue(tmp_path) as venue:
        yield venue


async def test_a_log_on_is_answered_then_greeted_with_the_state_then_with_old_reports(
    venue: SmallVenue,
) -> None:
    alice = await venue.caller("alice")
    await alice.ask_all(*[order("buy", 7100, 1)] * 3)
    back = await venue.caller("alice", report_date=DATE, next_report=1)
    await back.until("report", 3)
    kinds = [message["type"] for message in back.pushed]
    assert kinds[:2] == ["challenge", "logged_on"]
    assert kinds[2:4] == ["state", "report"]


async def test_replies_come_before_the_reports_of_the_same_orders(venue: SmallVenue) -> None:
    alice = await venue.caller("alice")
    await alice.ask_all(*[order("buy", 7100, 1)] * 10)
    assert alice.of_type("report") == []
    assert len(await alice.until("report", 10)) == 10


async def test_a_session_that_has_not_logged_on_hears_nothing(venue: SmallVenue) -> None:
    stranger, exchange = await Caller.open(venue.hub.url), await venue.caller("exchange")
    await exchange.ask("halt")
    assert (await stranger.ask("heartbeat"))["error"]["code"] == "not_logged_on"
    assert [message["type"] for message in stranger.pushed] == ["challenge"]
