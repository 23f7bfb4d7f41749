"""One order's way through a real gateway process: from the member's socket to the reply, and to the
report of its fill.

Every round is one real order (or one pipeline) over the socket, timed around the event loop that
the session lives in.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.gateway_process import Venue, gateway, open_market
from gateway.client import Session, new_order

PIPELINE = 1000
PIPELINE_ROUNDS = 5
PAUSE_S = 0.5  # between pipelines, for the session's rate limit
STANDING = 99_999  # the largest order a member may enter
ORDERS_MAX = STANDING - 10  # each takes a tonne, and so do those of the warm-up


class Members:
    """Alice and Bob on one event loop of their own, which runs only while it is asked something."""

    def __init__(self, venue: Venue) -> None:
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.runner.run(self._log_on(venue))

    async def _log_on(self, venue: Venue) -> None:
        self.alice: Session = await self.stack.enter_async_context(venue.session("alice"))
        self.bob: Session = await self.stack.enter_async_context(venue.session("bob"))
        self.reports: AsyncIterator[object] = self.bob.reports()

    def close(self) -> None:
        """Log off."""
        self.runner.run(self.stack.aclose())
        self.runner.close()


@pytest.fixture
def members(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Members]:
    """Both logged on to a gateway of their own with an open market."""
    with gateway(tmp_path_factory.mktemp("route")) as venue:
        asyncio.run(open_market(venue))
        logged_on = Members(venue)
        yield logged_on
        logged_on.close()


@pytest.fixture
def orders(request: pytest.FixtureRequest) -> int:
    """How many orders are sent one after the other."""
    return min(int(request.config.getoption("--orders")), ORDERS_MAX)


@pytest.mark.benchmark(group="route")
def test_order_to_reply(benchmark: BenchmarkFixture, members: Members, orders: int) -> None:
    """Each is on disk before it is answered."""

    async def sell() -> None:
        await members.alice.sell("CEA25", 7900, 1)

    benchmark.pedantic(lambda: members.runner.run(sell()), rounds=orders, warmup_rounds=5)


@pytest.mark.benchmark(group="route")
def test_order_to_the_report_of_its_fill(
    benchmark: BenchmarkFixture, members: Members, orders: int
) -> None:
    """From sending an order that trades to its fill on the private stream."""

    async def buy_and_hear() -> None:
        asking = asyncio.ensure_future(members.bob.buy("CEA25", 7800, 1))
        while (await anext(members.reports))["report"] != "fill":  # type: ignore[index]
            pass
        await asking

    async def stand() -> None:
        await members.alice.sell("CEA25", 7800, STANDING)

    members.runner.run(stand())
    benchmark.pedantic(lambda: members.runner.run(buy_and_hear()), rounds=orders, warmup_rounds=5)


@pytest.mark.benchmark(group="route")
def test_a_pipeline_of_a_thousand_orders(benchmark: BenchmarkFixture, members: Members) -> None:
    """Sent without waiting for each, in frames of up to 100."""
    asked = [new_order("sell", "CEA25", 7900, 1) for _ in range(PIPELINE)]

    async def pipeline() -> None:
        replies = await members.alice.request_many(asked)
        assert all(reply.ok for reply in replies)

    def pause() -> None:
        time.sleep(PAUSE_S)

    benchmark.pedantic(lambda: members.runner.run(pipeline()), setup=pause, rounds=PIPELINE_ROUNDS)
    assert benchmark.stats is not None
    benchmark.extra_info["orders_per_s"] = round(PIPELINE / benchmark.stats.stats.min)
