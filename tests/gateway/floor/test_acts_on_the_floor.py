"""Whichever client sends it, an act out of schedule changes nothing unless it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import CommandKind
from engine.commands.texts import texts_ahead
from engine.record.clock import ManualClock
from gateway.schedule.acts import Timetable
from gateway.schedule.calendar import Calendar
from tests.gateway.schedule.test_trading_day import nanoseconds
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import FUNDING, OPENING, order

MONDAY = 20260105
WRONG = "2036-01-09"
CALENDAR = Calendar.load()


@pytest.fixture
def clock() -> ManualClock:
    """Monday, 09:20 in Shanghai."""
    return ManualClock(nanoseconds("09:20:00", MONDAY))


@pytest.fixture
def market(tmp_path: Path, clock: ManualClock) -> Iterator[SmallFloor]:
    """A venue by the system's clock, before its first day."""
    timetable = Timetable(lambda: CALENDAR, clock)
    with small_floor(tmp_path, market=False, timetable=timetable) as floor:
        assert all(reply["ok"] for reply in floor.ask(floor.session("exchange"), *OPENING))
        yield floor


def ask(market: SmallFloor, op: str, **fields: Any) -> dict[str, Any]:
    """One request of the exchange's staff: its reply."""
    return market.ask(market.session("exchange"), {"op": op, **fields})[0]


def status(market: SmallFloor) -> tuple[str, str]:
    said = ask(market, "status")
    return said["date"], said["phase"]


def test_a_mistyped_date_is_refused_by_name_and_changes_nothing(market: SmallFloor) -> None:
    commands = market.sequencer.next_command
    error = ask(market, "start_day", date=WRONG)["error"]
    assert (error["code"], error["field"], error["value"]) == ("out_of_schedule", "date", WRONG)
    assert error["allowed"] == ["2026-01-05"]
    assert market.sequencer.next_command == commands
    assert ask(market, "start_day", date="2026-01-05")["ok"]


def test_a_close_at_ten_is_refused_until_it_is_confirmed_with_a_reason(
    market: SmallFloor,
    clock: ManualClock,
) -> None:
    assert ask(market, "start_day", date="2026-01-05")["ok"]
    clock.set(nanoseconds("10:05:00", MONDAY))
    assert ask(market, "set_phase", phase="morning")["ok"]
    assert ask(market, "set_phase", phase="closed")["error"]["code"] == "out_of_schedule"
    assert ask(market, "set_phase", phase="closed", confirm=True)["error"]["field"] == "reason"
    assert status(market) == ("2026-01-05", "morning")
    reply = ask(market, "set_phase", phase="closed", confirm=True, reason="typhoon")
    assert reply["ok"] and status(market) == ("2026-01-05", "closed")
    journalled = market.sequencer.commands(market.sequencer.next_command - 2, 2)
    assert journalled["kind"].tolist() == [CommandKind.TEXT, CommandKind.SET_PHASE]
    assert texts_ahead(journalled) == {int(journalled["sequence"][1]): {"reason": "typhoon"}}
    assert ask(market, "end_day")["error"]["code"] == "out_of_schedule"


def test_a_day_started_by_mistake_is_taken_back_and_the_right_one_starts(
    market: SmallFloor,
) -> None:
    assert ask(market, "start_day", date=WRONG, override=True, reason="mistyped")["ok"]
    assert ask(market, "take_back_day", date=WRONG)["error"]["code"] == "out_of_schedule"
    reply = ask(market, "take_back_day", date=WRONG, confirm=True, reason="mistyped")
    assert (reply["date"], reply["withdrawn"]) == ("", 0)
    assert status(market) == ("", "no_day")
    assert ask(market, "start_day", date="2026-01-05")["ok"]


def test_a_trade_is_undone_and_both_sides_hear_it(tmp_path: Path) -> None:
    with small_floor(tmp_path) as floor:
        alice, bob = floor.session("alice"), floor.session("bob")
        floor.ask(alice, order("sell", 7850, 10) | {"client_order_id": "a-1"})
        floor.ask(bob, order("buy", 7850, 4))
        said = ask(floor, "bust_preview", trade=1)
        assert said["refused"] is None
        sides = [said["undone"][side] for side in ("buyer", "seller")]
        names = ("account", "quantity", "cash_fen", "units")
        moved = [tuple(side[name] for name in names) for side in sides]
        assert moved == [(2, -4, 31_400, 4), (1, 4, -31_400, 99_990)]
        assert ask(floor, "bust_trade", trade=1)["error"]["code"] == "out_of_schedule"
        why = {"confirm": True, "reason": "price off by a digit"}
        assert ask(floor, "bust_trade", trade=2, **why)["error"]["code"] == "trade_unknown"
        assert ask(floor, "bust_trade", trade=1, **why)["correction"] == 1
        again = ask(floor, "bust_trade", trade=1, **why)["error"]
        assert (again["code"], again["field"], again["value"]) == (
            "trade_busted_already",
            "trade",
            1,
        )
        said = ask(floor, "bust_preview", trade=1)
        assert (said["undone"], said["refused"]) == (None, again)
        of_alice, of_bob = (floor.reports(session)[-1] for session in (alice, bob))
        head = {"report": "trade_cancel", "method": "listed", "trade": 1, "correction": 1}
        terms = {"instrument": "CEA25", "price": 7850, "quantity": 4, "amount_fen": 31_400}
        own = {"order": floor.reports(alice)[0]["order"], "client_order_id": "a-1"}
        assert of_alice | head | terms | own | {"side": "sell", "leaves": 6} == of_alice
        assert of_bob | head | terms | {"side": "buy", "leaves": 0} == of_bob
        kinds = [row["report"] for row in floor.ask(bob, {"op": "fills"})[0]["fills"]]
        assert kinds == ["fill", "trade_cancel"]
        (row,) = floor.ask(bob, {"op": "orders"})[0]["orders"]
        assert (row["status"], row["reason"], row["filled"]) == ("cancelled", "trade_busted", 0)
        (row,) = floor.ask(alice, {"op": "orders"})[0]["orders"]
        assert (row["status"], row["filled"], row["leaves"], row["quantity"]) == (
            "entered",
            0,
            6,
            6,
        )


def test_what_a_side_lacks_is_said_in_the_preview_and_in_the_refusal(tmp_path: Path) -> None:
    with small_floor(tmp_path) as floor:
        alice, bob = floor.session("alice"), floor.session("bob")
        floor.ask(alice, order("sell", 7850, 10))
        floor.ask(bob, order("buy", 7850, 10))
        floor.ask(alice, *[order("buy", 8400, 99_999)] * 11, order("buy", 8400, 90_496))
        said = ask(floor, "bust_preview", trade=1)
        assert said["undone"]["seller"]["cash_available_fen"] == 4_500
        assert said["refused"]["code"] == "trade_spent"
        assert said["refused"]["message"] == (
            "undoing trade 1 takes 10 t of CEA25 from account 2, which has 10, and 785.00 CNY from"
            " account 1, which has 45.00"
        )
        why = {"confirm": True, "reason": "mistyped"}
        assert ask(floor, "bust_trade", trade=1, **why)["error"] == said["refused"]


def test_requests_of_one_frame_are_judged_one_after_the_other(
    market: SmallFloor,
    clock: ManualClock,
) -> None:
    clock.set(nanoseconds("10:05:00", MONDAY))
    steps = [
        {"op": "start_day", "date": "2026-01-05"},
        {"op": "set_phase", "phase": "morning"},
        {"op": "set_phase", "phase": "lunch"},
    ]
    replies = market.ask(market.session("exchange"), *steps)
    assert [reply["ok"] for reply in replies] == [True, True, False]


def test_reports_go_on_after_a_day_is_taken_back_and_after_a_restart(tmp_path: Path) -> None:
    with small_floor(tmp_path) as floor:
        ask(floor, "take_back_day", date="2026-01-05", confirm=True, reason="mistyped")
        ask(floor, "start_day", date="2026-01-06")
        ask(floor, "set_phase", phase="morning")
        alice = floor.session("alice")
        floor.ask(alice, order("buy", 7800, 1))
        reply = ask(floor, "take_back_day", date="2026-01-06", confirm=True, reason="mistyped")
        assert reply["withdrawn"] == 1
        reports = floor.reports(alice)
        assert reports[-1]["reason"] == "withdrawn_with_day"
        following = floor.floor.directory.streams.next_number(1)
    with small_floor(tmp_path, market=False) as floor:
        assert floor.floor.directory.streams.next_number(1) == following == 3


def test_the_status_says_what_the_schedule_goes_by(market: SmallFloor) -> None:
    schedule = ask(market, "status")["schedule"]
    assert schedule == {"clock": "system", "calendar_until": "2026-12-31", "notices": []}


def test_a_refusal_that_the_schedule_will_end_says_when(
    market: SmallFloor, clock: ManualClock
) -> None:
    assert ask(market, "start_day", date="2026-01-05")["ok"]
    alice, asked = market.session("alice"), order("buy", 7800, 1)
    refused = market.ask(alice, asked)[0]["error"]
    assert (refused["code"], refused["retry_after_ms"]) == ("phase_not_trading", 10 * 60_000)
    clock.set(nanoseconds("12:59:59", MONDAY))
    for phase in ("morning", "lunch"):
        assert ask(market, "set_phase", phase=phase)["ok"]
    assert market.ask(alice, asked)[0]["error"]["retry_after_ms"] == 1_000
    clock.set(nanoseconds("15:00:00", MONDAY))
    for phase in ("afternoon", "closed"):
        assert ask(market, "set_phase", phase=phase)["ok"]
    assert "retry_after_ms" not in market.ask(alice, asked)[0]["error"]


def test_a_refusal_at_the_block_desk_or_in_an_auction_says_when_its_hours_begin(
    market: SmallFloor, clock: ManualClock
) -> None:
    assert ask(market, "start_day", date="2026-01-05")["ok"]
    assert ask(market, "set_phase", phase="morning", confirm=True, reason="early")["ok"]
    alice, bob = market.session("alice"), market.session("bob")
    block = {"instrument": "CEA25", "side": "buy", "price": 7800, "quantity": 100_000}
    refused = market.ask(alice, {"op": "post_intent", **block})[0]["error"]
    assert (refused["code"], refused["retry_after_ms"]) == ("desk_not_open", 220 * 60_000)
    market.ask(market.session("bridge"), *FUNDING)
    applied = market.ask(bob, {"op": "apply_auction", "instrument": "CEA25", "quantity": 100_000})[
        0
    ]
    number, hours = {"auction": applied["auction"]}, {"opens": "10:00", "closes": "10:30"}
    bid = {"op": "place_bid", **number, "price": 7900, "quantity": 30_000}
    assert ask(market, "accept_auction", **number)["ok"]
    assert "retry_after_ms" not in market.ask(alice, bid)[0]["error"]
    assert ask(market, "announce_auction", **number, date="2026-01-05", **hours)["ok"]
    refused = market.ask(alice, bid)[0]["error"]
    assert (refused["code"], refused["retry_after_ms"]) == ("auction_state_wrong", 40 * 60_000)
    clock.set(nanoseconds("10:00:00", MONDAY))
    assert "retry_after_ms" not in market.ask(alice, bid)[0]["error"]


def test_the_calendar_tells_the_hours_of_the_schedule(market: SmallFloor) -> None:
    hours = ask(market, "calendar")["hours"]
    assert {each["since"] for each in hours} == {"2021-07-16"}
    assert [(each["phase"], each["from"]) for each in hours] == [
        ("pre_open", "09:15"),
        ("morning", "09:30"),
        ("lunch", "11:30"),
        ("afternoon", "13:00"),
        ("closed", "15:00"),
    ]


def test_the_schedule_foretells_its_next_steps(market: SmallFloor, clock: ManualClock) -> None:
    clock.set(nanoseconds("14:59:00", MONDAY))
    steps = ask(market, "schedule", steps=7)["steps"]
    assert [(each["at"][5:16], each["step"], each["phase"]) for each in steps[-4:]] == [
        ("01-05 15:00", "end_day", None),
        ("01-06 09:15", "start_day", None),
        ("01-06 09:30", "set_phase", "morning"),
        ("01-06 11:30", "set_phase", "lunch"),
    ]
    assert steps[-3]["waits_for"] == "settlement of 2026-01-05"
    assert steps[-3]["at_ns"] == nanoseconds("09:15:00", 20260106)
    refused = market.ask(market.session("exchange"), {"op": "schedule", "steps": 501})[0]["error"]
    assert (refused["field"], refused["allowed"]) == ("steps", [1, 500])
