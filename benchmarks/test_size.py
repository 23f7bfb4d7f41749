"""Whether a command costs the same in a large venue: a million resting orders beside 10,000,
100,000 accounts beside 1,000.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.flows import Shape, make_flow
from benchmarks.test_matching import BATCH, ROUNDS, Batches, Figures, note, play
from engine.rules.state import Capacity, bytes_each, copied, empty_outbox

LARGE = Capacity(accounts=131_072, instruments=8, holdings=524_288, orders=2_097_152, levels=65_536)
LOOK = {"reach": 1000, "crossing": 0.30, "cancelled": 0.45}
FEW_ORDERS = Shape("10,000 resting orders", resting=2_500, **LOOK)
MANY_ORDERS = Shape("1,000,000 resting orders", resting=250_000, **LOOK)
FEW_ACCOUNTS = Shape("1,000 accounts", resting=15_000, **LOOK)
MANY_ACCOUNTS = Shape("100,000 accounts", resting=15_000, accounts=100_000, **LOOK)
PAIRS = ((FEW_ORDERS, MANY_ORDERS), (FEW_ACCOUNTS, MANY_ACCOUNTS))


@pytest.mark.parametrize(
    ("shape", "small"),
    [(each, pair[0]) for pair in PAIRS for each in pair],
    ids=lambda shape: shape.name.replace(" ", "_"),
)
@pytest.mark.benchmark(group="size")
def test_size(
    benchmark: BenchmarkFixture,
    figures: Figures,
    request: pytest.FixtureRequest,
    shape: Shape,
    small: Shape,
) -> None:
    """Nanoseconds per command, and how many times those of the small venue; the tables have the
    same size in both.
    """
    flow = make_flow(shape, request.config.getoption("--commands"), capacity=LARGE)
    outbox, batches = empty_outbox(LARGE), Batches()

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (copied(flow.start), flow.commands, outbox, BATCH, batches), {}

    benchmark.pedantic(play, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    best = note(benchmark, figures, "size", flow, len(flow.commands), batches)
    benchmark.extra_info["times_the_small"] = round(best / figures["size", small.name], 2)
    benchmark.extra_info["bytes_each"] = bytes_each(LARGE)
