"""The exchange's commands about instruments, against a real gateway. The tests share a market."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.units import UnitError
from gateway.cli import root
from gateway.client import RequestRefused
from gateway.console.base_price import BasePriceUnknown

app = root()

Ceax = Callable[..., str]
CEA27 = ("CEA27", "--number", "9", "--base-price", "62.36")


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Ceax:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    return run


def test_an_instrument_is_listed_with_parameters(ceax: Any) -> None:
    said = ceax("list-instrument", *CEA27, "--set", "resale_days=5", "--set", "levels=0")
    assert "base price 62.36" in said
    found = json.loads(ceax("status", "--json"))["instruments"]
    (row,) = [row for row in found if row["instrument"] == "CEA27"]
    assert (row["number"], row["resale_days"], row["levels"], row["open"]) == (9, 5, 0, False)


def test_a_parameter_is_set_within_its_range(ceax: Any) -> None:
    assert ceax("set-parameter", "CEA27", "band_bp", "500") == "CEA27: band_bp is 500\n"
    with pytest.raises(RequestRefused, match="field_out_of_range"):
        ceax("set-parameter", "CEA27", "band_bp", "10000001")
    with pytest.raises(RequestRefused, match="field_out_of_range"):
        ceax("set-parameter", "CEA27", "band_width", "1")


def test_a_parameter_that_touches_what_rests_waits_for_the_next_day_and_is_listed(
    ceax: Any,
) -> None:
    ceax("order", "buy", "CEA24", "79.00", "1", "--key", "alice")
    assert ceax("set-parameter", "CEA24", "lot", "5") == "CEA24: lot is 5 from the next day on\n"
    assert "next_day" in ceax("parameters", "CEA24")
    rows = {row["parameter"]: row for row in json.loads(ceax("parameters", "CEA24", "--json"))}
    assert (rows["lot"]["value"], rows["lot"]["pending"], rows["lot"]["from"]) == (1, 5, "next_day")
    assert ceax("set-parameter", "CEA24", "lot", "1") == "CEA24: lot is 1\n"
    assert "next_day" not in ceax("parameters", "CEA24")


def test_price_weights_are_exact_fractions_that_make_one(ceax: Any) -> None:
    assert "CEA24=1/3" in ceax("weights", "2026-01-06", "CEA24=1/3", "CEA25=2/3")
    with pytest.raises(RequestRefused, match="weights_not_one"):
        ceax("weights", "2026-01-06", "CEA24=1/3", "CEA25=1/3")


def test_weights_of_a_day_that_has_traded_are_refused(ceax: Any) -> None:
    ceax("order", "sell", "CEA25", "78.50", "1", "--key", "bob")
    ceax("weights", "2026-01-05", "CEA25=1")
    ceax("order", "buy", "CEA25", "78.50", "1", "--key", "alice")
    with pytest.raises(RequestRefused, match="later than 2026-01-05") as refused:
        ceax("weights", "2026-01-05", "CEA24=1/2", "CEA25=1/2")
    error = refused.value
    assert (error.code, error.field, error.value) == ("weights_too_late", "from_date", "2026-01-05")
    assert error.allowed == "2026-01-05"


@pytest.mark.parametrize("weight", ["CEA24", "CEA24=", "CEA24=x", "CEA24=1/0"])
def test_a_weight_that_is_no_fraction_is_named(ceax: Any, weight: str) -> None:
    with pytest.raises(UnitError, match="is not CODE=FRACTION"):
        ceax("weights", "2026-01-06", weight)


def test_a_parameter_that_is_no_integer_is_named(ceax: Any) -> None:
    result = CliRunner().invoke(
        app, ["list-instrument", "CEA26", "--number", "10", "--set", "lot=big"]
    )
    assert result.exit_code == 2 and "PARAMETER=INTEGER" in result.output


def test_only_a_vintage_starts_at_the_composite_close(ceax: Ceax) -> None:
    with pytest.raises(BasePriceUnknown, match="CCER24 is no allowance"):
        ceax("list-instrument", "CCER24", "--number", "9")


@pytest.mark.parametrize("code", ["CCER24", "A110002-2022", "CEA2025", "cea25", "CEA-25", "X"])
def test_what_is_no_allowance_is_not_listed_on_the_allowance_market(ceax: Ceax, code: str) -> None:
    with pytest.raises(RequestRefused, match="allowance") as refused:
        ceax("list-instrument", code, "--number", "12", "--base-price", "60.00")
    error = refused.value
    assert (error.code, error.field, error.value) == ("field_out_of_range", "instrument", code)
    assert "CEA25" in str(error.allowed)
    assert code not in ceax("status", "--json")


def test_a_credit_is_refused_with_the_market_of_the_venue(ceax: Ceax) -> None:
    assert json.loads(ceax("status", "--json"))["market"] == "allowances"
    assert "Instruments of the market of allowances" in ceax("status")
    with pytest.raises(RequestRefused, match="is not of this venue's market") as refused:
        ceax("list-instrument", "A110002-22", "--number", "12", "--base-price", "60.00")
    error = refused.value
    assert (error.code, error.field, error.value, error.allowed) == (
        "instrument_of_other_market",
        "instrument",
        "A110002-22",
        "allowances",
    )


def test_without_a_folder_the_feed_is_asked_for(market: Any) -> None:
    words = [
        "list-instrument",
        "CEA26",
        "--number",
        "3",
        "--url",
        market.url,
        "--key",
        str(market.data / "keys" / "exchange.pem"),
    ]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2 and "--feed" in result.output
