"""Questions: what each role learns, and about whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.floor import queries, venue_queries
from gateway.protocol.operations import Way
from gateway.protocol.table.rows import OPERATIONS
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        yield floor


def test_every_question_has_an_answer() -> None:
    asked = {
        name for role in OPERATIONS.values() for name, each in role.items() if each.way is Way.QUERY
    }
    assert asked | {"log_on"} == set(queries.QUERIES)


def test_limits_tell_how_far_each_instrument_is_from_its_limits(market: SmallFloor) -> None:
    alice, bob, exchange = (
        market.session("alice"),
        market.session("bob"),
        market.session("exchange"),
    )
    market.ask(alice, order("sell", 8635, 1))
    market.ask(bob, order("buy", 8635, 1))
    rows = {row["instrument"]: row for row in market.ask(exchange, {"op": "limits"})[0]["rows"]}
    assert (rows["CEA25"]["lower"], rows["CEA25"]["upper"], rows["CEA25"]["last"]) == (
        7065,
        8635,
        8635,
    )
    assert (rows["CEA25"]["at_limit"], rows["CEA25"]["distance_to_upper"]) == ("upper", 0)
    assert (rows["CEA24"]["at_limit"], rows["CEA24"]["last"]) == (None, None)


def test_a_viewer_sees_its_account_and_the_exchange_any(market: SmallFloor) -> None:
    vera, exchange, bridge = (
        market.session("vera"),
        market.session("exchange"),
        market.session("bridge"),
    )
    own = market.ask(vera, {"op": "balances"})[0]
    assert own["account"] == 1
    for session in (exchange, bridge):
        reply = market.ask(session, {"op": "balances", "account": 1})[0]
        assert {name: reply[name] for name in own if name != "id"} == {
            name: own[name] for name in own if name != "id"
        }
    assert market.ask(vera, {"op": "balances", "account": 2})[0]["error"]["code"] == "field_unknown"
    assert market.ask(exchange, {"op": "balances"})[0]["error"]["code"] == "field_missing"


@pytest.mark.parametrize("account", [3, 63, 64, 2**31 - 1])
@pytest.mark.parametrize("op", ["balances", "open_orders", "fills"])
def test_an_account_nobody_opened_is_unknown(market: SmallFloor, op: str, account: int) -> None:
    error = market.ask(market.session("exchange"), {"op": op, "account": account})[0]["error"]
    assert (error["code"], error["field"], error["value"]) == (
        "account_unknown",
        "account",
        account,
    )


def test_an_unknown_instrument_is_told_which_there_are(market: SmallFloor) -> None:
    error = market.ask(market.session("alice"), {"op": "fills", "instrument": "CEA99"})[0]["error"]
    assert (error["code"], error["allowed"]) == ("instrument_unknown", ["CEA24", "CEA25"])


def test_accounts_come_page_by_page(market: SmallFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venue_queries, "ROWS_MAX", 1)
    exchange = market.session("exchange")
    first = market.ask(exchange, {"op": "accounts"})[0]
    second = market.ask(exchange, {"op": "accounts", "after": first["next"]})[0]
    assert [row["name"] for row in first["accounts"] + second["accounts"]] == ["Alice", "Bob"]
    assert second["next"] is None


def test_to_follow_from_beyond_the_next_event_is_refused(market: SmallFloor) -> None:
    feed = market.session("feed")
    following = market.sequencer.next_event
    assert market.ask(feed, {"op": "follow", "from": following})[0]["next"] == following
    error = market.ask(feed, {"op": "follow", "from": following + 1})[0]["error"]
    assert (error["field"], error["allowed"]) == ("from", [1, following])


def test_the_status_names_every_instrument_with_its_parameters(market: SmallFloor) -> None:
    reply = market.ask(market.session("feed"), {"op": "status"})[0]
    assert (reply["date"], reply["phase"], reply["venue_halted"]) == (
        "2026-01-05",
        "morning",
        False,
    )
    assert [(row["instrument"], row["number"], row["band_bp"]) for row in reply["instruments"]] == [
        ("CEA24", 1, 1000),
        ("CEA25", 2, 1000),
    ]


def test_the_bridge_and_the_exchange_may_see_the_fees_taken(market: SmallFloor) -> None:
    for name in ("bridge", "exchange"):
        reply = market.ask(market.session(name), {"op": "fee_income"})[0]
        assert (reply["trading_fees_fen"], reply["settlement_fees_fen"]) == (0, 0)
    assert (
        market.ask(market.session("alice"), {"op": "fee_income"})[0]["error"]["code"]
        == "role_not_allowed"
    )
