"""One order's way from frame to reply leads through no room that has nothing to say about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.route_calls import Call, Way, calls_of, figures, heard
from gateway.protocol import revocation
from tests.gateway.small_venue import order, small_venue

NOT_CONCERNED = (
    "gateway/floor/queries.py",
    "gateway/floor/risk_alerts.py",
    "gateway/floor/states.py",
    "gateway/floor/operators.py",
    "gateway/reports/bidding.py",
    "gateway/reports/block_desk.py",
    "gateway/schedule/acts.py",
    "gateway/server/event_ring.py",
    "gateway/server/reading_back.py",
)


async def ways(folder: Path) -> tuple[list[Call], list[Call]]:
    """The calls inside the gateway for one order, and for a frame of twenty."""
    way, sell = Way(), order("sell", 7900, 1)
    with heard(way):
        async with small_venue(folder) as venue:
            alice = await venue.caller("alice")
            found = [await calls_of(way, alice, *[sell] * count) for count in (1, 20)]
    one, many = ([call for call in calls if call[0].startswith("gateway/")] for calls in found)
    return one, many


async def test_one_orders_way_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds are its length now. Each frame asks whether its session is full, whether the venue
    has to withdraw something by itself, and which guard an order is under.
    """
    monkeypatch.setattr(revocation, "WATCH_EVERY_S", 60)  # no look at the keys comes between
    one, many = await ways(tmp_path)
    calls, files, changes = figures(one)
    assert calls <= 118 and files <= 37 and changes <= 76, (calls, files, changes)
    assert not {file for file, _ in one} & set(NOT_CONCERNED)
    assert len(many) <= calls + 20 * 12
