"""Members' commands, typed as a member types them, against a real gateway."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.client import RequestRefused
from gateway.console.members import app
from gateway.terminal.tables import time_of_day


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, key: str | None = "alice") -> str:
        chosen = ["--key", key] if key else []
        result = CliRunner().invoke(app, [*words, *chosen], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture(autouse=True)
def nothing_left_behind(ceax: Any, market: Any) -> Any:
    yield
    for name in ("alice", "bob"):
        ceax("cancel", "--all", "--data", str(market.data), key=name)


def test_an_order_is_said_with_its_state_and_price(ceax: Any) -> None:
    said = ceax("order", "buy", "CEA25", "71.5", "1000")
    assert "buy 1,000 t CEA25 at 71.50 entered 已申报, 1,000 t open" in said


def test_a_program_gets_the_reply_as_json(ceax: Any) -> None:
    reply = json.loads(
        ceax("order", "buy", "CEA25", "71.50", "10", "--client-order-id", "cli-1", "--json")
    )
    assert (reply["status"], reply["leaves"]) == ("entered", 10)
    (row,) = json.loads(ceax("orders", "--json"))
    assert (row["order"], row["client_order_id"], row["price"]) == (reply["order"], "cli-1", 7150)


def test_open_orders_are_a_table_with_two_decimals(ceax: Any) -> None:
    ceax("order", "buy", "CEA25", "71.50", "1234")
    said = ceax("orders", "--instrument", "CEA25")
    assert "71.50" in said and "1,234" in said


def test_an_ioc_order_that_finds_nobody_is_cancelled(ceax: Any) -> None:
    assert "cancelled 已撤单 (ioc remainder), 0 t open" in ceax(
        "order", "buy", "CEA25", "71.50", "5", "--time-in-force", "ioc"
    )


def test_a_market_order_is_refused_in_words_where_there_are_none(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="CEA25 takes no market orders: give a price"):
        ceax("order", "buy", "CEA25", "market", "100")


def test_a_directed_take_names_its_target(ceax: Any) -> None:
    first = json.loads(ceax("order", "sell", "CEA25", "78.00", "5", "--json", key="bob"))["order"]
    second = json.loads(ceax("order", "sell", "CEA25", "78.00", "5", "--json", key="bob"))["order"]
    ceax("order", "buy", "CEA25", "78.00", "5", "--take", str(second))
    assert [row["order"] for row in json.loads(ceax("orders", "--json", key="bob"))] == [first]


def test_fills_show_both_prices_and_amounts(ceax: Any) -> None:
    ceax("order", "sell", "CEA25", "78.20", "2000", key="bob")
    ceax("order", "buy", "CEA25", "78.20", "2000")
    assert "156,400.00" in ceax("fills")
    assert json.loads(ceax("fills", "--json"))[-1]["amount_fen"] == 15_640_000


def test_an_order_is_cancelled_and_replaced_by_either_name(ceax: Any) -> None:
    number = json.loads(
        ceax("order", "buy", "CEA25", "71.60", "9", "--client-order-id", "cli-2", "--json")
    )["order"]
    assert "7 t open, kept its place" in ceax("replace", "cli-2", "71.60", "7")
    assert "went to the end of its queue" in ceax("replace", str(number), "71.70", "7")
    assert f"order {number} withdrawn, 7 t were open" in ceax("cancel", "cli-2")


@pytest.mark.parametrize(
    "option",
    [("--instrument", "CEA24"), ("--side", "sell"), ("--operator", "2"), ("--account", "1")],
)
def test_one_order_is_not_cancelled_where_a_choice_among_many_is_named(
    ceax: Any, option: tuple[str, str]
) -> None:
    ceax("order", "buy", "CEA25", "71.60", "9", "--client-order-id", f"one{option[0]}")
    with pytest.raises(AssertionError, match="go with --all, not with one order"):
        ceax("cancel", f"one{option[0]}", *option)
    assert len(json.loads(ceax("orders", "--json"))) == 1


def test_all_orders_of_one_side_are_cancelled(ceax: Any) -> None:
    for quantity in ("1", "2"):
        ceax("order", "buy", "CEA25", "71.80", quantity)
    assert "0 orders withdrawn" in ceax("cancel", "--all", "--side", "sell")
    assert "2 orders withdrawn" in ceax("cancel", "--all", "--side", "buy", "--instrument", "CEA25")


def test_the_exchange_cancels_for_an_account(ceax: Any) -> None:
    ceax("order", "buy", "CEA25", "71.90", "1")
    assert "1 order withdrawn" in ceax("cancel", "--all", "--account", "1", key=None)


def test_a_balance_shows_cash_and_holdings(ceax: Any) -> None:
    said = ceax("balance", key="bob")
    assert "cash available" in said and "CNY" in said and "CEA25" in said
    reply = json.loads(ceax("balance", "--json", key="bob"))
    assert {"cash_available_fen", "cash_locked_fen", "holdings", "suspended"} <= set(reply)
    assert not {"id", "ok", "type"} & set(reply)


def test_the_exchange_looks_at_any_balance(ceax: Any) -> None:
    assert json.loads(ceax("balance", "--account", "2", "--json", key=None)) == json.loads(
        ceax("balance", "--json", key="bob")
    )


def test_a_refusal_is_raised_for_the_edge_to_say(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="price_above_limit"):
        ceax("order", "buy", "CEA25", "99.00", "1")
    with pytest.raises(RequestRefused, match="instrument_unknown"):
        ceax("order", "buy", "CEA99", "78.00", "1")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["order", "buy", "CEA25", "78.00", "1"], "name the key"),
        (["order", "hold", "CEA25", "78.00", "1", "--key", "alice"], "hold"),
        (["order", "buy", "CEA25", "78.00", "many", "--key", "alice"], "quantity"),
        (["cancel", "--key", "alice"], "--all"),
        (["cancel", "1", "--all", "--key", "alice"], "--all"),
    ],
)
def test_a_wrong_command_line_says_what_is_missing(ceax: Any, words: list[str], hint: str) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2 and hint in result.output


def test_times_are_of_the_day_in_shanghai() -> None:
    assert time_of_day(1_767_576_600_123_456_789) == "09:30:00.123"
