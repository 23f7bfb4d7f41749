"""The timer is set again in time, over lost connections, and taken away at the end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.client.keep_alive import kept_alive
from gateway.protocol.replies import ConnectionLost


class Venue:
    """Notes how the timer is set; `away`: the connection is lost until it is waited for."""

    def __init__(self) -> None:
        self.set_to: list[int] = []
        self.away = False

    async def request(self, op: str, **terms: Any) -> None:
        assert (op, terms["scope"]) == ("cancel_after", "key")
        if self.away:
            raise ConnectionLost(1006, "cut")
        self.set_to.append(terms["after_ms"])

    async def connected(self) -> None:
        self.away = False

    async def has_set(self, count: int) -> None:
        while len(self.set_to) < count:
            await asyncio.sleep(0.001)


async def test_it_is_set_again_and_again_and_taken_away_at_the_end() -> None:
    venue = Venue()
    async with kept_alive(venue.request, venue.connected, 0.03, "key"):
        await venue.has_set(4)
        venue.away = True
        await venue.has_set(8)
    assert set(venue.set_to[:-1]) == {30} and venue.set_to[-1] == 0
    count = len(venue.set_to)
    await asyncio.sleep(0.05)
    assert len(venue.set_to) == count


async def test_left_by_an_error_it_runs_out() -> None:
    venue = Venue()
    with pytest.raises(KeyError):
        async with kept_alive(venue.request, venue.connected, 60, "key"):
            raise KeyError
    assert venue.set_to == [60_000]


async def test_where_it_cannot_be_set_at_first_the_program_learns_it() -> None:
    venue = Venue()
    venue.away = True
    with pytest.raises(ConnectionLost):
        async with kept_alive(venue.request, venue.connected, 60, "key"):
            pass
