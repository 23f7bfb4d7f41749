"""A whole compressed day through the house: three processes, thirty members, five vintages, to
settlement and back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="day")
def test_the_demo_day(
    benchmark: BenchmarkFixture, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--with-day"):
        pytest.skip("a whole day is measured with --with-day")
    program = [
        sys.executable,
        "-c",
        "from gateway.cli import main; main()",
        "demo",
        "--seed",
        "7",
        "--json",
    ]

    def day() -> str:
        return subprocess.run(
            program, capture_output=True, text=True, check=True, cwd=tmp_path
        ).stdout

    report = json.loads(benchmark.pedantic(day, rounds=1))
    benchmark.extra_info["report"] = {
        name: value for name, value in report.items() if isinstance(value, int | float | str)
    }
