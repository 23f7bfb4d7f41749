from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from engine.units import UnitError, day_of, format_date
from gateway.schedule.calendar import Calendar, CalendarError, number_of, venue_calendar


def later_closures(folder: Path, content: object) -> Path:
    (folder / "closures.json").write_text(
        content if isinstance(content, str) else json.dumps(content)
    )
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
    added = {"from": "2027-01-01", "to": "2027-12-31", "closures": ["2027-01-01", "2027-10-01"]}
    calendar = Calendar.load(later_closures(tmp_path, added))
    assert not calendar.is_trading_day(20271001)
    assert not calendar.is_trading_day(20250101)
    assert calendar.opens_on(20271231) and not calendar.opens_on(20280103)


def test_within_its_dates_the_venue_s_file_alone_counts(tmp_path: Path) -> None:
    moved = {"from": "2026-09-01", "to": "2026-10-02", "closures": ["2026-10-01", "2026-09-30"]}
    calendar = Calendar.load(later_closures(tmp_path, moved))
    assert not calendar.opens_on(20260930) and not calendar.opens_on(20261001)
    assert calendar.opens_on(20260925) and calendar.opens_on(20261002)  # released as closed
    assert not calendar.opens_on(20261005) and calendar.opens_on(20261231)


def test_no_days_are_left_out_between_the_released_file_and_the_venue_s(tmp_path: Path) -> None:
    later = {"from": "2027-01-02", "to": "2027-12-31", "closures": []}
    rule = "begins on 2027-01-02: closures are known until 2026-12-31"
    with pytest.raises(CalendarError, match=rule):
        Calendar.load(later_closures(tmp_path, later))


def test_dates_after_the_last_announcement_are_not_known() -> None:
    calendar = Calendar.load()
    assert calendar.known(20261231) and not calendar.known(20270101)


def test_the_next_trading_day_lies_behind_closures_and_weekends() -> None:
    calendar = Calendar.load()
    assert calendar.next_trading_day(20260213) == 20260224
    assert calendar.next_trading_day(20261231) is None


def test_a_file_that_has_changed_is_read_again_and_a_bad_one_is_not_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    current = venue_calendar(tmp_path)
    assert current().known_until == 20261231
    later_closures(tmp_path, {"from": "2027-01-01", "to": "2027-12-31", "closures": ["2027-01-01"]})
    assert current().known_until == 20271231
    later_closures(tmp_path, "no calendar")
    assert current().known_until == 20271231
    assert "the calendar stays as it was" in caplog.text


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
        {"from": "2026-07-01", "to": "2026-06-30", "closures": []},
        {"from": "20260701", "to": "2026-12-31", "closures": []},
    ],
)
def test_a_malformed_file_of_closures_is_named(tmp_path: Path, content: object) -> None:
    with pytest.raises(CalendarError, match=r"closures\.json is no file of closures"):
        Calendar.load(later_closures(tmp_path, content))


def test_a_file_of_closures_may_begin_with_a_byte_order_mark_and_is_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "closures.json"
    content = json.dumps({"from": "2026-07-01", "to": "2026-12-31", "closures": []})
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())
    Calendar.load(tmp_path)
    path.write_bytes(content.replace("{", "{\n", 1).encode() + "节".encode("gbk"))
    with pytest.raises(CalendarError, match=r"line 2: byte .* is 0xbd, which is not UTF-8; it"):
        Calendar.load(tmp_path)


def test_the_released_calendar_is_the_shanghai_stock_exchange_s() -> None:
    rules = "exchange_calendars.exchange_calendar_xshg"
    shanghai = pytest.importorskip(rules, reason="it comes with the extra `test`")
    calendar = Calendar.load()
    first, last = format_date(calendar.known_from), format_date(calendar.known_until)
    theirs = shanghai.XSHGExchangeCalendar(start=first, end=last).sessions
    assert [int(day.strftime("%Y%m%d")) for day in theirs] == trading_days(calendar)


def trading_days(calendar: Calendar) -> list[int]:
    day, last = day_of(calendar.known_from), day_of(calendar.known_until)
    days = (day + dt.timedelta(days=more) for more in range((last - day).days + 1))
    return [number for each in days if calendar.opens_on(number := number_of(each))]
