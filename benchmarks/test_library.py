"""The engine as a library: orders from numpy, by reference and from files; and ladders from two
thousand to a million ticks.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engine.commands import CommandArray, CommandKind, Side, empty_commands
from engine.study.order_files.run import simulate
from engine.study.order_files.settings import Files, Settings
from engine.study.order_files.tables import Block, Columns, Content, TableFile
from engine.study.simulation import ORDINARY, SimulatedVenue, fills, ordinary

ROUNDS = 3
ACCOUNTS = 1000
CANCELLED = 0.35  # of the commands, each of one of the last twenty thousand orders
ORDER_COLUMNS: Columns = {
    "account": Content.INTEGER,
    "instrument": Content.TEXT,
    "action": Content.TEXT,
    "side": Content.TEXT,
    "price": Content.HUNDREDTHS,
    "quantity": Content.INTEGER,
    "order": Content.INTEGER,
}


def crowd_venue() -> SimulatedVenue:
    """An ordinary book in its first morning."""
    venue = SimulatedVenue([ordinary("X", 7850)], ACCOUNTS)
    venue.open_day("2026-01-05")
    return venue


def crowd_flow(venue: SimulatedVenue, count: int) -> tuple[CommandArray, np.ndarray]:
    """New orders around one price and cancels of earlier ones, by reference."""
    chance = np.random.default_rng(2026)
    account, side, distance, quantity = (
        chance.integers(low, high, count) for low, high in ((1, 1001), (1, 3), (-3, 30), (1, 100))
    )
    flow = venue.orders(
        account, "X", side, 7850 + np.where(side == Side.BUY, -1, 1) * distance, quantity
    )
    references = np.arange(1, count + 1)
    cancelled = np.flatnonzero(chance.random(count) < CANCELLED)
    named = np.maximum(1, references[cancelled] - chance.integers(1, 20_000, len(cancelled)))
    owner = flow["account"][named - 1]
    flow[cancelled] = empty_commands(len(cancelled))
    flow["kind"][cancelled], flow["account"][cancelled], references[cancelled] = (
        CommandKind.CANCEL,
        owner,
        named,
    )
    return flow, references


def note(benchmark: BenchmarkFixture, count: int) -> None:
    """Nanoseconds a command in the best round."""
    assert benchmark.stats is not None
    benchmark.extra_info["ns_per_command"] = round(
        float(benchmark.stats.stats.min) / count * 1e9, 1
    )


@pytest.mark.parametrize("by", ["reference", "number"])
@pytest.mark.benchmark(group="library")
def test_submit(benchmark: BenchmarkFixture, request: pytest.FixtureRequest, by: str) -> None:
    count = request.config.getoption("--commands")
    flow, references = crowd_flow(crowd_venue(), count)
    if by == "number":
        flow = flow[flow["kind"] == CommandKind.NEW_ORDER]

    def fresh() -> tuple[tuple[SimulatedVenue], dict[str, object]]:
        return (crowd_venue(),), {}

    def play(venue: SimulatedVenue) -> None:
        assert len(fills(venue.submit(flow, references if by == "reference" else None)))

    benchmark.pedantic(play, setup=fresh, rounds=ROUNDS)
    note(benchmark, len(flow))


def write_orders(path: Path, count: int) -> Path:
    """The same flow as a file."""
    flow, references = crowd_flow(crowd_venue(), count)
    new = flow["kind"] == CommandKind.NEW_ORDER
    block: Block = {
        "account": flow["account"],
        "instrument": np.full(count, b"X"),
        "action": np.where(new, b"new", b"cancel"),
        "side": np.array([b"", b"buy", b"sell"])[flow["side"]],
        "price": flow["price"],
        "quantity": flow["quantity"],
        "order": references,
    }
    with TableFile(path, ORDER_COLUMNS) as table:
        table.write(block)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.benchmark(group="library")
def test_simulate(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest, tmp_path: Path, suffix: str
) -> None:
    count = request.config.getoption("--commands")
    orders = write_orders(tmp_path / f"orders{suffix}", count)
    files = Files(orders, tmp_path / f"trades{suffix}")
    settings = Settings(ORDINARY, {"X": 7850}, accounts=ACCOUNTS)

    def play() -> None:
        assert simulate(files, settings, lambda stage: lambda done, total: None).trades

    benchmark.pedantic(play, rounds=ROUNDS)
    note(benchmark, count)


@pytest.mark.parametrize(
    "base", [10_000, 262_144, 524_288], ids=["20,000 ticks", "524,288 ticks", "1,048,576 ticks"]
)
@pytest.mark.benchmark(group="ladder")
def test_best_price_at_the_other_end_of_the_ladder(benchmark: BenchmarkFixture, base: int) -> None:
    """An order rests at the worst price; at the best one another comes and goes, so that each
    cancel crosses the whole ladder.
    """
    pairs = 20_000
    venue = SimulatedVenue([ordinary("X", base)], 1)
    venue.open_day("2026-01-05")
    venue.submit(venue.orders(1, "X", Side.BUY, 1, 1))
    top = venue.orders(1, "X", Side.BUY, np.full(2 * pairs, 2 * base), 1)
    first = int(venue.submit(top[:1])["order_id"][0])
    top["kind"][0::2] = CommandKind.CANCEL
    top["order_id"][0::2] = first + venue.capacity.orders * np.arange(pairs)

    def play(commands: CommandArray) -> None:
        venue.submit(commands)
        commands["order_id"][0::2] += venue.capacity.orders * pairs

    benchmark.pedantic(play, args=(top,), rounds=ROUNDS)
    assert len(venue.open_orders()) == 2
    note(benchmark, 2 * pairs)
