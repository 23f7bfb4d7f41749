"""Limits, kills and large holders through the floor: what is set, refused, asked and answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.commands import BY_EXCHANGE, CommandKind
from gateway.drafts.records import assemble
from gateway.floor.batch import Submission
from gateway.protocol.private_keys import generate
from tests.gateway.small_floor import Message, SmallFloor, small_floor
from tests.gateway.small_venue import order


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def number_of(market: SmallFloor, name: str) -> int:
    """Number of a key."""
    entry = market.public_keys.entry(name)
    assert entry is not None
    return entry.number


def set_limit(limit: str, value: int, **fields: object) -> Message:
    return {"op": "set_account_limit", "account": 1, "limit": limit, "value": value, **fields}


def test_an_order_past_a_limit_is_refused_with_the_field_and_what_is_allowed(
    market: SmallFloor,
) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    held = market.ask(alice, {"op": "account_limits"})[0]["holdings"][0]["held"]
    assert market.ask(exchange, set_limit("maximum_holding", held + 10, instrument="CEA25"))[0][
        "ok"
    ]
    error = market.ask(alice, order("buy", 7800, 11))[0]["error"]
    assert (error["code"], error["field"], error["value"], error["allowed"]) == (
        "holding_above_maximum",
        "quantity",
        11,
        10,
    )
    assert f"maximum holding of {held + 10} t" in error["message"] and error["message"].endswith(
        "allowed 10 t"
    )
    assert market.ask(alice, order("buy", 7800, 10))[0]["ok"]
    row = market.ask(alice, {"op": "account_limits"})[0]["holdings"][0]
    assert (row["held"], row["buying"], row["maximum"], row["own"], row["large"]) == (
        held,
        10,
        held + 10,
        held + 10,
        False,
    )


@pytest.mark.parametrize(
    ("limit", "value", "second"),
    [
        (
            "open_orders",
            1,
            {"code": "open_orders_above_limit", "field": None, "value": None, "allowed": 1},
        ),
        (
            "order_rate",
            1,
            {"code": "order_rate_above_limit", "field": None, "value": None, "allowed": 1},
        ),
        (
            "order_value",
            9_000,
            {"code": "order_value_above_limit", "field": "quantity", "value": 2, "allowed": 9_000},
        ),
        (
            "day_turnover",
            10_000,
            {"code": "turnover_above_limit", "field": "quantity", "value": 2, "allowed": 2_200},
        ),
    ],
)
def test_each_cap_lets_the_first_order_pass_and_refuses_the_second(
    market: SmallFloor, limit: str, value: int, second: Message
) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    if limit == "order_rate":
        assert market.ask(
            exchange, {"op": "set_default_limit", "limit": "rate_window", "value": 86_400_000}
        )[0]["ok"]
    assert market.ask(exchange, {"op": "set_default_limit", "limit": limit, "value": value})[0][
        "ok"
    ]
    assert market.ask(alice, order("buy", 7800, 1))[0]["ok"]
    error = market.ask(alice, order("buy", 7800, 2))[0]["error"]
    assert {name: error[name] for name in second} == second


def test_limits_in_force_and_what_is_used_of_them_are_told(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    market.ask(exchange, {"op": "set_default_limit", "limit": "open_orders", "value": 5})
    market.ask(exchange, set_limit("open_orders", 3), set_limit("day_turnover", 1_000_000))
    market.ask(alice, order("buy", 7800, 2))
    own = market.ask(alice, {"op": "account_limits"})[0]
    assert own["limits"]["open_orders"] == {"limit": 3, "own": 3, "used": 1}
    assert own["limits"]["day_turnover"] == {"limit": 1_000_000, "own": 1_000_000, "used": 15_600}
    assert own["limits"]["order_value"] == {"limit": None, "own": None, "used": None}
    asked = market.ask(exchange, {"op": "account_limits", "account": 1})[0]
    assert {name: asked[name] for name in own if name != "id"} == {
        name: own[name] for name in own if name != "id"
    }
    every = market.ask(exchange, {"op": "account_limits"})[0]
    assert [row["account"] for row in every["accounts"]] == [1, 2] and every["next"] is None
    assert every["accounts"][1]["limits"]["open_orders"] == {"limit": 5, "own": None, "used": 0}
    market.ask(exchange, set_limit("open_orders", -1))
    assert market.ask(alice, {"op": "account_limits"})[0]["limits"]["open_orders"] == {
        "limit": 5,
        "own": None,
        "used": 1,
    }


def test_a_member_kills_and_releases_himself_but_not_what_the_exchange_killed(
    market: SmallFloor,
) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    market.session("vera")
    number = market.ask(alice, order("buy", 7800, 2))[0]["order"]
    keys = [{"operator": number_of(market, name), "key": name} for name in ("alice", "vera")]
    assert market.ask(alice, {"op": "kill"})[0] | {"id": 0, "report": 0} == {
        "type": "reply",
        "id": 0,
        "ok": True,
        "report": 0,
        "cancelled": 1,
        "orders": [number],
        "keys": keys,
    }
    assert market.ask(alice, order("buy", 7800, 2))[0]["error"]["code"] == "account_killed"
    assert market.ask(alice, {"op": "balances"})[0]["killed"] is True
    assert market.ask(alice, {"op": "release"})[0]["ok"]
    assert market.ask(exchange, {"op": "kill", "account": 1})[0]["ok"]
    row = {"account": 1, "operator": None, "by": "exchange", "log_on_refused": False}
    assert market.ask(exchange, {"op": "supervision"})[0]["kills"] == [row]
    assert market.ask(alice, {"op": "release"})[0]["error"]["code"] == "killed_by_exchange"
    assert market.ask(exchange, {"op": "release", "account": 1})[0]["ok"]
    assert market.ask(alice, order("buy", 7800, 2))[0]["ok"]
    changes = [
        (report["change"], report["by"])
        for report in market.reports(alice)
        if report["report"] == "account"
    ]
    assert changes == [
        ("killed", "member"),
        ("released", "member"),
        ("killed", "exchange"),
        ("released", "exchange"),
    ]


def test_a_kill_of_one_operator_withdraws_the_orders_of_its_key_only(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    number = market.pushed[alice][0]["reply"]["operator"]
    assert alice.grant is not None and number == alice.grant.number
    market.ask(alice, order("buy", 7800, 2))
    assert market.ask(alice, {"op": "open_orders"})[0]["orders"][0]["operator"] == number
    other = number_of(market, "exchange")
    reply = market.ask(exchange, {"op": "kill", "operator": other})[0]
    assert (reply["cancelled"], reply["keys"]) == (0, [{"operator": other, "key": "exchange"}])
    reply = market.ask(exchange, {"op": "kill", "operator": number, "account": 1})[0]
    assert (reply["cancelled"], reply["keys"]) == (1, [{"operator": number, "key": "alice"}])
    assert market.ask(alice, order("buy", 7800, 2))[0]["error"]["code"] == "operator_killed"
    told = [report for report in market.reports(alice) if report["report"] == "account"]
    assert [(report["change"], report["by"], report["operator"]) for report in told] == [
        ("operator_killed", "exchange", number)
    ]
    cancelled = [report for report in market.reports(alice) if report["report"] == "cancelled"]
    assert (cancelled[0]["reason"], cancelled[0]["status"]) == (
        "withdrawn_on_operator_kill",
        "withdrawn",
    )


@pytest.mark.parametrize("op", ["kill", "release"])
@pytest.mark.parametrize("whose", ["bob", "exchange", "nobody"])
def test_a_member_names_only_own_keys(market: SmallFloor, op: str, whose: str) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    own = [number_of(market, "alice")]
    number = 999 if whose == "nobody" else number_of(market, whose)
    before = market.sequencer.next_command
    error = market.ask(alice, {"op": op, "operator": number})[0]["error"]
    assert (error["code"], error["field"]) == ("operator_unknown", "operator")
    assert (error["value"], error["allowed"]) == (number, own)
    assert market.sequencer.next_command == before
    market.ask(bob, order("buy", 7800, 2))
    reply = market.ask(bob, {"op": "kill", "operator": number_of(market, "bob")})[0]
    assert (reply["ok"], reply["cancelled"]) == (True, 1)
    assert market.ask(bob, order("buy", 7800, 2))[0]["error"]["code"] == "operator_killed"


def test_a_member_kills_a_revoked_key_of_its_account(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    key = generate(market.public_keys.path.parent / "second.pem").public_key
    number = market.public_keys.add("second", "member", 1, "", key).number
    market.public_keys.revoke("second")
    reply = market.ask(alice, {"op": "kill", "operator": number})[0]
    assert reply["keys"] == [{"operator": number, "key": "second"}]
    error = market.ask(alice, {"op": "kill", "operator": number})[0]["error"]
    assert (error["code"], error["value"]) == ("operator_killed", number)
    request = {"op": "kill", "operator": number, "account": 2}
    error = market.ask(exchange, request)[0]["error"]
    assert (error["code"], error["allowed"]) == ("operator_unknown", [])


def test_the_exchange_releases_a_number_that_is_no_key_any_more(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    killing = {"kind": CommandKind.KILL_OPERATOR, "value": 999, "flags": BY_EXCHANGE}
    market.floor.turn([Submission(assemble([killing]), None)], [])
    error = market.ask(exchange, {"op": "kill", "operator": 999})[0]["error"]
    assert (error["code"], error["value"]) == ("operator_unknown", 999)
    assert market.ask(exchange, {"op": "release", "operator": 999})[0]["ok"]
    error = market.ask(exchange, {"op": "release", "operator": 999})[0]["error"]
    assert error["code"] == "operator_unknown"


def test_keys_that_cannot_be_read_leave_the_kill_of_an_account(market: SmallFloor) -> None:
    alice = market.session("alice")
    number = number_of(market, "alice")
    market.public_keys.path.write_text("[", encoding="utf-8")
    error = market.ask(alice, {"op": "kill", "operator": number})[0]["error"]
    assert (error["code"], error["field"]) == ("keys_unreadable", "operator")
    reply = market.ask(alice, {"op": "kill"})[0]
    assert (reply["ok"], reply["keys"]) == (True, None)


def test_a_kill_refuses_log_on_over_a_restart(market: SmallFloor, tmp_path: Path) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    assert alice.grant is not None and bob.grant is not None
    reply = market.ask(alice, {"op": "kill", "refuse_log_on": True})[0]
    assert reply["ok"] and market.reports(alice)[-1]["log_on_refused"] is True
    assert market.floor.operators.refuses_log_on(alice.grant)
    assert not market.floor.operators.refuses_log_on(bob.grant)
    assert market.ask(alice, {"op": "release"})[0]["error"]["code"] == "log_on_refused"
    market.sequencer.close()
    again = SmallFloor(tmp_path)
    assert again.floor.operators.refuses_log_on(alice.grant)
    exchange = again.session("exchange")
    assert again.ask(exchange, {"op": "supervision"})[0]["kills"][0]["log_on_refused"] is True
    assert again.ask(exchange, {"op": "release", "account": 1})[0]["ok"]
    assert not again.floor.operators.refuses_log_on(alice.grant)
    again.sequencer.close()


def test_only_keys_of_an_account_are_refused_log_on(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    request = {"op": "kill", "operator": number_of(market, "exchange"), "refuse_log_on": True}
    error = market.ask(exchange, request)[0]["error"]
    assert (error["code"], error["field"]) == ("field_out_of_range", "refuse_log_on")
    assert (error["value"], error["allowed"]) == (True, [False])


def test_supervision_names_who_is_suspended_and_who_holds_more_than_a_lowered_maximum(
    market: SmallFloor,
) -> None:
    exchange = market.session("exchange")
    calm = market.ask(exchange, {"op": "supervision"})[0]
    assert (calm["suspended"], calm["above_maximum"]) == ([], [])
    lowered = {"op": "set_parameter", "instrument": "CEA25", "parameter": "maximum_holding"}
    own = {"op": "set_account_limit", "account": 2, "limit": "maximum_holding", "value": 0}
    for request in (
        lowered | {"value": 99_999},
        own | {"instrument": "CEA25"},  # Bob may hold any quantity
        {"op": "suspend", "account": 2},
    ):
        assert market.ask(exchange, request)[0]["ok"]
    found = market.ask(exchange, {"op": "supervision"})[0]
    assert found["suspended"] == [2]
    (row,) = found["above_maximum"]
    assert (row["account"], row["instrument"], row["held"]) == (1, "CEA25", 100_000)
    for request in (lowered | {"value": 100_000}, {"op": "restore", "account": 2}):
        assert market.ask(exchange, request)[0]["ok"]
    calm = market.ask(exchange, {"op": "supervision"})[0]
    assert (calm["suspended"], calm["above_maximum"]) == ([], [])


def test_a_large_holder_is_told_to_itself_and_to_the_exchange(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    following = market.ask(exchange, {"op": "follow", "from": 1})[0]["next"]
    held = market.ask(alice, {"op": "account_limits"})[0]["holdings"][0]["held"]
    set_parameter = {"op": "set_parameter", "instrument": "CEA25"}
    market.ask(exchange, set_limit("maximum_holding", held, instrument="CEA25"))
    market.ask(exchange, set_parameter | {"parameter": "large_holder_bp", "value": 8000})
    report = market.reports(alice)[-1]
    threshold = (held * 8000 + 9999) // 10_000
    told = {
        "change": "large_holder",
        "instrument": "CEA25",
        "quantity": held,
        "threshold": threshold,
        "maximum": held,
    }
    assert {name: report[name] for name in told} == told
    rows = market.ask(exchange, {"op": "supervision"})[0]["large_holders"]
    assert [(row["account"], row["instrument"], row["held"], row["large"]) for row in rows] == [
        (1, "CEA25", held, True)
    ]
    frames = ""
    while following < market.floor.directory.recall.next_event:
        following, frame = market.floor.event_frame(
            following, market.floor.directory.recall.next_event, text=True
        )
        frames += str(frame)
    assert '"large_holder"' in frames and '"set_account_limit"' in frames
    market.ask(exchange, set_parameter | {"parameter": "large_holder_bp", "value": 0})
    assert market.reports(alice)[-1]["change"] == "large_holder_ended"


@pytest.mark.parametrize(
    ("request_", "code", "field"),
    [
        (set_limit("happiness", 1), "field_out_of_range", "limit"),
        (set_limit("rate_window", 1), "field_out_of_range", "limit"),
        (set_limit("open_orders", -2), "field_out_of_range", "value"),
        (set_limit("open_orders", 10**9 + 1), "field_out_of_range", "value"),
        (set_limit("maximum_holding", 5), "field_missing", "instrument"),
        (set_limit("open_orders", 5, instrument="CEA25"), "field_unknown", "instrument"),
        (set_limit("open_orders", 5) | {"account": 9}, "account_unknown", "account"),
        (
            {"op": "set_default_limit", "limit": "maximum_holding", "value": 5},
            "field_out_of_range",
            "limit",
        ),
        (
            {"op": "set_default_limit", "limit": "rate_window", "value": 0},
            "field_out_of_range",
            "value",
        ),
        ({"op": "kill"}, "field_missing", "account"),
        ({"op": "kill", "operator": 0}, "field_out_of_range", "operator"),
        ({"op": "release", "operator": 1}, "operator_not_killed", "operator"),
        ({"op": "release", "operator": 999}, "operator_unknown", "operator"),
        ({"op": "kill", "account": 1, "refuse_log_on": 1}, "field_wrong_type", "refuse_log_on"),
    ],
)
def test_a_bad_request_names_the_field(
    market: SmallFloor, request_: Message, code: str, field: str
) -> None:
    error = market.ask(market.session("exchange"), request_)[0]["error"]
    assert (error["code"], error["field"]) == (code, field)


@pytest.mark.parametrize("op", ["supervision", "set_default_limit", "set_account_limit"])
def test_members_do_not_set_limits_or_look_at_others(market: SmallFloor, op: str) -> None:
    assert market.ask(market.session("alice"), {"op": op})[0]["error"]["code"] == "role_not_allowed"
    assert (
        market.ask(market.session("alice"), {"op": "kill", "account": 2})[0]["error"]["code"]
        == "field_unknown"
    )
