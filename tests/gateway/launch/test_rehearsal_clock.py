"""A venue whose clock jumps to the next moment of the schedule."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.commands import Phase
from engine.record.log.segments import COMMANDS_NAME
from gateway.protocol.exit_codes import ExitCode
from gateway.schedule.calendar import Calendar
from gateway.schedule.rehearsal_clock import RehearsalClock, beginning
from gateway.schedule.times import DayStatus, shanghai
from gateway.server.day_clock import ClockChoice, Driven, FirstDateRefused
from tests.faults.golden_week import faults_of, play

CALENDAR = Calendar.load()


async def test_a_closed_week_is_passed_over_as_foretold_and_every_day_is_settled(
    tmp_path: Path,
) -> None:
    foretold, steps, alerts = await play(tmp_path, "2026-09-30", "2026-10-08", freeze=False)
    assert faults_of(foretold, steps, alerts, freeze=False) == []
    days = ["2026-09-30", "2026-10-08"]
    assert [each[:10] for each in steps if each.endswith("end_day")] == days
    assert foretold
    refused = start(tmp_path, "--clock", "system")
    assert refused.returncode == ExitCode.REFUSED
    assert "is the folder of a rehearsal: its days are not the calendar's" in refused.stderr


def test_a_rehearsal_on_a_venue_s_log_is_refused_and_leaves_no_mark(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / COMMANDS_NAME).touch()
    refused = start(tmp_path, "--clock", "rehearsal", "--from", "2026-09-30")
    assert refused.returncode == ExitCode.REFUSED
    assert "would put days into its log that no start takes back" in refused.stderr
    assert not (tmp_path / "rehearsal").exists()


def start(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A gateway that does not come up."""
    command = [sys.executable, "-m", "gateway.server", "--data", str(data), "--port", "0", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("date", "phase", "begin"),
    [
        (0, Phase.NO_DAY, "2026-09-30 00:00"),
        (20260929, Phase.ENDED, "2026-09-30 00:00"),
        (20260930, Phase.LUNCH, "2026-09-30 11:30"),
        (20261008, Phase.ENDED, "2026-10-08 15:00"),
    ],
)
def test_a_rehearsal_goes_on_where_its_venue_is(date: int, phase: Phase, begin: str) -> None:
    day = DayStatus(date, phase, settled=True)
    assert f"{beginning(20260930, day, CALENDAR):%Y-%m-%d %H:%M}" == begin


def test_the_clock_goes_on_at_the_machine_s_pace_and_jumps_forward_only() -> None:
    machine_ns = 5
    begin = beginning(20260930, DayStatus(0, Phase.NO_DAY, settled=True), CALENDAR)
    clock = RehearsalClock(begin, lambda: machine_ns)
    machine_ns += 60 * 10**9
    assert f"{shanghai(clock.now_ns()):%H:%M}" == "00:01"
    clock.jump_to(begin.replace(hour=9))
    clock.jump_to(begin)
    assert f"{shanghai(clock.now_ns()):%H:%M}" == "09:00"


@pytest.mark.parametrize(
    ("choice", "date", "named"),
    [
        (ClockChoice.REHEARSAL, None, "--from DATE goes with --clock rehearsal"),
        (ClockChoice.MANUAL, "2026-09-30", "and with no other"),
        (ClockChoice.REHEARSAL, "30 September", "30 September"),
    ],
)
def test_a_first_day_goes_with_a_rehearsal(
    choice: ClockChoice, date: str | None, named: str
) -> None:
    with pytest.raises(FirstDateRefused, match=named):
        Driven.read(choice, date)
