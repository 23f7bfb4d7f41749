"""Until when a default may be made good."""

from __future__ import annotations

import pytest

from gateway.schedule.calendar import Calendar
from settlement_bridge.defaults import DefaultRules, date_of, deadline_ns, moment, time_of

CALENDAR = Calendar.load()


def evening(date: int) -> int:
    return time_of(date, 15 * 60 + 30)


@pytest.mark.parametrize(
    ("date", "days", "expected"),
    [
        (20_260_105, 1, "2026-01-06 09:00"),
        (20_260_105, 2, "2026-01-07 09:00"),
        (20_260_109, 1, "2026-01-12 09:00"),  # over a weekend
        (20_251_231, 1, "2026-01-05 09:00"),  # over New Year and a weekend
        (20_291_231, 1, "2030-01-01 09:00"),  # closures that are not published yet
    ],
)
def test_the_deadline_is_on_a_trading_day_after_the_delivery(
    date: int, days: int, expected: str
) -> None:
    assert moment(deadline_ns(DefaultRules(540, days), evening(date), CALENDAR)) == expected


def test_a_delivery_after_midnight_counts_from_its_own_day() -> None:
    night = time_of(20_260_106, 10)
    assert moment(deadline_ns(DefaultRules(540), night, CALENDAR)) == "2026-01-07 09:00"


def test_without_a_time_to_top_up_the_deadline_is_now() -> None:
    assert deadline_ns(DefaultRules(), 77, CALENDAR) == 77
    assert (DefaultRules().written(), DefaultRules(540).written()) == (
        "none",
        "09:00 on trading day 1 after delivery",
    )


def test_times_are_those_of_shanghai() -> None:
    assert time_of(19_700_102, 0) == 16 * 3_600 * 10**9
    assert date_of(16 * 3_600 * 10**9) == 19_700_102
    assert moment(16 * 3_600 * 10**9) == "1970-01-02 00:00"
