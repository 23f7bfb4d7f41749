"""From a fresh process to its first order: with nothing compiled, and with what was compiled before.

Seconds in `extra_info["in_the_process"]`: imports, compiling or loading every kernel in turn as a program does that simply
applies commands, and in two processes as a gateway does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).parents[1]
FIRST_ORDER = """
from engine.ahead import AREAS, compile_ahead, compile_areas
from engine.simulation import Listing, SimulatedVenue
from engine.state import Capacity
if {ahead}:
    compile_ahead(Capacity())
    compile_areas(AREAS, Capacity())
venue = SimulatedVenue([Listing("CEA25", 7850)], accounts=2, cash_fen=10**9, units=10**5, capacity=Capacity())
venue.open_day("2026-01-05")
print(len(venue.submit(venue.orders([1], "CEA25", [2], [7850], [10]))))
"""


@pytest.mark.parametrize("ahead", [False, True], ids=["in_turn", "side_by_side"])
@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
@pytest.mark.benchmark(group="first order")
def test_first_order(benchmark: BenchmarkFixture, tmp_path: Path, warm: bool, ahead: bool) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", FIRST_ORDER.format(ahead=ahead)]

    def start() -> None:
        assert subprocess.run(program, env=environment, capture_output=True, text=True, check=True).stdout == "1\n"

    benchmark.pedantic(start, rounds=1, warmup_rounds=int(warm))
