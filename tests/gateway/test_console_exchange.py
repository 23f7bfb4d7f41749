"""The exchange's commands through a whole day, against a real gateway. The tests share a market and run in this order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.units import UnitError
from gateway.client import RequestRefused
from gateway.console_exchange import app
from gateway.console_member import app as member_app


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
    assert (rows["CEA25"]["last"], rows["CEA25"]["at_limit"], rows["CEA25"]["distance_to_upper"]) == (8635, "upper", 0)
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
    assert ceax("restore", "1") == "account 1 restored\n"
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


def test_an_instrument_is_listed_with_parameters(ceax: Any) -> None:
    assert "base price 62.36" in ceax("list-instrument", "CCER24", "9", "62.36", "--set", "resale_days=5", "--set", "levels=0")
    (row,) = [row for row in json.loads(ceax("status", "--json"))["instruments"] if row["instrument"] == "CCER24"]
    assert (row["number"], row["resale_days"], row["levels"], row["open"]) == (9, 5, 0, False)


def test_a_parameter_is_set_within_its_range(ceax: Any) -> None:
    assert ceax("set-parameter", "CCER24", "band_bp", "500") == "CCER24: band_bp is 500\n"
    with pytest.raises(RequestRefused, match="field_out_of_range"):
        ceax("set-parameter", "CCER24", "band_bp", "10001")
    with pytest.raises(RequestRefused, match="field_out_of_range"):
        ceax("set-parameter", "CCER24", "band_width", "1")


def test_price_weights_are_exact_fractions_that_make_one(ceax: Any) -> None:
    assert "CEA24=1/3" in ceax("weights", "2026-01-06", "CEA24=1/3", "CEA25=2/3")
    with pytest.raises(RequestRefused, match="weights_not_one"):
        ceax("weights", "2026-01-06", "CEA24=1/3", "CEA25=1/3")


@pytest.mark.parametrize("weight", ["CEA24", "CEA24=", "CEA24=x", "CEA24=1/0"])
def test_a_weight_that_is_no_fraction_is_named(ceax: Any, weight: str) -> None:
    with pytest.raises(UnitError, match="is not CODE=FRACTION"):
        ceax("weights", "2026-01-06", weight)


def test_a_parameter_that_is_no_integer_is_named(ceax: Any) -> None:
    result = CliRunner().invoke(app, ["list-instrument", "CEA26", "10", "62.36", "--set", "lot=big"])
    assert result.exit_code == 2 and "PARAMETER=INTEGER" in result.output


def test_a_day_is_closed_ended_and_followed_only_by_override_when_unsettled(ceax: Any) -> None:
    assert ceax("phase", "closed") == "phase is closed\n"
    assert ceax("end-day") == "2026-01-05 ended: 1 trade, 1 t, 86.35 CNY\n"
    with pytest.raises(RequestRefused, match="day_not_settled"):
        ceax("start-day", "2026-01-06")
    assert ceax("start-day", "2026-01-06", "--override") == "2026-01-06 started, pre_open\n"


def test_phases_only_move_forward(ceax: Any) -> None:
    ceax("phase", "lunch")
    with pytest.raises(RequestRefused, match="phase_out_of_order"):
        ceax("phase", "morning")


def test_members_may_not_do_the_exchanges_work(ceax: Any) -> None:
    with pytest.raises(RequestRefused, match="role_not_allowed"):
        ceax("halt", "--venue", "--key", "alice")
