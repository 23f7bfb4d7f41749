from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from engine.clock import ManualClock
from engine.commands import CommandArray, CommandKind, Phase
from gateway import schedule
from gateway.calendar import SHANGHAI, Calendar
from gateway.schedule import DayStatus, due, keep_schedule, shanghai

CALENDAR = Calendar.load()
MONDAY = 20260105
DAY_BEFORE = 20251231  # New Year lies between


def at(time: str, day: int = MONDAY) -> dt.datetime:
    return dt.datetime.strptime(f"{day} {time}", "%Y%m%d %H:%M:%S").replace(tzinfo=SHANGHAI)


def said(step: CommandArray | None) -> str:
    """A step in words: "start_day 20260105", "set_phase morning", "end_day", or "nothing"."""
    if step is None:
        return "nothing"
    kind = CommandKind(int(step["kind"][0]))
    detail = {
        CommandKind.START_DAY: f" {step['date'][0]}",
        CommandKind.SET_PHASE: f" {Phase(int(step['phase'][0])).name.lower()}",
    }
    return kind.name.lower() + detail.get(kind, "")


@pytest.mark.parametrize(
    ("time", "phase", "step"),
    [
        ("09:14:59", Phase.ENDED, "nothing"),
        ("09:29:59", Phase.PRE_OPEN, "nothing"),
        ("09:30:00", Phase.PRE_OPEN, "set_phase morning"),
        ("11:29:59", Phase.MORNING, "nothing"),
        ("11:30:00", Phase.MORNING, "set_phase lunch"),
        ("13:00:00", Phase.LUNCH, "set_phase afternoon"),
        ("14:59:59", Phase.AFTERNOON, "nothing"),
        ("15:00:00", Phase.AFTERNOON, "set_phase closed"),
        ("15:00:00", Phase.CLOSED, "end_day"),
        ("15:00:00", Phase.ENDED, "nothing"),
    ],
)
def test_the_day_goes_by_the_clock(time: str, phase: Phase, step: str) -> None:
    assert said(due(at(time), DayStatus(MONDAY, phase, False), CALENDAR)) == step


@pytest.mark.parametrize("time", ["09:15:00", "11:45:00", "14:59:59"])
def test_a_settled_last_day_lets_the_next_begin(time: str) -> None:
    assert said(due(at(time), DayStatus(DAY_BEFORE, Phase.ENDED, True), CALENDAR)) == f"start_day {MONDAY}"


def test_the_first_day_of_a_venue_begins() -> None:
    assert said(due(at("09:15:00"), DayStatus(0, Phase.NO_DAY, True), CALENDAR)) == f"start_day {MONDAY}"


def test_an_unsettled_last_day_keeps_the_next_from_beginning() -> None:
    assert due(at("09:15:00"), DayStatus(DAY_BEFORE, Phase.ENDED, False), CALENDAR) is None


@pytest.mark.parametrize("day", [20260103, 20260101])  # a Saturday, a closure
def test_no_day_begins_when_the_market_is_closed(day: int) -> None:
    assert due(at("10:00:00", day), DayStatus(DAY_BEFORE, Phase.ENDED, True), CALENDAR) is None


def test_a_day_whose_close_has_passed_is_not_begun() -> None:
    assert due(at("15:00:00"), DayStatus(DAY_BEFORE, Phase.ENDED, True), CALENDAR) is None


def test_a_late_start_goes_straight_to_the_phase_that_is_due() -> None:
    assert said(due(at("13:30:00"), DayStatus(MONDAY, Phase.PRE_OPEN, False), CALENDAR)) == "set_phase afternoon"


@pytest.mark.parametrize(("phase", "step"), [(Phase.MORNING, "set_phase closed"), (Phase.CLOSED, "end_day")])
def test_a_day_left_open_by_a_stop_is_closed_and_ended_before_anything_else(phase: Phase, step: str) -> None:
    assert said(due(at("08:00:00"), DayStatus(DAY_BEFORE, phase, False), CALENDAR)) == step


def test_a_day_ahead_of_the_clock_is_left_to_the_exchange() -> None:
    assert due(at("16:00:00"), DayStatus(20260106, Phase.MORNING, False), CALENDAR) is None


def test_phases_never_go_backwards() -> None:
    assert due(at("10:00:00"), DayStatus(MONDAY, Phase.LUNCH, False), CALENDAR) is None


def test_nanoseconds_become_shanghai_time() -> None:
    assert shanghai(1_767_576_600_000_000_000) == at("09:30:00")


class Venue:
    """Takes the schedule's commands as the engine would."""

    def __init__(self, refuses: bool = False) -> None:
        self.status = DayStatus(DAY_BEFORE, Phase.ENDED, True)
        self.taken: list[str] = []
        self.refuses = refuses

    async def submit(self, step: CommandArray) -> None:
        self.taken.append(said(step))
        if self.refuses:
            return
        kind, date = CommandKind(int(step["kind"][0])), self.status.date
        phase = Phase(int(step["phase"][0]))
        after = {
            CommandKind.START_DAY: DayStatus(int(step["date"][0]), Phase.PRE_OPEN, False),
            CommandKind.SET_PHASE: DayStatus(date, phase, False),
            CommandKind.END_DAY: DayStatus(date, Phase.ENDED, False),
        }
        self.status = after[kind]


async def test_a_whole_day_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "LOOK_S", 0)
    clock, venue = ManualClock(int(at("09:00:00").timestamp()) * 10**9), Venue()
    keeping = asyncio.create_task(keep_schedule(venue.submit, lambda: venue.status, clock, CALENDAR))
    for _ in range(8 * 60):
        clock.advance(60 * 10**9)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    keeping.cancel()
    phases = [f"set_phase {phase}" for phase in ("morning", "lunch", "afternoon", "closed")]
    assert venue.taken == [f"start_day {MONDAY}", *phases, "end_day"]


async def test_a_refused_step_is_not_repeated_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "LOOK_S", 0)
    clock, venue = ManualClock(int(at("09:15:00").timestamp()) * 10**9), Venue(refuses=True)
    keeping = asyncio.create_task(keep_schedule(venue.submit, lambda: venue.status, clock, CALENDAR))
    for _ in range(50):
        await asyncio.sleep(0)
    keeping.cancel()
    assert venue.taken == [f"start_day {MONDAY}"]
