"""How long a snapshot stops trading."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.flows import DEEP, Shape, make_flow
from engine.record.snapshot import bytes_of
from engine.record.state_copy import Copy
from engine.rules.state import Capacity, StateArray, empty_state

# near a million resting orders in all
FULL = Shape("full", resting=240_000, reach=1000, crossing=0.0, cancelled=0.0)
BOOKS = (DEEP, FULL)
ROUNDS = 5
PAUSE_MAX_S = 0.050
LARGE = Capacity(accounts=131_072, holdings=524_288)


@pytest.fixture(scope="module")
def states() -> dict[str, StateArray]:
    """A venue with a deep book and one near its capacity."""
    return {shape.name: make_flow(shape, 1024).start for shape in BOOKS}


@pytest.mark.parametrize("book", [shape.name for shape in BOOKS])
@pytest.mark.benchmark(group="snapshot: what stops trading (at most 50 ms)")
def test_copying_the_state(
    benchmark: BenchmarkFixture, states: dict[str, StateArray], book: str
) -> None:
    copy = Copy(states[book])
    copy.take(states[book])  # as the keeper does before on its other thread
    benchmark.pedantic(copy.take, args=(states[book],), rounds=20)
    assert benchmark.stats is not None
    benchmark.extra_info["resting_orders"] = int(states[book]["venue"]["open_orders"][0])
    benchmark.extra_info["megabytes"] = round(
        int((copy.runs()[:, 1] - copy.runs()[:, 0]).sum()) / 1e6, 1
    )
    benchmark.extra_info["share_of_what_is_allowed"] = round(
        benchmark.stats.stats.median / PAUSE_MAX_S, 3
    )


@pytest.mark.benchmark(group="snapshot: what stops trading (at most 50 ms)")
def test_copying_a_state_without_a_free_place(benchmark: BenchmarkFixture) -> None:
    """A million orders, 131,072 accounts: every table full to its last byte, which no venue is."""
    state = empty_state(LARGE)
    bytes_of(state)[:] = 1
    copy = Copy(state)
    copy.take(state)
    benchmark.pedantic(copy.take, args=(state,), rounds=20)
    benchmark.extra_info["megabytes"] = round(state.nbytes / 1e6, 1)
    assert benchmark.stats is not None
    benchmark.extra_info["share_of_what_is_allowed"] = round(
        benchmark.stats.stats.min / PAUSE_MAX_S, 3
    )
