"""`ceax registry` as people and programs use it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root

RUNNER = CliRunner(env={"COLUMNS": "200"})


@pytest.fixture
def ceax(house: Any) -> Any:
    """Runs a command on the house; returns its exit code and output."""

    def run(*arguments: str) -> tuple[int, str]:
        result = RUNNER.invoke(root(), ["registry", *arguments, "--data", str(house.data)])
        return result.exit_code, result.output

    return run


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("holdings", "--account", "2"), ["CEA25", "trading_available", "970"]),
        (("cash", "--account", "2"), ["account 2: 102,355.00 CNY available"]),
        (("journal", "--account", "2"), ["trade_cash", "785.00", "2 trading_available"]),
        (("trades", "2026-01-05"), ["78.50", "delivered"]),
        (("summary", "2026-01-05"), ["done", "3 trades delivered, 0 failed"]),
        (("statement", "2026-01-05", "--account", "1"), ["member 1 (1), 2026-01-05", "bought", "2,355.00"]),
        (("statement", "2026-01-05", "--account", "1", "--form", "csv"), ["1,2026-01-05,cash,CNY,bought,2355.00"]),
        (("reconcile",), ["0 breaks"]),
    ],
)
def test_questions_are_answered_as_tables(ceax: Any, arguments: tuple[str, ...], words: list[str]) -> None:
    code, output = ceax(*arguments)
    assert code == 0
    for word in words:
        assert word in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("holdings", "--account", "2"),
        ("cash", "--account", "2"),
        ("journal", "--account", "2"),
        ("trades", "2026-01-05"),
        ("summary", "2026-01-05"),
        ("statement", "2026-01-05", "--account", "1"),
        ("reconcile",),
    ],
)
def test_questions_are_answered_as_json(ceax: Any, arguments: tuple[str, ...]) -> None:
    code, output = ceax(*arguments, "--json")
    assert code == 0
    assert json.loads(output)


def test_a_members_key_reads_its_own_account(ceax: Any) -> None:
    assert "account 1:" in ceax("cash", "--key", "member1")[1]


def test_a_venue_must_be_named() -> None:
    result = RUNNER.invoke(root(), ["registry", "cash"])
    assert result.exit_code == 2
    assert "say which venue" in result.output
