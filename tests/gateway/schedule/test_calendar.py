from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.units import UnitError
from gateway.schedule.calendar import Calendar, CalendarError


def later_closures(folder: Path, content: object) -> Path:
    (folder / "closures.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


@pytest.mark.parametrize(
    ("date", "trades"),
    [
        (20210716, True),  # the first day of the market, a Friday
        (20210718, False),  # a Sunday
        (20211001, False),  # National Day
        (20211009, False),  # a make-up Saturday elsewhere, not here
        (20241230, True),
        (20250101, False),
        (20260105, True),
    ],
)
def test_weekdays_without_closures_are_trading_days(date: int, trades: bool) -> None:
    assert Calendar.load().is_trading_day(date) is trades


def test_a_venue_adds_closures_announced_later(tmp_path: Path) -> None:
    added = {"from": "2026-07-01", "to": "2026-12-31", "closures": ["2026-10-01"]}
    calendar = Calendar.load(later_closures(tmp_path, added))
    assert not calendar.is_trading_day(20261001)
    assert not calendar.is_trading_day(20250101)
    assert calendar.known(20261231) and not calendar.known(20270101)


def test_dates_after_the_last_announcement_are_not_known() -> None:
    calendar = Calendar.load()
    assert calendar.known(20260630) and not calendar.known(20260701)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(UnitError, match="20260230"):
        Calendar.load().is_trading_day(20260230)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        {"from": "2026-07-01", "to": "2026-12-31", "closures": "2026-10-01"},
        {"from": "2026-07-01", "to": "2026-12-31", "closures": ["1st of May"]},
        {"from": "2026-07-01", "to": "2026-12-31", "closures": [20261001]},
        {"from": "2026-07-01", "to": "2026-12-31", "closures": ["2027-01-01"]},
    ],
)
def test_a_malformed_file_of_closures_is_named(tmp_path: Path, content: object) -> None:
    with pytest.raises(CalendarError, match=r"closures\.json is no file of closures"):
        Calendar.load(later_closures(tmp_path, content))
