"""A venue that is overloaded refuses its members, and never its own staff, bridge and feed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.books import CASH
from settlement_bridge.books.parties import Instruction, Task
from tests.settlement_bridge.conftest import MEMBERS, Venue, running_parts, running_venue

SESSIONS = 4  # of members, each with as many requests waiting as it may
QUERIES = [{"op": "balances"}] * 500


@pytest.fixture
def busy_venue(tmp_path: Path) -> Iterator[Venue]:
    """A venue that is overloaded as soon as two requests wait."""
    with running_venue(
        tmp_path, "waiting=1,requests_per_s=100000000,questions_per_s=100000000"
    ) as venue:
        yield venue


@asynccontextmanager
async def flood(venue: Venue) -> AsyncIterator[Counter[str]]:
    """Members who ask without a pause; what became of their requests."""
    answers: Counter[str] = Counter()

    async def ask(member: int) -> None:
        async with venue.session(f"member{member}") as session:
            while True:
                for reply in await session.request_many(QUERIES):
                    answers[reply.error.code if reply.error else ""] += 1

    tasks = [asyncio.create_task(ask(1 + each % len(MEMBERS))) for each in range(SESSIONS)]
    try:
        yield answers
        assert not [task for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_an_overloaded_venue_is_settled_by_its_bridge_and_halted_by_its_staff(
    busy_venue: Venue,
) -> None:
    async with running_parts(busy_venue) as bridge:
        await bridge.exchange.connected.wait()
        async with flood(busy_venue) as answers:
            done: list[Any] = await bridge.do(
                *[
                    Instruction(Task.OPEN_ACCOUNT, number, name=f"member {number}")
                    for number in MEMBERS
                ],
                Instruction(Task.DEPOSIT, 1, CASH, 100_000_00),
                Instruction(Task.ALLOCATE, 2, "CEA25", 1_000),
                Instruction(Task.TRANSFER_IN, 2, "CEA25", 1_000),
            )
            assert all(isinstance(outcome, int) for outcome in done)
            async with busy_venue.session("exchange") as staff:
                date = await busy_venue.start_day(staff)
                for _ in range(20):
                    await staff.request("halt")
                    await staff.request("resume")
                await busy_venue.end_day(staff)
            assert await bridge.settled(date)
            async with asyncio.timeout(30):
                while not answers["overloaded"]:
                    await asyncio.sleep(0.01)
        assert set(answers) <= {"", "overloaded"}
