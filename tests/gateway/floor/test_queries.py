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


def test_instruments_tell_their_rules_and_what_waits(market: SmallFloor) -> None:
    alice, staff = market.session("alice"), market.session("exchange")
    number = market.ask(alice, order("buy", 7100, 1))[0]["order"]
    waiting = {"op": "set_parameter", "instrument": "CEA25", "parameter": "lot", "value": 10}
    assert market.ask(staff, waiting)[0]["moment"] == "next_day"
    reply = market.ask(alice, {"op": "instruments"})[0]
    status = market.ask(alice, {"op": "status"})[0]["instruments"]
    pending = [{"parameter": "lot", "value": 10, "from": "next_day"}]
    assert reply["instruments"] == [
        status[0] | {"pending": []},
        status[1] | {"pending": pending},
    ]
    one = market.ask(alice, {"op": "instruments", "instrument": "CEA25"})[0]
    assert one["instruments"] == reply["instruments"][1:]
    assert (one["date"], one["next"]) == ("2026-01-05", None)
    assert market.ask(alice, {"op": "cancel", "order": number})[0]["ok"]


def test_the_calendar_lists_trading_days_of_a_year_at_most(market: SmallFloor) -> None:
    alice = market.session("alice")
    reply = market.ask(alice, {"op": "calendar", "from": "2026-01-01", "to": "2026-01-12"})[0]
    assert reply["days"] == [f"2026-01-{day:02d}" for day in (5, 6, 7, 8, 9, 12)]
    assert (reply["clock"], reply["hours"], reply["short_days"]) == ("manual", [], [])
    assert market.ask(alice, {"op": "schedule"})[0]["steps"] == []  # staff moves the day
    whole = market.ask(alice, {"op": "calendar"})[0]
    assert (whole["days"][0], len(whole["days"])) == ("2026-01-05", 242)
    assert whole["known_until"] == "2026-12-31"
    far = market.ask(alice, {"op": "calendar", "to": "2028-01-01"})[0]["error"]
    assert (far["field"], far["allowed"]) == ("to", ["2026-01-05", "2027-01-06"])
    assert market.ask(alice, {"op": "calendar", "from": "2030-01-01"})[0]["days"] == []


def test_usage_says_what_is_left_of_each_limit(market: SmallFloor) -> None:
    alice = market.session("alice")
    used = {row["limit"]: row for row in market.ask(alice, {"op": "usage"})[0]["limits"]}
    assert list(used) == ["requests_per_s", "cancels_per_s", "questions_per_s", "in_flight"]
    assert {row["of"] for row in used.values()} == {"session"}
    assert (used["in_flight"]["most"], used["in_flight"]["used"] > 0) == (100_000, True)
    before = used["requests_per_s"]["used"]
    market.ask(alice, *[order("buy", 7100, 1)] * 9)
    used = {row["limit"]: row for row in market.ask(alice, {"op": "usage"})[0]["limits"]}
    assert used["requests_per_s"]["used"] == before + 9


def test_a_stamped_session_learns_when_all_happened(market: SmallFloor) -> None:
    alice, plain = market.session("alice", stamped=True), market.session("alice")
    asked = order("buy", 7100, 1, client_order_id="stamped")
    bad, question = order("buy", 9_999, 1), {"op": "balances"}
    first, again, refused, answer = (
        market.ask(alice, each, wall_ns=5)[0] for each in (asked, asked, bad, question)
    )
    assert first["received_ns"] == 5 < first["time_ns"] <= first["sent_ns"]
    assert again["time_ns"] == first["time_ns"] < again["sent_ns"]
    assert refused["time_ns"] > first["time_ns"]
    assert "time_ns" not in answer and answer["received_ns"] == 5
    told, others = market.reports(alice)[-2:], market.reports(plain)[-2:]
    assert [each | {"sent_ns": 0} for each in told] == [each | {"sent_ns": 0} for each in others]
    assert all(each["time_ns"] <= each["sent_ns"] for each in told)
    assert not any("sent_ns" in each for each in others)
    time = market.ask(plain, {"op": "time"}, wall_ns=7)[0]
    assert (time["received_ns"], time["date"], time["phase"]) == (7, "2026-01-05", "morning")
    assert time["server_time_ns"] >= first["sent_ns"]
