"""A day's delivery in a registry of many serial blocks, against the bare batched statements that it makes, on both databases.

`--blocks 10000000 --trades 100000` is the size of record; small ones by default.
"""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.registry_day import Database, Size, deliver_all, fill, recorded, replay, rows_of
from settlement_bridge.registry_sql import open_registry
from settlement_bridge.server import collect_rarely
from tests.settlement_bridge.postgres_server import ServerMissing, running_server

SERVER = ("shared_buffers=512MB", "max_wal_size=4GB")  # and it syncs, as a server in use does


def test_a_days_delivery_on_sqlite(benchmark: BenchmarkFixture, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    measure(benchmark, Database(f"sqlite:///{tmp_path}/day.sqlite3"), size_of(request))


def test_a_days_delivery_on_postgresql(benchmark: BenchmarkFixture, request: pytest.FixtureRequest) -> None:
    try:
        with running_server(SERVER) as server:
            measure(benchmark, Database(server.new_database(), server), size_of(request))
    except ServerMissing as missing:
        pytest.skip(str(missing))


def size_of(request: pytest.FixtureRequest) -> Size:
    return Size(request.config.getoption("--blocks"), request.config.getoption("--trades"))


def measure(benchmark: BenchmarkFixture, database: Database, size: Size) -> None:
    """The day delivered twice, on copies: once noting the statements it makes, once timed; and these statements by themselves."""
    fill(database, size)
    noted, bare = database.copy("noted.sqlite3"), database.copy("bare.sqlite3")
    registry = open_registry(noted.url)
    with recorded(registry) as transactions:
        assert deliver_all(registry) == size.trades
    registry.close()
    registry = open_registry(bare.url)
    started = benchmark._timer()
    replay(registry._database.engine, transactions)
    floor_s = benchmark._timer() - started
    registry.close()
    rows = rows_of(transactions)
    del transactions
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    collect_rarely()
    registry = open_registry(database.url)
    assert benchmark.pedantic(lambda: deliver_all(registry), rounds=1) == size.trades
    registry.close()
    own_s = benchmark.stats.stats.min
    benchmark.extra_info |= {
        "trades_per_s": round(size.trades / own_s),
        "bare_trades_per_s": round(size.trades / floor_s),
        "share_of_bare_speed": round(floor_s / own_s, 2),
        "rows_per_trade": round(rows / size.trades, 2),
        "more_memory_MiB": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
    }
