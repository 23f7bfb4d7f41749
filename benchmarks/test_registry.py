"""A day's delivery in a registry of many serial blocks, against the bare batched statements that it
makes, on both databases.

`--blocks 10000000 --trades 100000` is the size of record; small ones by default. Bare are the rows
of each statement given to the driver as a batch (`executemany`), on both databases.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.registry_day import Database, Size, deliver_all, fill, recorded, replay, rows_of
from benchmarks.registry_process import run
from settlement_bridge.books.registry import open_registry
from tests.settlement_bridge.postgres_server import ServerMissing, running_server

SERVER = ("shared_buffers=512MB", "max_wal_size=4GB")  # and it syncs, as a server in use does


@pytest.mark.timeout(0)
def test_a_days_delivery_on_sqlite(
    benchmark: BenchmarkFixture, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    measure(benchmark, Database(f"sqlite:///{tmp_path}/day.sqlite3"), size_of(request))


@pytest.mark.timeout(0)
def test_a_days_delivery_on_postgresql(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest
) -> None:
    try:
        with running_server(SERVER) as server:
            measure(benchmark, Database(server.new_database(), server), size_of(request))
    except ServerMissing as missing:
        pytest.skip(str(missing))


def size_of(request: pytest.FixtureRequest) -> Size:
    return Size(request.config.getoption("--blocks"), request.config.getoption("--trades"))


def measure(benchmark: BenchmarkFixture, database: Database, size: Size) -> None:
    """The day delivered twice, on copies: once noting the statements it makes, once timed; and
    these statements by themselves.

    Then the check of the books. Delivery and check run in processes of their own, which tell their
    peak of memory.
    """
    fill(database, size)
    filled = database.megabytes()
    noted, bare = database.copy("noted.sqlite3"), database.copy("bare.sqlite3")
    registry = open_registry(noted.url)
    with recorded(registry) as transactions:
        assert deliver_all(registry) == size.trades
    registry.close()
    noted.drop()
    registry = open_registry(bare.url)
    started = benchmark._timer()
    replay(registry.engine, transactions)
    floor_s = benchmark._timer() - started
    registry.close()
    bare.drop()
    rows = rows_of(transactions)
    del transactions
    delivery = benchmark.pedantic(lambda: run("deliver", database.url), rounds=1)
    assert delivery["result"] == size.trades
    checked = run("check", database.url)
    assert checked["result"] == 0
    own_s = delivery["seconds"]
    benchmark.extra_info |= {
        "trades_per_s": round(size.trades / own_s),
        "bare_trades_per_s": round(size.trades / floor_s),
        "share_of_bare_speed": round(floor_s / own_s, 2),
        "rows_per_trade": round(rows / size.trades, 2),
        "peak_MiB": delivery["peak_MiB"],
        "check_s": round(checked["seconds"], 1),
        "check_peak_MiB": checked["peak_MiB"],
        "disk_MiB": [filled, database.megabytes()],
    }
