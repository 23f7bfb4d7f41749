"""Turns of the floor: order of effects, duplicates, reports, states, events, restarts, a disk that refuses."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway import listeners, recall
from gateway.errors import StorageFailed
from gateway.floor import storage_failed_frames
from gateway.wire import decode_from_venue
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_a_question_sees_what_was_asked_before_it_and_nothing_after(market: SmallFloor) -> None:
    alice = market.session("alice")
    replies = market.ask(alice, *[order("buy", 7100, 1), {"op": "balances"}] * 5, order("buy", 7100, 1), {"op": "open_orders"})
    locked = [reply["cash_locked_fen"] for reply in replies[1::2][:5]]
    assert locked == [7100, 14200, 21300, 28400, 35500]
    assert len(replies[-1]["orders"]) == 6


def test_one_sessions_questions_do_not_hold_up_another(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    slow = market.frame(alice, *[order("buy", 7100, 1), {"op": "balances"}] * 10)
    quick = market.frame(bob, order("buy", 7100, 1))
    turns = market.run(slow, quick)
    assert [work for work, _ in turns[0].finished] == [quick]
    assert [work for work, _ in turns[-1].finished] == [slow]


def test_pipelined_orders_are_one_batch(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    before = market.sequencer.next_command
    turns = market.run(*[market.frame(each, *[order("buy", 7100, 1)] * 100) for each in (alice, bob, alice)])
    assert len(turns) == 1
    assert market.sequencer.next_command == before + 300


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


def test_resends_of_old_orders_are_looked_up_a_few_at_a_time(market: SmallFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "KEPT_EVENTS", 0)
    alice = market.session("alice")
    orders = [order("buy", 7100, 1, client_order_id=f"a{number}") for number in range(40)]
    first = market.ask(alice, *orders)
    market.ask(alice, order("buy", 7100, 1))
    before = len(market.turns)
    again = market.ask(alice, *orders)
    assert again == [reply | {"id": each["id"], "duplicate": True} for reply, each in zip(first, again, strict=True)]
    assert len(market.turns) - before == 3


def test_accounts_do_not_share_client_order_ids(market: SmallFloor) -> None:
    replies = [market.ask(market.session(name), order("buy", 7100, 1, client_order_id="a"))[0] for name in ("alice", "bob")]
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
        {"op": "list_instrument", "instrument": "CEA26", "number": 3, "base_price": 7000, "parameters": {"tick": 5}},
        {"op": "list_instrument", "instrument": "CEA27", "number": 4, "base_price": 7000},
        {"op": "set_parameter", "instrument": "CEA27", "parameter": "tick", "value": 2},
        {"op": "set_price_weights", "from_date": "2027-01-01", "weights": {"CEA26": [1, 2], "CEA27": [1, 2]}},
    )
    assert all(reply["ok"] for reply in replies), replies


def test_reports_are_numbered_without_holes_and_go_to_every_session_of_the_account(market: SmallFloor) -> None:
    one, two, viewer, bob = (market.session(name) for name in ("alice", "alice", "vera", "bob"))
    for number in range(5):
        market.ask(one, order("sell", 7800 + number, 10))
        market.ask(bob, order("buy", 7900, 7))
    told = market.reports(one)
    first = told[0]["number"]
    assert [report["number"] for report in told] == list(range(first, first + len(told)))
    assert market.reports(two) == market.reports(viewer) == told
    assert {report["report"] for report in told} == {"entered", "fill"}
    assert all(report["received_ns"] is not None and not report["replay"] for report in told)


def test_a_reply_names_the_number_of_its_first_report(market: SmallFloor) -> None:
    alice = market.session("alice")
    replies = market.ask(alice, order("buy", 7100, 1), order("buy", 9900, 1), order("buy", 7101, 1))
    entered = {report["number"]: report["order"] for report in market.reports(alice) if report["report"] == "entered"}
    assert entered == {reply["report"]: reply["order"] for reply in replies if reply["ok"]}


def test_reports_can_be_had_again_from_any_number(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(alice, *[order("sell", 7800, 1, client_order_id=f"a{number}") for number in range(20)])
    market.ask(bob, order("buy", 7800, 9))
    told = market.reports(alice)
    for first in (told[0]["number"], told[7]["number"], told[-1]["number"], told[-1]["number"] + 1):
        late = market.session("alice", next_report=first)
        again = market.reports(late)
        wanted = [report | {"replay": True, "received_ns": None} for report in told if report["number"] >= first]
        assert again == wanted
        market.run(gone=[late])
    market.pushed[alice].clear()
    reply = market.ask(alice, {"op": "resume_reports", "from": told[3]["number"]})[0]
    assert reply["next_report"] == told[-1]["number"] + 1
    assert [report["number"] for report in market.reports(alice)] == [report["number"] for report in told[3:]]
    refused = market.ask(alice, {"op": "resume_reports", "from": told[-1]["number"] + 2})[0]
    assert refused["error"]["allowed"] == [1, told[-1]["number"] + 1]


def test_what_happens_during_a_replay_follows_it_without_a_hole(market: SmallFloor) -> None:
    alice = market.session("alice")
    market.ask(alice, *[order("buy", 7100, 1)] * 100)
    late = market.session("alice", next_report=1)
    market.ask(alice, *[order("buy", 7100, 1)] * 5)
    reports = market.reports(late)
    assert [report["number"] for report in reports] == list(range(1, reports[-1]["number"] + 1))
    assert [report["replay"] for report in reports[-6:]] == [True] + [False] * 5
    market.ask(alice, order("buy", 7100, 1))
    assert market.reports(late)[-1]["number"] == reports[-1]["number"] + 1


def test_very_many_reports_at_once_are_told_at_the_listeners_pace(market: SmallFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 1_000)
    alice, exchange = market.session("alice"), market.session("exchange")
    for _ in range(12):
        market.ask(alice, *[order("buy", 7100, 1)] * 99)
    before = len(market.reports(alice))
    turn = market.run(market.frame(exchange, {"op": "set_phase", "phase": "closed"}))[-1]
    assert (turn.reports, turn.behind) == ([], [alice])
    reports = market.reports(alice)
    assert len(reports) == before + 12 * 99
    assert [report["number"] for report in reports] == list(range(reports[0]["number"], reports[0]["number"] + len(reports)))
    assert not any(report["replay"] for report in reports)


def next_day(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    phases = [{"op": "set_phase", "phase": "closed"}, {"op": "end_day"}]
    begin = [{"op": "start_day", "date": "2026-01-06", "override": True}, {"op": "set_phase", "phase": "morning"}]
    assert all(reply["ok"] for reply in market.ask(exchange, *phases, *begin))


def test_a_new_day_begins_streams_and_client_order_ids_anew(market: SmallFloor) -> None:
    alice = market.session("alice")
    first = market.ask(alice, order("buy", 7100, 1, client_order_id="a"))[0]
    next_day(market)
    again = market.ask(alice, order("buy", 7100, 1, client_order_id="a"))[0]
    assert again["order"] != first["order"]
    assert again["report"] == 1
    assert [report["number"] for report in market.reports(alice)][-1] == 1
    assert market.session("alice", next_report=500) is not None


@pytest.mark.parametrize("second_day", [False, True])
def test_after_a_restart_streams_and_duplicates_are_as_before(tmp_path: Path, second_day: bool) -> None:
    dice = random.Random(7)
    with small_floor(tmp_path) as market:
        if second_day:
            market.ask(market.session("alice"), order("buy", 7100, 1, client_order_id="x1"))
            next_day(market)
        alice, bob = market.session("alice", next_report=1), market.session("bob", next_report=1)
        for number in range(30):
            market.ask(alice, order("sell", dice.randrange(7700, 7900), 5, client_order_id=f"a{number}"))
            market.ask(bob, order("buy", dice.randrange(7700, 7900), 7, client_order_id=f"b{number}"))
        refused = market.ask(alice, order("sell", 9999, 1, client_order_id="bad"))[0]
        before = {"alice": market.reports(alice), "bob": market.reports(bob)}
        first = market.ask(alice, order("sell", 7850, 1, client_order_id="last"))[0]
        count = market.sequencer.next_command
    with small_floor(tmp_path, market=False) as market:
        for name, reports in before.items():
            again = market.reports(market.session(name, next_report=1))[: len(reports)]
            assert again == [report | {"replay": True, "received_ns": None} for report in reports]
        alice = market.session("alice")
        same = market.ask(alice, order("sell", 7850, 1, client_order_id="last"))[0]
        assert same == first | {"id": same["id"], "duplicate": True}
        bad = market.ask(alice, order("sell", 9999, 1, client_order_id="bad"))[0]
        assert (bad["error"], bad["duplicate"]) == (refused["error"], True)
        assert market.sequencer.next_command == count
        if second_day:
            assert market.ask(alice, order("sell", 7900, 1, client_order_id="x1"))[0]["ok"]


def test_fills_are_told_page_by_page(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    for _ in range(6):
        market.ask(alice, *[order("sell", 7800, 1)] * 99)
        market.ask(bob, *[order("buy", 7800, 1)] * 99)
    fills, after = [], 0
    while after is not None:
        page = market.ask(alice, {"op": "fills", "after": after} if after else {"op": "fills"})[0]
        fills += page["fills"]
        after = page["next"]
    assert len(fills) == 594
    assert [fill["trade"] for fill in fills] == sorted({fill["trade"] for fill in fills})
    assert {fill["liquidity"] for fill in fills} == {"maker"}
    assert market.ask(alice, {"op": "fills", "instrument": "CEA24"})[0]["fills"] == []


def test_open_orders_are_told_page_by_page_with_their_client_order_ids(market: SmallFloor) -> None:
    alice = market.session("alice")
    for batch in range(6):
        market.ask(alice, *[order("buy", 7100, 1, client_order_id=f"{batch}-{number}") for number in range(99)])
    orders, after = [], 0
    while after is not None:
        page = market.ask(alice, {"op": "open_orders", "after": after} if after else {"op": "open_orders"})[0]
        orders += page["orders"]
        after = page["next"]
    assert [row["client_order_id"] for row in orders] == [f"{batch}-{number}" for batch in range(6) for number in range(99)]


def test_states_are_pushed_in_order_of_their_changes(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    market.ask(
        exchange,
        {"op": "halt", "instrument": "CEA25"},
        {"op": "halt"},
        {"op": "resume"},
        {"op": "set_phase", "phase": "lunch"},
        {"op": "set_phase", "phase": "lunch"},
        {"op": "set_phase", "phase": "closed"},
        {"op": "end_day"},
    )
    states = [(state["phase"], state["venue_halted"], state["halted"]) for state in market.turns[-1].states]
    assert states == [
        ("morning", False, ["CEA25"]),
        ("morning", True, ["CEA25"]),
        ("morning", False, ["CEA25"]),
        ("lunch", False, ["CEA25"]),
        ("closed", False, ["CEA25"]),
        ("ended", False, ["CEA25"]),
    ]


def test_events_are_the_same_live_and_read_back(market: SmallFloor) -> None:
    feed, alice = market.session("feed"), market.session("alice")
    following = market.ask(feed, {"op": "follow", "from": 1})[0]["next"]
    frames = []
    for _ in range(7):
        work = market.frame(alice, *[order("buy", 7100, 1)] * 100)
        for turn in market.run(work):
            frames += turn.event_frames[False]
    live = [message for _, _, frame in frames for message in decode_from_venue(frame)[0]["events"]]
    assert [event["sequence"] for event in live] == list(range(following, following + len(live)))
    number, behind, read = following, following + len(live), []
    while number < behind:
        number, frame = market.floor.event_frame(number, behind, False)
        read += decode_from_venue(frame)[0]["events"]
    assert read == live
    assert live[0]["kind"] == "accepted" and live[0]["command_kind"] == "new_order" and live[0]["code"] == "CEA25"
    assert all(0 not in event.values() and "" not in event.values() for event in live)


def test_when_the_connection_is_lost_the_accounts_orders_go_if_so_chosen(market: SmallFloor) -> None:
    alice, drop_copy = market.session("alice", cancel_on_disconnect=True), market.session("vera")
    market.ask(alice, order("buy", 7100, 1), order("buy", 7101, 1))
    waiting = market.frame(alice, {"op": "balances"}, order("buy", 7102, 1))
    market.run(waiting, gone=[alice])
    cancelled = [report for report in market.reports(drop_copy) if report["report"] == "cancelled"]
    assert [report["price"] for report in cancelled] == [7101, 7100]
    assert market.ask(market.session("alice"), {"op": "open_orders"})[0]["orders"] == []


def test_without_that_choice_the_orders_stay(market: SmallFloor) -> None:
    alice = market.session("alice")
    market.ask(alice, order("buy", 7100, 1))
    market.run(gone=[alice])
    assert len(market.ask(market.session("alice"), {"op": "open_orders"})[0]["orders"]) == 1


def test_when_the_disk_refuses_everyone_who_waits_is_told(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    works = [
        market.frame(alice, order("buy", 7100, 1), {"op": "bogus"}),
        market.frame(bob, {"op": "balances"}, order("buy", 7100, 1)),
    ]
    market.sequencer.close()
    with pytest.raises(StorageFailed) as caught:
        market.run(*works)
    assert set(market.floor.abandoned()) == set(works)
    answers = [decode_from_venue(frame) for work in works for frame in storage_failed_frames(work, caught.value)]
    codes = [answer["error"]["code"] for frame in answers for answer in frame]
    assert codes == ["storage_failed"] * 4


def test_the_log_on_reply_tells_where_the_venue_stands(market: SmallFloor) -> None:
    alice = market.session("alice")
    reply = market.pushed[alice][0]["reply"]
    assert (reply["role"], reply["account"], reply["venue"]) == ("member", 1, "ceax")
    assert (reply["date"], reply["phase"]) == ("2026-01-05", "morning")
    assert reply["next_report"] == market.ask(alice, order("buy", 7100, 1))[0]["report"]
    assert set(reply["limits"]) == {"frame_bytes", "requests_per_frame", "requests_per_s", "cancels_per_s", "in_flight"}
    exchange = market.session("exchange")
    assert market.pushed[exchange][0]["reply"]["account"] is None
