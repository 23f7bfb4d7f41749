"""Codes, client order ids and streams as the venue knows them: duplicates, restarts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.units import format_date
from gateway.floor import client_orders, duplicate_client_ids
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, order


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def next_day(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    phases = [CLOSE, {"op": "end_day"}]
    start = {"op": "start_day", "date": "2026-01-06", "override": True, "reason": "test"}
    begin = [start, {"op": "set_phase", "phase": "morning"}]
    assert all(reply["ok"] for reply in market.ask(exchange, *phases, *begin))


def test_a_resend_gets_the_stored_answer(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(bob, order("sell", 7800, 4))
    first = market.ask(alice, order("buy", 7800, 10, client_order_id="a"))[0]
    assert (first["status"], first["leaves"]) == ("partly_filled", 6)
    before = market.sequencer.next_command
    again = market.ask(alice, order("buy", 7800, 10, client_order_id="a", time_in_force="day"))[0]
    assert again == first | {"id": again["id"], "duplicate": True}
    assert market.sequencer.next_command == before


def test_a_resend_in_the_same_frame_is_caught(market: SmallFloor) -> None:
    alice = market.session("alice")
    first, second, other = market.ask(
        alice,
        order("buy", 7100, 1, client_order_id="a"),
        order("buy", 7100, 1, client_order_id="a"),
        order("buy", 7100, 2, client_order_id="a"),
    )
    assert second == first | {"id": second["id"], "duplicate": True}
    assert (other["error"]["code"], other["error"]["value"]) == ("duplicate_client_order_id", "a")
    assert "quantity" in other["error"]["message"]


def test_an_order_that_expires_at_another_time_is_another_order(market: SmallFloor) -> None:
    alice, later = market.session("alice"), market.sequencer.now_ns() + 60_000_000_000
    named = order("buy", 7100, 1, client_order_id="a")
    first, same, other, none = market.ask(
        alice,
        *[named | {"expires_ns": later}] * 2,
        named | {"expires_ns": later + 1},
        named,
    )
    assert same == first | {"id": same["id"], "duplicate": True}
    for reply in (other, none):
        assert "differs in expires_ns" in reply["error"]["message"]


def test_a_resend_by_another_session_in_the_same_batch_is_caught(market: SmallFloor) -> None:
    one, two = market.session("alice"), market.session("alice")
    works = [market.frame(each, order("buy", 7100, 1, client_order_id="a")) for each in (one, two)]
    market.run(*works)
    assert [work.answers[0].get("duplicate") for work in works] == [None, True]
    assert works[0].answers[0]["order"] == works[1].answers[0]["order"]


def test_the_answer_to_a_resend_is_a_refusal_when_the_first_was_refused(market: SmallFloor) -> None:
    alice = market.session("alice")
    first, again = market.ask(alice, *[order("buy", 9000, 1, client_order_id="a")] * 2)
    assert first["error"]["code"] == "price_above_limit"
    assert (again["error"], again["duplicate"]) == (first["error"], True)


def test_a_cancel_or_replace_sent_again_does_nothing_more(market: SmallFloor) -> None:
    alice = market.session("alice")
    market.ask(alice, order("buy", 7100, 9, client_order_id="a"))
    less = {"op": "replace", "client_order_id": "a", "price": 7101, "quantity": 5}
    less |= {"client_request_id": "r"}
    gone = {"op": "cancel", "client_order_id": "a", "client_request_id": "c"}
    replaced = market.ask(alice, less)[0]
    cancelled = market.ask(alice, gone)[0]
    before = market.sequencer.next_command
    again = market.ask(alice, less | {"valid_until_ns": 5}, gone)
    for reply, first in zip(again, (replaced, cancelled), strict=True):
        assert reply == first | {"id": reply["id"], "duplicate": True}
    assert market.sequencer.next_command == before


def test_all_client_ids_of_an_account_are_in_one_table(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    number = market.ask(alice, order("buy", 7100, 9, client_order_id="a"))[0]["order"]
    other = market.ask(alice, order("buy", 7100, 9, client_order_id="b"))[0]["order"]
    named = {"client_request_id": "r"}
    change = {"op": "replace", "order": number, "price": 7101, "total": 5} | named
    for refused, said in (
        ({"op": "cancel", "order": number, "client_request_id": "a"}, "for a order"),
        (change, ""),
        (change | {"order": other}, "another replace, which differs in order"),
        ({"op": "cancel", "order": number} | named, "for a replace"),
        ({**change, "quantity": 5, "total": None}, "which differs in total"),
        (change | {"expected_leaves": 9}, "which differs in expected_leaves"),
        (order("buy", 7100, 1, client_order_id="r"), "client order id 'r' was used today"),
    ):
        request = {name: value for name, value in refused.items() if value is not None}
        reply = market.ask(alice, request)[0]
        if not said:
            assert reply["ok"]
            continue
        assert reply["error"]["code"] == "duplicate_client_order_id"
        assert said in reply["error"]["message"]
        assert reply["error"]["field"] in request
    assert market.ask(bob, order("buy", 7100, 1, client_order_id="r"))[0]["ok"]
    unknown = market.ask(alice, {"op": "cancel", "client_order_id": "r"})[0]
    assert unknown["error"]["code"] == "order_unknown"


def test_two_requests_with_one_id_in_a_frame_are_done_once(market: SmallFloor) -> None:
    alice = market.session("alice")
    number = market.ask(alice, order("buy", 7100, 9))[0]["order"]
    change = {"op": "replace", "order": number, "price": 7101, "total": 5, "client_request_id": "r"}
    first, second = market.ask(alice, change, change)
    assert second == first | {"id": second["id"], "duplicate": True}


def test_resends_of_old_orders_are_looked_up_a_few_at_a_time(market: SmallFloor) -> None:
    alice = market.session("alice")
    orders = [order("buy", 7100, 1, client_order_id=f"a{number}") for number in range(40)]
    first = market.ask(alice, *orders)
    market.ask(alice, order("buy", 7100, 1))
    market.floor.directory.recall._events._kept = 0
    before = len(market.turns)
    again = market.ask(alice, *orders)
    assert again == [
        reply | {"id": each["id"], "duplicate": True}
        for reply, each in zip(first, again, strict=True)
    ]
    assert len(market.turns) - before == 3


def test_accounts_do_not_share_client_order_ids(market: SmallFloor) -> None:
    replies = [
        market.ask(market.session(name), order("buy", 7100, 1, client_order_id="a"))[0]
        for name in ("alice", "bob")
    ]
    assert replies[0]["order"] != replies[1]["order"]


def test_an_order_can_be_named_by_its_id_in_the_frame_that_enters_it(market: SmallFloor) -> None:
    alice = market.session("alice")
    entered, replaced, cancelled = market.ask(
        alice,
        order("buy", 7100, 9, client_order_id="a"),
        {"op": "replace", "client_order_id": "a", "price": 7101, "quantity": 5},
        {"op": "cancel", "client_order_id": "a"},
    )
    assert entered["order"] == replaced["order"] == cancelled["order"]
    assert cancelled["leaves"] == 5


def test_a_code_can_be_used_in_the_frame_that_lists_it(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    replies = market.ask(
        exchange,
        {
            "op": "list_instrument",
            "instrument": "CEA26",
            "number": 3,
            "base_price": 7000,
            "parameters": {"tick": 5},
        },
        {"op": "list_instrument", "instrument": "CEA27", "number": 4, "base_price": 7000},
        {"op": "set_parameter", "instrument": "CEA27", "parameter": "tick", "value": 2},
        {
            "op": "set_price_weights",
            "from_date": "2027-01-01",
            "weights": {"CEA26": [1, 2], "CEA27": [1, 2]},
        },
    )
    assert all(reply["ok"] for reply in replies), replies


@pytest.mark.parametrize("second_day", [False, True])
def test_after_a_restart_streams_and_duplicates_are_as_before(
    tmp_path: Path, second_day: bool
) -> None:
    dice = random.Random(7)
    with small_floor(tmp_path) as market:
        if second_day:
            market.ask(market.session("alice"), order("buy", 7100, 1, client_order_id="x1"))
            next_day(market)
        today = {"report_date": format_date(market.floor.directory.date), "next_report": 1}
        alice, bob = (market.session(name, **today) for name in ("alice", "bob"))
        for number in range(30):
            market.ask(
                alice, order("sell", dice.randrange(7700, 7900), 5, client_order_id=f"a{number}")
            )
            market.ask(
                bob, order("buy", dice.randrange(7700, 7900), 7, client_order_id=f"b{number}")
            )
        refused = market.ask(alice, order("sell", 9999, 1, client_order_id="bad"))[0]
        gone = {"op": "cancel", "order": 999, "client_request_id": "r1"}
        unknown = market.ask(alice, gone)[0]
        before = {"alice": market.reports(alice), "bob": market.reports(bob)}
        first = market.ask(alice, order("sell", 7850, 1, client_order_id="last"))[0]
        count = market.sequencer.next_command
    with small_floor(tmp_path, market=False) as market:
        for name, reports in before.items():
            again = market.reports(market.session(name, **today))[: len(reports)]
            assert again == [report | {"replay": True, "received_ns": None} for report in reports]
        alice = market.session("alice")
        same = market.ask(alice, order("sell", 7850, 1, client_order_id="last"))[0]
        assert same == first | {"id": same["id"], "duplicate": True}
        bad = market.ask(alice, order("sell", 9999, 1, client_order_id="bad"))[0]
        assert (bad["error"], bad["duplicate"]) == (refused["error"], True)
        again = market.ask(alice, gone)[0]
        assert (again["error"], again["duplicate"]) == (unknown["error"], True)
        assert market.sequencer.next_command == count
        if second_day:
            assert market.ask(alice, order("sell", 7900, 1, client_order_id="x1"))[0]["ok"]


def test_an_account_has_a_share_of_the_days_ids_and_orders_without_one_are_taken(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (client_orders, duplicate_client_ids):
        monkeypatch.setattr(module, "ACCOUNT_IDS_MAX", 8)
    alice, bob = market.session("alice"), market.session("bob")
    orders = [order("buy", 7100, 1, client_order_id=f"a{number}") for number in range(10)]
    answers = market.ask(alice, *orders[:3], *orders)  # the first three again
    assert [answer.get("duplicate") for answer in answers[3:6]] == [True] * 3
    assert [answer["ok"] for answer in answers] == [True] * 11 + [False] * 2
    error = answers[-1]["error"]
    assert (error["code"], error["field"], error["allowed"]) == (
        "client_order_ids_full",
        "client_order_id",
        8,
    )
    assert market.ask(alice, orders[0], order("buy", 7100, 1))[0]["duplicate"]
    assert market.ask(bob, order("buy", 7100, 1, client_order_id="a9"))[0]["ok"]
    assert market.floor.directory.client_orders.used == {1: 8, 2: 1}
    next_day(market)
    assert market.ask(alice, orders[9])[0]["ok"]
