"""Halts that end by the clock, and the calls that follow: a rule book for every time of day."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from engine.commands import CommandArray, CommandKind, HaltState, Parameter, Phase, Side, command
from engine.units import format_date, parse_date
from gateway.protocol.errors import RequestError
from gateway.schedule import trading_day as schedule
from gateway.schedule.calendar import SHANGHAI, Calendar
from gateway.schedule.forecast import Step, next_steps
from gateway.schedule.hours import TradingHours
from gateway.schedule.timed_halts import TimedHalt, halt_due, moved_end
from gateway.schedule.times import DayStatus
from tests.gateway.schedule.test_trading_day import MONDAY, Engine

TODAY = "2026-11-30"  # a Monday
SHORT = TradingHours({}, {parse_date(TODAY): dt.time(11, 30)})
CALENDAR = Calendar.load()
SHORT_DAY = Calendar(
    CALENDAR.closures, CALENDAR.known_from, CALENDAR.known_until, CALENDAR.hours.with_own(SHORT)
)
HOURS = CALENDAR.hours_on(parse_date(TODAY))


def at(time: str, date: str = TODAY) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(date), dt.time.fromisoformat(time), SHANGHAI)


def asked(until: str, minutes: int = 0, date: str = "") -> dict[str, Any]:
    fields: dict[str, Any] = {"until": int(until.replace(":", ""))}
    fields |= {"call_minutes": minutes} if minutes else {}
    return fields | ({"date": parse_date(date)} if date else {})


def moved(now: str, fields: dict[str, Any], calendar: Calendar = CALENDAR) -> str:
    """The end that is journalled."""
    found = moved_end(fields, at(now), calendar)
    hours, minutes = divmod(found["until"], 100)
    call = f" + {found['call_minutes']}" if found.get("call_minutes") else ""
    return f"{format_date(found['date'])} {hours:02}:{minutes:02}{call}"


@pytest.mark.parametrize(
    ("end", "journalled"),
    [
        # as it is asked, inside a session
        (asked("10:45", 5), f"{TODAY} 10:45 + 5"),
        (asked("10:45"), f"{TODAY} 10:45"),
        (asked("11:24", 5), f"{TODAY} 11:24 + 5"),
        (asked("11:29"), f"{TODAY} 11:29"),
        # the call would not be over before lunch, or before the close
        (asked("11:25", 5), f"{TODAY} 13:00 + 5"),
        (asked("11:29", 60), f"{TODAY} 13:00 + 60"),
        (asked("14:55", 5), "2026-12-01 09:15"),
        # in lunch
        (asked("11:30"), f"{TODAY} 13:00"),
        (asked("12:10", 5), f"{TODAY} 13:00 + 5"),
        # after the close
        (asked("15:00"), "2026-12-01 09:15"),
        (asked("23:59", 5), "2026-12-01 09:15"),
        # on the next day: before it, in pre-open, in a session
        (asked("08:00", 5, "2026-12-01"), "2026-12-01 09:15"),
        (asked("09:20", 5, "2026-12-01"), "2026-12-01 09:20"),
        (asked("09:30", 5, "2026-12-01"), "2026-12-01 09:30 + 5"),
    ],
)
def test_the_end_is_moved_to_where_it_can_be(end: dict[str, Any], journalled: str) -> None:
    assert moved("10:00", end) == journalled


@pytest.mark.parametrize(
    ("end", "journalled"),
    [
        (asked("11:24", 5), f"{TODAY} 11:24 + 5"),
        (asked("11:25", 5), "2026-12-01 09:15"),
        (asked("13:30"), "2026-12-01 09:15"),
    ],
)
def test_a_day_that_closes_early_has_no_afternoon(end: dict[str, Any], journalled: str) -> None:
    assert moved("10:00", end, SHORT_DAY) == journalled


@pytest.mark.parametrize(
    ("end", "field", "value", "allowed"),
    [
        (asked("10:00"), "until", "10:00", ["10:00"]),
        (asked("09:59"), "until", "09:59", ["10:00"]),
        (asked("10:45", 0, "2026-11-27"), "date", "2026-11-27", [TODAY, "2026-12-01"]),
        (asked("10:45", 0, "2026-12-02"), "date", "2026-12-02", [TODAY, "2026-12-01"]),
        (asked("15:00", 0, "2026-12-01"), "date", "2026-12-02", [TODAY, "2026-12-01"]),
    ],
)
def test_an_end_out_of_reach_is_refused_with_what_is_allowed(
    end: dict[str, Any], field: str, value: str, allowed: list[str]
) -> None:
    with pytest.raises(RequestError) as refused:
        moved("10:00", end)
    error = refused.value.as_map()
    assert (error["field"], error["value"], error["allowed"]) == (field, value, allowed)


def test_where_the_calendar_ends_no_halt_ends_after_the_close() -> None:
    with pytest.raises(RequestError, match="none is known"):
        moved_end(asked("15:30"), at("10:00", "2026-12-31"), CALENDAR)


def test_at_the_weekend_the_end_is_on_monday() -> None:
    saturday = at("10:00", "2026-11-28")
    assert moved_end(asked("10:45"), saturday, CALENDAR)["date"] == parse_date(TODAY)


WAITS = TimedHalt(1, at("10:45"), 5)
WITHOUT = TimedHalt(1, at("10:45"), 0)
CALLS = TimedHalt(1, at("10:45"), 5, at("10:50"))
LATE = TimedHalt(0, at("11:25"), 5)


@pytest.mark.parametrize(
    ("time", "phase", "halt", "step"),
    [
        ("10:44:59", Phase.MORNING, WAITS, None),
        ("10:45", Phase.MORNING, WAITS, CommandKind.BEGIN_CALL),
        ("10:45", Phase.MORNING, WITHOUT, CommandKind.RESUME),
        ("10:49:59", Phase.MORNING, CALLS, None),
        ("10:50", Phase.MORNING, CALLS, CommandKind.RESUME),
        # the venue was down at its time
        ("11:20", Phase.MORNING, WAITS, CommandKind.BEGIN_CALL),
        ("11:24:59", Phase.MORNING, WAITS, CommandKind.BEGIN_CALL),
        ("11:25", Phase.MORNING, WAITS, None),
        ("12:00", Phase.LUNCH, WAITS, None),
        ("12:00", Phase.LUNCH, WITHOUT, CommandKind.RESUME),
        ("13:00", Phase.AFTERNOON, WAITS, CommandKind.BEGIN_CALL),
        ("14:55", Phase.AFTERNOON, LATE, None),
        ("15:00", Phase.CLOSED, WITHOUT, None),
        ("15:00", Phase.ENDED, WAITS, None),
        # the hours were changed after the end was set
        ("11:25", Phase.MORNING, LATE, None),
        ("13:00", Phase.AFTERNOON, LATE, CommandKind.BEGIN_CALL),
    ],
)
def test_the_steps_of_a_halt(
    time: str, phase: Phase, halt: TimedHalt, step: CommandKind | None
) -> None:
    found = halt_due(at(time), phase, (halt,), HOURS)
    assert (found and CommandKind(int(found[1]["kind"][0]))) == step
    assert found is None or int(found[1]["instrument"][0]) == halt.number
    assert halt_due(at(time), phase, (halt,), HOURS, {halt}) is None


def test_the_opening_call_is_the_call_of_a_halt_that_ends_with_the_next_day() -> None:
    halt = TimedHalt(1, at("14:57"), 5)
    tomorrow = at("09:15", "2026-12-01")
    found = halt_due(tomorrow, Phase.PRE_OPEN, (halt,), HOURS)
    assert found is not None and found[1]["kind"][0] == CommandKind.RESUME


def words(step: Step) -> str:
    number = "" if step.halt is None else f" {step.halt}"
    phase = "" if step.phase is None else f" {step.phase.name.lower()}"
    return f"{step.at:%m-%d %H:%M} {step.kind.name.lower()}{phase}{number}"


def test_the_steps_are_foretold() -> None:
    halts = (WAITS, LATE, TimedHalt(2, at("09:20", "2026-12-01"), 0))
    day = DayStatus(parse_date(TODAY), Phase.MORNING, settled=False, halts=halts)
    found = next_steps(at("10:00"), day, CALENDAR, lambda date: (), 13)
    assert [words(each) for each in found] == [
        "11-30 10:45 begin_call 1",
        "11-30 10:50 resume 1",
        "11-30 11:30 set_phase lunch",
        "11-30 13:00 set_phase afternoon",
        "11-30 13:00 begin_call 0",
        "11-30 13:05 resume 0",
        "11-30 15:00 set_phase closed",
        "11-30 15:00 end_day",
        "12-01 09:15 start_day",
        "12-01 09:20 resume 2",
        "12-01 09:30 set_phase morning",
        "12-01 11:30 set_phase lunch",
        "12-01 13:00 set_phase afternoon",
    ]


OPENING = (
    command(CommandKind.LIST_INSTRUMENT, instrument=1, price=7850, text=b"CEA25"),
    command(CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.OPENING_CALL, value=1),
    command(CommandKind.OPEN_ACCOUNT, account=1, text=b"Alice"),
    command(CommandKind.CASH_IN, account=1, amount_fen=10**8, reference=1),
)
HALT = command(CommandKind.HALT, instrument=1, date=MONDAY, price=1045, quantity=5)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(schedule, "LOOK_S", 0)
    engine = Engine(tmp_path, "09:00:00")
    for each in OPENING:
        engine.sequencer.process(each)
    return engine


async def test_the_clock_begins_and_ends_a_call(engine: Engine) -> None:
    await engine.until("10:00:00")
    engine.sequencer.process(HALT)
    await engine.until("10:46:00")
    state = engine.sequencer.state
    assert state["instruments"][0][1]["halted"] == HaltState.CALL
    order = {"account": 1, "instrument": 1, "side": Side.BUY, "price": 7850, "quantity": 1}
    engine.sequencer.process(command(CommandKind.NEW_ORDER, **order))
    await engine.until("10:51:00")
    assert state["instruments"][0][1]["halted"] == HaltState.NONE
    assert [step.split()[0] for step in engine.steps][-2:] == ["begin_call", "resume"]
    assert state["venue"][0]["open_orders"] == 1
    engine.sequencer.close()


class Struck(Engine):
    """Kills its own process before or after one of its steps is in the log."""

    def __init__(self, folder: Path, time: str, nth: int, after: bool) -> None:
        super().__init__(folder, time)
        self._nth, self._after = nth, after

    async def submit(self, commands: CommandArray) -> None:
        last = len(self.steps) + 1 == self._nth
        if last and not self._after:
            os.kill(os.getpid(), signal.SIGKILL)
        await super().submit(commands)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("nth", "after", "left"),
    [
        (1, False, ["begin_call", "resume"]),
        (1, True, ["resume"]),
        (2, False, ["resume"]),
        (2, True, []),
    ],
)
def test_each_step_is_done_once_though_the_venue_is_killed_in_it(
    engine: Engine, tmp_path: Path, nth: int, after: bool, left: list[str]
) -> None:
    asyncio.run(engine.until("10:00:00"))
    engine.sequencer.process(HALT)
    engine.sequencer.close()
    child = os.fork()
    if child == 0:
        asyncio.run(Struck(tmp_path, "10:40:00", nth, after).until("11:00:00"))
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    again = Engine(tmp_path, "10:50:00")
    asyncio.run(again.until("11:00:00"))
    assert [step.split()[0] for step in again.steps] == left
    assert again.sequencer.state["instruments"][0][1]["halted"] == HaltState.NONE
    again.sequencer.close()
