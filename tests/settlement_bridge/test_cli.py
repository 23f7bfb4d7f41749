"""`ceax registry`: the operator's instructions."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from engine.units import UnitError
from gateway.cli import root


def test_money_is_paid_in_and_out_in_yuan(ceax: Any) -> None:
    code, output = ceax("deposit", "3", "12.50")
    assert code == 0
    assert output.startswith("12.50 CNY paid in, journal number")
    code, output = ceax("withdraw", "3", "12.5", "--json")
    assert (code, list(json.loads(output))) == (0, ["number"])


def test_units_are_allocated_and_moved_and_moved_back(ceax: Any) -> None:
    assert ceax("allocate", "3", "CEA25", "70")[0] == 0
    assert "70 t of CEA25 can be traded now" in ceax("transfer-in", "3", "CEA25", "70")[1]
    assert "70 t of CEA25 are back in the registry" in ceax("transfer-out", "3", "CEA25", "70")[1]


def test_an_account_is_opened(ceax: Any) -> None:
    assert ceax("open-account", "60", "华能国际")[0] == 0


def test_what_is_refused_ends_with_the_reason(house: Any) -> None:
    result = CliRunner().invoke(
        root(), ["registry", "withdraw", "3", "99999999", "--data", str(house.data)]
    )
    assert result.exit_code == 1
    assert "cash_insufficient" in str(result.exception)


def test_an_amount_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(
        root(), ["registry", "deposit", "3", "12.505", "--url", "ws://127.0.0.1:9"]
    )
    assert isinstance(result.exception, UnitError)
