"""Turns of the floor: order of effects, duplicates, reports, states, events, restarts, a disk that
refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.floor import account_queries
from gateway.floor.framing import storage_failed_frames
from gateway.protocol.errors import StorageFailed
from gateway.protocol.wire import decode_from_venue
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, order


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_a_question_sees_what_was_asked_before_it_and_nothing_after(market: SmallFloor) -> None:
    alice = market.session("alice")
    replies = market.ask(
        alice,
        *[order("buy", 7100, 1), {"op": "balances"}] * 5,
        order("buy", 7100, 1),
        {"op": "open_orders"},
    )
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
    turns = market.run(
        *[market.frame(each, *[order("buy", 7100, 1)] * 100) for each in (alice, bob, alice)]
    )
    assert len(turns) == 1
    assert market.sequencer.next_command == before + 300


def next_day(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    phases = [CLOSE, {"op": "end_day"}]
    start = {"op": "start_day", "date": "2026-01-06", "override": True, "reason": "test"}
    begin = [start, {"op": "set_phase", "phase": "morning"}]
    assert all(reply["ok"] for reply in market.ask(exchange, *phases, *begin))


def test_a_new_day_begins_streams_and_client_order_ids_anew(market: SmallFloor) -> None:
    alice = market.session("alice")
    first = market.ask(alice, order("buy", 7100, 1, client_order_id="a"))[0]
    next_day(market)
    again = market.ask(alice, order("buy", 7100, 1, client_order_id="a"))[0]
    assert again["order"] != first["order"]
    assert again["report"] == 1
    assert [report["number"] for report in market.reports(alice)][-1] == 1


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
    assert (
        live[0]["kind"] == "accepted"
        and live[0]["command_kind"] == "new_order"
        and live[0]["code"] == "CEA25"
    )
    assert all(0 not in event.values() and "" not in event.values() for event in live)


def test_when_the_connection_is_lost_the_accounts_orders_go_if_so_chosen(
    market: SmallFloor,
) -> None:
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
    answers = [
        decode_from_venue(frame)
        for work in works
        for frame in storage_failed_frames(work, caught.value)
    ]
    codes = [answer["error"]["code"] for frame in answers for answer in frame]
    assert codes == ["storage_failed"] * 4


def test_the_log_on_reply_tells_where_the_venue_stands(market: SmallFloor) -> None:
    alice = market.session("alice")
    reply = market.pushed[alice][0]["reply"]
    assert (reply["role"], reply["account"], reply["venue"]) == ("member", 1, "ceax")
    assert (reply["date"], reply["phase"]) == ("2026-01-05", "morning")
    assert reply["next_report"] == market.ask(alice, order("buy", 7100, 1))[0]["report"]
    assert reply["limits"] == alice.limits.as_map()
    exchange = market.session("exchange")
    assert market.pushed[exchange][0]["reply"]["account"] is None


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


def test_open_orders_are_told_page_by_page_with_their_client_order_ids(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_queries, "ROWS_MAX", 80)
    alice = market.session("alice")
    for batch in range(2):
        market.ask(
            alice,
            *[order("buy", 7100, 1, client_order_id=f"{batch}-{number}") for number in range(99)],
        )
    orders, after = [], 0
    while after is not None:
        page = market.ask(
            alice, {"op": "open_orders", "after": after} if after else {"op": "open_orders"}
        )[0]
        orders += page["orders"]
        after = page["next"]
    assert [row["client_order_id"] for row in orders] == [
        f"{batch}-{number}" for batch in range(2) for number in range(99)
    ]
