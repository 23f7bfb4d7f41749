"""What the schedule says that it will do is what it does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.commands import CommandKind, Phase
from gateway.schedule.auction_hours import Session
from gateway.schedule.calendar import SHANGHAI, Calendar
from gateway.schedule.forecast import Step, next_steps
from gateway.schedule.hours import Hours, TradingHours
from gateway.schedule.times import DayStatus

CALENDAR = Calendar.load()
GOLDEN_WEEK = 20260930, 20261008  # the last day before it, the first day after it
FIRST, LAST = 20260924, 20261012
TEN_TO_ELEVEN = Session(1, 1000, 1100, running=False)
SHORT = {"hours": [], "short_days": [{"date": "2026-09-30", "closed": "11:30"}]}


def at(time: str, date: int) -> dt.datetime:
    return dt.datetime.strptime(f"{date} {time}", "%Y%m%d %H:%M").replace(tzinfo=SHANGHAI)


def no_sessions(_date: int) -> tuple[Session, ...]:
    return ()


def words(step: Step) -> str:
    """As "09-30 15:00 set_phase closed"."""
    more = step.phase.name.lower() if step.phase is not None else step.auction or ""
    return f"{step.at:%m-%d %H:%M} {step.kind.name.lower()} {more}".strip()


@pytest.mark.parametrize(
    ("now", "day", "expected"),
    [
        (
            at("14:00", GOLDEN_WEEK[0]),
            DayStatus(GOLDEN_WEEK[0], Phase.AFTERNOON, settled=False),
            "09-30 15:00 set_phase closed; 09-30 15:00 end_day; 10-08 09:15 start_day; "
            "10-08 09:30 set_phase morning; 10-08 11:30 set_phase lunch",
        ),
        (
            at("10:00", GOLDEN_WEEK[1]),  # a late start goes straight to the phase that is due
            DayStatus(GOLDEN_WEEK[0], Phase.ENDED, settled=True),
            "10-08 10:00 start_day; 10-08 10:00 set_phase morning; 10-08 11:30 set_phase lunch",
        ),
        (
            at("09:15", 20261005),  # nothing happens in the closed week
            DayStatus(0, Phase.NO_DAY, settled=True),
            "10-08 09:15 start_day; 10-08 09:30 set_phase morning",
        ),
        (
            at("09:00", 20261008),  # a day left open by a stop is closed and ended first
            DayStatus(GOLDEN_WEEK[0], Phase.MORNING, settled=False),
            "10-08 09:00 set_phase closed; 10-08 09:00 end_day; 10-08 09:15 start_day",
        ),
    ],
)
def test_the_next_steps(now: dt.datetime, day: DayStatus, expected: str) -> None:
    steps = expected.split("; ")
    assert [words(each) for each in next_steps(now, day, CALENDAR, no_sessions, len(steps))] == (
        steps
    )


def test_a_start_waits_for_the_settlement_of_the_day_before() -> None:
    now, day = at("16:00", 20260929), DayStatus(20260929, Phase.ENDED, settled=False)
    steps = next_steps(now, day, CALENDAR, no_sessions, 20)
    starts = [each for each in steps if each.kind == CommandKind.START_DAY]
    assert [each.waits_for for each in starts[:2]] == [
        "settlement of 2026-09-29",
        "settlement of 2026-09-30",
    ]
    assert {each.waits_for for each in steps if each not in starts} == {None}


def test_an_announced_auction_opens_and_closes_at_the_times_of_its_notice() -> None:
    day = DayStatus(20260929, Phase.ENDED, settled=True)
    sessions = {20260930: (TEN_TO_ELEVEN,)}
    steps = next_steps(at("18:00", 20260929), day, CALENDAR, lambda date: sessions.get(date, ()), 5)
    assert [words(each) for each in steps] == [
        "09-30 09:15 start_day",
        "09-30 09:30 set_phase morning",
        "09-30 10:00 open_auction 1",
        "09-30 11:00 close_auction 1",
        "09-30 11:30 set_phase lunch",
    ]


def test_a_day_that_closes_early_has_no_afternoon() -> None:
    hours = CALENDAR.hours.with_own(TradingHours.of(SHORT))
    calendar = replace(CALENDAR, hours=hours)
    day = DayStatus(20260930, Phase.MORNING, settled=False)
    steps = next_steps(at("10:00", 20260930), day, calendar, no_sessions, 3)
    assert [words(each) for each in steps] == [
        "09-30 11:30 set_phase closed",
        "09-30 11:30 end_day",
        "10-08 09:15 start_day",
    ]


def test_at_the_end_of_the_calendar_the_schedule_has_no_more_steps() -> None:
    day = DayStatus(20261231, Phase.AFTERNOON, settled=False)
    steps = next_steps(at("14:00", 20261231), day, CALENDAR, no_sessions, 20)
    assert [words(each) for each in steps] == [
        "12-31 15:00 set_phase closed",
        "12-31 15:00 end_day",
    ]


def test_a_day_out_of_reach_is_looked_for_no_further() -> None:
    looked = list[int]()

    class Counted(Calendar):
        def hours_on(self, date: int) -> Hours:
            looked.append(date)
            return super().hours_on(date)

    calendar = Counted(CALENDAR.closures, CALENDAR.known_from, CALENDAR.known_until)
    day = DayStatus(20210716, Phase.ENDED, settled=True)
    assert next_steps(at("09:00", 20260930), day, calendar, no_sessions, 20) == []
    assert set(looked) <= {20260930}


def test_steps_are_in_order_and_no_day_is_closed_that_trades() -> None:
    day = DayStatus(0, Phase.NO_DAY, settled=True)
    steps = next_steps(at("00:00", FIRST), day, CALENDAR, no_sessions, 500)
    assert len(steps) == 6 * len(CALENDAR.trading_days(FIRST, CALENDAR.known_until))
    assert all(one.at <= other.at for one, other in pairwise(steps))
    begun = [each.date for each in steps if each.kind == CommandKind.START_DAY]
    assert begun == CALENDAR.trading_days(FIRST, CALENDAR.known_until)
