"""Surveillance over a million events of ordinary days, all rules together, beside the reading of
the same events alone.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engine.events import EventArray
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from gateway.supervision.surveillance.rows import Row, rows_of, rows_of_maps
from gateway.supervision.surveillance.thresholds import Settings, defaults
from gateway.supervision.surveillance.watch import Watch
from tests.gateway.supervision.abuse import relations
from tests.simulation.ordinary.days import ordinary_days

BUSY = 6.0  # times as many orders of traders as on a usual day
DAYS_MOST = 60
BATCH = 4_096
ROUNDS = 3
GROUP = "surveillance: a million events, processor time"
CODES = Codes({1: "CEA23", 2: "CEA24", 3: "CEA25"})
READERS: dict[str, Callable[[EventArray], list[Row]]] = {
    "records of a log": rows_of,
    "maps of the event stream": lambda events: rows_of_maps(event_maps(events, CODES)),
}


@pytest.fixture(scope="module")
def batches(request: pytest.FixtureRequest) -> list[EventArray]:
    """Busy ordinary days, as many events as `--commands` says, in batches."""
    wanted, heard = int(request.config.getoption("--commands")), []
    for day in ordinary_days(seed=1, days=DAYS_MOST, scale=BUSY):
        heard.append(day.events)
        if sum(map(len, heard)) >= wanted:
            break
    events = np.concatenate(heard)[:wanted]
    return np.array_split(events, max(1, len(events) // BATCH))


def judged(batches: list[EventArray], settings: Settings) -> int:
    """How many findings there are."""
    watch = Watch(lambda date: settings, relations())
    return sum(len(watch.take(rows_of(each))) for each in batches)


def note_rate(benchmark: BenchmarkFixture, batches: list[EventArray]) -> None:
    """Seconds of processor for a million events at the best round."""
    assert benchmark.stats is not None
    events = sum(map(len, batches))
    benchmark.extra_info["events"] = events
    benchmark.extra_info["s_per_million"] = round(benchmark.stats.stats.min / events * 1e6, 2)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.benchmark(group=GROUP, timer=process_time)
def test_reading_alone(benchmark: BenchmarkFixture, batches: list[EventArray], reader: str) -> None:
    """Baseline: events as rows, judged by nobody; the maps are made in it too."""
    read = READERS[reader]
    benchmark.pedantic(lambda: [len(read(each)) for each in batches], rounds=ROUNDS)
    note_rate(benchmark, batches)


@pytest.mark.benchmark(group=GROUP, timer=process_time)
def test_the_market_without_rules(benchmark: BenchmarkFixture, batches: list[EventArray]) -> None:
    """Baseline: orders, prices and sums are kept, and no rule hears of them."""
    benchmark.pedantic(lambda: judged(batches, {}), rounds=ROUNDS)
    note_rate(benchmark, batches)


@pytest.mark.benchmark(group=GROUP, timer=process_time)
def test_all_rules(benchmark: BenchmarkFixture, batches: list[EventArray]) -> None:
    benchmark.pedantic(lambda: judged(batches, defaults()), rounds=ROUNDS)
    note_rate(benchmark, batches)
