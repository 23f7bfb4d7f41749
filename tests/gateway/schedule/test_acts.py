"""What of the staff's acts is in schedule, and that all else needs a confirmation and a reason."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import Phase
from engine.record.clock import ManualClock
from gateway.protocol.errors import RequestError
from gateway.schedule.acts import Timetable
from gateway.schedule.calendar import Calendar
from gateway.schedule.times import DayStatus
from tests.gateway.schedule.test_trading_day import MONDAY, nanoseconds

CALENDAR = Calendar.load()
FRIDAY = 20260109


def refused(timetable: Timetable, op: str, day: DayStatus, **fields: Any) -> str:
    """The code of the refusal, empty when the act may be done."""
    try:
        timetable.check(op, fields, day)
    except RequestError as error:
        assert "true with a reason" in error.message or error.field == "reason"
        return error.code
    return ""


def by_clock(time: str, day: int) -> Timetable:
    return Timetable(lambda: CALENDAR, ManualClock(nanoseconds(time, day)))


BY_HAND = Timetable(lambda: CALENDAR)
ENDED = DayStatus(20260108, Phase.ENDED, True)


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (FRIDAY, ""),
        (20360109, "out_of_schedule"),  # mistyped
        (20260110, "out_of_schedule"),
        (20260108, "out_of_schedule"),
    ],
)
def test_by_the_clock_only_today_is_started(date: int, code: str) -> None:
    assert refused(by_clock("09:20:00", FRIDAY), "start_day", ENDED, date=date) == code


@pytest.mark.parametrize("day", [20260110, 20261001, 20270104])
def test_by_the_clock_no_day_starts_that_is_not_known_to_trade(day: int) -> None:
    before = DayStatus(day - 1, Phase.ENDED, True)
    assert refused(by_clock("09:20:00", day), "start_day", before, date=day) == "out_of_schedule"


@pytest.mark.parametrize(
    ("last", "date", "code"),
    [
        (0, 20360109, ""),  # the first day is free
        (20260108, FRIDAY, ""),
        (20260108, 20260118, ""),
        (20260108, 20260119, "out_of_schedule"),
        (20260108, 20360109, "out_of_schedule"),
        (20260213, 20260224, ""),  # 11 days, and the next trading day after the spring festival
        (20260213, 20260225, "out_of_schedule"),
        (20260108, 20260107, ""),  # the engine says that it is not later
    ],
)
def test_by_hand_a_day_lies_within_reach_of_the_last_one(last: int, date: int, code: str) -> None:
    assert refused(BY_HAND, "start_day", DayStatus(last, Phase.ENDED, True), date=date) == code


@pytest.mark.parametrize(
    ("time", "phase", "code"),
    [
        ("10:05:00", Phase.CLOSED, "out_of_schedule"),
        ("10:05:00", Phase.LUNCH, "out_of_schedule"),
        ("11:30:00", Phase.LUNCH, ""),
        ("13:10:00", Phase.AFTERNOON, ""),
        ("15:00:00", Phase.CLOSED, ""),
        ("10:05:00", Phase.PRE_OPEN, ""),  # the engine says that phases only move forward
    ],
)
def test_by_the_clock_a_phase_has_its_time(time: str, phase: Phase, code: str) -> None:
    morning = DayStatus(MONDAY, Phase.MORNING, False)
    assert refused(by_clock(time, MONDAY), "set_phase", morning, phase=phase) == code


def test_a_day_that_has_passed_is_closed_and_ended_at_any_time() -> None:
    late = by_clock("08:00:00", 20260106)
    assert refused(late, "set_phase", DayStatus(MONDAY, Phase.MORNING, False), phase=5) == ""
    assert refused(late, "end_day", DayStatus(MONDAY, Phase.CLOSED, False)) == ""


def test_a_day_of_a_later_date_is_not_moved_by_the_clock() -> None:
    early = by_clock("15:30:00", MONDAY)
    ahead = DayStatus(20290109, Phase.MORNING, False)
    assert refused(early, "set_phase", ahead, phase=Phase.LUNCH) == "out_of_schedule"
    closed = DayStatus(20290109, Phase.CLOSED, False)
    assert refused(early, "end_day", closed) == "out_of_schedule"


def test_a_day_does_not_end_before_its_time() -> None:
    closed = DayStatus(MONDAY, Phase.CLOSED, False)
    assert refused(by_clock("14:59:59", MONDAY), "end_day", closed) == "out_of_schedule"
    assert refused(by_clock("15:00:00", MONDAY), "end_day", closed) == ""
    assert refused(BY_HAND, "end_day", closed) == ""


@pytest.mark.parametrize(("phase", "code"), [(Phase.LUNCH, ""), (Phase.CLOSED, "out_of_schedule")])
def test_by_hand_no_phase_is_left_out(phase: Phase, code: str) -> None:
    morning = DayStatus(MONDAY, Phase.MORNING, False)
    assert refused(BY_HAND, "set_phase", morning, phase=phase) == code


@pytest.mark.parametrize(
    ("op", "field", "far"),
    [("announce_auction", "date", 20260601), ("set_price_weights", "from_date", 20280103)],
)
def test_dates_far_from_today_are_confirmed(op: str, field: str, far: int) -> None:
    day = DayStatus(MONDAY, Phase.MORNING, False)
    for timetable in (BY_HAND, by_clock("10:00:00", MONDAY)):
        for date, code in ((20260106, ""), (far, "out_of_schedule")):
            fields = {"auction": 1, "closes": 1100, field: date}
            assert refused(timetable, op, day, **fields) == code


def test_by_the_clock_a_session_is_announced_for_a_trading_day() -> None:
    day = DayStatus(MONDAY, Phase.MORNING, False)
    timetable = by_clock("10:00:00", MONDAY)
    assert refused(timetable, "announce_auction", day, date=20260110) == "out_of_schedule"


@pytest.mark.parametrize(("closes", "code"), [(1500, ""), (1501, "out_of_schedule")])
def test_by_the_clock_a_session_closes_before_its_day_does(closes: int, code: str) -> None:
    day, timetable = DayStatus(MONDAY, Phase.MORNING, False), by_clock("10:00:00", MONDAY)
    asked = {"auction": 1, "date": 20260106, "closes": closes}
    assert refused(timetable, "announce_auction", day, **asked) == code


def test_a_refusal_names_the_field_its_value_and_what_is_allowed() -> None:
    with pytest.raises(RequestError) as told:
        by_clock("09:20:00", FRIDAY).check("start_day", {"date": 20360109}, ENDED)
    error = told.value.as_map()
    assert (error["field"], error["value"]) == ("date", "2036-01-09")
    assert error["allowed"] == ["2026-01-09"]
    assert "2036-01-09 is not today, 2026-01-09" in error["message"]


def test_a_confirmation_needs_a_reason() -> None:
    morning = DayStatus(MONDAY, Phase.MORNING, False)
    asked: dict[str, Any] = {"phase": Phase.CLOSED, "confirm": True}
    assert refused(BY_HAND, "set_phase", morning, **asked) == "field_missing"
    assert refused(BY_HAND, "set_phase", morning, **asked, reason=b"storm") == ""
    asked = {"date": 20360109, "override": True}
    assert refused(BY_HAND, "start_day", ENDED, **asked) == "field_missing"
    assert refused(BY_HAND, "start_day", ENDED, **asked, reason=b"tested") == ""


def test_a_day_is_taken_back_only_when_confirmed() -> None:
    day = DayStatus(20290109, Phase.PRE_OPEN, False)
    assert refused(BY_HAND, "take_back_day", day, date=20290109) == "out_of_schedule"
    confirmed = {"date": 20290109, "confirm": True, "reason": b"clock leapt"}
    assert refused(BY_HAND, "take_back_day", day, **confirmed) == ""
