from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import CommandArray, CommandKind, Phase, command
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL
from engine.rules.views import unsettled_days
from gateway.schedule import trading_day as schedule
from gateway.schedule.calendar import SHANGHAI, Calendar
from gateway.schedule.notices import NoticeBoard, notices
from gateway.schedule.times import DayStatus, day_status, shanghai
from gateway.schedule.trading_day import due, keep_schedule

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
    assert (
        said(due(at(time), DayStatus(DAY_BEFORE, Phase.ENDED, True), CALENDAR))
        == f"start_day {MONDAY}"
    )


def test_the_first_day_of_a_venue_begins() -> None:
    assert (
        said(due(at("09:15:00"), DayStatus(0, Phase.NO_DAY, True), CALENDAR))
        == f"start_day {MONDAY}"
    )


def test_an_unsettled_last_day_keeps_the_next_from_beginning() -> None:
    assert due(at("09:15:00"), DayStatus(DAY_BEFORE, Phase.ENDED, False), CALENDAR) is None


@pytest.mark.parametrize("day", [20260103, 20260101])  # a Saturday, a closure
def test_no_day_begins_when_the_market_is_closed(day: int) -> None:
    assert due(at("10:00:00", day), DayStatus(DAY_BEFORE, Phase.ENDED, True), CALENDAR) is None


def test_a_day_whose_close_has_passed_is_not_begun() -> None:
    assert due(at("15:00:00"), DayStatus(DAY_BEFORE, Phase.ENDED, True), CALENDAR) is None


def test_a_late_start_goes_straight_to_the_phase_that_is_due() -> None:
    assert (
        said(due(at("13:30:00"), DayStatus(MONDAY, Phase.PRE_OPEN, False), CALENDAR))
        == "set_phase afternoon"
    )


@pytest.mark.parametrize(
    ("phase", "step"), [(Phase.MORNING, "set_phase closed"), (Phase.CLOSED, "end_day")]
)
def test_a_day_left_open_by_a_stop_is_closed_and_ended_before_anything_else(
    phase: Phase, step: str
) -> None:
    assert said(due(at("08:00:00"), DayStatus(DAY_BEFORE, phase, False), CALENDAR)) == step


def test_a_day_ahead_of_the_clock_is_left_to_the_exchange() -> None:
    assert due(at("16:00:00"), DayStatus(20260106, Phase.MORNING, False), CALENDAR) is None


def test_phases_never_go_backwards() -> None:
    assert due(at("10:00:00"), DayStatus(MONDAY, Phase.LUNCH, False), CALENDAR) is None


def test_nanoseconds_become_shanghai_time() -> None:
    assert shanghai(1_767_576_600_000_000_000) == at("09:30:00")


class Engine:
    """A real engine on a clock that only the test moves."""

    def __init__(self, folder: Path, time: str) -> None:
        self.clock = ManualClock(nanoseconds(time))
        self.sequencer = Sequencer.open(folder, clock=self.clock, capacity=SMALL)
        self.steps: list[str] = []
        self.told: list[str] = []
        self.board = NoticeBoard(lambda: CALENDAR, self.tell)

    def tell(self, message: dict[str, Any]) -> None:
        self.told.append(message["code"])

    def day(self) -> DayStatus:
        return day_status(self.sequencer.state)

    async def submit(self, commands: CommandArray) -> None:
        self.steps.append(said(commands))
        assert commands["operator"][0] == 0
        self.sequencer.process(commands)

    async def settle(self) -> None:
        """Clearing and settlement of the ended day, which had no trades."""
        (day,) = unsettled_days(self.sequencer.state)
        digest = int(day["tape_hash"], 16)
        self.sequencer.process(
            command(CommandKind.CLEARING_RESULT, date=day["date"], tape_hash=digest)
        )
        self.sequencer.process(command(CommandKind.SETTLEMENT_DONE, date=day["date"]))

    async def until(self, time: str, day: int = MONDAY) -> None:
        """Move the clock there minute by minute, the schedule running beside it."""
        work = keep_schedule(self.submit, self.day, self.clock, lambda: CALENDAR, self.board)
        self.keeping = asyncio.create_task(work)
        while self.clock.now_ns() < nanoseconds(time, day):
            self.clock.advance(60 * 10**9)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        self.keeping.cancel()


def nanoseconds(time: str, day: int = MONDAY) -> int:
    return int(at(time, day).timestamp()) * 10**9


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(schedule, "LOOK_S", 0)
    engine = Engine(tmp_path, "09:00:00")
    yield engine
    engine.sequencer.close()


PHASE_STEPS = [f"set_phase {phase}" for phase in ("morning", "lunch", "afternoon", "closed")]
WHOLE_DAY = [f"start_day {MONDAY}", *PHASE_STEPS, "end_day"]


async def test_the_engine_goes_through_a_whole_day(engine: Engine) -> None:
    await engine.until("16:00:00")
    assert engine.steps == WHOLE_DAY
    assert engine.day() == DayStatus(MONDAY, Phase.ENDED, False)


async def test_the_next_day_begins_only_after_settlement(engine: Engine) -> None:
    await engine.until("12:00:00", 20260106)
    assert engine.steps == WHOLE_DAY
    await engine.settle()
    await engine.until("12:10:00", 20260106)
    assert engine.steps[len(WHOLE_DAY) :] == ["start_day 20260106", "set_phase lunch"]


async def test_a_weekend_passes_without_a_step(engine: Engine) -> None:
    await engine.until("16:00:00")
    await engine.settle()
    engine.clock.set(nanoseconds("09:00:00", 20260110))
    await engine.until("20:00:00", 20260111)
    assert engine.steps == WHOLE_DAY


async def test_a_refused_step_is_not_repeated_at_once(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.clock.set(nanoseconds("09:15:00"))
    stale = DayStatus(DAY_BEFORE, Phase.ENDED, True)
    work = keep_schedule(
        engine.submit,
        lambda: stale,
        engine.clock,
        lambda: CALENDAR,
        engine.board,
    )
    keeping = asyncio.create_task(work)
    for _ in range(50):
        await asyncio.sleep(0)
    keeping.cancel()
    assert engine.steps == [f"start_day {MONDAY}"]
    assert "tried again" in caplog.text


BEYOND = (20270101, 20270104)


@pytest.mark.parametrize("day", BEYOND)
async def test_no_day_opens_by_itself_beyond_the_calendar(
    engine: Engine,
    caplog: pytest.LogCaptureFixture,
    day: int,
) -> None:
    engine.clock.set(nanoseconds("09:10:00", day))
    await engine.until("15:10:00", day)
    assert engine.steps == []
    assert "closures after 2026-12-31 are not known, and no day opens by itself" in caplog.text
    assert caplog.text.count("calendar_ended") == 6  # when it came up, and at each time of the day
    assert set(engine.told) == {"calendar_ended"}


@pytest.mark.parametrize("day", [20260925, 20261001, 20261007, 20261225])
def test_the_second_half_of_2026_has_its_holidays(day: int) -> None:
    opens = due(at("10:00:00", day), DayStatus(0, Phase.NO_DAY, True), CALENDAR)
    assert (opens is not None) is (day == 20261225)


async def test_a_day_that_is_closed_by_hand_is_not_ended_before_its_time(engine: Engine) -> None:
    await engine.until("10:05:00")
    engine.sequencer.process(command(CommandKind.SET_PHASE, phase=Phase.CLOSED))
    await engine.until("14:59:00")
    assert engine.steps == [f"start_day {MONDAY}", "set_phase morning"]
    await engine.until("15:01:00")
    assert engine.steps[2:] == ["end_day"]


async def test_a_clock_that_leaps_to_2029_moves_nothing_and_is_reported(
    engine: Engine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await engine.until("10:05:00")
    engine.clock.leap_ns = 3 * 366 * 86_400 * 10**9
    await engine.until("11:45:00")
    assert engine.steps == [f"start_day {MONDAY}", "set_phase morning"]
    assert [notice.code for notice in engine.board.current] == ["clock_leapt"]
    assert "clock_leapt: the machine's clock has leapt: it is 1098 days" in caplog.text
    engine.clock.leap_ns = 0
    await engine.until("11:50:00")
    assert engine.steps[2:] == ["set_phase lunch"]
    assert engine.board.current == ()


async def test_a_gateway_that_starts_in_2029_touches_neither_the_old_day_nor_a_new_one(
    engine: Engine,
) -> None:
    await engine.until("10:05:00")
    engine.clock.set(nanoseconds("10:05:00", 20290109))
    await engine.until("15:05:00", 20290109)
    assert engine.day() == DayStatus(MONDAY, Phase.MORNING, False)
    codes = [notice.code for notice in engine.board.current]
    assert codes == ["date_out_of_reach", "calendar_ended"]


async def test_a_day_ahead_of_the_clock_can_be_taken_back_and_the_right_one_starts(
    engine: Engine,
) -> None:
    engine.sequencer.process(command(CommandKind.START_DAY, date=20290109))
    await engine.until("09:20:00")
    assert engine.steps == []
    assert engine.told == ["day_ahead", "day_ahead"]
    engine.sequencer.process(command(CommandKind.TAKE_BACK_DAY, date=20290109))
    await engine.until("09:21:00")
    assert engine.steps == [f"start_day {MONDAY}"]


async def test_a_day_that_is_not_settled_is_reported_each_time_the_next_one_is_due(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    await engine.until("15:30:00")
    assert engine.told == []
    await engine.until("16:05:00")
    assert engine.told == ["day_not_settled"]
    await engine.until("15:10:00", 20260106)
    assert engine.steps == WHOLE_DAY
    assert engine.told.count("day_not_settled") == 7
    assert engine.told.count("day_not_opened") == 4  # 09:15, 09:30, 11:30, 13:00
    assert "2026-01-06 was to open at 09:15; it is 09:30" in caplog.text
    assert "2026-01-05 has ended and is not settled" in caplog.text
    await engine.settle()
    caplog.set_level("INFO")
    await engine.until("15:11:00", 20260106)
    assert "day_not_settled is over" in caplog.text


def test_the_end_of_the_calendar_is_reported_from_30_days_before_it_on() -> None:
    day = DayStatus(0, Phase.NO_DAY, True)
    assert notices(at("10:00:00", 20261201), day, CALENDAR, 0) == []
    (notice,) = notices(at("10:00:00", 20261202), day, CALENDAR, 0)
    assert (notice.code, notice.waits) == ("calendar_ends", False)
    assert "known until 2026-12-31" in notice.message
