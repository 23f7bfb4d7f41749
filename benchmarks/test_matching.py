"""Nanoseconds per command, deep and thin: the engine as shipped, the floor without duties, and the plain-Python oracle.

All three play the same flow in the same run; the engine's entry carries its ratio to the other two.
"""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import floor
from benchmarks.flows import CAPACITY, SHAPES, Flow, Shape, make_flow
from engine.commands import CommandArray, SelfTrade, TotalsKind
from engine.machine import apply
from engine.state import StateArray, empty_outbox
from tests.oracle.oracle import Oracle
from tests.oracle.twin import limits_of

Figures = dict[tuple[str, str], float]
NAMES = ("deep", "thin")
BATCH = 4096
ROUNDS = 5


def note(benchmark: BenchmarkFixture, figures: Figures, who: str, flow: Flow, count: int) -> float:
    """Keep the best round as nanoseconds per command, beside the flow's description."""
    assert benchmark.stats is not None
    best = float(benchmark.stats.stats.min) / count * 1e9
    figures[who, flow.shape.name] = best
    benchmark.extra_info.update(flow.described)
    benchmark.extra_info["ns_per_command"] = round(best, 1)
    return best


def play(state: StateArray, commands: CommandArray, outbox: np.ndarray, batch: int) -> None:
    """Apply a flow in batches of one size."""
    for first in range(0, len(commands), batch):
        apply(state, commands[first : first + batch], outbox)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="matching")
def test_oracle(
    benchmark: BenchmarkFixture, flows: dict[str, Flow], figures: Figures, name: str, request: pytest.FixtureRequest
) -> None:
    flow = flows[name]
    commands = flow.commands[: request.config.getoption("--oracle-commands")].copy()
    commands["order_id"] //= CAPACITY.orders
    oracle = Oracle(limits_of(CAPACITY))
    for record in flow.opening:
        oracle.apply(record)

    def play_oracle() -> None:
        for record in commands:
            oracle.apply(record)

    benchmark.pedantic(play_oracle, rounds=1)
    note(benchmark, figures, "oracle", flow, len(commands))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="matching")
def test_floor(benchmark: BenchmarkFixture, flows: dict[str, Flow], figures: Figures, name: str) -> None:
    flow = flows[name]
    books, tasks = floor.books_and_tasks(flow, CAPACITY.orders)

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (tasks, *(array.copy() for array in books)), {}

    benchmark.pedantic(floor.run, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    note(benchmark, figures, "floor", flow, len(tasks))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_floor_trades_what_the_engine_trades(shape: Shape) -> None:
    """With the duties that change matching switched off, both see the same trades; else the floor would be no measure."""
    flow = make_flow(shape, 20_000, LEVELS=0, SELF_TRADE=SelfTrade.ALLOW)
    books, tasks = floor.books_and_tasks(flow, CAPACITY.orders)
    floor.run(tasks, *books)
    state = flow.start.copy()
    play(state, flow.commands, empty_outbox(CAPACITY), BATCH)
    day = state["venue"]["totals"][0][TotalsKind.DAY]
    assert (int(books.counters[2]), int(books.counters[3])) == (int(day["count"]), int(day["quantity"]))


@pytest.mark.parametrize("batch", [BATCH, 64, 1])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="matching")
def test_engine(benchmark: BenchmarkFixture, flows: dict[str, Flow], figures: Figures, name: str, batch: int) -> None:
    flow = flows[name]
    outbox = empty_outbox(CAPACITY)
    commands = flow.commands if batch > 1 else flow.commands[: len(flow.commands) // 10]

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (flow.start.copy(), commands, outbox, batch), {}

    benchmark.pedantic(play, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    best = note(benchmark, figures, f"engine in batches of {batch}", flow, len(commands))
    for who in ("oracle", "floor"):
        if (who, name) in figures:
            benchmark.extra_info[f"times_the_{who}"] = round(best / figures[who, name], 4)
