"""The procedure of auctions: 10 working days ahead, answered within 3, frozen 5 before; or none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from engine.commands import Phase
from engine.record.clock import ManualClock
from engine.rules.auction.views import Application
from engine.units import format_date, parse_date
from gateway.protocol.errors import RequestError
from gateway.schedule.acts import Timetable
from gateway.schedule.auction_terms import answers_due
from gateway.schedule.calendar import SHANGHAI, Calendar
from gateway.schedule.forecast import next_steps
from gateway.schedule.hours import TradingHours
from gateway.schedule.notices import notices
from gateway.schedule.times import DayStatus

MARKET = {"from": "2026-09-01", "apply_days": 10, "answer_days": 3, "freeze_days": 5}
NONE = {"from": "2026-10-12", "apply_days": 0, "answer_days": 0, "freeze_days": 0}
FREE = Calendar.load()
DATED = replace(
    FREE, hours=FREE.hours.with_own(TradingHours.of({"auction_procedure": [MARKET, NONE]}))
)


def day_with(*applications: tuple[int, str, str], date: str = "2026-09-21") -> DayStatus:
    """A morning with applications: number, day of the application, of the acceptance."""
    known = tuple(
        Application(number, parse_date(applied), parse_date(accepted) if accepted else 0)
        for number, applied, accepted in applications
    )
    return DayStatus(parse_date(date), Phase.MORNING, settled=False, applications=known)


def at(time: str, date: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(date), dt.time.fromisoformat(time), SHANGHAI)


def first_allowed(calendar: Calendar, day: DayStatus, date: str) -> Any:
    """What the refusal of a session on a day allows; None where it is not refused."""
    clock = ManualClock(int(at("10:00", "2026-09-21").timestamp()) * 10**9)
    fields = {"auction": 7, "date": parse_date(date), "opens": 1000, "closes": 1030}
    try:
        Timetable(lambda: calendar, clock).check("announce_auction", fields, day)
    except RequestError as refused:
        return refused.as_map()["allowed"]
    return None


@pytest.mark.parametrize(
    ("applied", "accepted", "first"),
    [
        # 20 September and 10 October are working Sundays and Saturdays; 25 September and 1 to 7
        # October are closed
        ("2026-09-07", "2026-09-08", "2026-09-21"),
        ("2026-09-08", "2026-09-08", "2026-09-21"),
        ("2026-09-14", "2026-09-15", "2026-09-28"),
        ("2026-09-21", "2026-09-22", "2026-10-12"),
        # the units are frozen late
        ("2026-09-07", "2026-09-21", "2026-09-29"),
        # the tenth working day is a Saturday: the next day that trades
        ("2026-09-20", "2026-09-21", "2026-10-12"),
    ],
)
def test_the_session_is_not_before_its_terms_allow(applied: str, accepted: str, first: str) -> None:
    day = day_with((7, applied, accepted))
    trading = [format_date(each) for each in DATED.trading_days(20260921, 20261016)]
    for date in trading:
        expected = [first] if date < first else None
        assert first_allowed(DATED, day, date) == expected, date


def test_without_terms_a_session_may_be_on_any_day() -> None:
    day = day_with((7, "2026-09-21", "2026-09-21"))
    assert first_allowed(FREE, day, "2026-09-21") is None
    after = day_with((7, "2026-10-12", "2026-10-12"))
    assert first_allowed(DATED, after, "2026-10-12") is None  # the terms are over
    assert first_allowed(DATED, day_with(), "2026-09-21") is None  # applied for before there were


def test_it_is_done_earlier_only_when_confirmed_with_a_reason() -> None:
    day = day_with((7, "2026-09-21", "2026-09-21"))
    fields = {"auction": 7, "date": 20260921, "opens": 1000, "closes": 1030}
    timetable = Timetable(lambda: DATED)
    with pytest.raises(RequestError, match=r"2026-10-12 or later: applied for on 2026-09-21, 10"):
        timetable.check("announce_auction", fields, day)
    timetable.check("announce_auction", fields | {"confirm": True, "reason": b"as agreed"}, day)


@pytest.mark.parametrize(("calendar", "date"), [(FREE, 0), (DATED, 20260921)])
def test_the_day_of_a_step_is_kept_where_there_are_terms(calendar: Calendar, date: int) -> None:
    timetable = Timetable(lambda: calendar)
    for step in ("apply_auction", "accept_auction"):
        assert timetable.day_of_step(step, day_with()) == date
    assert timetable.day_of_step("refuse_auction", day_with()) == 0


def test_answers_are_foretold_and_reported_when_late() -> None:
    day = day_with((7, "2026-09-21", ""), (8, "2026-09-18", "2026-09-21"), (9, "2026-09-18", ""))
    due = {each.number: f"{end:%m-%d %H:%M}" for each, end in answers_due(day.applications, DATED)}
    assert due == {7: "09-25 00:00", 9: "09-23 00:00"}
    steps = next_steps(at("10:00", "2026-09-21"), day, DATED, lambda date: (), 40)
    answers = [(f"{each.at:%m-%d}", each.auction) for each in steps if each.auction]
    assert answers == [("09-23", 9), ("09-25", 7)]
    assert all(each.waits_for == "an answer by staff" for each in steps if each.auction)
    codes = {each.code for each in notices(at("10:00", "2026-09-22"), day, DATED, 0)}
    assert "auction_unanswered" not in codes
    late = notices(at("00:00", "2026-09-23"), day, DATED, 0)
    assert [each.message for each in late if each.code == "auction_unanswered"] == [
        "applications for auctions have had no answer within their term: 9; `ceax auction accept`"
        " or `ceax auction refuse` answers one"
    ]


@pytest.mark.parametrize(
    "row",
    [
        MARKET | {"apply_days": -1},
        MARKET | {"apply_days": 101},
        MARKET | {"apply_days": 2},
        MARKET | {"freeze_days": 0},
        MARKET | {"answer_days": 2.5},
        MARKET | {"answer_days": True},
    ],
)
def test_terms_that_cannot_be_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="days"):
        TradingHours.of({"auction_procedure": [row]})


def test_working_days_are_weekdays_without_closures_and_weekends_made_up_for() -> None:
    working = [day for day in range(20260919, 20260931) if FREE.is_working_day(day)]
    assert working == [
        20260920,
        20260921,
        20260922,
        20260923,
        20260924,
        20260928,
        20260929,
        20260930,
    ]
    assert not FREE.opens_on(20260920)
    assert FREE.working_days_after(20260930, 3) == 20261010
