from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.terminal.tables import Column, count, counted, flag, money, say, show

COLUMNS = (
    Column("order", "order"),
    Column("price", "CNY/t", money),
    Column("leaves", "open t", count),
    Column("halted", "state", flag("halted")),
)
ROW = {"order": 1048577, "price": 7850, "leaves": 12345, "halted": True, "more": "x"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7850, "78.50"),
        (5, "0.05"),
        (0, "0.00"),
        (-5, "-0.05"),
        (-785012, "-7,850.12"),
        (10**18, "10,000,000,000,000,000.00"),
        (None, ""),
    ],
)
def test_money_has_two_decimals_and_thousands_apart(value: int | None, text: str) -> None:
    assert money(value) == text


def test_one_is_not_a_plural() -> None:
    assert [counted(number, "order") for number in (0, 1, 2000)] == [
        "0 orders",
        "1 order",
        "2,000 orders",
    ]


def test_a_table_shows_every_row(capsys: Any) -> None:
    show("Orders 申报", [ROW, ROW | {"order": 7, "halted": False}], COLUMNS, as_json=False)
    said = capsys.readouterr().out
    assert all(text in said for text in ("Orders 申报", "1048577", "78.50", "12,345", "halted"))


def test_nothing_is_cut_in_a_narrow_terminal(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    show("Orders", [ROW], COLUMNS, as_json=False)
    assert "1048577  78.50  12,345  halted" in " ".join(
        capsys.readouterr().out.split("\n")
    ).replace("   ", "  ")


def test_a_column_that_says_nothing_is_left_out(capsys: Any) -> None:
    show("Orders", [ROW | {"halted": False}], COLUMNS, as_json=False)
    assert "state" not in capsys.readouterr().out


def test_a_table_without_rows_still_has_its_headings(capsys: Any) -> None:
    show("Orders", [], COLUMNS, as_json=False)
    assert "open t" in capsys.readouterr().out


def test_a_program_gets_whole_rows_as_integers(capsys: Any) -> None:
    show("Orders", [ROW], COLUMNS, as_json=True)
    assert json.loads(capsys.readouterr().out) == [ROW]


def test_a_program_gets_a_reply_without_its_envelope(capsys: Any) -> None:
    say("done", {"type": "reply", "id": 3, "ok": True, "order": 7}, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"order": 7}
