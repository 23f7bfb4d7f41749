"""Taking closures and hours into a venue's folder: what changes is shown before."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.console.calendar import app, begun_changes
from gateway.schedule.calendar import Calendar, CalendarError
from gateway.schedule.own_calendar import read_for, take

YEAR = {"from": "2027-01-01", "to": "2027-12-31", "closures": ["2027-01-01", "2027-10-01"]}
NEXT = {"from": "2028-01-01", "to": "2028-12-31", "closures": ["2028-01-03"]}
EVE = {"short_days": [{"date": "2026-09-30", "closed": "11:30"}]}
LATER = {"short_days": [{"date": "2026-12-31", "closed": "14:00"}]}
USUAL = "opens 09:15, trades 09:30-11:30, 13:00-15:00"


def file_of(folder: Path, content: Any) -> Path:
    path = folder / "given.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def take_in(folder: Path, content: Any) -> list[tuple[int, str, str]]:
    taken = read_for(folder, file_of(folder, content))
    take(folder, taken)
    return [(each.date, each.was, each.becomes) for each in taken.changes if each.tells]


def test_files_that_follow_each_other_add_up(tmp_path: Path) -> None:
    assert take_in(tmp_path, YEAR) == [
        (20270101, "not known", "closed"),
        (20271001, "not known", "closed"),
    ]
    assert take_in(tmp_path, NEXT) == [(20280103, "not known", "closed")]
    assert take_in(tmp_path, EVE) == [(20260930, USUAL, "opens 09:15, trades 09:30-11:30")]
    assert take_in(tmp_path, LATER) == [
        (20261231, USUAL, "opens 09:15, trades 09:30-11:30, 13:00-14:00")
    ]
    calendar = Calendar.load(tmp_path)
    assert calendar.known_until == 20281231 and not calendar.is_trading_day(20271001)
    assert list(calendar.hours.short) == [20260930, 20261231]
    assert take_in(tmp_path, LATER) == []


def test_a_correction_of_days_that_were_known_names_them(tmp_path: Path) -> None:
    corrected = {"from": "2026-10-01", "to": "2026-10-09", "closures": ["2026-10-01"]}
    opened = [date for date, was, _ in take_in(tmp_path, corrected) if was == "closed"]
    assert opened == [20261002, 20261005, 20261006, 20261007]


def test_a_short_day_is_taken_back_by_the_usual_close(tmp_path: Path) -> None:
    take_in(tmp_path, EVE)
    usual = {"short_days": [{"date": "2026-09-30", "closed": "15:00"}]}
    assert take_in(tmp_path, usual) == [(20260930, "opens 09:15, trades 09:30-11:30", USUAL)]


def test_hours_of_days_that_are_not_known_yet_are_taken_and_counted_later(tmp_path: Path) -> None:
    eve = {"short_days": [{"date": "2027-02-05", "closed": "11:30"}]}
    words = ["calendar", "import", str(file_of(tmp_path, eve)), "--data", str(tmp_path), "--yes"]
    output = CliRunner().invoke(app, words).output
    assert "no day that is known" in output and "taken" in output
    assert take_in(tmp_path, YEAR)
    assert list(Calendar.load(tmp_path).hours_on(20270205).sessions()) == [dt.time(9, 30)]


def test_changes_of_today_and_of_days_that_have_passed_are_warned_of(tmp_path: Path) -> None:
    changes = read_for(tmp_path, file_of(tmp_path, EVE)).changes
    assert list(begun_changes(changes, 20260929)) == []
    for today, warned in ((20260930, "2026-09-30 is today"), (20261001, "in the past: 1 day")):
        (warning,) = begun_changes(changes, today)
        assert warned in warning


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("no calendar", "is no JSON"),
        ("[]", "is no JSON object"),
        ({"holidays": []}, "neither closures nor hours nor short_days"),
        (YEAR | EVE, "they go into two files"),
        (NEXT, "closures are known until 2026-12-31, none may be left out"),
        ({"short_days": ["2026-09-30"]}, "each row of short_days is an object"),
        (
            {"short_days": [{"date": "2026-09-30", "closed": "16:00"}]},
            "2026-09-30: a short day closes after",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_changes_nothing(
    tmp_path: Path, content: Any, named: str
) -> None:
    with pytest.raises(CalendarError, match=named):
        read_for(tmp_path, file_of(tmp_path, content))
    assert [each.name for each in tmp_path.iterdir()] == ["given.json"]


def test_the_command_asks_before_and_writes_nothing_without_an_answer(tmp_path: Path) -> None:
    file = str(file_of(tmp_path, EVE))
    words = ["calendar", "import", file, "--data", str(tmp_path)]
    run = CliRunner().invoke
    assert "2026-09-30" in run(app, [*words, "--dry-run"]).output
    assert run(app, words).exit_code != 0 and not (tmp_path / "hours.json").exists()
    assert "taken" in run(app, [*words, "--yes"]).output
    shown = run(app, ["calendar", "show", "--data", str(tmp_path)]).output
    assert "2026-09-30 closes at 11:30" in shown


@pytest.mark.parametrize(
    ("date", "code"), [("2026-12-01", 0), ("2026-12-02", 1), ("2027-01-05", 1)]
)
def test_the_check_warns_30_days_before_the_calendar_ends(date: str, code: int) -> None:
    result = CliRunner().invoke(app, ["calendar", "check", "--date", date])
    assert result.exit_code == code, result.output
