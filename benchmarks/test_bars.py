"""Bars of one minute from a tape of trades, beside DuckDB on one thread with the same columns."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from marketdata.bars import Bars, Integers, of_trades
from marketdata.spans import MINUTE_NS, SHANGHAI_MINUTES, USUAL

ROUNDS = 5
INSTRUMENTS = 4
OPENS = USUAL[0][0]
LUNCH, AFTERNOON = USUAL[0][1], USUAL[1][0]
CLOSES = USUAL[1][1]
Tape = tuple[Integers, Integers, Integers, Integers, Integers]
QUERY = f"""
SELECT instrument,
       CASE WHEN minute < {OPENS} THEN {OPENS}
            WHEN minute >= {LUNCH} AND minute < {AFTERNOON} THEN {LUNCH - 1}
            WHEN minute >= {CLOSES} THEN {CLOSES - 1}
            ELSE minute END AS start,
       first(price) AS open, max(price) AS high, min(price) AS low, last(price) AS close,
       sum(quantity)::BIGINT AS volume, sum(amount)::BIGINT AS amount_fen, count(*) AS trades
FROM (SELECT *, (time_ns // {MINUTE_NS} + {SHANGHAI_MINUTES}) % 1440 AS minute FROM tape)
GROUP BY ALL ORDER BY ALL
"""


@pytest.fixture(scope="module")
def tape(request: pytest.FixtureRequest) -> Tape:
    """Instrument, time, price, quantity and amount of trades from 09:29 to 15:01."""
    count = request.config.getoption("--bar-trades")
    chance = np.random.default_rng(2026)
    first = dt.datetime.fromisoformat("2026-01-05T09:29:00+08:00").timestamp()
    times = np.sort(chance.integers(0, 332 * MINUTE_NS, count)) + int(first) * 1_000_000_000
    price = 7850 + np.cumsum(chance.integers(-1, 2, count)) % 700
    quantity = chance.integers(1, 5_000, count)
    return chance.integers(1, INSTRUMENTS + 1, count), times, price, quantity, price * quantity


def ours(tape: Tape) -> dict[int, Bars]:
    """The bars of each instrument."""
    instrument, *columns = tape
    places = {code: np.flatnonzero(instrument == code) for code in range(1, INSTRUMENTS + 1)}
    return {
        code: of_trades(*(column[mine] for column in columns), 1) for code, mine in places.items()
    }


@pytest.mark.benchmark(group="bars of one minute")
def test_ours(benchmark: BenchmarkFixture, tape: Tape) -> None:
    found = benchmark.pedantic(ours, args=(tape,), rounds=ROUNDS, warmup_rounds=1)
    assert sum(int(each.trades.sum()) for each in found.values()) == len(tape[0])


@pytest.mark.benchmark(group="bars of one minute")
def test_duckdb(benchmark: BenchmarkFixture, tape: Tape) -> None:
    """On one thread, from a table of its own; it gives the same bars."""
    duckdb = pytest.importorskip("duckdb", reason="pip install 'ceax[analysis]'")
    names = ("instrument", "time_ns", "price", "quantity", "amount")
    columns = dict(zip(names, tape, strict=True))
    with duckdb.connect() as connection:
        connection.execute("PRAGMA threads=1")
        connection.register("columns", columns)
        connection.execute("CREATE TABLE tape AS SELECT * FROM columns")
        grouped = benchmark.pedantic(
            lambda: connection.execute(QUERY).fetchnumpy(), rounds=ROUNDS, warmup_rounds=1
        )
    for code, bars in ours(tape).items():
        mine = grouped["instrument"] == code
        for name, column in bars._asdict().items():
            assert np.array_equal(grouped[name][mine], column), name
