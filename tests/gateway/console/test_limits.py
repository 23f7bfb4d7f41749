"""Commands about limits and kills, against a real gateway.

The tests share a market and run in this order.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import RequestRefused
from gateway.console.risk_limits import read_value
from gateway.protocol.auth import PublicKeys

app = root()


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_limits_are_set_for_everyone_and_for_one_account(ceax: Any) -> None:
    assert ceax("set-limit", "order_value", "1000.00") == "order_value of everyone is 1000.00\n"
    assert (
        ceax("set-limit", "order_value", "5000.00", "--account", "1")
        == "order_value of account 1 is 5000.00\n"
    )
    assert (
        ceax("set-limit", "maximum_holding", "40", "--account", "2", "--instrument", "CEA25")
        == "maximum_holding of account 2 in CEA25 is 40\n"
    )
    assert ceax("set-limit", "rate_window", "60000") == "rate_window of everyone is 60000\n"


def test_a_member_sees_his_own_limits_and_the_exchange_everybodys(ceax: Any) -> None:
    own = json.loads(ceax("account-limits", "--key", "alice", "--json"))
    assert [row["account"] for row in own] == [1]
    assert own[0]["limits"]["order_value"] == {"limit": 500_000, "own": 500_000, "used": None}
    rows = json.loads(ceax("account-limits", "--json"))
    assert [row["account"] for row in rows] == [1, 2] and rows[1]["limits"]["order_value"][
        "limit"
    ] == 100_000
    said = ceax("account-limits")
    assert "5,000.00" in said and "1,000.00" in said and "最大持仓量" in said


def test_an_order_past_a_limit_is_refused_in_words(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="order_value_above_limit"):
        ceax("order", "sell", "CEA25", "78.50", "13", "--key", "bob")
    ceax("set-limit", "order_value", "none")
    ceax("set-limit", "order_value", "default", "--account", "1")


def test_a_kill_withdraws_and_only_a_release_lets_trade_again(ceax: Any, market: Any) -> None:
    ceax("order", "buy", "CEA25", "71.00", "1", "--key", "alice")
    keys = {entry.key: entry.number for entry in PublicKeys(market.data / "keys.json").entries()}
    number = str(keys["alice"])
    said = f"your account killed, 1 order withdrawn; 1 key: alice ({number})\n"
    assert ceax("kill", "--key", "alice") == said
    assert "under a kill" in ceax(
        "balance", "--key", "alice"
    ) and "under a kill by the member" in ceax("account-limits")
    with pytest.raises(RequestRefused, match="account_killed"):
        ceax("order", "buy", "CEA25", "71.00", "1", "--key", "alice")
    assert ceax("release", "--account", "1") == "account 1 released\n"
    ceax("order", "buy", "CEA25", "71.00", "1", "--key", "alice")
    said = ceax("kill", "--operator", number, "--refuse-log-on")
    assert said == f"operator {number} killed, 1 order withdrawn; 1 key: alice ({number})\n"
    assert "log-on refused" in ceax("supervision")
    kill = {"account": None, "operator": keys["alice"], "by": "exchange", "log_on_refused": True}
    assert json.loads(ceax("supervision", "--json"))["kills"] == [kill]
    with pytest.raises(RequestRefused, match="key_killed"):
        ceax("balance", "--key", "alice")
    assert ceax("release", "--operator", number) == f"operator {number} released\n"
    assert ceax("balance", "--key", "alice")
    with pytest.raises(RequestRefused, match="operator_unknown"):
        ceax("kill", "--operator", "999")


def test_what_staff_did_is_read_back_with_key_reason_and_outcome(ceax: Any) -> None:
    ceax("set-limit", "order_rate", "50", "--account", "2", "--reason", "too many errors")
    ceax("set-limit", "order_rate", "70", "--reason", "年度调整")
    ceax("kill", "--account", "2", "--reason", "its own wish")
    ceax("release", "--account", "2", "--reason", "its own wish again")
    rows = json.loads(ceax("acts", "2026-01-05", "--json"))[-4:]
    assert [(row["act"], row["reason"]) for row in rows] == [
        ("set_account_limit", "too many errors"),
        ("set_default_limit", "年度调整"),
        ("kill", "its own wish"),
        ("release", "its own wish again"),
    ]
    assert {(row["who"], row["outcome"], row["date"]) for row in rows} == {
        ("exchange", "accepted", "2026-01-05")
    }
    assert rows[0]["about"] == {"account": "2 Bob", "limit": "order_rate", "value": "50 orders"}
    assert json.loads(ceax("acts", "2026-01-06", "--json")) == []
    said = ceax("acts")
    assert "Acts of staff" in said and "limit order_rate, value 50" in said
    ceax("set-limit", "order_rate", "none")


@pytest.mark.parametrize(
    ("limit", "text"), [("happiness", "1"), ("open_orders", "-1"), ("open_orders", "one")]
)
def test_what_is_no_limit_or_no_number_is_said(limit: str, text: str) -> None:
    with pytest.raises(typer.BadParameter):
        read_value(limit, text)


def test_only_an_accounts_own_limit_has_a_default(ceax: Any) -> None:
    result = CliRunner().invoke(app, ["set-limit", "open_orders", "default"])
    assert result.exit_code == 2
