"""Nanoseconds per command, deep, thin and under stress: the engine as shipped, the floor without
duties, the plain-Python oracle.

All three play the same flow in the same run; the engine's entry carries its ratio to the other two.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import floor
from benchmarks.flows import BOOKS, CAPACITY, INSTRUMENTS, STRESS, Flow, Shape, make_flow
from engine.commands import Area, CommandArray, SelfTrade, TotalsKind
from engine.rules.machine import apply, compile_area
from engine.rules.state import StateArray, capacity_for, copied, empty_outbox
from tests.oracle.oracle import Oracle
from tests.oracle.twin import limits_of

Figures = dict[tuple[str, str], float]
NAMES = ("deep", "thin")
BATCH = 4096
SINGLES = 100  # calls that are timed together
ROUNDS = 5


class Batches:
    """The fastest time of each batch of a flow over all rounds: what a machine with noisy
    neighbours does when it is let.
    """

    def __init__(self) -> None:
        self._fastest: dict[int, int] = {}

    def play(self, count: int, batch: int, run: Callable[[slice], object]) -> None:
        """Run a flow of `count` commands in batches."""
        for first in range(0, count, batch):
            began = time.perf_counter_ns()
            run(slice(first, first + batch))
            took = time.perf_counter_ns() - began
            self._fastest[first] = min(took, self._fastest.get(first, took))

    def total_ns(self) -> int:
        """Of all batches."""
        return sum(self._fastest.values())


def note(
    benchmark: BenchmarkFixture,
    figures: Figures,
    who: str,
    flow: Flow,
    count: int,
    batches: Batches,
) -> float:
    """Keep nanoseconds per command, of the best round and by the fastest batches, beside the flow's
    description.
    """
    assert benchmark.stats is not None
    fastest = batches.total_ns() / count
    figures[who, flow.shape.name] = fastest
    benchmark.extra_info.update(flow.described)
    benchmark.extra_info["ns_per_command"] = round(
        float(benchmark.stats.stats.min) / count * 1e9, 1
    )
    benchmark.extra_info["ns_by_fastest_batches"] = round(fastest, 1)
    return fastest


def play(
    state: StateArray, commands: CommandArray, outbox: np.ndarray, batch: int, batches: Batches
) -> None:
    """Apply a flow in batches of one size."""
    batches.play(len(commands), batch, lambda piece: apply(state, commands[piece], outbox))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="matching")
def test_oracle(
    benchmark: BenchmarkFixture,
    flows: dict[str, Flow],
    figures: Figures,
    name: str,
    request: pytest.FixtureRequest,
) -> None:
    flow = flows[name]
    commands = flow.commands[: request.config.getoption("--oracle-commands")].copy()
    commands["order_id"] //= CAPACITY.orders
    oracle = Oracle(limits_of(CAPACITY))
    for record in flow.opening:
        oracle.apply(record)

    batches = Batches()

    def play_oracle() -> None:
        batches.play(
            len(commands), len(commands), lambda _: [oracle.apply(record) for record in commands]
        )

    benchmark.pedantic(play_oracle, rounds=1)
    note(benchmark, figures, "oracle", flow, len(commands), batches)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="matching")
def test_floor(
    benchmark: BenchmarkFixture, flows: dict[str, Flow], figures: Figures, name: str
) -> None:
    flow = flows[name]
    books, tasks = floor.books_and_tasks(flow, CAPACITY.orders)

    batches = Batches()

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return tuple(array.copy() for array in books), {}

    def play_floor(*own: object) -> None:
        batches.play(len(tasks), BATCH, lambda piece: floor.run(tasks[piece], *own))

    benchmark.pedantic(play_floor, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    note(benchmark, figures, "floor", flow, len(tasks), batches)


@pytest.mark.parametrize("shape", BOOKS, ids=lambda shape: shape.name)
def test_the_floor_trades_what_the_engine_trades(shape: Shape) -> None:
    """With the duties that change matching switched off, both see the same trades; else the floor
    would be no measure.
    """
    flow = make_flow(shape, 20_000, LEVELS=0, SELF_TRADE=SelfTrade.ALLOW)
    books, tasks = floor.books_and_tasks(flow, CAPACITY.orders)
    floor.run(tasks, *books)
    state = copied(flow.start)
    play(state, flow.commands, empty_outbox(CAPACITY), BATCH, Batches())
    day = state["venue"]["totals"][0][TotalsKind.DAY]
    assert (int(books.counters[2]), int(books.counters[3])) == (
        int(day["count"]),
        int(day["quantity"]),
    )


@pytest.mark.parametrize("batch", [BATCH, 64, 1])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="matching")
def test_engine(
    benchmark: BenchmarkFixture, flows: dict[str, Flow], figures: Figures, name: str, batch: int
) -> None:
    flow = flows[name]
    outbox = empty_outbox(CAPACITY)
    commands = flow.commands if batch > 1 else flow.commands[: len(flow.commands) // 10]

    batches = Batches()

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (copied(flow.start), commands, outbox, batch, batches), {}

    benchmark.pedantic(play, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    best = note(benchmark, figures, f"engine in batches of {batch}", flow, len(commands), batches)
    for who in ("oracle", "floor"):
        if (who, name) in figures:
            benchmark.extra_info[f"times_the_{who}"] = round(best / figures[who, name], 4)


@pytest.mark.benchmark(group="single")
def test_one_command_a_call(benchmark: BenchmarkFixture, flows: dict[str, Flow]) -> None:
    """Prebuilt records through `apply`, and the same kernel called without it: what the way through
    Python costs a command.
    """
    flow, outbox = flows["thin"], empty_outbox(CAPACITY)
    records = [flow.commands[place : place + 1] for place in range(min(len(flow.commands), 20_000))]
    kernel = compile_area(Area.ORDERS, (flow.start.dtype, outbox.dtype))
    through, straight = Batches(), Batches()

    def play_both() -> None:
        first, second = copied(flow.start), copied(flow.start)
        through.play(
            len(records),
            SINGLES,
            lambda piece: [apply(first, record, outbox) for record in records[piece]],
        )
        straight.play(
            len(records),
            SINGLES,
            lambda piece: [kernel(second, record, outbox, 0) for record in records[piece]],
        )

    benchmark.pedantic(play_both, rounds=ROUNDS, warmup_rounds=1)
    alone = straight.total_ns() / len(records)
    benchmark.extra_info["ns_a_call_of_the_kernel"] = round(alone)
    benchmark.extra_info["ns_over_the_kernel"] = round(through.total_ns() / len(records) - alone)


@pytest.mark.parametrize("locks", [1, 0], ids=["locks", "no_locks"])
@pytest.mark.parametrize("shape", BOOKS, ids=lambda shape: shape.name)
@pytest.mark.benchmark(group="locks")
def test_with_and_without_locks(
    benchmark: BenchmarkFixture,
    figures: Figures,
    request: pytest.FixtureRequest,
    shape: Shape,
    locks: int,
) -> None:
    """An instrument without locks of cash and units is to be no slower than one with them."""
    flow = make_flow(shape, request.config.getoption("--commands"), LOCKS=locks)
    outbox, batches = empty_outbox(CAPACITY), Batches()

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (copied(flow.start), flow.commands, outbox, BATCH, batches), {}

    benchmark.pedantic(play, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    note(benchmark, figures, f"locks {locks}", flow, len(flow.commands), batches)


# (listed, traded)
LISTED = ((1, 1), (300, 1), (4000, 1), (INSTRUMENTS, INSTRUMENTS), (300, 300), (4000, 4000))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
@pytest.mark.benchmark(group="listed")
@pytest.mark.timeout(1800)
def test_among_many_listed_instruments(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest, book: Shape
) -> None:
    """Orders of one instrument among 1, 300 and 4,000 that are listed, and of all of 4, 300 and
    4,000, in rounds.
    """
    capacity = capacity_for(4096)
    outbox, count = empty_outbox(capacity), request.config.getoption("--commands")
    flows = {
        f"{traded} of {listed}": make_flow(
            replace(book, listed=listed, traded=traded), count, capacity=capacity
        )
        for listed, traded in LISTED
    }
    batches = {name: Batches() for name in flows}

    def play_all() -> None:
        for name, flow in flows.items():
            play(copied(flow.start), flow.commands, outbox, BATCH, batches[name])

    benchmark.pedantic(play_all, rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info["ns_by_fastest_batches"] = {
        name: round(each.total_ns() / count, 1) for name, each in batches.items()
    }
    benchmark.extra_info["flows"] = {name: flow.described for name, flow in flows.items()}


@pytest.mark.parametrize("shape", STRESS, ids=lambda shape: shape.name)
@pytest.mark.benchmark(group="stress")
def test_under_stress(
    benchmark: BenchmarkFixture, figures: Figures, request: pytest.FixtureRequest, shape: Shape
) -> None:
    """A calm and a normal day, two strong swings and a flash crash through the whole band; the flow
    is made and dropped here.
    """
    flow = make_flow(shape, request.config.getoption("--commands"))
    outbox, batches = empty_outbox(CAPACITY), Batches()

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (copied(flow.start), flow.commands, outbox, BATCH, batches), {}

    benchmark.pedantic(play, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    note(benchmark, figures, "engine", flow, len(flow.commands), batches)
