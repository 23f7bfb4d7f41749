"""The hours of a day, and since when they hold."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from engine.commands import Phase
from gateway.schedule.calendar import Calendar, CalendarError, venue_calendar

USUAL = "pre_open 09:15, morning 09:30, lunch 11:30, afternoon 13:00, closed 15:00"
ROW = {
    "pre_open": "09:00", "morning": "09:10", "lunch": "11:30", "afternoon": "13:30",
    "closed": "15:30",
}  # fmt: skip


def words(calendar: Calendar, date: int) -> str:
    begins = calendar.hours_on(date).begins
    return ", ".join(f"{phase.name.lower()} {begin:%H:%M}" for phase, begin in begins)


def own(data: Path, content: Any) -> Path:
    (data / "hours.json").write_text(json.dumps(content))
    return data


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (20210716, USUAL),
        (20260630, USUAL),
        (20260701, "pre_open 09:00, morning 09:10, lunch 11:30, afternoon 13:30, closed 15:30"),
        (20260213, "pre_open 09:15, morning 09:30, closed 11:30"),
        (20260930, "pre_open 09:00, morning 09:10, lunch 11:30, afternoon 13:30, closed 14:00"),
    ],
)
def test_hours_hold_from_their_day_on_and_short_days_close_early(
    tmp_path: Path, date: int, expected: str
) -> None:
    short = {"2026-02-13": "11:30", "2026-09-30": "14:00"}
    days = [{"date": date, "closed": closed} for date, closed in short.items()]
    content = {"hours": [{"from": "2026-07-01", **ROW}], "short_days": days}
    assert words(Calendar.load(own(tmp_path, content)), date) == expected


@pytest.mark.parametrize(
    ("time", "phase"),
    [
        ("09:14", Phase.NO_DAY),
        ("09:15", Phase.PRE_OPEN),
        ("11:29", Phase.MORNING),
        ("11:30", Phase.LUNCH),
        ("14:59", Phase.AFTERNOON),
        ("15:00", Phase.CLOSED),
    ],
)
def test_the_phase_of_a_time(time: str, phase: Phase) -> None:
    assert Calendar.load().hours_on(20260105).phase_at(dt.time.fromisoformat(time)) == phase


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ([], "hours.json is no file of hours"),
        ({"hours": 5}, "hours.json is no file of hours"),
        ({"hours": [{"from": "2026-07-01"}]}, "'pre_open' is missing"),
        (
            {"hours": [{"from": "2026-07-01", **ROW, "lunch": "09:05"}]},
            "lunch begins at 09:05, not",
        ),
        ({"hours": [{"from": "2026-07-01", **ROW, "lunch": "noon"}]}, "noon"),
        ({"hours": [{"from": "1 July", **ROW}]}, "1 July"),
        (
            {"short_days": [{"date": "2026-09-30", "closed": "09:30"}]},  # without any session
            "after 09:30",
        ),
        (
            {"hours": [], "short_days": [{"date": "2026-09-30", "closed": "15:01"}]},
            "2026-09-30: a short day closes after 09:30, at 15:00 at the latest, not at 15:01",
        ),
    ],
)
def test_a_malformed_file_of_hours_is_named(tmp_path: Path, content: Any, named: str) -> None:
    with pytest.raises(CalendarError, match=named):
        Calendar.load(own(tmp_path, content))


def test_a_running_venue_reads_changed_hours(tmp_path: Path) -> None:
    current = venue_calendar(tmp_path)
    assert words(current(), 20260930) == USUAL
    short = [{"date": "2026-09-30", "closed": "11:30"}]
    own(tmp_path, {"hours": [], "short_days": short})
    assert words(current(), 20260930) == "pre_open 09:15, morning 09:30, closed 11:30"
