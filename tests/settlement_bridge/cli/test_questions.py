"""`ceax registry`: questions, for people and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("holdings", "--account", "2"), ["CEA25", "trading_available", "970"]),
        (("cash", "--account", "2"), ["account 2: 102,355.00 CNY available"]),
        (("journal", "--account", "2"), ["trade_cash", "785.00", "2 trading_available"]),
        (("trades", "2026-01-05"), ["78.50", "delivered"]),
        (("summary", "2026-01-05"), ["done", "3 trades delivered, 0 failed"]),
        (
            ("statement", "2026-01-05", "--account", "1"),
            ["member 1 (1), 2026-01-05", "bought", "2,355.00"],
        ),
        (
            ("statement", "2026-01-05", "--account", "1", "--form", "csv"),
            ["1,2026-01-05,cash,CNY,bought,2355.00"],
        ),
        (("reconcile",), ["0 breaks"]),
    ],
)
def test_questions_are_answered_as_tables(
    ceax: Any, arguments: tuple[str, ...], words: list[str]
) -> None:
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


def test_reconcile_ends_with_1_and_a_table_when_there_are_breaks(
    ceax: Any, house: Any, disagreeing: Any
) -> None:
    with disagreeing(house.data):
        code, output = ceax("reconcile")
    assert code == 1
    assert "cash_differs" in output
    assert "3 breaks" in output


def test_reconcile_names_what_is_known_to_differ_and_ends_with_0(ceax: Any) -> None:
    order = ("3", "CEA25", "4", "--state", "trading_available", "--document", "case 1")
    assert ceax("freeze", *order)[0] == 0
    code, output = ceax("reconcile")
    assert ceax("unfreeze", *order)[0] == 0
    assert code == 0
    assert "taken_by_order" in output
    assert "0 breaks, 1 difference explained" in output
