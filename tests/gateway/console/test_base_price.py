"""What a new vintage starts from, at a whole venue through its first day.

The tests share it and run in this order.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.console import base_price
from gateway.console.base_price import BasePriceUnknown

app = root()

Ceax = Callable[..., str]


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def new_venue(house: Path, monkeypatch: pytest.MonkeyPatch) -> Ceax:
    """Commands at a whole venue whose first day has not begun."""
    monkeypatch.setenv("CEAX_DATA", str(house))
    return run


def test_before_any_day_there_is_no_composite_close_to_start_from(
    new_venue: Ceax, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_venue("list-instrument", "CEA24", "--number", "1", "--base-price", "61.00")
    new_venue("list-instrument", "CEA25", "--number", "2", "--base-price", "78.51")
    new_venue("weights", "2026-01-05", "CEA24=1/2", "CEA25=1/2")
    monkeypatch.setattr(base_price, "PUBLISHED_WAIT_S", 0.2)
    with pytest.raises(BasePriceUnknown, match="no composite close from before the first day"):
        new_venue("list-instrument", "CEA26", "--number", "3")


def test_while_a_day_runs_the_close_that_a_new_vintage_needs_is_not_known(new_venue: Ceax) -> None:
    new_venue("start-day", "2026-01-05")
    with pytest.raises(
        BasePriceUnknown,
        match="of 2026-01-05 is published once the day has ended, now it is pre_open",
    ):
        new_venue("list-instrument", "CEA26", "--number", "3")


def test_a_new_vintage_starts_at_the_published_composite_close(new_venue: Ceax) -> None:
    new_venue("phase", "closed", "--yes", "--reason", "by hand")
    new_venue("end-day")
    said = new_venue("list-instrument", "CEA26", "--number", "3")
    assert (
        said == "CEA26 listed as number 3, base price 69.76, the composite close (综合价格) of"
        " 2026-01-05\n"
    )
    (row,) = [
        row
        for row in json.loads(new_venue("status", "--json"))["instruments"]
        if row["instrument"] == "CEA26"
    ]
    assert row["base"] == 6976
    assert (
        json.loads(new_venue("list-instrument", "CEA27", "--number", "4", "--json"))["base_price"]
        == 6976
    )


def test_a_base_price_that_is_said_goes_before_the_composite_close(new_venue: Ceax) -> None:
    assert new_venue("list-instrument", "CEA28", "--number", "5", "--base-price", "70.00").endswith(
        "base price 70.00\n"
    )
