"""`ceax simulate` as a researcher types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.errors import EngineError, OrderFileRefused, SimulationRefused
from engine.study.order_files.cli import app
from tests.oracle.parameters import AT_MARKET

ORDERS = """time,account,instrument,action,side,type,price,quantity,order
1767605400000000000,1,CEA25,new,sell,limit,78.50,10,1
1767605400000000001,2,CEA25,new,buy,limit,79.00,4,2
1767605400000000002,3,CEA25,new,buy,market,,3,3
1767605400000000003,1,CEA25,cancel,,,,,1
1767605400000000004,1,CEA25,cancel,,,,,1
"""


@pytest.fixture
def simulate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "orders.csv").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        result = CliRunner().invoke(
            app, ["orders.csv", "--out", "trades.csv", *words], catch_exceptions=False
        )
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_summary_says_what_happened(simulate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    said = simulate()
    rows = {
        row.split("│")[1].strip(): row.split("│")[2].strip()
        for row in said.splitlines()
        if "│" in row
    }
    assert (rows["Orders"], rows["Cancels"]) == ("3", "2")
    assert (rows["Trades"], rows["Quantity, t"], rows["Amount, CNY"]) == ("2", "7", "549.50")
    assert (rows["Rejected: order unknown"], rows["Cancelled: cancelled by member"]) == ("1", "1")
    assert "2 trades written to trades.csv" in said


def test_a_program_gets_the_summary_as_json(simulate: Any) -> None:
    summary = json.loads(simulate("--json"))
    assert (summary["trades"], summary["rejected"], summary["commands"]) == (
        2,
        {"order_unknown": 1},
        {"new_order": 3, "cancel": 2},
    )


def test_the_carbon_markets_rules_are_one_word(simulate: Any) -> None:
    summary = json.loads(simulate("--rules", "carbon", "--json"))
    assert summary["rejected"] == {
        "units_insufficient": 1,
        "cash_insufficient": 1,
        "market_not_allowed": 1,
        "order_unknown": 2,
    }
    funded = ("--rules", "carbon", "--cash", "10000.00", "--units", "100", "--json")
    assert json.loads(simulate(*funded))["rejected"] == {
        "market_not_allowed": 1,
        "order_unknown": 1,
    }
    assert (
        json.loads(simulate(*funded, "--parameter", f"{AT_MARKET.name.lower()}=1"))["trades"] == 2
    )
    assert json.loads(simulate("--rules", "carbon", "--no-locks", "--json"))["trades"] == 1


@pytest.mark.parametrize(
    ("options", "rejected"),
    [
        (("--band", "0.5"), "price_above_limit"),
        (("--tick", "5"), "price_off_tick"),
        (("--lot", "2"), "quantity_off_lot"),
        (("--parameter", "quantity-min=4"), "quantity_below_minimum"),
        (("--base-price", "30"), "price_above_limit"),
        (("--base-price", "CEA25=30.00"), "price_above_limit"),
        (("--locks",), "cash_insufficient"),
    ],
)
def test_each_rule_is_an_option(simulate: Any, options: tuple[str, ...], rejected: str) -> None:
    assert rejected in json.loads(simulate(*options, "--json"))["rejected"]


@pytest.mark.parametrize("band", ["none", "1000"])
def test_a_base_price_far_from_the_orders_does_not_matter_without_a_band_or_with_a_wide_one(
    simulate: Any, band: str
) -> None:
    assert json.loads(simulate("--base-price", "10.00", "--json"))["trades"] == 0
    assert json.loads(simulate("--base-price", "10.00", "--band", band, "--json"))["trades"] == 2


@pytest.mark.parametrize(
    ("options", "kind", "complaint"),
    [
        (("--accounts", "20000"), OrderFileRefused, "--accounts 20000: at most 16,383"),
        (("--base-price", "CEA25=x"), OrderFileRefused, "--base-price x"),
        (("--parameter", "lot"), OrderFileRefused, "NAME=NUMBER is allowed"),
        (("--parameter", "lott=3"), SimulationRefused, "no parameter 'lott'; there are band_bp"),
        (("--levels", "-1"), SimulationRefused, "levels -1: 0 to 1000000 are allowed"),
        (("--book", "none.csv"), OrderFileRefused, "none.csv: no such file"),
        (("--accounts", "2"), OrderFileRefused, "line 4, account '3': a whole number from 1 to 2"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    simulate: Any, tmp_path: Path, options: tuple[str, ...], kind: type[EngineError], complaint: str
) -> None:
    with pytest.raises(kind, match=complaint):
        simulate(*options)
    assert not (tmp_path / "trades.csv").exists()


def test_the_help_shows_examples_and_every_column() -> None:
    said = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert "ceax simulate orders.csv --out trades.csv" in said
    for column in (
        "time",
        "account",
        "instrument",
        "action",
        "side",
        "type",
        "time_in_force",
        "price",
        "quantity",
        "order",
    ):
        assert column in said
