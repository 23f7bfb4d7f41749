"""The archive of a day: time, size, and the memory of the process that writes it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.busy_day import DATE, write_busy_day
from benchmarks.test_start import Started
from gateway.client.endpoints import Endpoints, write_endpoints
from gateway.launch.local_keys import make_local_keys
from marketdata import bars
from marketdata.analysis import open_files
from marketdata.archive.places import MANIFEST, day_folder

KIB = 1024
# `ceax archive write`, which says at its end the most memory that it had, in KiB.
WRITE = """
import atexit, pathlib
peak = lambda: pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
atexit.register(lambda: print("peak", peak()))
import gateway.cli
gateway.cli.main()
"""


@dataclass(frozen=True)
class Cost:
    """What writing a day took."""

    peak_kib: int
    processor_s: float


def write(data: Path) -> Cost:
    """Run `ceax archive write`."""
    command = [sys.executable, "-c", WRITE, "archive", "write", "--data", str(data)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(int(said.split()[-1]), taken)


@pytest.mark.benchmark(group="archive: a day is written")
def test_a_day_is_written(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """`--day-trades 5000000` is the size of record; the peak does not depend on it."""
    make_local_keys(tmp_path)
    trades = write_busy_day(tmp_path / "log", request.config.getoption("--day-trades"))
    gateway = Started("gateway.server", tmp_path, "--clock", "manual")
    try:
        write_endpoints(tmp_path, Endpoints(gateway=gateway.url))
        cost = benchmark.pedantic(write, args=(tmp_path,), rounds=1)
    finally:
        gateway.stop()
    folder = day_folder(tmp_path / "archive", DATE)
    files = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    assert files["trades.csv"]["rows"] == trades
    assert_bars_are_those_of_the_trades(tmp_path / "archive")
    benchmark.extra_info |= {
        "trades": trades,
        "peak_mib": round(cost.peak_kib / KIB),
        "processor_s": round(cost.processor_s),
        "mib": round(sum(each["bytes"] for each in files.values()) / KIB**2),
        "rows": {name: said["rows"] for name, said in files.items() if name.endswith(".csv")},
    }


def assert_bars_are_those_of_the_trades(archive: Path) -> None:
    """What the archive says of each minute is what its trades give."""
    files = open_files(archive, prices="fen", frames="pandas")
    trades = files.trades(DATE)
    for code, mine in trades.groupby("instrument"):
        columns = ("time_ns", "price_fen_per_t", "quantity_t", "amount_fen")
        found = bars.of_trades(*(mine[name].to_numpy(np.int64) for name in columns), 1)
        written = files.bars(str(code), "1m")
        for name in ("open", "high", "low", "close"):
            assert written[f"{name}_fen_per_t"].tolist() == getattr(found, name).tolist()
        assert written["volume_t"].tolist() == found.volume.tolist()
        assert written["trades"].tolist() == found.trades.tolist()
