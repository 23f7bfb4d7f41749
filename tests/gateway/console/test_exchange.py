"""The exchange's commands through a whole day, against a real gateway.

The tests share a market and run in this order.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import RequestRefused
from gateway.console.exchange import unsettled_words
from gateway.console.members import app as member_app

app = root()


@pytest.fixture
def ceax(market: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CEAX_DATA", str(market.data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, commands: Any = app) -> str:
        result = CliRunner().invoke(commands, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_status_shows_day_phase_and_instruments(ceax: Any) -> None:
    said = ceax("status")
    assert "2026-01-05, morning" in said and "CEA25" in said and "86.35" in said
    assert json.loads(ceax("status", "--json"))["phase"] == "morning"


def test_limits_show_how_far_each_instrument_is_from_them(ceax: Any, market: Any) -> None:
    ceax("order", "sell", "CEA25", "86.35", "1", "--key", "bob", commands=member_app)
    ceax("order", "buy", "CEA25", "86.35", "1", "--key", "alice", commands=member_app)
    said = ceax("limits")
    assert "70.65" in said and "86.35" in said and "upper" in said
    rows = {row["instrument"]: row for row in json.loads(ceax("limits", "--json"))}
    assert (
        rows["CEA25"]["last"],
        rows["CEA25"]["at_limit"],
        rows["CEA25"]["distance_to_upper"],
    ) == (8635, "upper", 0)
    assert (rows["CEA24"]["last"], rows["CEA24"]["at_limit"]) == (None, None)


def test_accounts_are_opened_and_listed(ceax: Any) -> None:
    assert ceax("open-account", "3", "Carol 钢铁") == "account 3 opened for Carol 钢铁\n"
    assert "Carol 钢铁" in ceax("accounts")
    assert [row["account"] for row in json.loads(ceax("accounts", "--json"))] == [1, 2, 3]


def test_a_suspended_account_loses_its_orders_and_trades_again_when_restored(ceax: Any) -> None:
    buy = ("order", "buy", "CEA25", "71.00", "1", "--key", "alice")
    ceax(*buy, commands=member_app)
    assert ceax("suspend", "1") == "account 1 suspended, 1 order withdrawn\n"
    with pytest.raises(RequestRefused, match="account_suspended"):
        ceax(*buy, commands=member_app)
    assert ceax("reinstate", "1") == "account 1 reinstated\n"
    ceax(*buy, commands=member_app)


def test_an_instrument_is_halted_and_resumed(ceax: Any) -> None:
    assert ceax("halt", "CEA25") == "CEA25 halted\n"
    with pytest.raises(RequestRefused, match="instrument_halted"):
        ceax("order", "buy", "CEA25", "71.00", "1", "--key", "alice", commands=member_app)
    assert ceax("resume", "CEA25") == "CEA25 resumed\n"


def test_the_whole_venue_is_halted_only_when_said(ceax: Any) -> None:
    assert CliRunner().invoke(app, ["halt"]).exit_code == 2
    assert CliRunner().invoke(app, ["halt", "CEA25", "--venue"]).exit_code == 2
    assert ceax("halt", "--venue") == "the venue halted\n"
    assert "the venue is halted" in ceax("status")
    assert ceax("resume", "--venue") == "the venue resumed\n"


def test_a_day_is_closed_ended_and_followed_only_by_override_when_unsettled(ceax: Any) -> None:
    assert ceax("phase", "closed", "--yes", "--reason", "by hand") == "phase is closed\n"
    assert json.loads(ceax("status", "--json"))["unsettled"] == []
    assert ceax("end-day") == "2026-01-05 ended: 1 trade, 1 t, 86.35 CNY\n"
    said = ceax("status")
    assert "2026-01-05 has ended and waits for a clearing result that we confirm" in said
    assert "`ceax registry summary 2026-01-05`" in said
    assert "`ceax start-day DATE --override --reason TEXT`" in said
    assert json.loads(ceax("status", "--json"))["unsettled"] == [
        {"date": "2026-01-05", "confirmed": False}
    ]
    with pytest.raises(RequestRefused, match="day_not_settled"):
        ceax("start-day", "2026-01-06")
    confirmed = ("--override", "--yes", "--reason", "bank closed")
    assert ceax("start-day", "2026-01-06", *confirmed) == "2026-01-06 started, pre_open\n"


def test_a_day_that_is_confirmed_waits_for_delivery() -> None:
    assert "waits for delivery" in unsettled_words({"date": "2026-01-05", "confirmed": True})


def test_phases_only_move_forward(ceax: Any) -> None:
    ceax("phase", "morning")
    ceax("phase", "lunch")
    with pytest.raises(RequestRefused, match="phase_out_of_order"):
        ceax("phase", "morning")


def test_members_may_not_do_the_exchanges_work(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="role_not_allowed"):
        ceax("halt", "--venue", "--key", "alice")
