"""What withdraws a member's orders when the member is not there: guards of sessions, timers, and
orders that expire; over restarts of the venue.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.record.clock import ManualClock
from gateway.floor.floor import RETURN_NS
from gateway.protocol.closings import LOGGED_OFF, VENUE_STOPS
from gateway.protocol.session import Session
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import KEYS, order

SECOND_NS = 1_000_000_000


@pytest.fixture(autouse=True)
def second_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alice's account has another key."""
    monkeypatch.setitem(KEYS, "alice2", ("member", 1))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(time.time_ns())


@pytest.fixture
def market(tmp_path: Path, clock: ManualClock) -> Iterator[SmallFloor]:
    with small_floor(tmp_path, clock=clock) as floor:
        yield floor


def prices(market: SmallFloor) -> list[int]:
    """Of alice's open orders."""
    reply = market.ask(market.session("alice"), {"op": "open_orders"})[0]
    return [each["price"] for each in reply["orders"]]


def ends(market: SmallFloor, watcher: Session) -> list[tuple[Any, ...]]:
    """What the reports say of orders that left, and of guards that fired."""
    reports = market.reports(watcher)
    return [
        (each["price"], each["reason"])
        if each["report"] == "cancelled"
        else (each["cause"], each["scope"], each["cancelled"])
        for each in reports
        if each["report"] == "cancelled" or each.get("change") == "guard_fired"
    ]


@pytest.mark.parametrize(
    ("asked", "left"), [("session", [7102, 7103]), ("key", [7103]), ("account", []), (True, [])]
)
def test_a_lost_session_takes_the_orders_of_its_scope_with_it(
    market: SmallFloor, asked: Any, left: list[int]
) -> None:
    watcher = market.session("vera")
    alice, same_key = market.session("alice", cancel_on_disconnect=asked), market.session("alice")
    other_key = market.session("alice2")
    market.ask(alice, *[order("buy", 7101, 1)] * 4)  # taken together
    market.ask(same_key, order("buy", 7102, 1))
    market.ask(other_key, order("buy", 7103, 1))
    market.run(gone=[alice])
    assert prices(market) == left
    gone = [report for report in market.reports(watcher) if report["report"] == "cancelled"]
    assert {(each["reason"], each["status"]) for each in gone} == {("session_lost", "cancelled")}
    scope = "account" if asked is True else asked
    assert ends(market, watcher)[0] == ("session_lost", scope, 7 - len(left) - 1)


def test_the_reply_names_the_guard_and_an_orderly_end_closes_it(market: SmallFloor) -> None:
    alice = market.session("alice", cancel_on_disconnect="session")
    assert market.pushed[alice][0]["reply"]["guard"] == alice.guard == 1
    assert "guard" not in market.pushed[market.session("bob")][0]["reply"]
    market.ask(alice, order("buy", 7101, 1))
    alice.closing = LOGGED_OFF
    market.run(gone=[alice])
    assert prices(market) == [7101]
    again = market.session("alice", cancel_on_disconnect="session")
    assert again.guard == 2


def test_an_order_goes_over_to_the_session_that_replaces_it(market: SmallFloor) -> None:
    one, two = (market.session("alice", cancel_on_disconnect="session") for _ in range(2))
    number = market.ask(one, order("buy", 7101, 5))[0]["order"]
    market.ask(two, {"op": "replace", "order": number, "price": 7101, "total": 4})
    market.run(gone=[one])
    assert prices(market) == [7101]
    market.run(gone=[two])
    assert prices(market) == []


@pytest.mark.parametrize("stopped", [False, True], ids=["killed", "stopped in order"])
def test_after_a_start_sessions_that_do_not_return_lose_their_orders(
    tmp_path: Path, clock: ManualClock, stopped: bool
) -> None:
    with small_floor(tmp_path, clock=clock) as market:
        back = market.session("alice", cancel_on_disconnect="session")
        lost = market.session("alice", cancel_on_disconnect="session")
        for session, price in ((back, 7101), (lost, 7102)):
            market.ask(session, order("buy", price, 1))
        if stopped:
            for session in (back, lost):
                session.closing = VENUE_STOPS
            market.run(gone=[back, lost])
    with small_floor(tmp_path, market=False, clock=clock) as market:
        watcher = market.session("vera")
        again = market.session("alice", cancel_on_disconnect="session", guard=back.guard)
        assert again.guard == back.guard
        clock.advance(RETURN_NS - SECOND_NS)
        market.run()
        assert prices(market) == [7101, 7102]
        clock.advance(SECOND_NS)
        market.run()
        assert prices(market) == [7101]
        assert ends(market, watcher) == [("session_lost", "session", 1), (7102, "session_lost")]
        market.run(gone=[again])
        assert prices(market) == []


def test_a_session_of_the_same_key_and_scope_takes_over_by_itself(
    tmp_path: Path, clock: ManualClock
) -> None:
    with small_floor(tmp_path, clock=clock) as market:
        first = market.session("alice", cancel_on_disconnect=True)
        market.ask(first, order("buy", 7101, 1))
    with small_floor(tmp_path, market=False, clock=clock) as market:
        other = market.session("alice", cancel_on_disconnect="key")
        assert other.guard == first.guard + 1
        other_key = market.session("alice2", cancel_on_disconnect=True)
        assert other_key.guard == first.guard + 2
        assert market.session("alice", cancel_on_disconnect=True).guard == first.guard
        clock.advance(RETURN_NS)
        market.run()
        assert prices(market) == [7101]


def test_a_guard_that_is_named_must_wait_for_its_session(market: SmallFloor) -> None:
    for fields, code in (
        ({"cancel_on_disconnect": "key", "guard": 77}, "guard_unknown"),
        ({"guard": 77}, "field_missing"),
    ):
        session, log_on = market.stranger("alice")
        reply = market.ask(session, log_on | fields, wall_ns=log_on["time_ns"])[0]
        assert reply["error"]["code"] == code
        market.run(gone=[session])
    assert market.floor.withdrawals.lost == {}


def test_a_timer_fires_unless_it_is_set_again(market: SmallFloor, clock: ManualClock) -> None:
    watcher, alice = market.session("vera"), market.session("alice")
    market.ask(alice, order("buy", 7101, 1))
    set_again = {"op": "cancel_after", "after_ms": 1_000}
    for _ in range(3):
        fires_ns = market.ask(alice, set_again)[0]["fires_ns"]
        assert fires_ns == clock.now_ns() + SECOND_NS
        clock.advance(SECOND_NS - 1)
        market.run()
    assert prices(market) == [7101]
    clock.advance(1)
    market.run()
    assert prices(market) == []
    assert ends(market, watcher) == [("timer_ran_out", "key", 1), (7101, "timer_ran_out")]


def test_a_timer_goes_on_over_a_restart_and_is_taken_away_with_0(
    tmp_path: Path, clock: ManualClock
) -> None:
    timer = {"op": "cancel_after", "after_ms": 1_000, "scope": "account"}
    with small_floor(tmp_path, clock=clock) as market:
        alice = market.session("alice")
        market.ask(alice, order("buy", 7101, 1), timer, timer | {"after_ms": 0})
        market.ask(market.session("alice2"), timer)
    clock.advance(SECOND_NS - 1)
    with small_floor(tmp_path, market=False, clock=clock) as market:
        market.run()
        assert prices(market) == [7101]
        clock.advance(1)
        market.run()
        assert prices(market) == []


def test_an_order_expires_at_its_time_over_a_restart_too(
    tmp_path: Path, clock: ManualClock
) -> None:
    with small_floor(tmp_path, clock=clock) as market:
        alice, bob = market.session("alice"), market.session("bob")
        soon, late = clock.now_ns() + SECOND_NS, clock.now_ns() + 3 * SECOND_NS
        market.ask(alice, order("sell", 7900, 1, expires_ns=soon))
        market.ask(bob, order("buy", 7900, 1))
        market.ask(alice, *[order("buy", 7101, 1, expires_ns=soon)] * 4, order("buy", 7102, 1))
        market.ask(alice, order("buy", 7103, 1, expires_ns=late))
        past = market.ask(alice, order("buy", 7103, 1, expires_ns=clock.now_ns()))[0]
        assert past["error"]["code"] == "expiry_past"
        entered = [each for each in market.reports(alice) if each["report"] == "entered"]
        assert [each.get("expires_ns") for each in entered] == [soon] * 5 + [None, late]
        resting = market.ask(alice, {"op": "open_orders"})[0]["orders"]
        assert [each.get("expires_ns") for each in resting] == [soon] * 4 + [None, late]
        known = market.ask(alice, {"op": "orders"})[0]["orders"]
        assert [each.get("expires_ns") for each in known] == [soon] * 5 + [None, late]
        one = market.ask(alice, {"op": "order", "order": known[-1]["order"]})[0]["order"]
        assert one["expires_ns"] == late
        clock.advance(SECOND_NS)
        before = market.sequencer.next_command
        market.run()
        assert market.sequencer.next_command - before == 4, "the one that has traded is not asked"
        assert prices(market) == [7102, 7103]
        assert (7101, "order_expired") in ends(market, alice)
    clock.advance(2 * SECOND_NS)
    with small_floor(tmp_path, market=False, clock=clock) as market:
        market.run()
        assert prices(market) == [7102]


def test_many_timers_set_again_are_no_burden(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.schedule.withdrawals.SPARE", 8)
    market.floor.withdrawals._remake()
    alice = market.session("alice")
    for _ in range(5):
        market.ask(alice, *[{"op": "cancel_after", "after_ms": 60_000}] * 4)
    assert len(market.floor.withdrawals._steps) <= 12


def test_a_timer_set_to_one_moment_many_times_fires_once_and_few_steps_are_looked_at_together(
    market: SmallFloor, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.schedule.withdrawals.STEPS_MAX", 4)
    alice = market.session("alice")
    market.ask(alice, order("buy", 7101, 1))
    for after_ms in (2_000, 1_999, 1_998, 1_997, 1_996):
        market.ask(alice, {"op": "cancel_after", "after_ms": after_ms})
        clock.advance(SECOND_NS // 1_000)
    clock.advance(2 * SECOND_NS)
    before = market.sequencer.next_command
    market.run()
    assert market.sequencer.next_command - before == 1
    assert len(market.floor.withdrawals._steps) == 1
    market.run()
    assert market.sequencer.next_command - before == 1
    assert (prices(market), market.floor.withdrawals._steps) == ([], [])


def test_a_mass_cancel_of_one_key(market: SmallFloor) -> None:
    alice, other = market.session("alice"), market.session("alice2")
    market.ask(alice, order("buy", 7101, 1))
    market.ask(other, order("buy", 7102, 1))
    assert other.grant is not None
    number = other.grant.number
    reply = market.ask(alice, {"op": "mass_cancel", "operator": number})[0]
    assert reply["cancelled"] == 1
    assert prices(market) == [7101]
    unknown = market.ask(alice, {"op": "mass_cancel", "operator": 4_000_000})[0]
    assert unknown["error"]["code"] == "operator_unknown"
